//! Reading: from descriptors and from files.

use image::{Content, Device, EntryKind, Follow, FsError};

use crate::files::Changed;
use crate::limits::{Limit, Stop};
use crate::mounts;
use crate::process::Process;
use crate::streams::{Description, OpenMode};

/// How much to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Amount {
    /// To the end.
    All,
    /// Up to a byte, and over it.
    Until(u8),
    /// So many bytes at most.
    Bytes(usize),
}

impl Process<'_, '_> {
    /// All that is left on standard input.
    pub fn stdin(&mut self) -> Result<Vec<u8>, Stop> {
        self.read_from(0, Amount::All)
    }

    /// Reads from a descriptor. Nothing means its end.
    pub(crate) fn read_from(&mut self, fd: u32, amount: Amount) -> Result<Vec<u8>, Stop> {
        let Some(handle) = self.task.descriptors.get(fd).cloned() else { return Ok(Vec::new()) };
        let (content, at, cut) = match &*handle.borrow() {
            Description::Input(input) => (Content::new(input.bytes.clone()), input.at, input.cut),
            Description::File(file)
                if matches!(file.mode, OpenMode::Read | OpenMode::ReadWrite) =>
            {
                let content = self.machine.tree.entry(&file.path).and_then(|it| it.content());
                (content.cloned().unwrap_or(Content::new([])), file.at, false)
            }
            Description::Device(device) => {
                let device = *device;
                return self.read_device(device, amount);
            }
            Description::Run(_) | Description::Output(_) | Description::File(_) => {
                return Ok(Vec::new());
            }
        };
        let rest = content.bytes().get(at..).unwrap_or_default();
        let wanted = match amount {
            Amount::All => rest.len(),
            Amount::Until(end) => {
                rest.iter().position(|it| *it == end).map_or(rest.len(), |it| it + 1)
            }
            Amount::Bytes(count) => count.min(rest.len()),
        };
        let complete = match amount {
            Amount::All => false,
            Amount::Until(end) => rest[..wanted].ends_with(&[end]),
            Amount::Bytes(count) => wanted == count,
        };
        if cut && !complete {
            return Err(Stop::Limit(Limit::TooMuchOutput));
        }
        self.burn_bytes(wanted)?;
        let taken = rest[..wanted].to_vec();
        match &mut *handle.borrow_mut() {
            Description::Input(input) => input.at += wanted,
            Description::File(file) => file.at += wanted,
            Description::Run(_) | Description::Output(_) | Description::Device(_) => (),
        }
        Ok(taken)
    }

    /// What the file that `path` names holds.
    pub fn read(&mut self, path: &str) -> Result<Result<Content, FsError>, Stop> {
        if let Some(fd) = mounts::descriptor(&self.task.cwd.join(path)) {
            return self.read_from(fd, Amount::All).map(|it| Ok(Content::new(it)));
        }
        let entry = match self.find_readable(path) {
            Ok(entry) => entry,
            Err(error) => return Ok(Err(error)),
        };
        match entry.kind {
            EntryKind::File(content) => {
                self.burn_bytes(content.bytes().len())?;
                self.spend(self.machine.costs.disk(content.size()));
                Ok(Ok(content))
            }
            EntryKind::Device(device) => {
                self.read_device(device, Amount::All).map(|it| Ok(Content::new(it)))
            }
            EntryKind::Directory => Ok(Err(FsError::IsADirectory)),
            EntryKind::Symlink(_) => Ok(Err(FsError::Loop)),
            EntryKind::Fifo => Err(Stop::unsupported("named pipes")),
        }
    }

    /// As [`Process::read`], but `most` bytes at most: for what may have no end. `-` is standard input.
    pub(crate) fn read_some(&mut self, path: &str, most: usize) -> Changed<Vec<u8>> {
        // A descriptor that no script can name.
        const FILE: u32 = u32::MAX;
        if path == "-" {
            return self.read_from(0, Amount::Bytes(most)).map(Ok);
        }
        let handle = match self.open(path, OpenMode::Read)? {
            Ok(handle) => handle,
            Err(error) => return Ok(Err(error)),
        };
        self.task.descriptors.set(FILE, handle);
        let bytes = self.read_from(FILE, Amount::Bytes(most));
        self.task.descriptors.close(FILE);
        bytes.map(Ok)
    }

    /// Whether reading `path` would never end: `/dev/zero`.
    pub(crate) fn is_endless(&self, path: &str) -> bool {
        let kind = self.find(path, Follow::Last).map(|(_, entry)| entry.kind);
        matches!(kind, Ok(EntryKind::Device(mounts::ZERO | mounts::FULL)))
    }

    fn find_readable(&self, path: &str) -> Result<image::Entry, FsError> {
        let (_, entry) = self.find(path, Follow::Last)?;
        self.require(&entry, crate::files::READ)?;
        Ok(entry)
    }

    fn read_device(&mut self, device: Device, amount: Amount) -> Result<Vec<u8>, Stop> {
        let endless = match device {
            mounts::ZERO | mounts::FULL => |_| 0,
            mounts::RANDOM | mounts::URANDOM => noise,
            Device::Character { .. } | Device::Block { .. } => return Ok(Vec::new()),
        };
        let count = match amount {
            Amount::Bytes(count) if count <= self.most_bytes() => count,
            Amount::Bytes(_) | Amount::All | Amount::Until(_) => {
                return Err(Stop::Limit(Limit::TooMuchOutput));
            }
        };
        self.burn_bytes(count)?;
        Ok((0..count as u64).map(endless).collect())
    }
}

/// Bytes that look random and are the same each time (`splitmix64`), so that a build can be repeated.
fn noise(index: u64) -> u8 {
    let mixed = (index + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (mixed >> 56) as u8
}
