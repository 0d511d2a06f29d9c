//! What happened: facts in the past tense, each complete in itself.

use std::rc::Rc;

use image::{ChainId, Digest, Image, ImageId, Layer, Reference, SimTime};
use shell::{Limit, Stream};

use crate::error::{BuildError, EngineError};
use crate::id::{BuildId, ContainerId, StepId};
use crate::plan::Plan;
use crate::probe::Probe;
use crate::request::Builder;

/// An event with its moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub at: SimTime,
    pub event: Event,
}

/// All that one request did, in order of time.
pub type EventLog = Vec<Record>;

/// What a request came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub log: EventLog,
    /// When it was over.
    pub end: SimTime,
    /// The image that it made or found; the same error is the log's last event.
    pub result: Result<Option<ImageId>, EngineError>,
}

/// One thing that happened in the engine.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A build request arrived. The plan follows once the Dockerfile is read.
    BuildStarted { build: BuildId, builder: Builder },
    /// The client sent the Dockerfile.
    DockerfileSent { name: String, bytes: u64 },
    /// The client sent the ignore file; `bytes` is 2 when there is none, as in BuildKit's own accounts.
    IgnoreFileSent { bytes: u64 },
    /// The client sent the build context.
    ContextSent { files: u32, bytes: u64 },
    /// The Dockerfile was read and the steps are known.
    Planned { build: BuildId, plan: Rc<Plan> },
    /// The engine asked for a base image's description and got it.
    MetadataLoaded { reference: Reference },
    /// A download from the registry began.
    PullStarted { reference: Reference },
    /// One layer of what is pulled arrived; `bytes` is its compressed size.
    LayerPulled { reference: Reference, layer: Rc<Layer>, bytes: u64 },
    /// All layers arrived, and the reference names the image.
    ImagePulled { reference: Reference, image: ImageId, digest: Digest, bytes: u64 },
    /// The name in `FROM` was found to mean an image.
    BaseResolved { step: StepId, reference: Option<Reference>, image: ImageId },
    /// Instructions that waited in the base image (`ONBUILD`) are about to run, as part of the `FROM` step.
    TriggersFound { step: StepId, count: u32 },
    /// A step began.
    StepStarted { step: StepId },
    /// The cache was asked.
    CacheProbed { step: StepId, probe: Rc<Probe> },
    /// A temporary container was made from an image.
    ContainerCreated { step: StepId, container: ContainerId, image: Option<ImageId> },
    /// A program started in the step's container.
    ProgramStarted { step: StepId, argv: Vec<String> },
    /// A program printed something.
    OutputWritten { step: StepId, stream: Stream, text: String },
    /// A program downloaded something.
    Fetched { step: StepId, url: String, bytes: u64 },
    /// A program ended.
    ProgramExited { step: StepId, program: String, code: u8 },
    /// The simulation ended a program, not the program itself.
    LimitReached { step: StepId, limit: Limit },
    /// Files were copied into the step's file system.
    FilesCopied { step: StepId, files: u32, bytes: u64 },
    /// The image's configuration changed.
    ConfigChanged { step: StepId },
    /// A step's changes became a layer.
    LayerCommitted { step: StepId, layer: Rc<Layer>, chain_id: ChainId, origin: Origin },
    /// A step's result became an image (classic builder).
    ImageCommitted { step: StepId, image: ImageId, origin: Origin },
    /// The temporary container was removed.
    ContainerRemoved { step: StepId, container: ContainerId },
    /// A step ended.
    StepFinished { step: StepId, outcome: StepOutcome },
    /// The layers and the configuration became an image (BuildKit).
    ImageExported { image: ImageId, layers: u32 },
    /// The result of a build went to the client, and did not become an image of the engine.
    ResultSent { image: Rc<Image> },
    /// A reference now names an image; the image that it named before, if another.
    ImageTagged { image: ImageId, reference: Reference, before: Option<ImageId> },
    /// A reference no longer names an image.
    ImageUntagged { image: ImageId, reference: Reference },
    /// An image is gone.
    ImageDeleted { image: ImageId },
    /// An image came from elsewhere than a build.
    ImageStored { image: ImageId, source: ImageSource },
    /// The registry has an image under a name, sent from here.
    ImagePushed { reference: Reference, image: ImageId, digest: Digest, bytes: u64 },
    /// Something happened to a container of a user's; `name` is its name.
    Container { container: ContainerId, name: String, change: ContainerChange },
    /// A volume was made.
    VolumeCreated { name: String },
    /// A volume is gone, with the files in it.
    VolumeRemoved { name: String },
    /// A network was made.
    NetworkCreated { name: String },
    /// A network is gone.
    NetworkRemoved { name: String },
    /// BuildKit's cache was emptied.
    CachePruned { records: u32, bytes: u64 },
    /// A build ended well.
    BuildFinished { build: BuildId, image: ImageId },
    /// A build ended badly.
    BuildFailed { build: BuildId, step: Option<StepId>, error: BuildError },
    /// Another request ended badly.
    RequestFailed { error: EngineError },
}

/// What happened to a container of a user's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContainerChange {
    /// It was made from an image.
    Created { image: ImageId },
    /// It was started.
    Started,
    /// A program started in it.
    ProgramStarted { argv: Vec<String> },
    /// A program printed something.
    OutputWritten { stream: Stream, text: String },
    /// A program downloaded something.
    Fetched { url: String, bytes: u64 },
    /// A program ended.
    ProgramExited { program: String, code: u8 },
    /// The simulation ended a program, or does not go on with it.
    LimitReached { limit: Limit },
    /// Files were copied into it.
    FilesCopied,
    /// Its programs were stopped for a while.
    Paused,
    /// Its programs go on.
    Unpaused,
    /// It has another name.
    Renamed { to: String },
    /// Its own program ended, and it with it.
    Exited { code: u8 },
    /// It is gone, with all that was written in it.
    Removed,
}

/// Where an image comes from that no build made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageSource {
    /// `docker commit`
    Container(ContainerId),
    /// `docker load`
    Archive,
    /// `docker import`
    Files,
}

/// Where a step's result comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An earlier build made it.
    Cache,
    /// This build made it.
    Execution,
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepOutcome {
    /// It ran (or, for a base image, was there).
    Done,
    /// Its result was reused.
    Cached,
    /// It failed, and the build with it.
    Failed,
    /// It never ran: another step failed first.
    Canceled,
}
