//! One instruction to an operation, or to a change of the configuration.

use std::collections::BTreeMap;

use dockerfile::{Instruction, MountKind, Run, parse_mount};

use super::dispatch::{Dispatcher, Numbering, Place};
use super::graph::{CopyFrom, HistoryDraft, Operation, RunMount, StageState, Vertex, VertexId};
use super::history::{created_by, run_created_by};
use super::sources::{Resolved, resolve};
use crate::configure::{env_pairs, set_env};
use crate::copying::Copying;
use crate::error::BuildError;
use crate::expand::Expander;
use crate::plan::StepKind;
use crate::run::{run_argv, run_text, shell_setting};

impl Dispatcher<'_> {
    /// Takes one instruction into the stage.
    pub(super) fn instruction(
        &mut self,
        place: &Place,
        state: &mut StageState,
        numbering: &mut Numbering,
    ) -> Result<(), BuildError> {
        let (instruction, shown) = {
            let env = env_pairs(&state.env);
            let lookup =
                |name: &str| env.iter().find(|(it, _)| it == name).map(|(_, value)| value.clone());
            let expander = Expander { escape: self.script.escape, lookup: &lookup };
            let shown = expander.label(&place.statement.original);
            (expander.instruction(&place.statement.instruction)?, capitalized(&shown))
        };
        match &instruction {
            Instruction::Run(run) => self.run(place, state, numbering, shown, run)?,
            Instruction::Copy(copy) => {
                let from = match &copy.from {
                    None => CopyFrom::Context,
                    Some(name) => CopyFrom::Vertex(self.copied_from(name, place)?),
                };
                self.copy(place, state, numbering, shown, &instruction, from)?;
            }
            Instruction::Add(_) => {
                self.copy(place, state, numbering, shown, &instruction, CopyFrom::Context)?;
            }
            Instruction::Workdir(_) => {
                state.configuration.apply(&instruction)?;
                let path = state.configuration.working_dir();
                let created_by =
                    created_by(&instruction, &state.configuration)?.unwrap_or_default();
                let user = state.configuration.config.user.clone();
                let mut settings = BTreeMap::new();
                if !user.is_empty() {
                    settings.insert("USER".to_string(), user.clone());
                }
                let make = Operation::MakeDirectory { path, user };
                let parts = (make, created_by.clone(), settings);
                self.operation(place, state, numbering, shown, parts, created_by);
            }
            Instruction::Arg(definitions) => {
                for it in definitions {
                    self.arguments.declare(&it.name, it.default.clone());
                    let value = self.arguments.value(&it.name);
                    if let Some(value) = &value {
                        set_env(&mut state.env, &it.name, value);
                    }
                    state.arguments.push((it.name.clone(), value));
                }
                self.configure(place, state, &instruction)?;
            }
            Instruction::Env(pairs) => {
                pairs.iter().for_each(|it| set_env(&mut state.env, &it.name, &it.value));
                self.configure(place, state, &instruction)?;
            }
            Instruction::Cmd(_)
            | Instruction::Entrypoint(_)
            | Instruction::Expose(_)
            | Instruction::From(_)
            | Instruction::Healthcheck(_)
            | Instruction::Label(_)
            | Instruction::Maintainer(_)
            | Instruction::Onbuild(_)
            | Instruction::Shell(_)
            | Instruction::Stopsignal(_)
            | Instruction::User(_)
            | Instruction::Volume(_) => self.configure(place, state, &instruction)?,
        }
        Ok(())
    }

    fn run(
        &mut self,
        place: &Place,
        state: &mut StageState,
        numbering: &mut Numbering,
        shown: String,
        run: &Run,
    ) -> Result<(), BuildError> {
        let mut mounts = Vec::new();
        for written in &run.mounts {
            let mount = parse_mount(written)
                .map_err(|error| BuildError::Invalid { message: error.to_string() })?;
            let from = match &mount.from {
                Some(name) => Some(CopyFrom::Vertex(self.copied_from(name, place)?)),
                None => (mount.kind == MountKind::Bind).then_some(CopyFrom::Context),
            };
            mounts.push(RunMount { mount, from });
        }
        let argv = run_argv(&state.configuration, run);
        let env = env_pairs(&state.env);
        let created_by = run_created_by(&state.arguments, &env, &argv);
        let user = state.configuration.config.user.clone();
        let working_dir = state.configuration.working_dir();
        let mut settings: BTreeMap<String, String> = env.iter().cloned().collect();
        settings.extend([shell_setting(&state.configuration)]);
        settings.insert("USER".to_string(), user.clone());
        settings.insert("WORKDIR".to_string(), working_dir.to_string());
        let key = run_text(run);
        // The proxies do not enter the key.
        let mut env = env;
        for (name, value) in self.arguments.proxies_twice() {
            env.retain(|it| it.0 != name);
            env.push((name, value));
        }
        let operation = Operation::Run { argv, env, working_dir, user, mounts };
        self.operation(place, state, numbering, shown, (operation, key, settings), created_by);
        Ok(())
    }

    /// An instruction without an operation.
    fn configure(
        &mut self,
        place: &Place,
        state: &mut StageState,
        instruction: &Instruction,
    ) -> Result<(), BuildError> {
        state.configuration.apply(instruction)?;
        self.plan(place.step, StepKind::ConfigOnly, None, None);
        if let Some(created_by) = created_by(instruction, &state.configuration)? {
            state.history.push(HistoryDraft { created_by, layer: None });
        }
        Ok(())
    }

    fn copy(
        &mut self,
        place: &Place,
        state: &mut StageState,
        numbering: &mut Numbering,
        shown: String,
        instruction: &Instruction,
        from: CopyFrom,
    ) -> Result<(), BuildError> {
        let copying = Copying::of(instruction).expect("only COPY and ADD come here");
        let working_dir = state.configuration.working_dir();
        let key = copying.key(&working_dir);
        let created_by = created_by(instruction, &state.configuration)?.unwrap_or_default();
        let operation = Operation::Copy { instruction: instruction.clone(), from, working_dir };
        self.operation(
            place,
            state,
            numbering,
            shown,
            (operation, key, BTreeMap::new()),
            created_by,
        );
        Ok(())
    }

    /// The operation whose files `COPY --from=name` reads.
    fn copied_from(&mut self, name: &str, place: &Place) -> Result<Option<VertexId>, BuildError> {
        if name.contains('$') {
            let message = "variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround";
            return Err(BuildError::Invalid { message: message.to_string() });
        }
        if let Some(earlier) = self.script.named_or_numbered(name, place.stage) {
            self.provide(earlier)?;
            return Ok(self.needed_stage(earlier)?.last);
        }
        let Resolved { source, shown } = resolve(self.engine, name, self.recorder)?;
        if let Some(known) = self.sources.get(&shown) {
            return Ok(Some(*known));
        }
        let step = self.add_step(place.step, None, format!("FROM {shown}"));
        Ok(Some(self.source(step, source, &shown, String::new())))
    }

    /// Adds an operation on top of the stage.
    fn operation(
        &mut self,
        place: &Place,
        state: &mut StageState,
        numbering: &mut Numbering,
        shown: String,
        (operation, instruction, settings): (Operation, String, BTreeMap<String, String>),
        created_by: String,
    ) {
        self.plan(place.step, StepKind::Runs { label: numbering.take() }, Some(shown), state.last);
        let vertex = Vertex {
            step: place.step,
            operation,
            base: state.last,
            instruction,
            settings,
            cache: self.cache_of(place.stage),
        };
        for source in vertex.sources() {
            if let CopyFrom::Vertex(Some(from)) = source {
                let input = self.vertices[from.0].step;
                self.steps[place.step.0 as usize].inputs.push(input);
            }
        }
        let vertex = self.add(vertex);
        state.last = Some(vertex);
        state.history.push(HistoryDraft { created_by, layer: Some(vertex) });
    }
}

/// `text` with its first word in capitals. (dockerfile2llb/convert.go, `uppercaseCmd`.)
fn capitalized(text: &str) -> String {
    match text.split_once(' ') {
        Some((keyword, rest)) => format!("{} {rest}", keyword.to_uppercase()),
        None => text.to_uppercase(),
    }
}
