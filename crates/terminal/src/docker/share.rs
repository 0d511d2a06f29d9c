//! The laptop's directories that containers mount: lent to the engine before a program runs, and taken back after.

use engine::{MountSource, Request};
use image::{AbsPath, Follow};
use shell::{Process, Stop};

use super::Docker;

/// Tells the engine what the directories hold that the container `name` mounts.
pub(crate) fn lend(docker: &mut Docker, process: &mut Process, name: &str) -> Result<(), Stop> {
    for path in paths(docker, name) {
        let tree = {
            let machine = process.machine();
            let real = machine.tree.resolve(&AbsPath::root(), path.as_str(), Follow::Last);
            let real = real.unwrap_or_else(|_| path.clone());
            let is_file = machine.tree.entry(&real).is_some_and(|it| !it.is_directory());
            if is_file {
                return Err(Stop::unsupported("mounting a single file of the laptop's"));
            }
            machine.tree.subtree(&real).unwrap_or_default()
        };
        docker.apply(process, &Request::Share { path, tree }, |_, _| Ok(()))?;
    }
    docker.lent = paths(docker, name);
    Ok(())
}

/// Brings back what programs wrote there.
pub(crate) fn take_back(docker: &mut Docker, process: &mut Process) -> Result<(), Stop> {
    for path in std::mem::take(&mut docker.lent) {
        let Some(now) = docker.engine.shared(&path) else { continue };
        let machine = process.machine();
        let before = machine.tree.subtree(&path).unwrap_or_default();
        for change in now.diff(&before).changes() {
            let target = path.join(&change.path.as_str()[1..]);
            let _no_room = match change.kind.entry() {
                Some(entry) => machine.tree.insert(&target, entry.clone()),
                None => machine.tree.remove(&target),
            };
        }
    }
    Ok(())
}

fn paths(docker: &Docker, name: &str) -> Vec<AbsPath> {
    let Ok(container) = docker.engine.container(name) else { return Vec::new() };
    let path = |it: &engine::Mount| match &it.source {
        MountSource::Host(path) => Some(path.clone()),
        MountSource::Volume(_) | MountSource::Memory => None,
    };
    container.mounts.iter().filter_map(path).collect()
}
