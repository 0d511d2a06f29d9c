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
    // Invariant: names of one file each, two or more, ascending; all are in `changes`, with equal entries.
    links: Vec<Vec<AbsPath>>,
    opaque: Vec<AbsPath>,
}

impl Changeset {
    /// Sorts `changes`, which must name each path once.
    pub fn new(mut changes: Vec<Change>) -> Changeset {
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        let unique = changes.windows(2).all(|pair| pair[0].path < pair[1].path);
        assert!(unique, "a changeset names each path once");
        Changeset { changes, links: Vec::new(), opaque: Vec::new() }
    }

    /// The changes by path.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The same, with `links`: names of one file each, all of which are added or modified, with equal entries.
    pub fn with_links(self, links: Vec<Vec<AbsPath>>) -> Changeset {
        for names in &links {
            let first = names.first().and_then(|it| self.entry(it));
            let alike = first.is_some() && names.iter().all(|it| self.entry(it) == first);
            assert!(alike && names.is_sorted(), "the names of one file are equal changes");
        }
        Changeset { links, ..self }
    }

    /// The same; the directories `opaque` lose all that they had before, as `.wh..wh..opq` says in an archive.
    pub fn with_opaque(self, opaque: Vec<AbsPath>) -> Changeset {
        Changeset { opaque, ..self }
    }

    /// The names of each file that has several, ascending.
    pub fn links(&self) -> &[Vec<AbsPath>] {
        &self.links
    }

    /// The directories that hide all that lower layers have in them.
    pub fn opaque(&self) -> &[AbsPath] {
        &self.opaque
    }

    /// What is at `path` afterwards, if the changeset says so.
    pub fn entry(&self, path: &AbsPath) -> Option<&Entry> {
        let index = self.changes.binary_search_by(|it| it.path.cmp(path)).ok()?;
        self.changes[index].kind.entry()
    }

    /// Bytes of the files that it adds or modifies, as a learner sees them: what `docker history` prints as SIZE.
    pub fn size(&self) -> u64 {
        let all: u64 = self.changes.iter().filter_map(|it| it.kind.entry()).map(Entry::size).sum();
        let twice = |names: &Vec<AbsPath>| {
            self.entry(&names[0]).map_or(0, Entry::size) * (names.len() as u64 - 1)
        };
        all - self.links.iter().map(twice).sum::<u64>()
    }
}
