//! Stages to graph: every instruction of a needed stage becomes an operation or a change of the configuration.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use dockerfile::{Instruction, Lines, Span, Statement, parse_mount};
use image::{ContainerConfig, Reference};

use super::graph::{Graph, Operation, Source, StageState, Vertex, VertexId};
use super::sources::{Resolved, resolve, source_key};
use crate::arguments::Arguments;
use crate::build::Failure;
use crate::configure::{Configuration, DEFAULT_PATH};
use crate::engine::Engine;
use crate::error::BuildError;
use crate::expand::Expander;
use crate::id::StepId;
use crate::plan::{Plan, PlanStage, PlanStep, StepKind};
use crate::recorder::Recorder;
use crate::request::{BuildRequest, Builder, CacheUse};
use crate::script::Script;

/// Makes the graph that builds the stage `target`.
pub(super) fn dispatch(
    engine: &Engine,
    request: &BuildRequest,
    script: &Script,
    target: usize,
    recorder: &mut Recorder,
) -> Result<Graph, Failure> {
    let mut dispatcher = Dispatcher {
        engine,
        request,
        script,
        recorder,
        arguments: Arguments::with_platform(&request.build_args, request.target.as_deref()),
        needed: BTreeSet::new(),
        steps: initial_steps(script),
        vertices: Vec::new(),
        sources: BTreeMap::new(),
        states: Vec::new(),
    };
    dispatcher.declare_globals()?;
    dispatcher.need(target)?;
    dispatcher.states = vec![None; target + 1];
    dispatcher.dispatch_needed(target)?;
    let state = dispatcher.states.pop().flatten().expect("the target is needed");
    let stages = script.stages.iter().enumerate().map(|(index, stage)| PlanStage {
        name: stage.name().map(str::to_string),
        needed: dispatcher.needed.contains(&index),
    });
    let plan =
        Plan { builder: Builder::BuildKit, stages: stages.collect(), steps: dispatcher.steps };
    Ok(Graph { plan, vertices: dispatcher.vertices, target: state })
}

/// All instructions, as if none were needed.
fn initial_steps(script: &Script) -> Vec<PlanStep> {
    let ids = (0_u32..).map(StepId).take(script.statements.len());
    ids.map(|id| {
        let is_global = script.globals.contains(&id);
        script.plan_step(
            id,
            if is_global { StepKind::ConfigOnly } else { StepKind::Skipped },
            Vec::new(),
        )
    })
    .collect()
}

/// A graph while it is made.
pub(super) struct Dispatcher<'d> {
    pub(super) engine: &'d Engine,
    request: &'d BuildRequest,
    pub(super) script: &'d Script<'d>,
    pub(super) recorder: &'d mut Recorder,
    pub(super) arguments: Arguments,
    needed: BTreeSet<usize>,
    pub(super) steps: Vec<PlanStep>,
    pub(super) vertices: Vec<Vertex>,
    /// Base images that are in the graph already, by the name that is shown.
    pub(super) sources: BTreeMap<String, VertexId>,
    /// The stages so far; none for those not needed.
    pub(super) states: Vec<Option<StageState>>,
}

/// Where in the plan an instruction stands: its step, and the number it may take.
pub(super) struct Place<'a> {
    pub(super) step: StepId,
    pub(super) stage: usize,
    pub(super) statement: &'a Statement,
}

/// The numbers that a stage's operations take: `2/7`.
pub(super) struct Numbering {
    prefix: String,
    next: usize,
    total: usize,
}

impl Numbering {
    /// The next label. (dockerfile2llb/convert.go, `prefixCommand`.)
    pub(super) fn take(&mut self) -> String {
        self.next += 1;
        let width = self.total.to_string().len();
        format!("{}{:width$}/{}", self.prefix, self.next, self.total)
    }
}

impl Dispatcher<'_> {
    fn declare_globals(&mut self) -> Result<(), BuildError> {
        for step in &self.script.globals {
            let lookup = |name: &str| self.arguments.global(name);
            let expander = Expander { escape: self.script.escape, lookup: &lookup };
            let expanded = expander.instruction(&self.script.statement(*step).instruction)?;
            if let Instruction::Arg(definitions) = expanded {
                for it in definitions {
                    self.arguments.declare_global(&it.name, it.default);
                }
            }
        }
        Ok(())
    }

    pub(super) fn base_name(&self, stage: usize) -> Result<String, BuildError> {
        let lookup = |name: &str| self.arguments.global(name);
        let written = &self.script.stages[stage].from.image;
        let name = Expander { escape: self.script.escape, lookup: &lookup }.word(written)?;
        match name.is_empty() {
            true => Err(BuildError::BlankBase { written: written.clone() }),
            false => Ok(name),
        }
    }

    /// Marks `stage` and all that it starts or copies from.
    fn need(&mut self, stage: usize) -> Result<(), BuildError> {
        let mut todo = vec![stage];
        while let Some(stage) = todo.pop() {
            if !self.needed.insert(stage) {
                continue;
            }
            todo.extend(self.script.named(&self.base_name(stage)?, stage));
            for step in &self.script.stages[stage].steps {
                let froms = sources(&self.script.statement(*step).instruction);
                todo.extend(froms.iter().filter_map(|it| self.script.named_or_numbered(it, stage)));
            }
        }
        Ok(())
    }

    /// Dispatches the needed stages up to `last` that are not yet.
    fn dispatch_needed(&mut self, last: usize) -> Result<(), Failure> {
        for index in 0..=last {
            if self.needed.contains(&index) && self.states[index].is_none() {
                self.states[index] = Some(self.stage(index)?);
            }
        }
        Ok(())
    }

    /// What the stage `index` comes to. Only an `ONBUILD` trigger asks for one that was not known to be needed.
    pub(super) fn needed_stage(&mut self, index: usize) -> Result<StageState, BuildError> {
        if self.states[index].is_none() {
            let arguments = self.arguments.clone();
            self.need(index)?;
            self.dispatch_needed(index).map_err(|it| it.error)?;
            self.arguments = arguments;
        }
        Ok(self.states[index].clone().expect("it was dispatched"))
    }

    /// Sees to it that an earlier stage has a state: only a trigger may name one that nothing needed before.
    pub(super) fn provide(&mut self, stage: usize) -> Result<(), BuildError> {
        self.need(stage)?;
        let arguments = self.arguments.clone();
        for index in 0..=stage {
            if self.needed.contains(&index) && self.states[index].is_none() {
                self.states[index] = Some(self.stage(index).map_err(|it| it.error)?);
            }
        }
        self.arguments = arguments;
        Ok(())
    }

    /// What the build says about the cache for a stage.
    pub(super) fn cache_of(&self, stage: usize) -> CacheUse {
        let name = self.script.stages[stage].name().unwrap_or_default();
        let listed = self.request.options.uncached_stages.iter();
        match listed.filter(|it| !it.is_empty()).any(|it| it.eq_ignore_ascii_case(name)) {
            true => CacheUse::Never,
            false => self.request.cache,
        }
    }

    fn stage(&mut self, index: usize) -> Result<StageState, Failure> {
        let script = self.script;
        let stage = &script.stages[index];
        self.arguments.begin_stage();
        let fail = |step| move |error| Failure { step: Some(step), error };
        let name = self.base_name(index)?;
        let mut numbering = self.numbering(index, &name);
        let mut state = self
            .from(index, &name, &mut numbering)
            .map_err(|error| Failure { step: None, error })?;
        let triggers = state.configuration.config.on_build.take().unwrap_or_default();
        for trigger in triggers {
            for statement in &dockerfile::parse(&trigger).instructions {
                let step = self.add_step(stage.from_step, Some(index), statement.original.clone());
                let place = Place { step, stage: index, statement };
                self.instruction(&place, &mut state, &mut numbering).map_err(fail(step))?;
            }
        }
        for step in &stage.steps {
            let place = Place { step: *step, stage: index, statement: script.statement(*step) };
            self.instruction(&place, &mut state, &mut numbering).map_err(fail(*step))?;
        }
        Ok(state)
    }

    /// Counts a stage's operations. (dockerfile2llb/convert.go: `cmdTotal`.)
    fn numbering(&self, index: usize, base: &str) -> Numbering {
        let stage = &self.script.stages[index];
        let is_source = base != "scratch" && self.script.named(base, index).is_none();
        let is_operation = |step: &&StepId| {
            let instruction = &self.script.statement(**step).instruction;
            matches!(
                instruction,
                Instruction::Run(_)
                    | Instruction::Copy(_)
                    | Instruction::Add(_)
                    | Instruction::Workdir(_)
            )
        };
        let prefix = match (self.is_single(), stage.name()) {
            (true, _) => String::new(),
            (false, Some(name)) => format!("{name} "),
            (false, None) => format!("stage-{index} "),
        };
        Numbering {
            prefix,
            next: 0,
            total: usize::from(is_source) + stage.steps.iter().filter(is_operation).count(),
        }
    }

    /// Whether the Dockerfile is one stage that copies from no image: then labels do not name stages.
    fn is_single(&self) -> bool {
        let copies_from_image = |it: &Statement| matches!(&it.instruction, Instruction::Copy(copy) if copy.from.is_some());
        self.script.stages.len() == 1 && !self.script.statements.iter().any(copies_from_image)
    }

    fn from(
        &mut self,
        index: usize,
        name: &str,
        numbering: &mut Numbering,
    ) -> Result<StageState, BuildError> {
        let step = self.script.stages[index].from_step;
        if let Some(earlier) = self.script.named(name, index) {
            let state =
                self.states[earlier].clone().expect("what a needed stage starts from is needed");
            self.plan(step, StepKind::ConfigOnly, None, state.last);
            return Ok(StageState {
                configuration: Configuration::inherit(
                    &state.configuration.config,
                    &state.configuration.author,
                ),
                arguments: Vec::new(),
                ..state
            });
        }
        if name == "scratch" {
            self.plan(step, StepKind::ConfigOnly, None, None);
            let config =
                ContainerConfig { working_dir: "/".to_string(), ..ContainerConfig::default() };
            return Ok(begin(None, Configuration::inherit(&config, ""), None));
        }
        let Resolved { source, shown } = resolve(self.engine, name, self.recorder)?;
        let configuration = {
            let config = source.image.config();
            Configuration::inherit(&config.config, &config.author)
        };
        let image = source.image.clone();
        let label = numbering.take();
        let vertex = self.source(step, source, &shown, label);
        Ok(begin(Some(vertex), configuration, Some(image)))
    }

    /// The operation that provides a base image; one for all that name the same.
    pub(super) fn source(
        &mut self,
        step: StepId,
        source: Source,
        shown: &str,
        label: String,
    ) -> VertexId {
        let full = full_name(shown);
        if let Some(known) = self.sources.get(&full).copied() {
            let with = self.vertices[known.0].step;
            self.plan(step, StepKind::Merged { with }, Some(format!("FROM {shown}")), None);
            return known;
        }
        self.plan(step, StepKind::Runs { label }, Some(format!("FROM {shown}")), None);
        let instruction = source_key(&source.image).to_string();
        let operation = Operation::Source(source);
        let vertex = self.add(Vertex {
            step,
            operation,
            base: None,
            instruction,
            settings: BTreeMap::new(),
            cache: self.request.cache,
        });
        self.sources.insert(full, vertex);
        vertex
    }

    pub(super) fn add(&mut self, vertex: Vertex) -> VertexId {
        self.vertices.push(vertex);
        VertexId(self.vertices.len() - 1)
    }

    /// Says what becomes of a step.
    pub(super) fn plan(
        &mut self,
        step: StepId,
        kind: StepKind,
        text: Option<String>,
        input: Option<VertexId>,
    ) {
        let input = input.map(|it| self.vertices[it.0].step);
        let step = &mut self.steps[step.0 as usize];
        step.kind = kind;
        step.inputs.extend(input);
        if let Some(text) = text {
            step.text = text;
        }
    }

    /// Adds a step that no line of the Dockerfile says; it is shown at `like`.
    pub(super) fn add_step(&mut self, like: StepId, stage: Option<usize>, text: String) -> StepId {
        let id = StepId(
            u32::try_from(self.steps.len()).expect("fewer steps than bytes in a Dockerfile"),
        );
        let (span, lines): (Span, Lines) = {
            let statement = self.script.statement(like);
            (statement.span, statement.lines)
        };
        let keyword = text.split(' ').next().unwrap_or_default().to_uppercase();
        let stage = stage.map(|it| u32::try_from(it).expect("fewer stages than steps"));
        let lines = (lines.first, lines.last);
        let kind = StepKind::ConfigOnly;
        self.steps.push(PlanStep {
            id,
            stage,
            kind,
            keyword,
            text,
            span,
            lines,
            inputs: Vec::new(),
        });
        id
    }
}

/// The stages and images whose files an instruction takes, as far as it is known before variables are expanded.
fn sources(instruction: &Instruction) -> Vec<String> {
    if let Instruction::Copy(copy) = instruction {
        copy.from.iter().cloned().collect()
    } else if let Instruction::Run(run) = instruction {
        let mounts = run.mounts.iter().filter_map(|it| parse_mount(it).ok());
        mounts.filter_map(|it| it.from).collect()
    } else {
        Vec::new()
    }
}

fn begin(
    last: Option<VertexId>,
    configuration: Configuration,
    base: Option<Rc<image::Image>>,
) -> StageState {
    let mut configuration = configuration;
    if configuration.config.env("PATH").is_none() {
        configuration.config.env.push(format!("PATH={DEFAULT_PATH}"));
    }
    let env = configuration.config.env.clone();
    StageState { last, base, configuration, env, arguments: Vec::new(), history: Vec::new() }
}

/// What an image is called, however much of it is written: `alpine` and `alpine:latest` are one.
fn full_name(shown: &str) -> String {
    match shown.parse::<Reference>() {
        Ok(it) => format!("{}:{}", it.name(), it.tag().unwrap_or("latest")),
        Err(_) => shown.to_string(),
    }
}
