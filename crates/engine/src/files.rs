//! Copying files into a step's file system: what `COPY` and `ADD` name, and where it lands.

use dockerfile::{BadPattern, Ignore, wildcard_match};
use image::{AbsPath, Entry, FileTree, Follow, FsError, Metadata, SimTime};
use shell::User;

use crate::error::BuildError;
use crate::request::Context;

const TAR_BLOCK: u64 = 512;

/// The files that a client sends: the context without what `.dockerignore` names, as a tree of its own.
pub(crate) fn sent_files(context: &Context) -> FileTree {
    let mut tree = context.tree.subtree(&context.root).unwrap_or_default();
    let Some(ignore) = context.ignore.as_deref().and_then(|it| Ignore::parse(it).ok()) else {
        return tree;
    };
    let ignored: Vec<AbsPath> = tree
        .walk(&AbsPath::root())
        .into_iter()
        .map(|(path, _)| path)
        .filter(|it| !it.is_root() && ignore.ignores(&it.as_str()[1..]))
        .collect();
    // The deepest first: an ignored directory goes only when nothing in it is kept.
    for path in ignored.iter().rev() {
        if tree.children(path).next().is_none() {
            tree.remove(path).expect("what a walk found is there");
        }
    }
    tree
}

/// How many files and bytes lie in `tree`.
pub(crate) fn measure(tree: &FileTree) -> (u32, u64) {
    let files = tree.walk(&AbsPath::root()).iter().filter(|(_, it)| !it.is_directory()).count();
    (u32::try_from(files).unwrap_or(u32::MAX), tree.size())
}

/// Bytes of `tree` as a tar archive: a block for each header, content in whole blocks, and two blocks at the end.
pub(crate) fn tar_size(tree: &FileTree) -> u64 {
    let blocks = |it: &Entry| {
        1 + it.content().map_or(0, |content| content.bytes().len() as u64).div_ceil(TAR_BLOCK)
    };
    let entries = tree.walk(&AbsPath::root());
    TAR_BLOCK
        * (2 + entries
            .iter()
            .filter(|(path, _)| !path.is_root())
            .map(|(_, it)| blocks(it))
            .sum::<u64>())
}

/// Why [`pick`] finds nothing.
pub(crate) enum NotPicked {
    /// There is no such file.
    NotFound(AbsPath),
    /// The pattern is none.
    Pattern(BadPattern),
}

/// What `pattern` names in `source`: one path, or all that a wildcard matches, which may be none.
pub(crate) fn pick(source: &FileTree, pattern: &str) -> Result<Vec<AbsPath>, NotPicked> {
    let path = AbsPath::new(pattern);
    if !pattern.contains(['*', '?', '[', '\\']) {
        let found = source.resolve(&AbsPath::root(), path.as_str(), Follow::Last);
        return found.map(|it| vec![it]).map_err(|_| NotPicked::NotFound(path));
    }
    let wanted = &path.as_str()[1..];
    let mut found = Vec::new();
    for (candidate, _) in source.walk(&AbsPath::root()) {
        if wildcard_match(wanted, &candidate.as_str()[1..]).map_err(NotPicked::Pattern)? {
            found.push(candidate);
        }
    }
    Ok(found)
}

/// Where copied files land, and whose they become.
#[derive(Clone, Debug)]
pub(crate) struct Landing {
    pub(crate) path: AbsPath,
    /// Whether the destination is written as a directory: it ends with a slash, or is `.`.
    pub(crate) as_directory: bool,
    pub(crate) owner: User,
    /// `--chmod`
    pub(crate) mode: Option<u32>,
    pub(crate) now: SimTime,
}

/// What a copy moved.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Copied {
    pub(crate) files: u32,
    pub(crate) bytes: u64,
}

/// Copies `picks` out of `source` into `tree`. A directory gives its content, not itself.
pub(crate) fn copy(
    tree: &mut FileTree,
    source: &FileTree,
    picks: &[AbsPath],
    landing: &Landing,
) -> Result<Copied, BuildError> {
    let failed = |path: &AbsPath, error: FsError| BuildError::Invalid {
        message: format!("{path}: {error}"),
    };
    let mut copied = Copied::default();
    for pick in picks {
        for (path, entry) in source.walk(pick) {
            let target = target(tree, pick, &path, entry, landing)
                .map_err(|it| failed(&landing.path, it))?;
            if entry.is_directory() {
                make_directories(tree, &target, landing).map_err(|it| failed(&target, it))?;
                continue;
            }
            put(tree, &target, landing.owned(entry), landing.now)
                .map_err(|it| failed(&target, it))?;
            copied.files += 1;
            copied.bytes += entry.size();
        }
    }
    Ok(copied)
}

/// Where `path`, found under `pick`, lands. Makes the directories above it.
fn target(
    tree: &mut FileTree,
    pick: &AbsPath,
    path: &AbsPath,
    entry: &Entry,
    landing: &Landing,
) -> Result<AbsPath, FsError> {
    let below = path.below(pick).expect("a walk stays below its start");
    let into_directory = landing.as_directory
        || tree
            .find(&AbsPath::root(), landing.path.as_str(), Follow::Last)
            .is_ok_and(|(_, it)| it.is_directory());
    if path == pick && !entry.is_directory() {
        let directory = match into_directory {
            true => landing.path.clone(),
            false => landing.path.parent().unwrap_or_else(AbsPath::root),
        };
        let directory = make_directories(tree, &directory, landing)?;
        let name = if into_directory { pick.name() } else { landing.path.name() };
        return Ok(directory.child(name));
    }
    let base = make_directories(tree, &landing.path, landing)?;
    Ok(base.join(below))
}

impl Landing {
    /// Where the builder itself makes directories.
    pub(crate) fn root_owned(path: AbsPath, now: SimTime) -> Landing {
        Landing { path, as_directory: true, owner: User::default(), mode: None, now }
    }

    fn owned(&self, entry: &Entry) -> Entry {
        let mode = self.mode.unwrap_or(entry.metadata.mode);
        let metadata = Metadata {
            mode,
            uid: self.owner.uid,
            gid: self.owner.gid,
            mtime: entry.metadata.mtime,
        };
        Entry { metadata, kind: entry.kind.clone() }
    }
}

/// Makes `path` a directory with all above it, following links; gives where it really is.
pub(crate) fn make_directories(
    tree: &mut FileTree,
    path: &AbsPath,
    like: &Landing,
) -> Result<AbsPath, FsError> {
    let mut here = AbsPath::root();
    for name in path.parts() {
        here = match tree.find(&here, name, Follow::Last) {
            Ok((found, entry)) if entry.is_directory() => found,
            Ok(_) => return Err(FsError::NotADirectory),
            Err(FsError::NotFound) => {
                let new = here.child(name);
                let mut directory = Entry::directory(0o755, like.now);
                directory.metadata.uid = like.owner.uid;
                directory.metadata.gid = like.owner.gid;
                put(tree, &new, directory, like.now)?;
                new
            }
            Err(error) => return Err(error),
        };
    }
    Ok(here)
}

/// Puts `entry` at `path`; the directory above is as old as its newest entry.
fn put(tree: &mut FileTree, path: &AbsPath, entry: Entry, now: SimTime) -> Result<(), FsError> {
    tree.insert(path, entry)?;
    match path.parent() {
        Some(parent) if !parent.is_root() => tree.update(&parent, |it| it.mtime = now),
        Some(_) | None => Ok(()),
    }
}
