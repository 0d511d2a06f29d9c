//! What a client asks of the engine.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use image::{AbsPath, FileTree, Image, ImageId, Reference};

use crate::container_request::{ContainerAction, CreateRequest};
use crate::event::ImageSource;

/// One call of the engine's API.
#[derive(Clone, Debug)]
pub enum Request {
    /// `docker build`
    Build(Box<BuildRequest>),
    /// `docker pull`
    Pull { reference: Reference },
    /// `docker tag`: `source` is a reference or (the start of) an image ID.
    Tag { source: String, target: Reference },
    /// `docker rmi`: `name` is a reference or (the start of) an image ID. `prune` takes unnamed parents away, too.
    Remove { name: String, force: bool, prune: bool },
    /// `docker load` and `docker import`: an image that came as an archive.
    Store {
        image: Rc<Image>,
        source: ImageSource,
        /// The image that it was made from, if that came along.
        parent: Option<ImageId>,
        references: Vec<Reference>,
    },
    /// `docker save`: its archive can be loaded again.
    Save { image: ImageId },
    /// `docker push`
    Push { reference: Reference },
    /// `docker create`
    Create(Box<CreateRequest>),
    /// Something with one container, meant by its name or (the start of) its ID.
    Container { name: String, action: ContainerAction },
    /// A directory of the laptop's, as it is now, for containers that mount it.
    Share { path: AbsPath, tree: FileTree },
    /// `docker volume create`
    CreateVolume { name: Option<String>, labels: BTreeMap<String, String> },
    /// `docker volume rm`
    RemoveVolume { name: String, force: bool },
    /// `docker network create`
    CreateNetwork { name: String, driver: String, labels: BTreeMap<String, String> },
    /// `docker network rm`
    RemoveNetwork { name: String },
    /// `docker builder prune`
    PruneCache,
    /// Nothing but that time goes on: containers end whose time has come.
    Settle,
}

/// All that a build depends on, beside the engine's own state.
#[derive(Clone, Debug)]
pub struct BuildRequest {
    pub builder: Builder,
    /// The text of the Dockerfile.
    pub dockerfile: String,
    /// The Dockerfile's name as the client gave it: `Dockerfile`.
    pub dockerfile_name: String,
    pub context: Context,
    /// Names for the result, in the order given.
    pub tags: Vec<Reference>,
    pub cache: CacheUse,
    /// The stage to build; none for the last.
    pub target: Option<String>,
    /// Values for `ARG`, by name.
    pub build_args: BTreeMap<String, String>,
    /// Labels to add to the image.
    pub labels: BTreeMap<String, String>,
    pub options: BuildOptions,
}

/// What only one of the builders has.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// `--rm` and `--force-rm` of the classic builder.
    pub removal: Removal,
    /// `--secret`: what each is, by ID.
    pub secrets: BTreeMap<String, Vec<u8>>,
    /// `--ssh`: the agents that the client offers, by ID.
    pub ssh: BTreeSet<String>,
    /// `--no-cache-filter`: the stages that run without the cache.
    pub uncached_stages: Vec<String>,
    pub output: Output,
}

/// What becomes of the containers that the classic builder makes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Removal {
    /// `--rm=false`: all stay.
    Never,
    /// Each goes when its step succeeded.
    #[default]
    OnSuccess,
    /// `--force-rm`: that of a step that fails goes, too.
    Always,
}

/// What becomes of a build's result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Output {
    /// An image of the engine.
    #[default]
    Image,
    /// It goes to the client: `--output type=local` and its like.
    Client,
}

/// The two programs inside Docker that build images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Builder {
    /// One container and one image a step (`DOCKER_BUILDKIT=0`).
    Classic,
    /// A graph of steps with content-addressed keys.
    BuildKit,
}

/// Whether a build may reuse what earlier ones left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CacheUse {
    /// Ask the cache at every step.
    Probe,
    /// `--no-cache`: run every step.
    Never,
}

/// The build context: the client's files at and below one directory.
#[derive(Clone, Debug)]
pub struct Context {
    /// The client's files.
    pub tree: FileTree,
    /// The directory that the client sends.
    pub root: AbsPath,
    /// The text of `.dockerignore`, if there is one.
    pub ignore: Option<String>,
}
