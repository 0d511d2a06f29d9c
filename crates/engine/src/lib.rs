//! The simulated daemon: images, containers, registry, build cache and both builders.
//!
//! The one front door is [`Engine::apply`]: a [`Request`] and a moment go in, the next engine and an [`EventLog`] come
//! out. Nothing else enters: no clock, no randomness, no files. What happened is the log; terminals, stages and
//! timelines are folds over it.

mod archives;
mod arguments;
mod build;
mod buildkit;
mod child_image;
mod classic;
mod configure;
mod container_request;
mod containers;
mod content_sum;
mod copying;
mod costs;
mod engine;
mod error;
mod event;
mod expand;
mod facts;
mod fetching;
mod files;
mod id;
mod objects;
mod plan;
mod probe;
mod pull;
mod recorder;
mod removal;
mod request;
mod run;
mod script;
mod signal;
mod store;
mod user;

pub use alpine::Upstream;
pub use buildkit::CacheRecord;
pub use container_request::{
    Attach, CommitRequest, ContainerAction, CreateRequest, ExecuteRequest, HostConfig,
    MountRequest, PortBinding, Source,
};
pub use containers::{Container, ContainerState, Ends, LogLine, Mount, MountSource, changed};
pub use costs::Costs;
pub use engine::Engine;
pub use error::{BuildError, EngineError, not_started};
pub use event::{
    ContainerChange, Event, EventLog, ImageSource, Origin, Outcome, Record, StepOutcome,
};
pub use fetching::download_name;
pub use id::{BuildId, ContainerId, StepId};
pub use objects::{Network, Volume};
pub use plan::{Plan, PlanStage, PlanStep, StepKind};
pub use probe::{FileChange, Input, InputKind, MissReason, Probe, Verdict};
pub use request::{
    BuildOptions, BuildRequest, Builder, CacheUse, Context, Output, Removal, Request,
};
pub use store::{HistoryLine, ImageSummary};
