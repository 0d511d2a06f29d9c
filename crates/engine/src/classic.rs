//! The classic builder: one container and one image a step.
//!
//! As moby 20.10: builder/dockerfile/{builder,dispatchers,internals}.go.

mod commit;
mod copy;
mod execute;
mod history;
mod probe;

use std::collections::BTreeMap;
use std::rc::Rc;

use dockerfile::{Instruction, Statement};
use image::{ContainerConfig, FileTree, Image, ImageId, Reference};

use crate::arguments::Arguments;
use crate::build::{self, Failure};
use crate::configure::{Configuration, DEFAULT_PATH};
use crate::costs::micros;
use crate::engine::Engine;
use crate::error::BuildError;
use crate::event::{Event, StepOutcome};
use crate::expand::Expander;
use crate::facts::Memory;
use crate::files;
use crate::id::{BuildId, StepId};
use crate::plan::{Plan, PlanStage, PlanStep, StepKind};
use crate::pull;
use crate::recorder::Recorder;
use crate::request::{BuildRequest, Builder};
use crate::script::{Script, Stage};

/// Builds `request` step by step.
pub(crate) fn build(
    engine: &mut Engine,
    build: BuildId,
    request: &BuildRequest,
    recorder: &mut Recorder,
) -> Result<ImageId, Failure> {
    let sent = files::sent_files(&request.context);
    let (files, bytes) = (files::measure(&sent).0, files::tar_size(&sent));
    recorder.spend(engine.costs.send(bytes));
    recorder.push(Event::ContextSent { files, bytes });
    let parse = build::read(&with_labels(request))?;
    let script = Script::new(&parse);
    let target = script.target(request.target.as_deref())?;
    let plan = plan(&script, target, &request.labels);
    recorder.push(Event::Planned { build, plan: Rc::new(plan) });
    let memory = engine.memory.clone();
    let arguments = Arguments::new(&request.build_args);
    let mut classic = Classic {
        engine,
        request,
        recorder,
        script: &script,
        sent,
        memory,
        arguments,
        busted: false,
        done: Vec::new(),
    };
    let image = classic.run(target)?;
    recorder.push(Event::BuildFinished { build, image });
    for tag in &request.tags {
        engine.name(image, tag.clone(), recorder);
    }
    Ok(image)
}

/// A build under way.
struct Classic<'b> {
    engine: &'b mut Engine,
    request: &'b BuildRequest,
    recorder: &'b mut Recorder,
    script: &'b Script<'b>,
    /// The build context as it arrived.
    sent: FileTree,
    /// What ran before this build; misses are explained against it.
    memory: Memory,
    arguments: Arguments,
    /// Whether a probe of this stage missed: then none is made any more.
    busted: bool,
    /// What the stages before this one gave.
    done: Vec<State>,
}

/// What a stage has come to.
#[derive(Clone)]
struct State {
    /// The image so far; none after `FROM scratch`.
    image: Option<Rc<Image>>,
    configuration: Configuration,
}

impl State {
    fn id(&self) -> Option<ImageId> {
        self.image.as_ref().map(|it| it.id())
    }

    /// The files so far.
    fn tree(&self) -> FileTree {
        self.image.as_ref().map(|it| it.tree().clone()).unwrap_or_default()
    }
}

/// The Dockerfile with each `--label` as an instruction at its end.
///
/// As moby: builder/dockerfile/builder.go, `addNodesForLabelOption`.
fn with_labels(request: &BuildRequest) -> String {
    let quoted = |it: &str| format!("'{}'", it.replace('\'', "'\"'\"'"));
    let mut text = request.dockerfile.clone();
    for (name, value) in &request.labels {
        text += &format!("\nLABEL {}={}", quoted(name), quoted(value));
    }
    text
}

fn plan(script: &Script, target: usize, labels: &BTreeMap<String, String>) -> Plan {
    let last = script
        .stages
        .get(target + 1)
        .map_or(script.statements.len(), |next| next.from_step.0 as usize);
    let ids = (0_u32..).map(StepId).take(script.statements.len());
    let added = labels.iter().rev().map(|(name, value)| format!("LABEL {name}={value}"));
    let steps = ids.map(|id| {
        let number = id.0 as usize + 1;
        let is_from = matches!(script.statement(id).instruction, Instruction::From(_));
        let kind = match number <= last {
            true => StepKind::Runs { label: format!("{number}/{last}") },
            false => StepKind::Skipped,
        };
        let inputs = if is_from {
            Vec::new()
        } else {
            id.0.checked_sub(1).map(StepId).into_iter().collect()
        };
        script.plan_step(id, kind, inputs)
    });
    let mut steps: Vec<PlanStep> = steps.collect();
    for (step, text) in steps.iter_mut().rev().zip(added) {
        step.text = text;
    }
    let stages = script.stages.iter().enumerate().map(|(index, stage)| PlanStage {
        name: stage.name().map(str::to_string),
        needed: index <= target,
    });
    Plan { builder: Builder::Classic, stages: stages.collect(), steps }
}

impl Classic<'_> {
    fn run(&mut self, target: usize) -> Result<ImageId, Failure> {
        for step in self.script.globals.clone() {
            self.recorder.push(Event::StepStarted { step });
            self.declare_global(step).map_err(|error| self.failure(step, error))?;
            self.recorder.push(Event::StepFinished { step, outcome: StepOutcome::Done });
        }
        for index in 0..=target {
            let state = self.stage(index)?;
            self.done.push(state);
        }
        let state = self.done.last().expect("the target is a stage");
        state.id().ok_or_else(|| {
            let message = "No image was generated. Is your Dockerfile empty?".to_string();
            Failure { step: None, error: BuildError::Invalid { message } }
        })
    }

    fn failure(&mut self, step: StepId, error: BuildError) -> Failure {
        self.recorder.push(Event::StepFinished { step, outcome: StepOutcome::Failed });
        Failure { step: Some(step), error }
    }

    fn declare_global(&mut self, step: StepId) -> Result<(), BuildError> {
        let expanded = {
            let lookup = |name: &str| self.arguments.global(name);
            let expander = Expander { escape: self.script.escape, lookup: &lookup };
            expander.instruction(&self.script.statement(step).instruction)?
        };
        if let Instruction::Arg(definitions) = expanded {
            for it in definitions {
                self.arguments.declare_global(&it.name, it.default);
            }
        }
        Ok(())
    }

    fn stage(&mut self, index: usize) -> Result<State, Failure> {
        let script = self.script;
        let stage = &script.stages[index];
        self.arguments.begin_stage();
        self.busted = false;
        let step = stage.from_step;
        self.recorder.push(Event::StepStarted { step });
        let mut state = self.from(stage, index).map_err(|error| self.failure(step, error))?;
        self.triggers(step, &mut state).map_err(|error| self.failure(step, error))?;
        self.recorder.push(Event::StepFinished { step, outcome: StepOutcome::Done });
        for step in &stage.steps {
            self.recorder.push(Event::StepStarted { step: *step });
            let outcome = self.step(*step, script.statement(*step), &mut state, index);
            let outcome = outcome.map_err(|error| self.failure(*step, error))?;
            self.recorder.push(Event::StepFinished { step: *step, outcome });
        }
        Ok(state)
    }

    /// Finds the image that a stage starts from.
    fn from(&mut self, stage: &Stage, index: usize) -> Result<State, BuildError> {
        let lookup = |name: &str| self.arguments.global(name);
        let name =
            Expander { escape: self.script.escape, lookup: &lookup }.word(&stage.from.image)?;
        if name.is_empty() {
            return Err(BuildError::BlankBase { written: stage.from.image.clone() });
        }
        if let Some(earlier) = self.script.named(&name, index) {
            let state = self.done[earlier].clone();
            let image = state.image.clone();
            if let Some(image) = &image {
                let resolved = Event::BaseResolved {
                    step: stage.from_step,
                    reference: None,
                    image: image.id(),
                };
                self.recorder.push(resolved);
            }
            return Ok(self.begin(image));
        }
        if name == "scratch" {
            return Ok(self.begin(None));
        }
        let image = self.base_image(&name, stage.from_step)?;
        Ok(self.begin(Some(image)))
    }

    fn begin(&self, image: Option<Rc<Image>>) -> State {
        let empty = ContainerConfig::default();
        let (config, author) = match &image {
            Some(image) => (&image.config().config, image.config().author.as_str()),
            None => (&empty, ""),
        };
        let mut configuration = Configuration::inherit(config, author);
        if configuration.config.env("PATH").is_none() {
            configuration.config.env.push(format!("PATH={DEFAULT_PATH}"));
        }
        State { image, configuration }
    }

    /// The image `name`: the engine's own, or else the registry's.
    fn base_image(&mut self, name: &str, step: StepId) -> Result<Rc<Image>, BuildError> {
        let image = match self.engine.find(name) {
            Ok(image) => image.clone(),
            Err(_) => {
                let reference = name
                    .parse::<Reference>()
                    .map_err(|error| BuildError::Invalid { message: error.to_string() })?;
                pull::pull(self.engine, &reference, self.recorder).map_err(BuildError::Base)?
            }
        };
        let reference = name.parse::<Reference>().ok().map(Reference::tagged);
        self.recorder.spend(micros(self.engine.costs.probe));
        self.recorder.push(Event::BaseResolved { step, reference, image: image.id() });
        Ok(image)
    }

    /// Runs the instructions that the base image holds for its children.
    fn triggers(&mut self, step: StepId, state: &mut State) -> Result<(), BuildError> {
        let Some(triggers) = state.configuration.config.on_build.take().filter(|it| !it.is_empty())
        else {
            return Ok(());
        };
        let count = u32::try_from(triggers.len()).unwrap_or(u32::MAX);
        self.recorder.push(Event::TriggersFound { step, count });
        for trigger in triggers {
            let parse = dockerfile::parse(&trigger);
            for statement in &parse.instructions {
                self.step(step, statement, state, self.done.len())?;
            }
        }
        Ok(())
    }

    /// Does one instruction.
    fn step(
        &mut self,
        step: StepId,
        statement: &Statement,
        state: &mut State,
        stage: usize,
    ) -> Result<StepOutcome, BuildError> {
        let instruction = {
            let env = &state.configuration.config;
            let lookup = |name: &str| {
                env.env(name).map(str::to_string).or_else(|| self.arguments.value(name))
            };
            Expander { escape: self.script.escape, lookup: &lookup }
                .instruction(&statement.instruction)?
        };
        match &instruction {
            Instruction::Run(run) => self.execute(step, run, state),
            Instruction::Copy(copy) => self.copy(step, copy, state, stage),
            Instruction::Add(add) => self.add(step, add, state),
            Instruction::Arg(definitions) => {
                for it in definitions {
                    self.arguments.declare(&it.name, it.default.clone());
                }
                self.configure(step, &instruction, state)
            }
            Instruction::Cmd(_)
            | Instruction::Entrypoint(_)
            | Instruction::Env(_)
            | Instruction::Expose(_)
            | Instruction::From(_)
            | Instruction::Healthcheck(_)
            | Instruction::Label(_)
            | Instruction::Maintainer(_)
            | Instruction::Onbuild(_)
            | Instruction::Shell(_)
            | Instruction::Stopsignal(_)
            | Instruction::User(_)
            | Instruction::Volume(_)
            | Instruction::Workdir(_) => self.configure(step, &instruction, state),
        }
    }
}
