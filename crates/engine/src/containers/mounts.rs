//! What is mounted over a container's files: volumes, the laptop's directories, memory.
//!
//! A mount is put into the tree for the time of a run and taken out after it, so that it is never part of the container's
//! own changes.

use image::{AbsPath, ContainerConfig, Digest, FileTree};
use shell::Access;

use super::{Container, Mount, MountSource};
use crate::container_request::{CreateRequest, MountRequest, Source};
use crate::engine::Engine;
use crate::error::EngineError;
use crate::id::ContainerId;
use crate::recorder::Recorder;

/// What a new container mounts: what is asked for, what other containers have, and a volume for each that the image wants.
pub(super) fn resolve(
    engine: &mut Engine,
    request: &CreateRequest,
    config: &ContainerConfig,
    recorder: &mut Recorder,
) -> Result<Vec<Mount>, EngineError> {
    let mut mounts: Vec<Mount> = Vec::new();
    for spec in &request.host.volumes_from {
        let (name, mode) = spec.split_once(':').unwrap_or((spec, "rw"));
        if !["ro", "rw", "z", "Z"].contains(&mode) {
            return Err(EngineError::refused(format!("invalid mode: {mode}")));
        }
        let other = engine.containers.find(name)?;
        let shared = other.mounts.iter().cloned();
        let limited = |it: Mount| Mount { writable: it.writable && mode != "ro", ..it };
        mounts.extend(shared.map(limited));
    }
    for MountRequest { source, target, writable, fills } in &request.mounts {
        if mounts.iter().any(|it| it.target == *target)
            && request.mounts.iter().filter(|it| it.target == *target).count() != 1
        {
            return Err(EngineError::refused(format!("Duplicate mount point: {target}")));
        }
        let source = match source {
            Source::Named(name) => MountSource::Volume(volume(engine, Some(name), recorder)?),
            Source::Anonymous => MountSource::Volume(volume(engine, None, recorder)?),
            Source::Host(path) => MountSource::Host(path.clone()),
            Source::Memory => MountSource::Memory,
        };
        mounts.retain(|it| it.target != *target);
        mounts.push(Mount { source, target: target.clone(), writable: *writable, fills: *fills });
    }
    for path in config.volumes.iter().flat_map(|it| it.keys()) {
        let target = AbsPath::new(path);
        if mounts.iter().all(|it| it.target != target) {
            let source = MountSource::Volume(volume(engine, None, recorder)?);
            mounts.push(Mount { source, target, writable: true, fills: true });
        }
    }
    mounts.sort_by(|a, b| a.target.cmp(&b.target));
    Ok(mounts)
}

fn volume(
    engine: &mut Engine,
    name: Option<&String>,
    recorder: &mut Recorder,
) -> Result<String, EngineError> {
    let (name, anonymous) = match name {
        Some(name) => (name.clone(), false),
        None => (Digest::of(engine.next_container().hex().as_bytes()).hex(), true),
    };
    engine.objects.create_volume(&name, Default::default(), anonymous, recorder)?;
    Ok(name)
}

/// Copies what the image has where an empty volume is mounted into that volume.
pub(super) fn fill_volumes(engine: &mut Engine, container: &Container) {
    for mount in container.mounts.iter().filter(|it| it.fills) {
        let Some(name) = mount.source.volume() else { continue };
        let Some(files) = container.tree.subtree(&mount.target) else { continue };
        if let Some(volume) = engine.objects.volume_mut(name)
            && volume.tree.children(&AbsPath::root()).next().is_none()
        {
            volume.tree = files;
        }
    }
}

/// The container's files as its programs see them.
pub(crate) fn mounted(engine: &Engine, container: &Container) -> FileTree {
    let mut tree = container.tree.clone();
    for mount in &container.mounts {
        let content = match &mount.source {
            MountSource::Volume(name) => engine.objects.volume(name).map(|it| it.tree.clone()),
            MountSource::Host(path) => engine.containers.host_directories.get(path).cloned(),
            MountSource::Memory => None,
        };
        graft(&mut tree, &mount.target, &content.unwrap_or_default());
    }
    tree
}

/// Keeps `tree` as the files that programs left: each mount's part goes back to where it is from.
pub(super) fn replace(engine: &mut Engine, id: ContainerId, mut tree: FileTree) {
    let Ok(container) = engine.containers.find(&id.hex()).cloned() else { return };
    for mount in container.mounts.iter().rev() {
        let content = tree.subtree(&mount.target).unwrap_or_default();
        if mount.writable {
            match &mount.source {
                MountSource::Volume(name) => {
                    if let Some(volume) = engine.objects.volume_mut(name) {
                        volume.tree = content;
                    }
                }
                MountSource::Host(path) => {
                    engine.containers.host_directories.insert(path.clone(), content);
                }
                MountSource::Memory => (),
            }
        }
        let below = container.tree.subtree(&mount.target).unwrap_or_default();
        graft(&mut tree, &mount.target, &below);
    }
    engine.containers.change(id, |it| it.tree = tree);
}

/// Where the container's programs may change files, besides what permissions say.
pub(super) fn access(container: &Container) -> Vec<(AbsPath, Access)> {
    let access = |writable: bool| if writable { Access::Writable } else { Access::ReadOnly };
    let mut parts = Vec::new();
    if container.host.read_only {
        parts.push((AbsPath::root(), Access::ReadOnly));
        parts.extend(["/dev", "/proc"].map(|it| (AbsPath::new(it), Access::Writable)));
    }
    parts.extend(container.mounts.iter().map(|it| (it.target.clone(), access(it.writable))));
    parts
}

/// Puts the tree `content` at `path`, in place of what is there.
fn graft(tree: &mut FileTree, path: &AbsPath, content: &FileTree) {
    // Where the tree has no place for a mount, there is none.
    let _no_place = tree.graft(path, content);
}
