//! Making containers.
//!
//! As moby: daemon/create.go; daemon/commit.go, `merge`; daemon/names.go.

use std::collections::BTreeMap;

use image::{ContainerConfig, FileTree, Image, ImageId, SimTime};

use super::{Container, ContainerState, Mount, MountSource, mounts, names, tell};
use crate::container_request::{CreateRequest, HostConfig};
use crate::costs::micros;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::event::ContainerChange;
use crate::files::{Landing, make_directories};
use crate::id::ContainerId;
use crate::recorder::Recorder;

/// Makes a container; its ID is told by the event.
pub(crate) fn create(
    engine: &mut Engine,
    request: &CreateRequest,
    recorder: &mut Recorder,
) -> Result<ImageId, EngineError> {
    recorder.spend(micros(engine.costs.call));
    let image = engine.find(&request.image)?.clone();
    let mut config = merge(request.config.clone(), &image.config().config);
    if config.entrypoint.as_ref().is_some_and(|it| it.len() == 1 && it[0].is_empty()) {
        config.entrypoint = None;
    }
    let is_empty = |it: &Option<Vec<String>>| it.as_ref().is_none_or(Vec::is_empty);
    if is_empty(&config.entrypoint) && is_empty(&config.cmd) {
        return Err(EngineError::refused("No command specified"));
    }
    if let Some(name) = &request.name {
        check_name(engine, name)?;
    }
    let mounts = mounts::resolve(engine, request, &config, recorder)?;
    check_working_dir(image.tree(), &config)?;
    let id = engine.next_container();
    let name = request.name.clone().unwrap_or_else(|| free_name(engine, id));
    if config.hostname.is_empty() {
        config.hostname = id.short();
    }
    config.image = request.image.clone();
    recorder.spend(micros(engine.costs.container_create));
    let tree = prepared(image.tree(), &config, &mounts, recorder);
    let container = Container {
        id,
        name: name.clone(),
        image: image.id(),
        created: recorder.now(),
        config,
        host: request.host.clone(),
        mounts,
        state: ContainerState::Created { failure: None },
        starts: 0,
        logs: Vec::new(),
        base: image.tree().clone(),
        tree,
    };
    mounts::fill_volumes(engine, &container);
    engine.containers.insert(container);
    tell(id, &name, ContainerChange::Created { image: image.id() }, recorder);
    Ok(image.id())
}

/// Keeps a container of the classic builder's, which ended with `code`; an empty image leaves none.
pub(crate) fn keep(
    engine: &mut Engine,
    id: ContainerId,
    image: Option<&Image>,
    config: ContainerConfig,
    tree: FileTree,
    code: Option<u8>,
    now: SimTime,
) {
    let Some(image) = image else { return };
    let state = match code {
        Some(code) => ContainerState::Exited { started: now, finished: now, code },
        None => ContainerState::Created { failure: None },
    };
    let name = free_name(engine, id);
    let container = Container {
        id,
        name,
        image: image.id(),
        created: now,
        config,
        host: HostConfig::default(),
        mounts: Vec::new(),
        state,
        starts: u32::from(code.is_some()),
        logs: Vec::new(),
        base: image.tree().clone(),
        tree,
    };
    engine.containers.insert(container);
}

/// Gives a container another name.
pub(super) fn rename(
    engine: &mut Engine,
    container: &Container,
    to: &str,
    recorder: &mut Recorder,
) -> Result<(), EngineError> {
    let to = to.strip_prefix('/').unwrap_or(to);
    if to.is_empty() {
        return Err(EngineError::refused("Neither old nor new names may be empty"));
    }
    if to == container.name {
        return Err(EngineError::refused(
            "Renaming a container with the same name as its current name",
        ));
    }
    check_name(engine, to).map_err(|error| {
        EngineError::refused(format!("Error when allocating new name: {error}"))
    })?;
    engine.containers.change(container.id, |it| it.name = to.to_string());
    tell(container.id, &container.name, ContainerChange::Renamed { to: to.to_string() }, recorder);
    Ok(())
}

/// What the client says, completed by what the image says.
fn merge(mut config: ContainerConfig, image: &ContainerConfig) -> ContainerConfig {
    let or = |own: &mut String, other: &String| {
        if own.is_empty() {
            own.clone_from(other);
        }
    };
    or(&mut config.user, &image.user);
    or(&mut config.working_dir, &image.working_dir);
    or(&mut config.stop_signal, &image.stop_signal);
    union(&mut config.exposed_ports, &image.exposed_ports);
    union(&mut config.volumes, &image.volumes);
    if let Some(labels) = &image.labels {
        let own = config.labels.get_or_insert_default();
        for (name, value) in labels {
            own.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    let name = |it: &str| it.split('=').next().unwrap_or_default().to_string();
    for entry in &image.env {
        if !config.env.iter().any(|it| name(it) == name(entry)) {
            config.env.push(entry.clone());
        }
    }
    if config.entrypoint.as_ref().is_none_or(Vec::is_empty) {
        if config.cmd.as_ref().is_none_or(Vec::is_empty) {
            config.cmd.clone_from(&image.cmd);
        }
        if config.entrypoint.is_none() {
            config.entrypoint.clone_from(&image.entrypoint);
        }
    }
    config.healthcheck = config.healthcheck.or_else(|| image.healthcheck.clone());
    config
}

fn union<T: Clone>(own: &mut Option<BTreeMap<String, T>>, other: &Option<BTreeMap<String, T>>) {
    if let Some(other) = other {
        own.get_or_insert_default()
            .extend(other.iter().map(|(name, it)| (name.clone(), it.clone())));
    }
}

/// The image's files with the working directory and a directory for each mount.
fn prepared(
    tree: &FileTree,
    config: &ContainerConfig,
    mounts: &[Mount],
    recorder: &Recorder,
) -> FileTree {
    let mut tree = tree.clone();
    let working_dir = Some(image::AbsPath::new(&config.working_dir));
    for path in mounts.iter().map(|it| it.target.clone()).chain(working_dir) {
        let landing = Landing::root_owned(path.clone(), recorder.now());
        // What is no directory stays; the start fails over it.
        let _made = make_directories(&mut tree, &path, &landing);
    }
    tree
}

/// (moby: container/container.go, `SetupWorkingDirectory`.)
fn check_working_dir(tree: &FileTree, config: &ContainerConfig) -> Result<(), EngineError> {
    let path = image::AbsPath::new(&config.working_dir);
    match tree.find(&image::AbsPath::root(), path.as_str(), image::Follow::Last) {
        Ok((_, entry)) if !entry.is_directory() => {
            Err(EngineError::refused(format!("Cannot mkdir: {path} is not a directory")))
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

fn check_name(engine: &Engine, name: &str) -> Result<(), EngineError> {
    let bare = name.strip_prefix('/').unwrap_or(name);
    let is_word = |it: char| it.is_ascii_alphanumeric();
    let is_good = bare.len() > 1
        && bare.starts_with(is_word)
        && bare.chars().all(|it| is_word(it) || "_.-".contains(it));
    if !is_good {
        return Err(EngineError::refused(format!(
            "Invalid container name ({name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed"
        )));
    }
    match engine.containers.list().iter().find(|it| it.name == bare) {
        None => Ok(()),
        Some(other) => Err(EngineError::refused(format!(
            "Conflict. The container name \"/{bare}\" is already in use by container \"{}\". You have to remove (or rename) that container to be able to reuse that name.",
            other.id.hex()
        ))),
    }
}

/// A name drawn from the container's ID.
fn free_name(engine: &Engine, id: ContainerId) -> String {
    let is_free = |it: &String| engine.containers.list().iter().all(|other| other.name != *it);
    names::candidates(id).find(is_free).unwrap_or_else(|| id.hex())
}

impl MountSource {
    /// The volume's name, if it is one.
    pub fn volume(&self) -> Option<&str> {
        match self {
            MountSource::Volume(name) => Some(name),
            MountSource::Host(_) | MountSource::Memory => None,
        }
    }
}
