//! What lies between two file trees.

use crate::entry::Entry;
use crate::path::AbsPath;

/// An addition, modification or deletion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The path that it is about.
    pub path: AbsPath,
    /// What happened to it.
    pub kind: ChangeKind,
}

/// What happened to one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// It is new.
    Added(Entry),
    /// It was there, and is now this.
    Modified(Entry),
    /// It is gone, with all below it. A layer's tar archive has a whiteout for it.
    Deleted,
}

impl ChangeKind {
    /// The entry that the path names afterwards.
    pub fn entry(&self) -> Option<&Entry> {
        match self {
            ChangeKind::Added(entry) | ChangeKind::Modified(entry) => Some(entry),
            ChangeKind::Deleted => None,
        }
    }
}

/// Changes by path, each path once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changeset {
    // Invariant: strictly ascending by path, hence a directory before what is in it.
    changes: Vec<Change>,
}

impl Changeset {
    /// Sorts `changes`, which must name each path once.
    pub fn new(mut changes: Vec<Change>) -> Changeset {
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        let unique = changes.windows(2).all(|pair| pair[0].path < pair[1].path);
        assert!(unique, "a changeset names each path once");
        Changeset { changes }
    }

    /// The changes by path.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Bytes of the files that it adds or modifies, as a learner sees them: what `docker history` prints as SIZE.
    pub fn size(&self) -> u64 {
        self.changes.iter().filter_map(|it| it.kind.entry()).map(Entry::size).sum()
    }
}
