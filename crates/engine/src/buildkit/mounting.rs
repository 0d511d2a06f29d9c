//! What `RUN --mount` shows a program: put into its files for the time of a run, and taken out after it.

use std::collections::BTreeMap;

use dockerfile::{Access, Mount, MountKind};
use image::{AbsPath, Content, Entry, EntryKind, FileTree, Follow, FsError, Metadata, SimTime};

use super::graph::RunMount;
use crate::error::BuildError;
use crate::request::BuildOptions;

/// Where secrets are without a target. (buildkit: frontend/dockerfile/dockerfile2llb/convert_secrets.go.)
const SECRETS: &str = "/run/secrets";
/// Where the client's agent is. (buildkit: executor/oci/spec.go.)
const AGENT: (&str, &str) = ("SSH_AUTH_SOCK", "/run/buildkit/ssh_agent.0");

/// The directories that builds share, by ID.
pub(super) type Caches = BTreeMap<String, FileTree>;

/// The mounts of one run.
pub(super) struct Mounted {
    points: Vec<Point>,
    /// Variables that come with them.
    pub(super) env: Vec<(String, String)>,
}

/// One place that is mounted over.
struct Point {
    path: AbsPath,
    /// The highest directory that was made for it.
    made: Option<AbsPath>,
    /// The cache that keeps what is written here.
    cache: Option<String>,
}

/// What is shown at a point.
enum Shown {
    Tree(FileTree),
    File(Entry),
}

/// Puts `mounts` into `tree`, each with the files that it takes from elsewhere.
pub(super) fn mount(
    tree: &mut FileTree,
    mounts: &[(RunMount, Option<FileTree>)],
    options: &BuildOptions,
    caches: &Caches,
    working_dir: &AbsPath,
    now: SimTime,
) -> Result<Mounted, BuildError> {
    let mut mounted = Mounted { points: Vec::new(), env: Vec::new() };
    for (RunMount { mount, .. }, source) in mounts {
        let mut target = mount.target.clone();
        let mut cache = None;
        let shown = match mount.kind {
            MountKind::Bind => shown(source.as_ref(), mount)?,
            MountKind::Tmpfs => directory(mount, 0o1777, now),
            MountKind::Cache => {
                let path = || mount.target.as_ref().map(|it| working_dir.join(it).to_string());
                let id = mount.id.clone().or_else(path).unwrap_or_default();
                let kept = caches.get(&id).cloned();
                cache = Some(id).filter(|_| mount.access == Access::ReadWrite);
                match (kept, source) {
                    (Some(kept), _) => Shown::Tree(kept),
                    (None, Some(_)) => shown(source.as_ref(), mount)?,
                    (None, None) => directory(mount, 0o755, now),
                }
            }
            MountKind::Secret => {
                let Some((id, secret)) = secret(mount, options)? else { continue };
                if let Some(name) = &mount.env {
                    mounted.env.push((name.clone(), String::from_utf8_lossy(secret).into_owned()));
                }
                if mount.env.is_none() {
                    target = target.or_else(|| Some(format!("{SECRETS}/{id}")));
                } else if target.is_none() {
                    continue;
                }
                let kind = EntryKind::File(Content::new(secret));
                Shown::File(Entry { metadata: metadata(mount, 0o400, now), kind })
            }
            MountKind::Ssh => {
                mounted.env.extend(agent(mount, options)?);
                continue;
            }
        };
        let Some(target) = target else { return Err(invalid("mount target required".to_string())) };
        let target = working_dir.join(&target);
        let failed = |error: FsError| invalid(format!("failed to mount {target}: {error}"));
        let point = put(tree, &target, shown, now).map_err(failed)?;
        mounted.points.push(Point { cache, ..point });
    }
    Ok(mounted)
}

impl Mounted {
    /// Takes the mounts out of `after`, what a run left of `before`; caches keep what is in them.
    pub(super) fn unmount(self, after: &mut FileTree, before: &FileTree, caches: &mut Caches) {
        for Point { path, made, cache } in self.points.into_iter().rev() {
            if let (Some(id), Some(kept)) = (cache, after.subtree(&path)) {
                caches.insert(id, kept);
            }
            // The run may have taken away the directory around it, and then so is this.
            let _gone = match (before.entry(&path), before.subtree(&path)) {
                (Some(_), Some(tree)) => after.graft(&path, &tree),
                (Some(entry), None) => after.insert(&path, entry.clone()),
                (None, _) => after.remove(&path),
            };
            let mut above = path.parent();
            while let (Some(directory), Some(made)) = (&above, &made) {
                if directory.below(made).is_none() || after.children(directory).next().is_some() {
                    break;
                }
                let _gone = after.remove(directory);
                above = directory.parent();
            }
        }
    }
}

fn metadata(mount: &Mount, mode: u32, now: SimTime) -> Metadata {
    let mode = mount.mode.unwrap_or(mode);
    Metadata { mode, uid: mount.uid.unwrap_or(0), gid: mount.gid.unwrap_or(0), mtime: now }
}

/// An empty directory.
fn directory(mount: &Mount, mode: u32, now: SimTime) -> Shown {
    let mut tree = FileTree::default();
    let made = Entry { metadata: metadata(mount, mode, now), kind: EntryKind::Directory };
    tree.insert(&AbsPath::root(), made).expect("a directory may be the root");
    Shown::Tree(tree)
}

/// The secret that `mount` asks for, with its ID; none if the client has none and may.
fn secret<'a>(
    mount: &Mount,
    options: &'a BuildOptions,
) -> Result<Option<(String, &'a [u8])>, BuildError> {
    let named = mount.id.clone().or_else(|| mount.source.clone());
    let last = || mount.target.as_ref().map(|it| AbsPath::new(it).name().to_string());
    let id = named.or_else(last).unwrap_or_default();
    match options.secrets.get(&id) {
        Some(secret) => Ok(Some((id, secret))),
        None if mount.required => Err(invalid(format!("secret {id}: not found"))),
        None => Ok(None),
    }
}

/// The variable that names the client's agent; none if the client has none and may.
fn agent(mount: &Mount, options: &BuildOptions) -> Result<Option<(String, String)>, BuildError> {
    let id = mount.id.as_deref().unwrap_or("default");
    match options.ssh.contains(id) {
        true => Ok(Some((AGENT.0.to_string(), AGENT.1.to_string()))),
        false if mount.required => Err(invalid(format!("unset ssh forward key {id}"))),
        false => Ok(None),
    }
}

/// What the source of `mount` is in another file system.
fn shown(tree: Option<&FileTree>, mount: &Mount) -> Result<Shown, BuildError> {
    let empty = FileTree::default();
    let tree = tree.unwrap_or(&empty);
    let path = AbsPath::new(mount.source.as_deref().unwrap_or("/"));
    let found = tree.find(&AbsPath::root(), path.as_str(), Follow::Last);
    let (path, entry) = found.map_err(|_| BuildError::SourceNotFound {
        keyword: "RUN".to_string(),
        path: path.to_string(),
        from: mount.from.clone(),
    })?;
    Ok(match tree.subtree(&path) {
        Some(tree) => Shown::Tree(tree),
        None => Shown::File(entry.clone()),
    })
}

/// Puts `shown` at `target`, making the directories above; nothing else grows younger.
fn put(
    tree: &mut FileTree,
    target: &AbsPath,
    shown: Shown,
    now: SimTime,
) -> Result<Point, FsError> {
    let mut here = AbsPath::root();
    let mut made = None;
    let mut names = target.parts().peekable();
    while let Some(name) = names.next() {
        let is_last = names.peek().is_none();
        here = match tree.find(&here, name, Follow::Last) {
            Ok((found, entry)) if is_last || entry.is_directory() => found,
            Ok(_) => return Err(FsError::NotADirectory),
            Err(FsError::NotFound) => {
                let new = here.child(name);
                if !is_last {
                    tree.insert(&new, Entry::directory(0o755, now))?;
                    made.get_or_insert(new.clone());
                }
                new
            }
            Err(error) => return Err(error),
        };
    }
    match shown {
        Shown::Tree(shown) => tree.graft(&here, &shown)?,
        Shown::File(entry) => tree.insert(&here, entry)?,
    }
    Ok(Point { path: here, made, cache: None })
}

fn invalid(message: String) -> BuildError {
    BuildError::Invalid { message }
}
