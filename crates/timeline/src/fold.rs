//! The state between two records, and how each event changes it.

mod build;
mod container;
mod elsewhere;
mod images;
mod pulls;
mod steps;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use engine::{BuildId, Event, Record, StepId, StepKind};
use image::{ChainId, ImageId, Layer, Reference, SimTime};

use crate::scene::{ContainerState, LayerSlab, Packet, Place, Scene, StepCard};
use crate::track::Saving;

/// A stack of layers, lowest first.
type Stack = Rc<Vec<Rc<LayerSlab>>>;

/// A scene that grows with the log, and what must be remembered to draw the next one.
#[derive(Clone, Debug)]
pub(crate) struct Fold {
    pub(crate) scene: Scene,
    /// Steps whose card changed since the last call of [`Fold::advance`].
    pub(crate) changed: BTreeSet<StepId>,
    /// What reuse saved the drawn build so far.
    pub(crate) saved: Saving,
    now: SimTime,
    started: SimTime,
    /// The layers of each stage so far.
    stacks: BTreeMap<Option<u32>, Stack>,
    /// The image of each stage so far.
    stage_images: BTreeMap<Option<u32>, ImageId>,
    /// The programs that run in each step's container, outermost first.
    programs: BTreeMap<StepId, Vec<Program>>,
    /// Steps whose last printed line is not over.
    open_lines: BTreeSet<StepId>,
    /// Bytes that each step of the drawn build downloaded.
    fetched: BTreeMap<StepId, u64>,
    /// The layers of each step's result.
    step_stacks: BTreeMap<StepId, Stack>,
    /// The layers of the pulls under way.
    pulled_layers: BTreeMap<Reference, Vec<Rc<Layer>>>,
    /// What the drawn build pulled: bytes by image.
    pulled_now: BTreeMap<ImageId, u64>,
    /// Which step pulled an image, and what that took.
    pulled: BTreeMap<ImageId, Made>,
    /// Who made a result, and what that took.
    made: BTreeMap<ResultKey, Made>,
    /// The results that each running step has so far.
    results: BTreeMap<StepId, Vec<ResultKey>>,
    /// Where the result of each step that reused one was made.
    reused: BTreeMap<StepId, Made>,
    /// The image that lost a name at this moment.
    untagged_now: Option<ImageId>,
    /// The images that a build ended with, and that did not lose a name since.
    finals: BTreeSet<ImageId>,
}

/// A program that runs.
#[derive(Clone, Debug)]
struct Program {
    name: String,
    /// Whether its start had a frame of its own, so that its end is worth one.
    told: bool,
}

/// What names a step's result: BuildKit's layers are called by their chain, the classic builder's images by their ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum ResultKey {
    Chain(ChainId),
    Image(ImageId),
}

/// Where a result was made, and what that took.
#[derive(Clone, Copy, Debug)]
struct Made {
    by: (BuildId, StepId),
    micros: u64,
    bytes: u64,
}

/// A moment that is worth a frame.
#[derive(Clone, Debug)]
pub(crate) struct Beat {
    pub(crate) caption: String,
    pub(crate) pace: Pace,
}

/// How long a beat takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Pace {
    /// One of many of its kind, or a mere beginning.
    Brief,
    Normal,
    /// A verdict or an end: what the learner is here for.
    Verdict,
}

impl Pace {
    /// How long what is new takes to move.
    pub(crate) fn motion_ms(self) -> u32 {
        match self {
            Pace::Brief => 150,
            Pace::Normal => 250,
            Pace::Verdict => 400,
        }
    }

    /// How long one word of the caption takes to read.
    pub(crate) fn word_ms(self) -> u32 {
        match self {
            Pace::Brief => 60,
            Pace::Normal => 120,
            Pace::Verdict => 180,
        }
    }
}

fn beat(pace: Pace, caption: String) -> Option<Beat> {
    Some(Beat { caption, pace })
}

/// Before anything happened.
impl Default for Fold {
    fn default() -> Fold {
        Fold {
            scene: Scene::empty(),
            changed: BTreeSet::new(),
            saved: Saving::default(),
            now: SimTime::default(),
            started: SimTime::default(),
            stacks: BTreeMap::new(),
            stage_images: BTreeMap::new(),
            programs: BTreeMap::new(),
            open_lines: BTreeSet::new(),
            fetched: BTreeMap::new(),
            step_stacks: BTreeMap::new(),
            pulled_layers: BTreeMap::new(),
            pulled_now: BTreeMap::new(),
            pulled: BTreeMap::new(),
            made: BTreeMap::new(),
            results: BTreeMap::new(),
            reused: BTreeMap::new(),
            untagged_now: None,
            finals: BTreeSet::new(),
        }
    }
}

impl Fold {
    /// Goes on with one record; gives a beat if the scene is now worth a frame.
    pub(crate) fn advance(&mut self, record: &Record) -> Option<Beat> {
        self.now = record.at;
        self.changed.clear();
        self.clear_moment();
        match &record.event {
            Event::BuildStarted { build, builder } => self.build_started(*build, *builder),
            Event::DockerfileSent { name, bytes } => self.dockerfile_sent(name, *bytes),
            Event::IgnoreFileSent { bytes } => self.ignore_file_sent(*bytes),
            Event::ContextSent { files, bytes } => self.context_sent(*files, *bytes),
            Event::Planned { build: _, plan } => self.planned(plan),
            Event::MetadataLoaded { reference } => self.metadata_loaded(reference),
            Event::PullStarted { reference } => self.pull_started(reference),
            Event::LayerPulled { reference, layer, bytes } => {
                self.layer_pulled(reference, layer, *bytes)
            }
            Event::ImagePulled { reference, image, digest: _, bytes } => {
                self.image_pulled(reference, *image, *bytes)
            }
            Event::BaseResolved { step, reference, image } => {
                self.base_resolved(*step, reference.as_ref(), *image)
            }
            Event::TriggersFound { step, count } => self.triggers_found(*step, *count),
            Event::StepStarted { step } => self.step_started(*step),
            Event::CacheProbed { step, probe } => self.cache_probed(*step, probe),
            Event::ContainerCreated { step, container, image } => {
                self.container_created(*step, *container, *image)
            }
            Event::ProgramStarted { step, argv } => self.program_started(*step, argv),
            Event::OutputWritten { step, stream: _, text } => self.output_written(*step, text),
            Event::Fetched { step, url, bytes } => self.fetched(*step, url, *bytes),
            Event::ProgramExited { step, program, code } => {
                self.program_exited(*step, program, *code)
            }
            Event::LimitReached { step, limit } => self.limit_reached(*step, limit.to_string()),
            Event::FilesCopied { step, files, bytes } => self.files_copied(*step, *files, *bytes),
            Event::ConfigChanged { step } => self.config_changed(*step),
            Event::LayerCommitted { step, layer, chain_id, origin } => {
                self.layer_committed(*step, layer, *chain_id, *origin)
            }
            Event::ImageCommitted { step, image, origin } => {
                self.image_committed(*step, *image, *origin)
            }
            Event::ContainerRemoved { step, container } => {
                self.container_removed(*step, *container)
            }
            Event::StepFinished { step, outcome } => self.step_finished(*step, *outcome),
            Event::ImageExported { image, layers } => self.image_exported(*image, *layers),
            Event::ResultSent { image } => self.result_sent(image.id()),
            Event::ImageTagged { image, reference, before } => {
                self.image_tagged(*image, reference, *before)
            }
            Event::ImageUntagged { image, reference } => self.image_untagged(*image, reference),
            Event::ImageDeleted { image } => self.image_deleted(*image),
            Event::ImageStored { image, source } => self.image_stored(*image, *source),
            Event::ImagePushed { reference, image, digest: _, bytes } => {
                self.image_pushed(reference, *image, *bytes)
            }
            Event::Container { container, name, change } => {
                self.container_changed(*container, name, change)
            }
            Event::VolumeCreated { name } => self.object_changed("volume", name, "made"),
            Event::VolumeRemoved { name } => self.object_changed("volume", name, "removed"),
            Event::NetworkCreated { name } => self.object_changed("network", name, "made"),
            Event::NetworkRemoved { name } => self.object_changed("network", name, "removed"),
            Event::CachePruned { records, bytes } => self.cache_pruned(*records, *bytes),
            Event::BuildFinished { build, image } => self.build_finished(*build, *image),
            Event::BuildFailed { build: _, step, error } => self.build_failed(*step, error),
            Event::RequestFailed { error } => self.request_failed(error),
        }
    }

    /// Takes away what belonged to the moment before only.
    fn clear_moment(&mut self) {
        self.scene.messages.clear();
        self.scene.containers.retain(|it| it.state != ContainerState::Removed);
        self.clear_lost_tags();
    }

    fn send(&mut self, from: Place, to: Place, what: &str, bytes: Option<u64>) {
        self.scene.messages.push(Packet { from, to, what: what.into(), bytes });
    }

    /// Lets the scene be about a step, and its card be changed.
    fn change(&mut self, step: StepId, change: impl FnOnce(&mut StepCard)) {
        self.focus(step);
        self.change_aside(step, change);
    }

    /// Changes a step's card while the scene is about something else.
    fn change_aside(&mut self, step: StepId, change: impl FnOnce(&mut StepCard)) {
        let Some(card) = self.scene.steps.get(step.0 as usize) else { return };
        let mut changed = StepCard::clone(card);
        change(&mut changed);
        // A list that stays as it is stays shared.
        if changed != **card {
            Rc::make_mut(&mut self.scene.steps)[step.0 as usize] = Rc::new(changed);
            self.changed.insert(step);
        }
    }

    fn focus(&mut self, step: StepId) {
        self.scene.focus = Some(step);
        self.scene.stack = self.stack_of(self.stage_of(step));
    }

    fn stage_of(&self, step: StepId) -> Option<u32> {
        self.scene.step(step).and_then(|it| it.stage)
    }

    /// A step's name for a sentence.
    fn name_of(&self, step: StepId) -> String {
        self.scene
            .step(step)
            .map_or_else(|| "a step".to_string(), |it| crate::caption::step_name(it))
    }

    /// A stage's layers so far.
    fn stack_of(&self, stage: Option<u32>) -> Stack {
        match self.stacks.get(&stage) {
            Some(stack) => stack.clone(),
            None => stage.and_then(|it| self.inherited_stack(it)).cloned().unwrap_or_default(),
        }
    }

    /// The layers with which a stage starts whose `FROM` runs nothing: those of another stage, or of an equal `FROM`.
    fn inherited_stack(&self, stage: u32) -> Option<&Stack> {
        let plan = self.scene.plan.as_ref()?;
        let from = plan.steps.iter().find(|it| it.stage == Some(stage))?;
        let base = match &from.kind {
            StepKind::Merged { with } => with,
            StepKind::Runs { .. } | StepKind::ConfigOnly | StepKind::Skipped => {
                from.inputs.first()?
            }
        };
        self.step_stacks.get(base)
    }
}
