//! What the rules look at: a Dockerfile with its variables replaced and its stages connected.

use std::collections::{BTreeMap, BTreeSet};

use super::platform::Platform;
use super::report::{CheckError, Stop};
use super::rules::Phase;
use super::scope::Scope;
use super::walk::Step;
use super::{BaseImage, Surroundings};
use crate::expand::Expansion;
use crate::instruction::Instruction;
use crate::parse::{Parse, Statement};
use crate::problem::{Problem, StageProblem};
use crate::span::{Lines, Span};
use crate::stage::Stage;
use crate::suggest::suggest;

/// Everything that the rules look at.
pub(super) struct Subject<'a> {
    pub(super) parse: &'a Parse,
    pub(super) around: &'a Surroundings<'a>,
    pub(super) stages: Vec<StageView<'a>>,
    /// The last stage of each name.
    names: BTreeMap<&'a str, usize>,
    /// What is known before the first instruction.
    pub(super) predefined: Scope,
    /// What is known in a `FROM`.
    pub(super) globals: Scope,
}

/// A stage and what it starts from.
pub(super) struct StageView<'a> {
    pub(super) stage: Stage<'a>,
    pub(super) place: Place<'a>,
    /// The name behind `FROM`.
    pub(super) image: Expansion,
    pub(super) platform: Option<Expansion>,
    /// The earlier stage that it starts from.
    pub(super) parent: Option<usize>,
    /// What is known of the image that it starts from otherwise.
    pub(super) base: Option<BaseImage>,
    /// What it does, triggers first; nothing if it is not needed.
    pub(super) steps: Vec<Step<'a>>,
    /// What is known at its end.
    pub(super) scope: Scope,
}

const VARIABLE_IN_FROM: &str = "variable expansion is not supported for --from, define a new stage with FROM using \
    ARG from global scope as a workaround";

/// No Dockerfile that anybody wrote comes near.
const MOST_INHERITED: usize = 200_000;

/// An instruction's place, and the comments that may change what is checked there.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) lines: Lines,
    pub(super) span: Span,
    pub(super) comments: &'a [String],
}

impl<'a> From<&'a Statement> for Place<'a> {
    fn from(statement: &'a Statement) -> Place<'a> {
        Place { lines: statement.lines, span: statement.span, comments: &statement.comments }
    }
}

impl<'a> Subject<'a> {
    /// Prepares a Dockerfile as far as BuildKit would get, and says where it would stop.
    pub(super) fn new(
        parse: &'a Parse,
        around: &'a Surroundings<'a>,
    ) -> (Subject<'a>, Option<Stop>) {
        let stages = parse.stages();
        let last = stages.last().and_then(|it| it.from.alias.as_ref()).map(|it| it.as_str());
        let predefined = Scope::predefined(around, around.target.or(last).unwrap_or_default());
        let mut subject = Subject {
            parse,
            around,
            stages: Vec::new(),
            names: BTreeMap::new(),
            globals: predefined.clone(),
            predefined,
        };
        let stop = subject.prepare(stages).err();
        (subject, stop)
    }

    fn prepare(&mut self, stages: Vec<Stage<'a>>) -> Result<(), Stop> {
        let fault = parse_fault(self.parse);
        match self.predefined.clone().globals(self.parse, self.around.build_args) {
            Ok(globals) => self.globals = globals,
            Err((error, index)) => {
                let lines = self.parse.preamble()[index].lines;
                let error = CheckError::Instruction { message: error.to_string(), lines };
                return Err(fault.unwrap_or(Stop { phase: Phase::Stages, line: u32::MAX, error }));
            }
        }
        let mut fault = fault;
        for stage in stages {
            let (view, problem) = self.view(stage);
            self.stages.push(view);
            self.names
                .extend(stage.from.alias.as_ref().map(|it| (it.as_str(), self.stages.len() - 1)));
            let line = stage.head.lines.first;
            fault = fault.or(problem.map(|error| Stop { phase: Phase::Bases, line, error }));
            if fault.as_ref().is_some_and(|it| it.phase == Phase::Bases) {
                break;
            }
        }
        if let Some(fault) = fault {
            return Err(fault);
        }
        let needed = self.needed()?;
        self.variable_in_from()?;
        self.parse.stage_order().map_err(|problem| Stop {
            phase: Phase::Bases,
            line: u32::MAX,
            error: problem.into(),
        })?;
        let mut inherited = 0;
        for index in needed {
            let lines = self.stages[index].place.lines;
            inherited += self.inherited(index);
            if MOST_INHERITED < inherited {
                let error = CheckError::TooLarge;
                return Err(Stop { phase: Phase::Steps, line: lines.first, error });
            }
            self.walk(index).map_err(|(message, lines)| {
                let error = CheckError::Instruction { message, lines };
                Stop { phase: Phase::Steps, line: lines.first, error }
            })?;
        }
        Ok(())
    }

    fn view(&self, stage: Stage<'a>) -> (StageView<'a>, Option<CheckError>) {
        let (escape, lines) = (self.parse.directives.escape, stage.head.lines);
        let mut problem = None;
        let mut expand = |text: &str| match self.globals.expand(text, escape) {
            Ok(expansion) => expansion,
            Err(error) => {
                problem
                    .get_or_insert(CheckError::Instruction { message: error.to_string(), lines });
                Expansion::default()
            }
        };
        let image = expand(&stage.from.image);
        let platform = stage.from.platform.as_deref().map(&mut expand);
        if problem.is_none() && image.text.is_empty() {
            problem = Some(CheckError::BlankBase { written: stage.from.image.clone(), lines });
        }
        if let (None, Some(expansion), Some(written)) = (&problem, &platform, &stage.from.platform)
        {
            problem = self.wrong_platform(written, expansion, lines);
        }
        let parent = self.names.get(image.text.as_str()).copied();
        let base = match parent {
            Some(_) => None,
            None => (self.around.base_image)(&image.text),
        };
        let (place, scope) = (stage.head.into(), Scope::default());
        let steps = Vec::new();
        (StageView { stage, place, image, platform, parent, base, steps, scope }, problem)
    }

    fn wrong_platform(
        &self,
        written: &str,
        expansion: &Expansion,
        lines: Lines,
    ) -> Option<CheckError> {
        let known: Vec<&str> = self.globals.values.keys().map(String::as_str).collect();
        let suggestion =
            || expansion.unmatched.iter().find_map(|it| suggest(it, &known)).map(str::to_owned);
        let written = written.to_owned();
        if expansion.text.is_empty() {
            return Some(CheckError::BlankPlatform { written, suggestion: suggestion(), lines });
        }
        let error = Platform::parse(&expansion.text).err()?;
        Some(CheckError::Platform { written, error, suggestion: suggestion(), lines })
    }

    /// The stages to look into: all, or the target and what it needs.
    fn needed(&self) -> Result<BTreeSet<usize>, Stop> {
        let Some(target) = self.around.target else { return Ok((0..self.stages.len()).collect()) };
        let Some(index) = self.stage_named(target, self.stages.len()) else {
            let error = CheckError::Target(target.to_owned());
            return Err(Stop { phase: Phase::Bases, line: u32::MAX, error });
        };
        let mut needed = BTreeSet::new();
        let mut todo = vec![index];
        while let Some(index) = todo.pop() {
            if !needed.insert(index) {
                continue;
            }
            let view = &self.stages[index];
            todo.extend(view.parent);
            for statement in view.stage.body {
                if let Instruction::Copy(copy) = &statement.instruction {
                    todo.extend(copy.from.as_ref().and_then(|it| self.stage_named(it, index)));
                }
            }
        }
        Ok(needed)
    }

    /// The stage with this name or number among the first `count`.
    fn stage_named(&self, name: &str, count: usize) -> Option<usize> {
        let named = self.names.get(name.to_lowercase().as_str()).copied();
        named.or_else(|| name.parse().ok()).filter(|it| *it < count)
    }

    /// `COPY --from=$name`, which BuildKit does not understand.
    fn variable_in_from(&self) -> Result<(), Stop> {
        for statement in self.stages.iter().flat_map(|it| it.stage.body) {
            let Instruction::Copy(copy) = &statement.instruction else { continue };
            let from = copy.from.as_deref().unwrap_or_default();
            if from.find('$').is_some_and(|at| at + 1 != from.len()) {
                let (message, lines) = (VARIABLE_IN_FROM.to_owned(), statement.lines);
                let error = CheckError::Instruction { message, lines };
                return Err(Stop { phase: Phase::Bases, line: u32::MAX, error });
            }
        }
        Ok(())
    }

    /// How many variables and triggers a stage starts with.
    fn inherited(&self, index: usize) -> usize {
        let Some(parent) = self.stages[index].parent else { return 0 };
        let parent = &self.stages[parent];
        let is_trigger = |it: &&Statement| matches!(it.instruction, Instruction::Onbuild(_));
        let triggers = parent.stage.body.iter().filter(is_trigger).count();
        parent.scope.values.len() + parent.scope.declared.len() + triggers
    }
}

/// The error that the parser stops at.
fn parse_fault(parse: &Parse) -> Option<Stop> {
    let first = parse.first_error()?;
    let (problem, lines) = (first.problem.clone(), first.lines);
    let (phase, line) = match &problem {
        Problem::Line(_) => (Phase::Never, 0),
        Problem::Stage(StageProblem::NoStages) => (Phase::Instructions, u32::MAX),
        Problem::Stage(StageProblem::NoBuildStage)
        | Problem::Instruction(_)
        | Problem::Remark(_)
        | Problem::Check(_) => (Phase::Instructions, lines.first),
    };
    Some(Stop { phase, line, error: CheckError::Dockerfile { problem, lines } })
}
