//! Containers that users make: what they are, and what they leave.

mod commit;
mod create;
mod mounts;
mod names;
mod run;
mod state;

use std::collections::BTreeMap;
use std::rc::Rc;

use image::{AbsPath, Changeset, ContainerConfig, FileTree, ImageId, SimTime};
use shell::Stream;

use crate::container_request::{ContainerAction, HostConfig};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::event::{ContainerChange, Event};
use crate::id::ContainerId;
use crate::recorder::Recorder;

pub use commit::changed;
pub(crate) use create::{create, keep};
pub(crate) use mounts::mounted;
pub(crate) use state::settle;

/// A container of a user's.
#[derive(Clone, Debug)]
pub struct Container {
    pub id: ContainerId,
    /// Its name, without the slash that the API puts before it.
    pub name: String,
    /// The image that it was made from.
    pub image: ImageId,
    pub created: SimTime,
    /// What it runs, the image's settings included.
    pub config: ContainerConfig,
    pub host: HostConfig,
    pub mounts: Vec<Mount>,
    pub state: ContainerState,
    /// How often it was started.
    pub starts: u32,
    /// What its own program printed, in order; some of it may be yet to come.
    pub logs: Vec<LogLine>,
    /// The files of the image.
    base: FileTree,
    /// The files as they are, without what is mounted.
    tree: FileTree,
}

/// What a container does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContainerState {
    /// It was never started, or could not be: with which exit code, and why.
    Created {
        failure: Option<(u8, String)>,
    },
    Running {
        started: SimTime,
        ends: Ends,
        paused: bool,
    },
    Exited {
        started: SimTime,
        finished: SimTime,
        code: u8,
    },
}

/// How a running container ends if nobody stops it. The simulation knows before it happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// By itself.
    At(SimTime, u8),
    /// Never: its program waits, and as process 1 does not hear `SIGTERM`.
    Never,
    /// Never: it is a server, or something else that Layerlab does not simulate. It ends when asked to.
    WhenAsked,
}

/// Text that a container printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    pub at: SimTime,
    pub stream: Stream,
    pub text: String,
}

/// Something mounted over a container's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    pub source: MountSource,
    pub target: AbsPath,
    pub writable: bool,
    /// Whether an empty volume gets what the image has there.
    pub fills: bool,
}

/// What is mounted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MountSource {
    /// A volume of the engine's.
    Volume(String),
    /// A directory of the laptop's.
    Host(AbsPath),
    /// Memory, empty at each start.
    Memory,
}

impl Container {
    /// Whether its program runs, paused or not.
    pub fn is_running(&self) -> bool {
        matches!(self.state, ContainerState::Running { .. })
    }

    /// Whether it ends by itself before or at `now`.
    pub fn ends_by(&self, now: SimTime) -> bool {
        match self.state {
            ContainerState::Running { ends: Ends::At(end, _), paused, .. } => !paused && end <= now,
            ContainerState::Running { .. }
            | ContainerState::Created { .. }
            | ContainerState::Exited { .. } => false,
        }
    }

    /// The exit code of its last run; 0 before that.
    pub fn exit_code(&self) -> u8 {
        match &self.state {
            ContainerState::Created { failure } => failure.as_ref().map_or(0, |(code, _)| *code),
            ContainerState::Running { .. } => 0,
            ContainerState::Exited { code, .. } => *code,
        }
    }

    /// The program and its arguments.
    pub fn argv(&self) -> Vec<String> {
        let parts = [&self.config.entrypoint, &self.config.cmd];
        parts.into_iter().flatten().flatten().cloned().collect()
    }

    /// What it changed in the files of its image.
    pub fn changes(&self) -> Changeset {
        self.tree.diff(&self.base)
    }

    /// Its files, without what is mounted.
    pub fn files(&self) -> &FileTree {
        &self.tree
    }
}

/// All containers, and the laptop's directories that they see.
#[derive(Clone, Debug, Default)]
pub(crate) struct ContainerStore {
    /// In order of making.
    all: Vec<Rc<Container>>,
    pub(crate) host_directories: BTreeMap<AbsPath, FileTree>,
}

impl ContainerStore {
    /// All, oldest first.
    pub(crate) fn list(&self) -> &[Rc<Container>] {
        &self.all
    }

    /// The container that `name` means: a name, or an ID or its beginning. (moby: daemon/container.go, `GetContainer`.)
    pub(crate) fn find(&self, name: &str) -> Result<&Rc<Container>, EngineError> {
        let bare = name.strip_prefix('/').unwrap_or(name);
        if let Some(found) = self.all.iter().find(|it| it.id.hex() == name || it.name == bare) {
            return Ok(found);
        }
        let mut found = self.all.iter().filter(|it| it.id.hex().starts_with(name));
        match (found.next().filter(|_| !name.is_empty()), found.next()) {
            (Some(only), None) => Ok(only),
            (Some(_), Some(_)) => Err(EngineError::refused(format!(
                "Multiple IDs found with provided prefix: {name}"
            ))),
            (None, _) => Err(EngineError::NoSuchContainer { name: name.to_string() }),
        }
    }

    /// The containers that were made from `image`.
    pub(crate) fn of_image(&self, image: ImageId) -> impl Iterator<Item = &Rc<Container>> {
        self.all.iter().filter(move |it| it.image == image)
    }

    /// The containers that use the volume `name`.
    pub(crate) fn of_volume(&self, name: &str) -> Vec<ContainerId> {
        let uses = |it: &Mount| matches!(&it.source, MountSource::Volume(volume) if volume == name);
        self.all.iter().filter(|it| it.mounts.iter().any(uses)).map(|it| it.id).collect()
    }

    fn insert(&mut self, container: Container) {
        self.all.push(Rc::new(container));
    }

    fn change(&mut self, id: ContainerId, change: impl FnOnce(&mut Container)) {
        if let Some(found) = self.all.iter_mut().find(|it| it.id == id) {
            change(Rc::make_mut(found));
        }
    }

    fn remove(&mut self, id: ContainerId) {
        self.all.retain(|it| it.id != id);
    }
}

/// Does something with the container that `name` means.
pub(crate) fn act(
    engine: &mut Engine,
    name: &str,
    action: &ContainerAction,
    recorder: &mut Recorder,
) -> Result<Option<ImageId>, EngineError> {
    recorder.spend(crate::costs::micros(engine.costs.call));
    let container = engine.containers.find(name)?.clone();
    match action {
        ContainerAction::Start { attach, stdin } => {
            run::start(engine, &container, *attach, stdin, recorder)
        }
        ContainerAction::Execute(request) => run::execute(engine, &container, request, recorder),
        ContainerAction::Stop { timeout } => {
            state::stop(engine, &container, *timeout, recorder);
            Ok(())
        }
        ContainerAction::Kill { signal } => state::kill(engine, &container, signal, recorder),
        ContainerAction::Wait => state::wait(engine, &container, recorder),
        ContainerAction::Pause => state::pause(engine, &container, true, recorder),
        ContainerAction::Unpause => state::pause(engine, &container, false, recorder),
        ContainerAction::Rename { to } => create::rename(engine, &container, to, recorder),
        ContainerAction::Remove { force, volumes } => {
            state::remove(engine, &container, *force, *volumes, recorder)
        }
        ContainerAction::CopyIn { tree } => {
            mounts::replace(engine, container.id, tree.clone());
            tell(container.id, &container.name, ContainerChange::FilesCopied, recorder);
            Ok(())
        }
        ContainerAction::Commit(request) => {
            return commit::commit(engine, &container, request, recorder).map(Some);
        }
    }
    .map(|()| None)
}

/// Says that something happened to a container.
fn tell(id: ContainerId, name: &str, change: ContainerChange, recorder: &mut Recorder) {
    recorder.push(Event::Container { container: id, name: name.to_string(), change });
}
