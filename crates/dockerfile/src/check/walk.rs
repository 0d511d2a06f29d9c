//! The instructions of a stage, one after the other, with what is known at each.

use std::collections::BTreeMap;

use super::scope::{Scope, Unknown};
use super::step_problem::step_problem;
use super::subject::{Place, StageView, Subject};
use crate::expand::{Escape, ExpandError};
use crate::instruction::{ArgDefinition, Instruction, Source};
use crate::parse::{Statement, parse};
use crate::span::Lines;

/// An instruction of a stage, its variables replaced.
pub(super) struct Step<'a> {
    /// The first word, as written.
    pub(super) keyword: String,
    pub(super) instruction: Instruction,
    pub(super) place: Place<'a>,
    /// The variables that nothing defines.
    pub(super) unknown: Vec<Unknown>,
}

/// What BuildKit sets where a base image does not.
const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

impl<'a> Subject<'a> {
    /// Replaces the variables of a stage's instructions, one after the other.
    pub(super) fn walk(&mut self, index: usize) -> Result<(), (String, Lines)> {
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
        let mut steps = Vec::new();
        let result = self.steps(view, &mut scope, &mut steps);
        let view = &mut self.stages[index];
        (view.steps, view.scope) = (steps, scope);
        result
    }

    /// The steps of a stage, up to the first that fails.
    fn steps(
        &self,
        view: &StageView<'a>,
        scope: &mut Scope,
        steps: &mut Vec<Step<'a>>,
    ) -> Result<(), (String, Lines)> {
        let triggers = self.triggers(view).into_iter().flat_map(|it| parse(&it).instructions);
        let triggers: Vec<Statement> = triggers.collect();
        let triggers = triggers.iter().map(|it| (it, view.place));
        let body = view.stage.body.iter().map(|it| (it, it.into()));
        for (statement, place) in triggers.chain(body) {
            let step = self.step(statement, place, scope)?;
            let problem = step_problem(&step.instruction);
            steps.push(step);
            if let Some(message) = problem {
                return Err((message, place.lines));
            }
        }
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
