//! `docker cp` and `docker diff`.
//!
//! As docker/cli: cli/command/container/cp.go; docker/docker: pkg/archive/copy.go, `CopyInfo…`.

use std::collections::BTreeMap;

use engine::{ContainerAction, Request};
use image::{AbsPath, ChangeKind, FileTree, Follow, Layer};
use shell::{ExitCode, Process, Stop};

use super::flags::Parsed;
use super::{Docker, fail, sent_archive, share};
use crate::wording::FROM_DAEMON;

/// `docker cp SOURCE TARGET`: one of them in a container.
pub(crate) fn copy(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let [source, target] = &parsed.arguments[..] else { return Ok(ExitCode::FAILURE) };
    match (container_path(source), container_path(target)) {
        (Some(_), Some(_)) => fail(process, "copying between containers is not supported"),
        (None, None) => fail(process, "must specify at least one container source"),
        (Some((name, path)), None) => copy_out(docker, process, (name, path), target),
        (None, Some((name, path))) => copy_in(docker, process, source, (name, path)),
    }
}

/// `NAME:PATH`; what begins like a path has no name. (docker/cli: `splitCpArg`.)
fn container_path(text: &str) -> Option<(&str, &str)> {
    if text.starts_with(['/', '.']) {
        return None;
    }
    text.split_once(':').filter(|(name, _)| !name.is_empty())
}

fn copy_out(
    docker: &mut Docker,
    process: &mut Process,
    (name, path): (&str, &str),
    target: &str,
) -> Result<ExitCode, Stop> {
    let missing = format!("Error: No such container:path: {name}:{path}");
    let Ok(container) = docker.engine.container(name).cloned() else {
        return fail(process, &missing);
    };
    share::lend(docker, process, name)?;
    let tree = docker.engine.files_of(&container);
    let Some(from) = find(&tree, path) else { return fail(process, &missing) };
    if target == "-" {
        if process.is_terminal(1) {
            return fail(process, "cowardly refusing to copy to a terminal");
        }
        let mut part = FileTree::default();
        graft(&mut part, &tree, &from, &AbsPath::root().child(from.name()), None);
        process.print(Layer::seal(part.diff(&FileTree::default())).tar())?;
        return Ok(ExitCode::SUCCESS);
    }
    let (cwd, user) = (process.cwd().clone(), process.user());
    let laptop = &mut process.machine().tree;
    match place(laptop, &cwd, target, &tree, &from, path) {
        Ok(to) => {
            graft(laptop, &tree, &from, &to, Some((user.uid, user.gid)));
            Ok(ExitCode::SUCCESS)
        }
        Err(text) => fail(process, &text),
    }
}

fn copy_in(
    docker: &mut Docker,
    process: &mut Process,
    source: &str,
    (name, path): (&str, &str),
) -> Result<ExitCode, Stop> {
    let now = process.machine().now;
    let full = process.cwd().join(source);
    let (laptop, from) = if source == "-" {
        match sent_archive::files(&process.stdin()?, now) {
            Ok(tree) => (tree, Some(AbsPath::root())),
            Err(error) => return fail(process, &error),
        }
    } else {
        let laptop = process.machine().tree.clone();
        let from = find(&laptop, full.as_str());
        (laptop, from)
    };
    let Some(from) = from else {
        return fail(process, &format!("lstat {full}: no such file or directory"));
    };
    let Ok(container) = docker.engine.container(name).cloned() else {
        return fail(process, &format!("Error: No such container:path: {name}:{path}"));
    };
    share::lend(docker, process, name)?;
    let mut tree = docker.engine.files_of(&container);
    // An archive's files land in the directory, not beside it.
    let written = if source == "-" { "/." } else { source };
    if source == "-"
        && !find(&tree, path).and_then(|it| tree.entry(&it)).is_some_and(|it| it.is_directory())
    {
        return fail(process, &format!("destination \"{name}:{path}\" must be a directory"));
    }
    match place(&tree, &AbsPath::root(), path, &laptop, &from, written) {
        Ok(to) => graft(&mut tree, &laptop, &from, &to, None),
        Err(text) => return fail(process, &text),
    }
    let request =
        Request::Container { name: name.to_string(), action: ContainerAction::CopyIn { tree } };
    let outcome = docker.apply(process, &request, |_, _| Ok(()))?;
    share::take_back(docker, process)?;
    match outcome.result {
        Ok(_) => Ok(ExitCode::SUCCESS),
        Err(error) => fail(process, &format!("{FROM_DAEMON}{error}")),
    }
}

fn find(tree: &FileTree, path: &str) -> Option<AbsPath> {
    let follow = if path.ends_with('/') { Follow::Last } else { Follow::AllButLast };
    tree.resolve(&AbsPath::root(), path.trim_end_matches('/'), follow).ok()
}

/// Where the copy of `from` lands if it is copied to `target`; `/.` after a directory means what is in it.
fn place(
    tree: &FileTree,
    cwd: &AbsPath,
    target: &str,
    source: &FileTree,
    from: &AbsPath,
    written: &str,
) -> Result<AbsPath, String> {
    let is_directory =
        |tree: &FileTree, path: &AbsPath| tree.entry(path).is_some_and(|it| it.is_directory());
    let to = cwd.join(target);
    let to = tree.resolve(&AbsPath::root(), to.as_str(), Follow::Last).unwrap_or(to);
    let source_is_directory = is_directory(source, from);
    let exists = tree.entry(&to).is_some();
    let content_only = written.ends_with("/.") || written == ".";
    match (exists, is_directory(tree, &to)) {
        (true, true) if source_is_directory && content_only => Ok(to),
        (true, true) => Ok(to.child(from.name())),
        (true, false) if source_is_directory => Err("cannot copy directory".to_string()),
        (true, false) if target.ends_with('/') => Err("not a directory".to_string()),
        (true, false) => Ok(to),
        (false, _) if !source_is_directory && target.ends_with('/') => {
            Err("no such directory".to_string())
        }
        (false, _) => match to.parent().filter(|it| is_directory(tree, it)) {
            Some(_) => Ok(to),
            None => Err(format!(
                "Error response from daemon: Could not find the file {} in container",
                to.parent().unwrap_or(to.clone())
            )),
        },
    }
}

fn graft(
    tree: &mut FileTree,
    source: &FileTree,
    from: &AbsPath,
    to: &AbsPath,
    owner: Option<(u32, u32)>,
) {
    for (path, entry) in source.walk(from) {
        let below = path.below(from).unwrap_or_default();
        let mut entry = entry.clone();
        if let Some((uid, gid)) = owner {
            (entry.metadata.uid, entry.metadata.gid) = (uid, gid);
        }
        let _no_room = tree.insert(&to.join(below), entry);
    }
}

/// `docker diff CONTAINER`.
pub(crate) fn diff(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let name = &parsed.arguments[0];
    let container = match docker.engine.container(name) {
        Ok(container) => container.clone(),
        Err(error) => return fail(process, &format!("{FROM_DAEMON}{error}")),
    };
    let mut lines: BTreeMap<AbsPath, char> = BTreeMap::new();
    for change in container.changes().changes() {
        // The layer has every directory above a change, too.
        for above in std::iter::successors(change.path.parent(), AbsPath::parent) {
            lines.entry(above).or_insert('C');
        }
        let letter = match change.kind {
            ChangeKind::Added(_) => 'A',
            ChangeKind::Modified(_) => 'C',
            ChangeKind::Deleted => 'D',
        };
        lines.insert(change.path.clone(), letter);
    }
    lines.remove(&AbsPath::root());
    for (path, letter) in lines {
        process.print(format!("{letter} {path}\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}
