//! BuildKit's text with `--progress plain`, as Docker 20.10 prints it.
//!
//! As buildkit v0.8: util/progress/progressui; names of operations: frontend/dockerfile/dockerfile2llb/convert.go.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use engine::{
    BuildError, BuildRequest, Event, Plan, PlanStep, Record, StepId, StepKind, StepOutcome, Verdict,
};
use image::{Reference, SimTime};

use super::vertices::{End, VertexId, Vertices};
use crate::units::transfer_size;
use crate::wording;

/// The text of one build so far.
pub(crate) struct PlainText {
    tags: Vec<Reference>,
    plan: Option<Rc<Plan>>,
    vertices: Vertices,
    steps: BTreeMap<StepId, VertexId>,
    export: Option<VertexId>,
    /// Images whose description was loaded.
    loaded: BTreeSet<Reference>,
    failed: Option<VertexId>,
    canceled: Vec<VertexId>,
    /// Which build it is; operations of the client have new digests in every build.
    build: u32,
    /// When the last record was: what is told by one record began then.
    clock: SimTime,
}

/// The text of a build whose Dockerfile is not there: the engine never hears of it.
pub(crate) fn missing_dockerfile(name: &str, now: SimTime) -> String {
    let mut vertices = Vertices::default();
    let parts = [
        (
            format!("[internal] load build definition from {name}"),
            "transferring dockerfile: 2B done",
        ),
        ("[internal] load .dockerignore".to_string(), "transferring context: 2B done"),
    ];
    for (title, status) in parts {
        let vertex = vertices.open(title.clone(), &title, now);
        vertices.status(vertex, status);
        vertices.close(vertex, now, End::Done);
    }
    vertices.take(now)
}

impl PlainText {
    pub(super) fn new(request: &BuildRequest) -> PlainText {
        PlainText {
            tags: request.tags.clone(),
            plan: None,
            vertices: Vertices::default(),
            steps: BTreeMap::new(),
            export: None,
            failed: None,
            canceled: Vec::new(),
            loaded: BTreeSet::new(),
            build: 0,
            clock: SimTime::default(),
        }
    }

    /// The line that ends a failed build.
    pub(super) fn failure(&self, error: &BuildError) -> String {
        match self.plan {
            Some(_) => wording::buildkit_failure(error, self.failed_step()),
            None => wording::frontend_failure(error),
        }
    }

    pub(super) fn push(&mut self, record: &Record) -> String {
        let at = record.at;
        match &record.event {
            Event::BuildStarted { build, .. } => self.build = build.0,
            Event::DockerfileSent { name, bytes } => {
                let title = format!("[internal] load build definition from {name}");
                self.sent(at, title, "dockerfile", *bytes);
            }
            Event::IgnoreFileSent { bytes } => {
                self.sent(at, "[internal] load .dockerignore".to_string(), "context", *bytes);
            }
            Event::ContextSent { bytes, .. } => {
                self.sent(at, "[internal] load build context".to_string(), "context", *bytes);
            }
            Event::MetadataLoaded { reference } => {
                // Two stages may ask for the same image; BuildKit loads it once.
                if self.loaded.insert(reference.clone()) {
                    let vertex = self.metadata(reference);
                    self.vertices.close(vertex, at, End::Done);
                }
            }
            Event::Planned { plan, .. } => self.plan = Some(plan.clone()),
            Event::StepStarted { step } => self.start(*step, at),
            Event::CacheProbed { step, probe } => match probe.verdict {
                Verdict::Hit => (),
                Verdict::Miss(_) | Verdict::NotAsked => {
                    self.with(*step, |them, it| them.work(it, at));
                }
            },
            Event::OutputWritten { step, text, .. } => {
                self.with(*step, |them, it| them.log(it, at, text));
            }
            Event::StepFinished { step, outcome } => self.finish(*step, *outcome, at),
            Event::ImageExported { .. }
            | Event::ResultSent { .. }
            | Event::ImageTagged { .. }
            | Event::BuildFinished { .. }
            | Event::PullStarted { .. }
            | Event::LayerPulled { .. } => self.transfer(record),
            Event::BuildFailed { error, .. } => self.fail(error, at),
            Event::ImagePulled { .. }
            | Event::BaseResolved { .. }
            | Event::TriggersFound { .. }
            | Event::ContainerCreated { .. }
            | Event::ProgramStarted { .. }
            | Event::Fetched { .. }
            | Event::ProgramExited { .. }
            | Event::LimitReached { .. }
            | Event::FilesCopied { .. }
            | Event::ConfigChanged { .. }
            | Event::LayerCommitted { .. }
            | Event::ImageCommitted { .. }
            | Event::ContainerRemoved { .. }
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
            | Event::RequestFailed { .. } => (),
        }
        self.clock = at;
        self.vertices.take(at)
    }

    /// Something that the client sent; it began when the last record was.
    fn sent(&mut self, at: SimTime, title: String, what: &str, bytes: u64) {
        let status = format!("transferring {what}: {} done", transfer_size(bytes));
        let identity = format!("{title} of build {}", self.build);
        let vertex = self.vertices.open(title, &identity, self.clock);
        self.vertices.status(vertex, &status);
        self.vertices.close(vertex, at, End::Done);
    }

    fn metadata(&mut self, reference: &Reference) -> VertexId {
        let title = format!("[internal] load metadata for {reference}");
        self.vertices.open(title.clone(), &title, self.clock)
    }

    fn start(&mut self, step: StepId, at: SimTime) {
        let plan_step = self.plan.as_ref().map(|it| it.step(step));
        if let Some(PlanStep { kind: StepKind::Runs { label }, text, .. }) = plan_step {
            let name = match label.is_empty() {
                true => text.clone(),
                false => format!("[{label}] {text}"),
            };
            let vertex = self.vertices.open(name.clone(), &name, at);
            self.steps.insert(step, vertex);
        }
    }

    fn finish(&mut self, step: StepId, outcome: StepOutcome, at: SimTime) {
        match outcome {
            StepOutcome::Done => self.with(step, |them, it| them.close(it, at, End::Done)),
            StepOutcome::Cached => self.with(step, |them, it| them.close(it, at, End::Cached)),
            // Why it failed is told by the end of the build, and what is canceled then comes after it.
            StepOutcome::Failed => self.failed = self.steps.get(&step).copied(),
            StepOutcome::Canceled => self.canceled.extend(self.steps.get(&step).copied()),
        }
    }

    /// Layers and images on their way in or out.
    fn transfer(&mut self, record: &Record) {
        let Record { at, event } = record;
        if let Event::PullStarted { reference } = event {
            self.of_source(&format!("resolve {reference} done"));
        } else if let Event::LayerPulled { layer, bytes, .. } = event {
            let size = transfer_size(*bytes);
            let digest = layer.diff_id().0;
            self.of_source(&format!("{digest} {size} / {size} done"));
            self.of_source(&format!("extracting {digest} done"));
        } else if let Event::ImageExported { image, layers } = event {
            let title = "exporting to image".to_string();
            let vertex = self.vertices.open(title.clone(), &title, self.clock);
            if *layers != 0 {
                self.vertices.status(vertex, "exporting layers done");
            }
            self.vertices.status(vertex, &format!("writing image {image} done"));
            self.export = Some(vertex);
        } else if let Event::ResultSent { image } = event {
            let title = "exporting to client".to_string();
            let vertex = self.vertices.open(title.clone(), &title, self.clock);
            let size = transfer_size(image.tree().size());
            self.vertices.status(vertex, &format!("copying files {size} done"));
            self.export = Some(vertex);
        } else if let (Event::ImageTagged { reference, .. }, Some(vertex)) = (event, self.export) {
            let written = self.tags.iter().find(|it| (*it).clone().tagged() == *reference);
            let status = format!("naming to {} done", written.unwrap_or(reference));
            self.vertices.status(vertex, &status);
        } else if let (Event::BuildFinished { .. }, Some(vertex)) = (event, self.export) {
            self.vertices.close(vertex, *at, End::Done);
        }
    }

    /// A line of the step that is waiting for its base image: the last one that started.
    fn of_source(&mut self, status: &str) {
        if let Some(vertex) = self.steps.values().next_back() {
            self.vertices.status(*vertex, status);
        }
    }

    fn fail(&mut self, error: &BuildError, at: SimTime) {
        // A limit of ours is no error of Docker's: the text just ends.
        if let BuildError::Limit(_) = error {
            return;
        }
        let failed = self.failed.or_else(|| {
            let reference = wording::missing_base(error)?;
            Some(self.metadata(&reference))
        });
        if let Some(vertex) = failed {
            if let BuildError::NotStarted { error, .. } = error {
                let line = format!("runc run failed: {}\n", engine::not_started(error));
                self.vertices.log(vertex, at, &line);
            }
            let message = wording::operation_failure(error, self.failed_step());
            self.vertices.close(vertex, at, End::Error(message));
            let mut blocks = self.vertices.take(at);
            for other in std::mem::take(&mut self.canceled) {
                if !self.vertices.is_at_work(other) {
                    continue;
                }
                self.vertices.close(other, at, End::Canceled);
            }
            blocks += &self.vertices.take(at);
            let rule = "------";
            let head = format!(" > {}:", self.vertices.name(vertex));
            self.vertices.line(&format!("{blocks}{rule}\n{head}\n{rule}"));
        }
    }

    fn failed_step(&self) -> Option<&PlanStep> {
        let (step, _) = self.steps.iter().find(|(_, vertex)| Some(**vertex) == self.failed)?;
        Some(self.plan.as_ref()?.step(*step))
    }

    fn with(&mut self, step: StepId, change: impl FnOnce(&mut Vertices, VertexId)) {
        if let Some(vertex) = self.steps.get(&step) {
            change(&mut self.vertices, *vertex);
        }
    }
}
