//! What a path names.

use std::rc::Rc;

use crate::content::Content;
use crate::time::SimTime;

/// One entry of a file system, without what lies below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Owner, permissions and age.
    pub metadata: Metadata,
    /// What it is, and what it holds.
    pub kind: EntryKind,
}

/// Owner, permissions and age of an [`Entry`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// Permission bits, with set-user-ID, set-group-ID and sticky: `0o7777` at most.
    pub mode: u32,
    /// The owning user's number.
    pub uid: u32,
    /// The owning group's number.
    pub gid: u32,
    /// When the content last changed.
    pub mtime: SimTime,
}

/// The kinds of entries that a layer can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A directory; a [`crate::FileTree`] knows its children.
    Directory,
    /// A regular file.
    File(Content),
    /// A symbolic link and its target, as written.
    Symlink(Rc<str>),
    /// A named pipe.
    Fifo,
    /// A character or block device.
    Device(Device),
}

/// A device node. `/dev/null` is a character device with the numbers 1 and 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// Read and written byte by byte.
    Character { major: u32, minor: u32 },
    /// Read and written in blocks.
    Block { major: u32, minor: u32 },
}

impl Metadata {
    /// Root's, with permissions `mode`.
    pub fn root(mode: u32, mtime: SimTime) -> Metadata {
        Metadata { mode, uid: 0, gid: 0, mtime }
    }
}

impl Entry {
    /// A directory of root's.
    pub fn directory(mode: u32, mtime: SimTime) -> Entry {
        Entry { metadata: Metadata::root(mode, mtime), kind: EntryKind::Directory }
    }

    /// A regular file of root's.
    pub fn file(content: Content, mode: u32, mtime: SimTime) -> Entry {
        Entry { metadata: Metadata::root(mode, mtime), kind: EntryKind::File(content) }
    }

    /// A symbolic link of root's.
    pub fn symlink(target: &str, mtime: SimTime) -> Entry {
        Entry { metadata: Metadata::root(0o777, mtime), kind: EntryKind::Symlink(Rc::from(target)) }
    }

    /// Whether it is a directory.
    pub fn is_directory(&self) -> bool {
        matches!(self.kind, EntryKind::Directory)
    }

    /// The content of a regular file.
    pub fn content(&self) -> Option<&Content> {
        match &self.kind {
            EntryKind::File(content) => Some(content),
            EntryKind::Directory
            | EntryKind::Symlink(_)
            | EntryKind::Fifo
            | EntryKind::Device(_) => None,
        }
    }

    /// Bytes that the content takes, as a learner sees them; nothing for all but regular files.
    pub fn size(&self) -> u64 {
        self.content().map_or(0, Content::size)
    }
}
