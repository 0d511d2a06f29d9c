//! Files as a program sees them: from its directory, as its user, within the quota.

use image::{AbsPath, Content, Entry, EntryKind, Follow, FsError, Metadata};

use crate::limits::{Limit, Stop};
use crate::machine::Access;
use crate::mounts;
use crate::process::{Process, Written};
use crate::streams::{Description, File, Handle, OpenMode};

/// Permission bits of one class: owner, group or others.
pub(crate) const READ: u32 = 4;
pub(crate) const WRITE: u32 = 2;
pub(crate) const EXECUTE: u32 = 1;

/// Steps that it takes to find a file and to change the tree.
const CHANGE_STEPS: u64 = 8;
/// How deep a program may build directories, so that no path takes long to follow.
const DEPTH_MAX: usize = 64;

/// What a change of files gives: the inner error is the program's to report, the outer one ends it.
pub type Changed<T> = Result<Result<T, FsError>, Stop>;

impl Process<'_, '_> {
    /// What `path` names from the working directory, and its real path.
    pub fn find(&self, path: &str, follow: Follow) -> Result<(AbsPath, Entry), FsError> {
        let path = self.find_new(path, follow)?;
        let entry = self.machine.tree.entry(&path).ok_or(FsError::NotFound)?;
        let entry = entry.clone();
        Ok((path, entry))
    }

    /// Where `path` leads; its last name need not exist.
    pub fn find_new(&self, path: &str, follow: Follow) -> Result<AbsPath, FsError> {
        let may_pass = |it: &Entry| self.may(it, EXECUTE);
        self.machine.tree.resolve_as(&self.task.cwd, path, follow, &may_pass)
    }

    /// Whether `path` names something, links followed.
    pub fn exists(&self, path: &str) -> bool {
        self.find(path, Follow::Last).is_ok()
    }

    /// The names in the directory `path`, in order.
    pub fn names(&self, path: &str) -> Result<Vec<String>, FsError> {
        let (path, entry) = self.find(path, Follow::Last)?;
        if !entry.is_directory() {
            return Err(FsError::NotADirectory);
        }
        self.require(&entry, READ)?;
        Ok(self.machine.tree.children(&path).map(|(name, _)| String::from(name)).collect())
    }

    /// Writes `bytes` to the file `path`, which is made if it is not there.
    pub fn write(&mut self, path: &str, bytes: &[u8]) -> Changed<()> {
        let handle = match self.open(path, OpenMode::Truncate)? {
            Ok(handle) => handle,
            Err(error) => return Ok(Err(error)),
        };
        let written = match &mut *handle.borrow_mut() {
            Description::File(file) => self.write_to_file(file, bytes)?,
            Description::Run(_) | Description::Input(_) | Description::Output(_) => Written::All,
            Description::Device(device) if *device == mounts::FULL => Written::NoSpace,
            Description::Device(_) => Written::All,
        };
        match written {
            Written::All => Ok(Ok(())),
            Written::NoSpace => Ok(Err(FsError::NoSpace)),
            Written::BadDescriptor => Ok(Err(FsError::Invalid)),
        }
    }

    /// Puts `entry` at the real path `path`, of this user's, and ages its directory.
    pub fn put(&mut self, path: &AbsPath, mut entry: Entry) -> Changed<()> {
        if DEPTH_MAX < path.parts().count() {
            return Err(Stop::Limit(Limit::TooDeep));
        }
        if let Err(error) = self.require_parent(path) {
            return Ok(Err(error));
        }
        entry.metadata.uid = self.task.user.uid;
        entry.metadata.gid = self.task.user.gid;
        self.place(path, entry)
    }

    /// As [`Process::put`], with the owner that `entry` has.
    pub(crate) fn place(&mut self, path: &AbsPath, entry: Entry) -> Changed<()> {
        self.burn(CHANGE_STEPS)?;
        if let Err(error) = self.require_writable(path) {
            return Ok(Err(error));
        }
        let before = self.machine.tree.entry(path).map(Entry::size);
        if let Err(full) = self.grow(entry.size().saturating_sub(before.unwrap_or(0))) {
            return Ok(Err(full));
        }
        self.spend(self.machine.costs.disk(entry.size()));
        if let Err(error) = self.machine.tree.insert(path, entry) {
            return Ok(Err(error));
        }
        if before.is_none() {
            self.age_parent(path);
        }
        Ok(Ok(()))
    }

    /// Makes the directory `path`.
    pub fn make_directory(&mut self, path: &str, mode: u32) -> Changed<()> {
        let path = match self.find_new(path.trim_end_matches('/'), Follow::AllButLast) {
            Ok(path) => path,
            Err(_) if path.bytes().all(|it| it == b'/') && !path.is_empty() => AbsPath::root(),
            Err(error) => return Ok(Err(error)),
        };
        if self.machine.tree.entry(&path).is_some() {
            return Ok(Err(FsError::Exists));
        }
        let entry = Entry::directory(mode & !self.task.umask, self.machine.now);
        self.put(&path, entry)
    }

    /// Removes the entry at the real path `path`, with all below it.
    pub fn remove(&mut self, path: &AbsPath) -> Changed<()> {
        self.burn(CHANGE_STEPS)?;
        if mounts::is_mount_point(path) {
            return Ok(Err(FsError::Busy));
        }
        let size = self.machine.tree.entry(path).map_or(0, Entry::size);
        let removed = self
            .require_writable(path)
            .and_then(|()| self.require_parent(path))
            .and_then(|()| self.require_ownership_if_sticky(path))
            .and_then(|()| self.machine.tree.remove(path));
        if removed.is_ok() {
            self.shrink(size);
            self.age_parent(path);
        }
        Ok(removed)
    }

    /// Changes owner, permissions or age of what is at the real path `path`.
    pub fn change(&mut self, path: &AbsPath, change: impl FnOnce(&mut Metadata)) -> Changed<()> {
        self.burn(1)?;
        if let Err(error) = self.require_writable(path) {
            return Ok(Err(error));
        }
        let owner = self.machine.tree.entry(path).map_or(0, |it| it.metadata.uid);
        if self.task.user.uid != 0 && self.task.user.uid != owner {
            return Ok(Err(FsError::NotPermitted));
        }
        Ok(self.machine.tree.update(path, change))
    }

    /// Opens a file for a redirection or to write it.
    pub(crate) fn open(&mut self, path: &str, mode: OpenMode) -> Changed<Handle> {
        self.burn(CHANGE_STEPS)?;
        if let Some(fd) = mounts::descriptor(&self.task.cwd.join(path)) {
            return Ok(self.task.descriptors.get(fd).cloned().ok_or(FsError::NotFound));
        }
        let found = match self.find_new(path, Follow::Last) {
            Ok(found) => found,
            Err(error) => return Ok(Err(error)),
        };
        let Some(entry) = self.machine.tree.entry(&found).cloned() else {
            if mode == OpenMode::Read {
                return Ok(Err(FsError::NotFound));
            }
            let mode_bits = 0o666 & !self.task.umask;
            let entry = Entry::file(Content::new([]), mode_bits, self.machine.now);
            let made = self.put(&found, entry)?;
            return Ok(made.map(|()| File { path: found, at: 0, mode }.open()));
        };
        let protected = match (&entry.kind, mode) {
            (EntryKind::File(_), OpenMode::Truncate | OpenMode::Append | OpenMode::ReadWrite) => {
                self.require_writable(&found)
            }
            _ => Ok(()),
        };
        if let Err(error) = protected.and_then(|()| self.require_for(&entry, mode)) {
            return Ok(Err(error));
        }
        match entry.kind {
            EntryKind::File(_) => {
                if mode == OpenMode::Truncate {
                    self.shrink(entry.size());
                    let _is_file = self.machine.tree.write(&found, Content::new([]));
                    self.age(&found);
                }
                Ok(Ok(File { path: found, at: 0, mode }.open()))
            }
            EntryKind::Device(device) => Ok(Ok(Description::Device(device).open())),
            EntryKind::Directory if mode == OpenMode::Read => Ok(Ok(Description::input([]).open())),
            EntryKind::Directory => Ok(Err(FsError::IsADirectory)),
            EntryKind::Symlink(_) => Ok(Err(FsError::Loop)),
            EntryKind::Fifo => Err(Stop::unsupported("named pipes")),
        }
    }

    /// Writes where `file` stands. A file that was removed meanwhile takes the bytes with it.
    pub(crate) fn write_to_file(&mut self, file: &mut File, bytes: &[u8]) -> Result<Written, Stop> {
        if file.mode == OpenMode::Read {
            return Ok(Written::BadDescriptor);
        }
        let Some(entry) = self.machine.tree.entry(&file.path) else { return Ok(Written::All) };
        let Some(content) = entry.content().cloned() else { return Ok(Written::All) };
        let old = content.bytes();
        self.burn_bytes(old.len())?;
        let at = if file.mode == OpenMode::Append { old.len() } else { file.at };
        let end = at + bytes.len();
        let mut new = Vec::with_capacity(end.max(old.len()));
        new.extend_from_slice(&old[..at.min(old.len())]);
        new.resize(at, 0);
        new.extend_from_slice(bytes);
        new.extend_from_slice(old.get(end..).unwrap_or_default());
        let growth = (new.len() - old.len()) as u64;
        if self.grow(growth).is_err() {
            return Ok(Written::NoSpace);
        }
        self.spend(self.machine.costs.disk(bytes.len() as u64));
        file.at = end;
        let size = content.size() + growth;
        let _is_file = self.machine.tree.write(&file.path, Content::stub(new, size));
        self.age(&file.path);
        Ok(Written::All)
    }

    /// Whether this user may do what `bit` says to `entry`.
    pub(crate) fn may(&self, entry: &Entry, bit: u32) -> bool {
        let Metadata { mode, uid, gid, .. } = entry.metadata;
        let user = self.task.user;
        if user.uid == 0 {
            return bit != EXECUTE || entry.is_directory() || mode & 0o111 != 0;
        }
        let class = match (user.uid == uid, user.gid == gid) {
            (true, _) => mode >> 6,
            (false, true) => mode >> 3,
            (false, false) => mode,
        };
        class & bit != 0
    }

    pub(crate) fn require(&self, entry: &Entry, bit: u32) -> Result<(), FsError> {
        self.may(entry, bit).then_some(()).ok_or(FsError::PermissionDenied)
    }

    /// Whether the part of the tree where `path` is may be changed.
    pub(crate) fn require_writable(&self, path: &AbsPath) -> Result<(), FsError> {
        let mut deepest = None;
        for (place, access) in &self.machine.access {
            let depth = place.parts().count();
            if path.below(place).is_some() && deepest.is_none_or(|(most, _)| most <= depth) {
                deepest = Some((depth, *access));
            }
        }
        match deepest {
            Some((_, Access::ReadOnly)) => Err(FsError::ReadOnly),
            Some((_, Access::Writable)) | None => Ok(()),
        }
    }

    fn require_for(&self, entry: &Entry, mode: OpenMode) -> Result<(), FsError> {
        match mode {
            OpenMode::Read => self.require(entry, READ),
            OpenMode::Truncate | OpenMode::Append if entry.is_directory() => {
                Err(FsError::IsADirectory)
            }
            OpenMode::Truncate | OpenMode::Append => self.require(entry, WRITE),
            OpenMode::ReadWrite => {
                self.require(entry, READ).and_then(|()| self.require(entry, WRITE))
            }
        }
    }

    /// Whether this user may make and remove entries where `path` is.
    pub(crate) fn require_parent(&self, path: &AbsPath) -> Result<(), FsError> {
        let Some(parent) = path.parent() else { return Ok(()) };
        let entry = self.machine.tree.entry(&parent).ok_or(FsError::NotFound)?;
        if !entry.is_directory() {
            return Err(FsError::NotADirectory);
        }
        self.require(entry, WRITE).and_then(|()| self.require(entry, EXECUTE))
    }

    /// In a directory with the sticky bit, only the owner removes (`/tmp`).
    fn require_ownership_if_sticky(&self, path: &AbsPath) -> Result<(), FsError> {
        let parent = path.parent().and_then(|it| self.machine.tree.entry(&it));
        let Some(parent) = parent else { return Ok(()) };
        let owner = self.machine.tree.entry(path).map(|it| it.metadata.uid);
        let uid = self.task.user.uid;
        let allowed = parent.metadata.mode & 0o1000 == 0
            || uid == 0
            || owner == Some(uid)
            || parent.metadata.uid == uid;
        allowed.then_some(()).ok_or(FsError::NotPermitted)
    }

    fn age(&mut self, path: &AbsPath) {
        let now = self.machine.now;
        let _absent = self.machine.tree.update(path, |it| it.mtime = now);
    }

    /// The directory of an entry that came or went is younger now. Not `/`: its age would show in every layer.
    pub(crate) fn age_parent(&mut self, path: &AbsPath) {
        if let Some(parent) = path.parent().filter(|it| !it.is_root()) {
            self.age(&parent);
        }
    }
}

impl File {
    fn open(self) -> Handle {
        Description::File(self).open()
    }
}
