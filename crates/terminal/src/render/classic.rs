//! The classic builder's text, as Docker 20.10 prints it.
//!
//! As moby 20.10: builder/dockerfile/builder.go and dispatchers.go; docker/cli: cli/command/image/build.go.

use std::collections::BTreeSet;
use std::rc::Rc;

use dockerfile::{Diagnostic, PROXY_ARGUMENTS, Problem, Remark};
use engine::{
    BuildError, BuildRequest, Event, Plan, PlanStep, Probe, Record, StepId, StepKind, Verdict,
};
use image::ImageId;
use shell::Stream;

use super::pull::PullText;
use crate::units::human_size;
use crate::wording;

/// What begins and ends the color of standard error: bright red.
const RED: &str = "\u{1b}[91m";
const NO_COLOR: &str = "\u{1b}[0m";

/// The text of one build so far.
pub(crate) struct ClassicText {
    dockerfile_name: String,
    /// What the reader of the Dockerfile warns of.
    warnings: String,
    build_args: BTreeSet<String>,
    plan: Option<Rc<Plan>>,
    step: Option<StepId>,
    /// What the current step stands on, or gave.
    image: Option<ImageId>,
    pull: PullText,
}

impl ClassicText {
    pub(super) fn new(request: &BuildRequest) -> ClassicText {
        ClassicText {
            dockerfile_name: request.dockerfile_name.clone(),
            warnings: warnings(&request.dockerfile),
            build_args: request.build_args.keys().cloned().collect(),
            plan: None,
            step: None,
            image: None,
            // Only what is missing is pulled.
            pull: PullText::new(false),
        }
    }

    /// The line that ends a failed build.
    pub(super) fn failure(&self, error: &BuildError) -> String {
        wording::classic_failure(error, self.plan_step(), &self.dockerfile_name)
    }

    pub(super) fn push(&mut self, record: &Record) -> String {
        match &record.event {
            // Docker rewrites this line while it sends; what stays is the last size.
            Event::ContextSent { bytes, .. } => {
                format!("Sending build context to Docker daemon {:>8}\n", human_size(*bytes, 4))
            }
            Event::Planned { plan, .. } => {
                self.plan = Some(plan.clone());
                std::mem::take(&mut self.warnings)
            }
            Event::StepStarted { step } => self.start(*step),
            Event::BaseResolved { image, .. } | Event::ImageCommitted { image, .. } => {
                self.image = Some(*image);
                String::new()
            }
            Event::TriggersFound { count, .. } => {
                let plural = if *count == 1 { "" } else { "s" };
                format!("# Executing {count} build trigger{plural}\n")
            }
            Event::CacheProbed { probe, .. } => probed(probe),
            Event::ContainerCreated { container, .. } => {
                format!(" ---> Running in {}\n", container.short())
            }
            Event::OutputWritten { stream: Stream::Stdout, text, .. } => text.clone(),
            Event::OutputWritten { stream: Stream::Stderr, text, .. } => {
                format!("{RED}{text}{NO_COLOR}")
            }
            // Docker shows a bar there while an `ADD` downloads, if somebody is there to look.
            Event::Fetched { .. } => match self.plan_step() {
                Some(step) if step.keyword == "ADD" => "\n".to_string(),
                Some(_) | None => String::new(),
            },
            Event::ContainerRemoved { container, .. } => {
                format!("Removing intermediate container {}\n", container.short())
            }
            Event::StepFinished { outcome, .. } => self.finish(*outcome),
            Event::BuildFinished { image, .. } => {
                format!("{}Successfully built {}\n", self.unused_arguments(), image.short())
            }
            Event::ImageTagged { reference, .. } => {
                format!("Successfully tagged {}\n", reference.familiar())
            }
            Event::PullStarted { .. } | Event::LayerPulled { .. } | Event::ImagePulled { .. } => {
                self.pull.push(record)
            }
            Event::BuildStarted { .. }
            | Event::DockerfileSent { .. }
            | Event::IgnoreFileSent { .. }
            | Event::MetadataLoaded { .. }
            | Event::ProgramStarted { .. }
            | Event::ProgramExited { .. }
            | Event::LimitReached { .. }
            | Event::FilesCopied { .. }
            | Event::ConfigChanged { .. }
            | Event::LayerCommitted { .. }
            | Event::ImageExported { .. }
            | Event::ResultSent { .. }
            | Event::ImageUntagged { .. }
            | Event::ImageDeleted { .. }
            | Event::ImageStored { .. }
            | Event::ImagePushed { .. }
            | Event::Container { .. }
            | Event::VolumeCreated { .. }
            | Event::VolumeRemoved { .. }
            | Event::NetworkCreated { .. }
            | Event::NetworkRemoved { .. }
            | Event::CachePruned { .. }
            | Event::BuildFailed { .. }
            | Event::RequestFailed { .. } => String::new(),
        }
    }

    fn plan_step(&self) -> Option<&PlanStep> {
        Some(self.plan.as_ref()?.step(self.step?))
    }

    fn start(&mut self, step: StepId) -> String {
        self.step = Some(step);
        match self.plan_step() {
            Some(PlanStep { kind: StepKind::Runs { label }, keyword, text, .. }) => {
                let line = format!("Step {label} : {text}\n");
                if keyword == "FROM" {
                    self.image = None;
                }
                line
            }
            Some(_) | None => String::new(),
        }
    }

    /// Every step of a stage ends with the image so far; after `FROM scratch` there is none.
    fn finish(&self, outcome: engine::StepOutcome) -> String {
        let in_stage = self.plan_step().is_some_and(|it| it.stage.is_some());
        match outcome {
            engine::StepOutcome::Done | engine::StepOutcome::Cached if in_stage => {
                format!(" ---> {}\n", self.image.map(|it| it.short()).unwrap_or_default())
            }
            engine::StepOutcome::Done
            | engine::StepOutcome::Cached
            | engine::StepOutcome::Failed
            | engine::StepOutcome::Canceled => String::new(),
        }
    }

    /// The warning about build arguments that no `ARG` asked for.
    fn unused_arguments(&self) -> String {
        let steps = self.plan.iter().flat_map(|it| &it.steps);
        let declarations = steps.filter(|it| it.keyword == "ARG" && it.kind != StepKind::Skipped);
        let declared: BTreeSet<&str> = declarations
            .flat_map(|it| it.text.split_whitespace().skip(1))
            .map(|it| it.split_once('=').map_or(it, |(name, _)| name))
            .collect();
        let is_unused = |it: &&String| {
            !declared.contains(it.as_str()) && !PROXY_ARGUMENTS.contains(&it.as_str())
        };
        let unused: Vec<&str> =
            self.build_args.iter().filter(is_unused).map(|it| it.as_str()).collect();
        match unused.is_empty() {
            true => String::new(),
            false => format!(
                "[Warning] One or more build-args [{}] were not consumed\n",
                unused.join(" ")
            ),
        }
    }
}

/// (moby: builder/dockerfile/parser.go, `PrintWarnings`.)
fn warnings(dockerfile: &str) -> String {
    let parse = dockerfile::parse(dockerfile);
    let is_about_lines =
        |it: &&Diagnostic| matches!(it.problem, Problem::Remark(Remark::EmptyContinuation(_)));
    let found = parse.diagnostics.iter().filter(is_about_lines);
    let lines: String = found.map(|it| format!("[WARNING]: {}\n", it.problem.legacy())).collect();
    match lines.is_empty() {
        true => lines,
        false => format!(
            "{RED}{lines}[WARNING]: Empty continuation lines will become errors in a future release.\n{NO_COLOR}"
        ),
    }
}

fn probed(probe: &Probe) -> String {
    match probe.verdict {
        Verdict::Hit => " ---> Using cache\n".to_string(),
        Verdict::Miss(_) | Verdict::NotAsked => String::new(),
    }
}
