//! A Dockerfile cut into stages.

use dockerfile::{Escape, From, Parse, Statement};

use crate::error::BuildError;
use crate::id::StepId;
use crate::plan::{PlanStep, StepKind};

/// The statements of a Dockerfile, by stage. A step is a statement; its ID is the statement's index.
pub(crate) struct Script<'a> {
    pub(crate) escape: Escape,
    pub(crate) statements: &'a [Statement],
    /// The `ARG`s before the first `FROM`.
    pub(crate) globals: Vec<StepId>,
    /// At least one: the parser says so if there is none.
    pub(crate) stages: Vec<Stage<'a>>,
}

/// `FROM` to the next `FROM`.
pub(crate) struct Stage<'a> {
    pub(crate) from: &'a From,
    pub(crate) from_step: StepId,
    /// The steps after `FROM`.
    pub(crate) steps: Vec<StepId>,
}

impl Stage<'_> {
    /// What `AS` calls it.
    pub(crate) fn name(&self) -> Option<&str> {
        self.from.alias.as_ref().map(|it| it.as_str())
    }
}

impl<'a> Script<'a> {
    /// Cuts `parse` into stages; it must be without errors.
    pub(crate) fn new(parse: &'a Parse) -> Script<'a> {
        let mut ids = (0_u32..).map(StepId);
        let globals = ids.by_ref().take(parse.preamble().len()).collect();
        let stages = parse.stages().into_iter().map(|it| Stage {
            from: it.from,
            from_step: ids.next().expect("ids do not end"),
            steps: ids.by_ref().take(it.body.len()).collect(),
        });
        let stages: Vec<Stage> = stages.collect();
        assert!(!stages.is_empty(), "a Dockerfile without errors has a stage");
        Script { escape: parse.directives.escape, statements: &parse.instructions, globals, stages }
    }

    /// The statement of a step.
    pub(crate) fn statement(&self, step: StepId) -> &'a Statement {
        &self.statements[step.0 as usize]
    }

    /// The stage called `name`, before the stage `before`; the last one of that name.
    pub(crate) fn named(&self, name: &str, before: usize) -> Option<usize> {
        let is_named = |it: &Stage| it.name().is_some_and(|known| known.eq_ignore_ascii_case(name));
        self.stages[..before].iter().rposition(is_named)
    }

    /// The stage that `name` means, by its name or its number, before the stage `before`.
    pub(crate) fn named_or_numbered(&self, name: &str, before: usize) -> Option<usize> {
        let numbered = || name.parse::<usize>().ok().filter(|it| *it < before);
        self.named(name, before).or_else(numbered)
    }

    /// The stage that the build is for.
    pub(crate) fn target(&self, name: Option<&str>) -> Result<usize, BuildError> {
        let Some(name) = name else { return Ok(self.stages.len() - 1) };
        let found = self.named_or_numbered(name, self.stages.len());
        found.ok_or_else(|| BuildError::TargetNotFound { target: name.to_string() })
    }

    /// The plan's entry for a step.
    pub(crate) fn plan_step(&self, id: StepId, kind: StepKind, inputs: Vec<StepId>) -> PlanStep {
        let statement = self.statement(id);
        let stage = self.stages.iter().rposition(|it| it.from_step <= id);
        PlanStep {
            id,
            stage: stage.map(|it| u32::try_from(it).expect("fewer stages than steps")),
            kind,
            keyword: statement.instruction.keyword().name().to_string(),
            text: statement.original.clone(),
            span: statement.span,
            lines: (statement.lines.first, statement.lines.last),
            inputs,
        }
    }
}
