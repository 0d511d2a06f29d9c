//! Copying files into a step's file system: what `COPY` and `ADD` name, and where it lands.

use dockerfile::{BadPattern, Ignore, wildcard_match};
use image::{AbsPath, Entry, EntryKind, FileTree, Follow, FsError, Metadata, SimTime, TarMember};
use shell::{User, apply_mode};

use crate::error::BuildError;
use crate::request::Context;

const TAR_BLOCK: u64 = 512;

/// The files that a client sends: the context without what `.dockerignore` names, as a tree of its own.
pub(crate) fn sent_files(context: &Context) -> FileTree {
    let mut tree = context.tree.subtree(&context.root).unwrap_or_default();
    let Some(ignore) = context.ignore.as_deref().and_then(|it| Ignore::parse(it).ok()) else {
        return tree;
    };
    let mut ignored: Vec<AbsPath> = Vec::new();
    let mut skipped: Option<AbsPath> = None;
    for (path, entry) in tree.walk(&AbsPath::root()) {
        if skipped.as_ref().is_some_and(|it| path.below(it).is_some()) {
            ignored.push(path);
        } else if !path.is_root() && ignore.ignores(&path.as_str()[1..]) {
            if entry.is_directory() && !ignore.enters(&path.as_str()[1..]) {
                skipped = Some(path.clone());
            }
            ignored.push(path);
        }
    }
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

/// One thing that a copy names.
pub(crate) struct Pick {
    /// As it is written or matched; its last part names the copy.
    pub(crate) named: AbsPath,
    /// Where it really is: links are followed.
    pub(crate) path: AbsPath,
    /// With `--parents`, its place below the destination.
    below: Option<String>,
    /// What an archive holds that is to be unpacked.
    pub(crate) members: Option<Vec<TarMember>>,
}

impl Pick {
    /// What lies at `path`.
    pub(crate) fn of(path: AbsPath) -> Pick {
        Pick { named: path.clone(), path, below: None, members: None }
    }
}

/// What `pattern` names in `source`: one path, or all that a wildcard matches, which may be none.
pub(crate) fn pick(
    source: &FileTree,
    pattern: &str,
    parents: bool,
) -> Result<Vec<Pick>, NotPicked> {
    let path = AbsPath::new(pattern);
    // With `--parents`, names before `/./` are not kept.
    let pivot =
        pattern.split_once("/./").map_or(0, |(above, _)| AbsPath::new(above).parts().count());
    let follow = |named: AbsPath| {
        let below: Vec<&str> = named.parts().skip(pivot).collect();
        let below = parents.then(|| below.join("/"));
        match source.resolve(&AbsPath::root(), named.as_str(), Follow::Last) {
            Ok(path) => Ok(Pick { named, path, below, members: None }),
            Err(_) => Err(NotPicked::NotFound(named)),
        }
    };
    if !pattern.contains(['*', '?', '[', '\\']) {
        return Ok(vec![follow(path)?]);
    }
    let wanted = &path.as_str()[1..];
    // As buildkit: only patterns of `--parents` are those of .dockerignore, which know `**`.
    let any_depth = match parents && pattern.contains("**") {
        true => Ignore::new(&[wanted.to_string()]).ok(),
        false => None,
    };
    let mut found = Vec::new();
    for (candidate, _) in source.walk(&AbsPath::root()).into_iter().skip(1) {
        let name = &candidate.as_str()[1..];
        let matches = match &any_depth {
            Some(ignore) => ignore.ignores(name),
            None => wildcard_match(wanted, name).map_err(NotPicked::Pattern)?,
        };
        if matches {
            found.push(follow(candidate)?);
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
    /// Whose the directories are that are made on the way.
    pub(crate) owner: User,
    pub(crate) owned: Owned,
    /// `--chmod`
    pub(crate) mode: Option<String>,
    pub(crate) now: SimTime,
}

/// Whose copied files become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owned {
    /// The landing's owner's.
    ByLanding,
    /// They stay whose they are.
    AsInSource,
}

/// What a copy moved.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Copied {
    pub(crate) files: u32,
    pub(crate) bytes: u64,
}

/// Copies `pick` out of `source` into `tree`. A directory gives its content, not itself.
pub(crate) fn copy(
    tree: &mut FileTree,
    source: &FileTree,
    pick: &Pick,
    landing: &Landing,
) -> Result<Copied, BuildError> {
    let failed = |path: &AbsPath, error: FsError| BuildError::Invalid {
        message: format!("{path}: {error}"),
    };
    let landing = &match &pick.below {
        Some(below) => {
            let path = landing.path.join(below);
            Landing { path, as_directory: false, ..landing.clone() }
        }
        None => landing.clone(),
    };
    let mut copied = Copied::default();
    for (path, entry) in source.walk(&pick.path) {
        let target =
            target(tree, pick, &path, entry, landing).map_err(|it| failed(&landing.path, it))?;
        if entry.is_directory() {
            let made = match path == pick.path {
                true => make_directories(tree, &target, landing).map(|_| ()),
                false => put_directory(tree, &target, entry, landing),
            };
            made.map_err(|it| failed(&target, it))?;
            continue;
        }
        put(tree, &target, landing.owned(entry), landing.now).map_err(|it| failed(&target, it))?;
        copied.files += 1;
        copied.bytes += entry.size();
    }
    Ok(copied)
}

/// Where `path`, found in what was picked, lands. Makes the directories above it.
fn target(
    tree: &mut FileTree,
    pick: &Pick,
    path: &AbsPath,
    entry: &Entry,
    landing: &Landing,
) -> Result<AbsPath, FsError> {
    let below = path.below(&pick.path).expect("a walk stays below its start");
    let into_directory = landing.as_directory
        || tree
            .find(&AbsPath::root(), landing.path.as_str(), Follow::Last)
            .is_ok_and(|(_, it)| it.is_directory());
    if *path == pick.path && !entry.is_directory() {
        let directory = match into_directory {
            true => landing.path.clone(),
            false => landing.path.parent().unwrap_or_else(AbsPath::root),
        };
        let directory = make_directories(tree, &directory, landing)?;
        let name = if into_directory { pick.named.name() } else { landing.path.name() };
        return Ok(directory.child(name));
    }
    let base = make_directories(tree, &landing.path, landing)?;
    Ok(base.join(below))
}

impl Landing {
    /// Where the builder itself makes directories.
    pub(crate) fn root_owned(path: AbsPath, now: SimTime) -> Landing {
        let (owner, owned) = (User::default(), Owned::ByLanding);
        Landing { path, as_directory: true, owner, owned, mode: None, now }
    }

    /// What becomes of the permissions `mode`.
    pub(crate) fn permissions(&self, mode: u32, is_directory: bool) -> u32 {
        let text = self.mode.as_deref();
        text.and_then(|it| apply_mode(it, mode, is_directory, 0)).unwrap_or(mode)
    }

    /// `entry` as it lands.
    pub(crate) fn owned(&self, entry: &Entry) -> Entry {
        let mut metadata = entry.metadata;
        metadata.mode = self.permissions(metadata.mode, entry.is_directory());
        if self.owned == Owned::ByLanding {
            (metadata.uid, metadata.gid) = (self.owner.uid, self.owner.gid);
        }
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
                if let Some(EntryKind::Symlink(target)) = tree.entry(&new).map(|it| &it.kind) {
                    // A link to nowhere: what it names is made.
                    let target = here.join(target);
                    here = make_directories(tree, &target, like)?;
                    continue;
                }
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

/// A directory of the source, at `path`. One that is there takes its permissions and owner.
fn put_directory(
    tree: &mut FileTree,
    path: &AbsPath,
    entry: &Entry,
    landing: &Landing,
) -> Result<(), FsError> {
    let new = landing.owned(entry);
    if !tree.entry(path).is_some_and(Entry::is_directory) {
        return put(tree, path, new, landing.now);
    }
    let Metadata { mode, uid, gid, .. } = new.metadata;
    tree.update(path, |it| *it = Metadata { mode, uid, gid, mtime: it.mtime })
}

/// Puts `entry` at `path`; the directory above is as old as its newest entry.
fn put(tree: &mut FileTree, path: &AbsPath, entry: Entry, now: SimTime) -> Result<(), FsError> {
    tree.insert(path, entry)?;
    match path.parent() {
        Some(parent) if !parent.is_root() => tree.update(&parent, |it| it.mtime = now),
        Some(_) | None => Ok(()),
    }
}
