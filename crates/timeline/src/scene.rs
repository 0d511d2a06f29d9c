//! All there is to draw at one moment.

use std::rc::Rc;

use engine::{BuildId, Builder, ContainerId, Plan, Probe, StepId};
use image::{DiffId, ImageId, SimTime};

/// All there is to draw at one moment. Cheap to clone: what did not change is shared with the scene before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scene {
    /// The build that is drawn: the one under way, or else the last one.
    pub build: Option<BuildId>,
    pub builder: Builder,
    /// The steps as the builder planned them; none before the Dockerfile is read.
    pub plan: Option<Rc<Plan>>,
    /// What is on its way at this moment, and only then.
    pub messages: Vec<Packet>,
    /// One card an instruction, in the order of the Dockerfile; then what BuildKit does besides. A `StepId` is an index.
    pub steps: Rc<Vec<Rc<StepCard>>>,
    /// The temporary containers. The classic builder has one at a time; BuildKit has one for each step that runs.
    pub containers: Vec<Rc<ContainerBox>>,
    /// What is in the engine's store, in order of making.
    pub images: Rc<Vec<Rc<ImageCard>>>,
    /// The layers of the focused step's image so far, lowest first.
    pub stack: Rc<Vec<Rc<LayerSlab>>>,
    /// The step that the frame is about.
    pub focus: Option<StepId>,
    /// How the build that is drawn ended, if it did.
    pub end: Option<BuildEnd>,
}

/// Something on its way from one place to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    pub from: Place,
    pub to: Place,
    /// What it is, in a few words: `build context`, `layer 1`, `redis`.
    pub what: Rc<str>,
    /// How large it is; none if it is only a question.
    pub bytes: Option<u64>,
}

/// The ends of the lines on which packets travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The `docker` command line.
    Client,
    /// The Docker daemon.
    Daemon,
    /// Where images come from.
    Registry,
    /// The temporary container of the focused step.
    Container,
    /// Where Alpine's packages come from.
    Packages,
}

/// One instruction on its way through the build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepCard {
    pub id: StepId,
    /// The stage it belongs to; none for an `ARG` before the first `FROM`.
    pub stage: Option<u32>,
    /// The keyword in capitals.
    pub keyword: Rc<str>,
    /// The instruction in one line.
    pub text: Rc<str>,
    /// Its number, `2/4` or `base 2/4`; none if it does not run.
    pub label: Option<Rc<str>>,
    /// First and last line in the Dockerfile, counted from 1.
    pub lines: (u32, u32),
    pub status: StepStatus,
    /// The cache's answer with its inputs, once it was asked.
    pub probe: Option<Rc<Probe>>,
    /// Why the step stands as it does, in one sentence: the verdict, the error, why it is skipped.
    pub sentence: Option<Rc<str>>,
    /// Where its result was made, if that was an earlier build.
    pub reused_from: Option<(BuildId, StepId)>,
    /// The image that it gave.
    pub image: Option<ImageId>,
    /// The layer that it gave.
    pub layer: Option<DiffId>,
    pub started: Option<SimTime>,
    pub finished: Option<SimTime>,
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepStatus {
    /// Its turn has not come.
    Waiting,
    /// Its turn has come; the cache was not asked yet.
    Probing,
    /// The cache has its result.
    Hit,
    /// The cache does not have its result, or was not asked; it is about to run.
    Miss,
    /// A program runs, files are copied, a base image is pulled, or the result is committed.
    Running,
    /// Its result was made anew. For `FROM`: the base image is there.
    Done,
    /// It failed, and the build with it.
    Failed,
    /// It met a limit of the simulator; real Docker may well succeed.
    Limited,
    /// The target does not need its stage.
    Skipped,
    /// BuildKit only writes it into the configuration; nothing runs.
    ConfigOnly,
    /// Another step failed before its turn came.
    Canceled,
}

/// A temporary container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerBox {
    pub id: ContainerId,
    pub step: StepId,
    /// The image that it stands on; none for BuildKit, which stands it on layers, and after `FROM scratch`.
    pub image: Option<ImageId>,
    pub state: ContainerState,
    /// The command line that runs, or ran last.
    pub command: Option<Rc<str>>,
    /// The last lines that its programs printed, oldest first.
    pub output: Rc<Vec<Rc<str>>>,
    /// Bytes that its programs downloaded.
    pub fetched: u64,
    /// What its writable layer holds, once that is known.
    pub changes: Option<Changes>,
}

/// What a container does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerState {
    /// It is there, and nothing runs in it.
    Created,
    Running,
    Exited {
        code: u8,
    },
    /// It was removed at this very moment; the next scene does not have it.
    Removed,
}

/// What a changeset does, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub added: u32,
    pub modified: u32,
    pub deleted: u32,
    /// Bytes of what is added and modified.
    pub bytes: u64,
}

/// One image in the engine's store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageCard {
    pub id: ImageId,
    pub role: ImageRole,
    /// Its names as people write them, in order: `redis:latest`.
    pub tags: Rc<Vec<Rc<str>>>,
    /// Names that went to another image at this very moment.
    pub lost_tags: Rc<Vec<Rc<str>>>,
    /// The image that the classic builder made it from.
    pub parent: Option<ImageId>,
    /// The step that made it; none if it came from a registry.
    pub made_by: Option<(BuildId, StepId)>,
    /// That step's instruction.
    pub instruction: Rc<str>,
    /// Its layers, lowest first.
    pub stack: Rc<Vec<Rc<LayerSlab>>>,
    /// Bytes of all layers.
    pub size: u64,
    /// The step of the drawn build that took it from the cache or as its base, if one did.
    pub reused_by: Option<StepId>,
}

/// What an image is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageRole {
    /// It came from a registry.
    Base,
    /// It came from a registry for BuildKit, which keeps it to itself: `docker images` does not list it.
    CachedBase,
    /// It lies between two steps of a build.
    Intermediate,
    /// A build ended with it.
    Final,
    /// It has no name any more and nothing was made from it: `<none>` in `docker images`.
    Dangling,
}

/// One layer in a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerSlab {
    pub diff_id: DiffId,
    /// The instruction that made it, or the base image's name.
    pub instruction: Rc<str>,
    /// The step of the drawn build that it belongs to; none for a base image's.
    pub step: Option<StepId>,
    pub origin: LayerOrigin,
    /// Bytes that it adds.
    pub size: u64,
    pub changes: Changes,
}

/// Where a layer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerOrigin {
    /// The base image has it.
    Base,
    /// The drawn build made it.
    New,
    /// An earlier build made it: which, and at which step, if the log says.
    Reused { made_by: Option<(BuildId, StepId)> },
}

/// How a build ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BuildEnd {
    Built {
        image: ImageId,
    },
    /// What went wrong, as a rule in Docker's words, and what to do next in ours.
    Failed {
        error: Rc<str>,
        hint: Option<Rc<str>>,
    },
    /// The simulator gave up; real Docker may well succeed.
    Limited {
        limit: Rc<str>,
    },
}

impl Scene {
    /// The stage before anything happened.
    pub(crate) fn empty() -> Scene {
        Scene {
            build: None,
            builder: Builder::BuildKit,
            plan: None,
            messages: Vec::new(),
            steps: Rc::default(),
            containers: Vec::new(),
            images: Rc::default(),
            stack: Rc::default(),
            focus: None,
            end: None,
        }
    }

    /// The card of a step.
    pub fn step(&self, id: StepId) -> Option<&Rc<StepCard>> {
        self.steps.get(id.0 as usize)
    }

    /// The card of an image.
    pub fn image(&self, id: ImageId) -> Option<&Rc<ImageCard>> {
        self.images.iter().find(|it| it.id == id)
    }
}

impl LayerSlab {
    /// How thick to draw it, from 0 to 64: one step for each doubling of its size.
    pub fn thickness(&self) -> u32 {
        u64::BITS - self.size.leading_zeros()
    }
}
