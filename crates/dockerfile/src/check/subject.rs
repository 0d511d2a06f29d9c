//! What the rules look at: a Dockerfile with its variables replaced and its stages connected.

use std::collections::{BTreeMap, BTreeSet};

use super::platform::Platform;
use super::report::{CheckError, Stop};
use super::rules::Phase;
use super::scope::{Scope, Unknown};
use super::{BaseImage, Surroundings};
use crate::expand::{Escape, ExpandError, Expansion};
use crate::instruction::{ArgDefinition, Instruction, Source};
use crate::mount::parse_mount;
use crate::parse::{Parse, Statement, parse};
use crate::ports::parse_ports;
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
    scope: Scope,
}

/// No Dockerfile that anybody wrote comes near.
const MOST_INHERITED: usize = 200_000;

/// What BuildKit sets where a base image does not.
const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// An instruction of a stage, its variables replaced.
pub(super) struct Step<'a> {
    /// The first word, as written.
    pub(super) keyword: String,
    pub(super) instruction: Instruction,
    pub(super) place: Place<'a>,
    /// The variables that nothing defines.
    pub(super) unknown: Vec<Unknown>,
}

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

    /// How many variables and triggers a stage starts with.
    fn inherited(&self, index: usize) -> usize {
        let Some(parent) = self.stages[index].parent else { return 0 };
        let parent = &self.stages[parent];
        let is_trigger = |it: &&Statement| matches!(it.instruction, Instruction::Onbuild(_));
        let triggers = parent.stage.body.iter().filter(is_trigger).count();
        parent.scope.values.len() + parent.scope.declared.len() + triggers
    }

    /// Replaces the variables of a stage's instructions, one after the other.
    fn walk(&mut self, index: usize) -> Result<(), (String, Lines)> {
        let view = &self.stages[index];
        let mut scope = match view.parent {
            Some(parent) => self.stages[parent].scope.clone(),
            None => {
                let env = view.base.iter().flat_map(|it| &it.env);
                let env = env.filter_map(|it| it.split_once('='));
                let mut values: BTreeMap<String, String> =
                    env.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
                values.entry("PATH".to_owned()).or_insert_with(|| DEFAULT_PATH.to_owned());
                Scope { values, ..Scope::default() }
            }
        };
        let place = view.place;
        let mut steps = Vec::new();
        for trigger in self.triggers(view) {
            for statement in parse(&trigger).instructions {
                steps.push(self.step(&statement, place, &mut scope)?);
            }
        }
        for statement in view.stage.body {
            steps.push(self.step(statement, statement.into(), &mut scope)?);
        }
        let view = &mut self.stages[index];
        (view.steps, view.scope) = (steps, scope);
        Ok(())
    }

    /// The `ONBUILD` instructions of what a stage starts from.
    fn triggers(&self, view: &StageView<'_>) -> Vec<String> {
        let Some(parent) = view.parent else {
            return view.base.iter().flat_map(|it| it.on_build.clone()).collect();
        };
        let body = self.stages[parent].stage.body.iter();
        let triggers = body.filter_map(|it| {
            let Instruction::Onbuild(onbuild) = &it.instruction else { return None };
            Some(onbuild.trigger.clone())
        });
        triggers.collect()
    }

    fn step(
        &self,
        statement: &Statement,
        place: Place<'a>,
        scope: &mut Scope,
    ) -> Result<Step<'a>, (String, Lines)> {
        let escape = self.parse.directives.escape;
        let keyword = statement.keyword.value.clone();
        let mut unknown = Vec::new();
        let error = |error: ExpandError| (error.to_string(), place.lines);
        if let Instruction::Arg(definitions) = &statement.instruction {
            for definition in definitions {
                self.declare(definition, escape, scope, &mut unknown).map_err(error)?;
            }
            return Ok(Step {
                keyword,
                instruction: statement.instruction.clone(),
                place,
                unknown,
            });
        }
        let mut expand = |text: &str, escape, options| {
            let expansion = scope.expand_with(text, escape, options)?;
            unknown.extend(scope.undefined(&expansion));
            Ok(expansion)
        };
        let instruction = statement.instruction.expand(escape, &mut expand).map_err(error)?;
        if let Some(message) = problem_of(&instruction) {
            return Err((message, place.lines));
        }
        if let Instruction::Env(pairs) = &instruction {
            let pairs = pairs.iter().map(|it| (it.name.clone(), it.value.clone()));
            scope.values.extend(pairs);
        }
        // As dockerfile2llb/convert_expose.go, which does not ask.
        if let Instruction::Expose(_) = instruction {
            unknown.clear();
        }
        Ok(Step { keyword, instruction, place, unknown })
    }

    /// An `ARG` of a stage: given, or with its default, or with that of the `ARG` before the first `FROM`.
    fn declare(
        &self,
        definition: &ArgDefinition,
        escape: Escape,
        scope: &mut Scope,
        unknown: &mut Vec<Unknown>,
    ) -> Result<(), ExpandError> {
        let name = &definition.name;
        let value = match (self.around.build_args.get(name), &definition.default) {
            (Some(given), _) => Some(given.clone()),
            (None, Some(default)) => {
                let expansion = scope.expand(default, escape)?;
                unknown.extend(scope.undefined(&expansion));
                Some(expansion.text)
            }
            (None, None) => self.globals.values.get(name).cloned(),
        };
        if let Some(value) = value {
            scope.values.insert(name.clone(), value);
        }
        scope.declared.insert(name.clone());
        Ok(())
    }
}

impl Step<'_> {
    /// The paths of a `COPY` or an `ADD`, and what is copied from if it is not the build context.
    pub(super) fn copied(&self) -> Option<(Vec<&str>, Option<&str>)> {
        let (sources, from) = if let Instruction::Copy(copy) = &self.instruction {
            (&copy.sources, copy.from.as_deref())
        } else if let Instruction::Add(add) = &self.instruction {
            (&add.sources, None)
        } else {
            return None;
        };
        let paths = sources.iter().filter_map(|it| match it {
            Source::Path(path) => Some(path.as_str()),
            Source::Heredoc(_) => None,
        });
        Some((paths.collect(), from))
    }
}

/// What is wrong with an instruction whose variables are replaced.
fn problem_of(instruction: &Instruction) -> Option<String> {
    if let Instruction::Run(run) = instruction {
        return run.mounts.iter().find_map(|it| parse_mount(it).err()).map(|it| it.to_string());
    }
    let Instruction::Expose(ports) = instruction else { return None };
    ports.iter().find_map(|it| parse_ports(it).err()).map(|it| it.to_string())
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
