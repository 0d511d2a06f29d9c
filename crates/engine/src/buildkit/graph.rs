//! The graph of a build.

use std::collections::BTreeMap;
use std::rc::Rc;

use dockerfile::Mount;
use image::{AbsPath, Image, Reference};

use crate::configure::Configuration;
use crate::copying::Copying;
use crate::id::StepId;
use crate::plan::Plan;
use crate::request::CacheUse;

/// One operation, by its place in the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct VertexId(pub(super) usize);

/// All operations of the needed stages, each after its inputs.
pub(super) struct Graph {
    pub(super) plan: Plan,
    pub(super) vertices: Vec<Vertex>,
    /// What the target stage comes to.
    pub(super) target: StageState,
}

/// One operation that BuildKit runs or finds in its cache.
pub(super) struct Vertex {
    pub(super) step: StepId,
    pub(super) operation: Operation,
    /// The operation whose files it starts from; none for an empty file system.
    pub(super) base: Option<VertexId>,
    /// The operation as its key has it.
    pub(super) instruction: String,
    /// Variables and other settings that its key has too.
    pub(super) settings: BTreeMap<String, String>,
    /// What the build says about the cache, for the stage that it is in.
    pub(super) cache: CacheUse,
}

impl Vertex {
    /// The operations whose results it needs.
    pub(super) fn inputs(&self) -> impl Iterator<Item = VertexId> {
        let sources = self.sources().into_iter().filter_map(|it| match it {
            CopyFrom::Vertex(from) => from,
            CopyFrom::Context => None,
        });
        self.base.into_iter().chain(sources)
    }

    /// Where it takes files from beside its base.
    pub(super) fn sources(&self) -> Vec<CopyFrom> {
        match &self.operation {
            Operation::Copy { from, .. } => vec![*from],
            Operation::Run { mounts, .. } => mounts.iter().filter_map(|it| it.from).collect(),
            Operation::Source(_) | Operation::MakeDirectory { .. } => Vec::new(),
        }
    }

    /// Whether its result does not depend on what it is laid over: `COPY --link`.
    pub(super) fn is_linked(&self) -> bool {
        match &self.operation {
            Operation::Copy { instruction, .. } => {
                Copying::of(instruction).is_some_and(|it| it.link)
            }
            Operation::Source(_) | Operation::Run { .. } | Operation::MakeDirectory { .. } => false,
        }
    }
}

/// What an operation does.
pub(super) enum Operation {
    /// Provides a base image.
    Source(Source),
    /// Runs a program.
    Run {
        argv: Vec<String>,
        env: Vec<(String, String)>,
        working_dir: AbsPath,
        user: String,
        mounts: Vec<RunMount>,
    },
    /// Copies files.
    Copy { instruction: dockerfile::Instruction, from: CopyFrom, working_dir: AbsPath },
    /// Makes a directory of the user's.
    MakeDirectory { path: AbsPath, user: String },
}

/// What a program sees that is not of its layers.
#[derive(Clone)]
pub(super) struct RunMount {
    pub(super) mount: Mount,
    /// Where its files come from, if from anywhere.
    pub(super) from: Option<CopyFrom>,
}

/// A base image and where it comes from.
#[derive(Clone)]
pub(super) struct Source {
    pub(super) image: Rc<Image>,
    /// The name to pull it by; none if the engine has it.
    pub(super) pull: Option<Reference>,
}

/// Where copied files come from.
#[derive(Clone, Copy)]
pub(super) enum CopyFrom {
    /// The client.
    Context,
    /// Another operation; none for an empty file system.
    Vertex(Option<VertexId>),
}

/// What a stage has come to.
#[derive(Clone)]
pub(super) struct StageState {
    /// The last operation; none after `FROM scratch`.
    pub(super) last: Option<VertexId>,
    /// The image that the first stage of the chain starts from.
    pub(super) base: Option<Rc<Image>>,
    /// The image's configuration.
    pub(super) configuration: Configuration,
    /// The environment of programs: the image's, and the build arguments.
    pub(super) env: Vec<String>,
    /// The build arguments declared in this stage, in order.
    pub(super) arguments: Vec<(String, Option<String>)>,
    /// What the instructions add to the image's history.
    pub(super) history: Vec<HistoryDraft>,
}

/// A line of history whose date is not known yet.
#[derive(Clone)]
pub(super) struct HistoryDraft {
    pub(super) created_by: String,
    /// The operation that made its layer.
    pub(super) layer: Option<VertexId>,
}
