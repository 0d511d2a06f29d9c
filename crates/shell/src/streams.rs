//! Open files: what a descriptor leads to.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use image::{AbsPath, Device};

use crate::machine::Stream;

/// An open file, shared by all descriptors that were duplicated from one.
pub(crate) type Handle = Rc<RefCell<Description>>;

/// What is open, and how far it was read or written.
#[derive(Clone, Debug)]
pub(crate) enum Description {
    /// The output of the whole run.
    Run(Stream),
    /// Bytes to read: the input of a run, the lines of a here-document, what came through a pipe.
    Input(Input),
    /// Bytes that were written: a pipe, a command substitution.
    Output(Output),
    /// A regular file of the tree.
    File(File),
    /// A device.
    Device(Device),
}

/// Bytes to read.
#[derive(Clone, Debug)]
pub(crate) struct Input {
    pub(crate) bytes: Rc<[u8]>,
    pub(crate) at: usize,
    /// More would have come, had the writer not been stopped.
    pub(crate) cut: bool,
}

/// Bytes that were written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Output {
    pub(crate) bytes: Vec<u8>,
    pub(crate) overflow: Overflow,
}

/// What happens when an [`Output`] is full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Overflow {
    /// The writer ends, as if its reader had closed the pipe.
    #[default]
    Stop,
    /// The whole run ends.
    Limit,
}

/// An open regular file.
#[derive(Clone, Debug)]
pub(crate) struct File {
    pub(crate) path: AbsPath,
    pub(crate) at: usize,
    pub(crate) mode: OpenMode,
}

/// How a file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpenMode {
    Read,
    /// From the beginning; what was there goes.
    Truncate,
    Append,
    ReadWrite,
}

impl Description {
    pub(crate) fn input(bytes: impl Into<Rc<[u8]>>) -> Description {
        Description::Input(Input { bytes: bytes.into(), at: 0, cut: false })
    }

    pub(crate) fn open(self) -> Handle {
        Rc::new(RefCell::new(self))
    }
}

/// The descriptors of a process.
#[derive(Debug, Default)]
pub(crate) struct Descriptors(BTreeMap<u32, Handle>);

/// Shares the open files, as `fork` does.
impl Clone for Descriptors {
    fn clone(&self) -> Descriptors {
        Descriptors(self.0.clone())
    }
}

impl Descriptors {
    /// `stdin` to read, and the run's own output.
    pub(crate) fn new(stdin: &[u8]) -> Descriptors {
        let open = [
            Description::input(stdin),
            Description::Run(Stream::Stdout),
            Description::Run(Stream::Stderr),
        ];
        Descriptors((0..).zip(open.map(Description::open)).collect())
    }

    /// Opens all files anew where these stand, so that nothing is shared; what was one open file stays one.
    pub(crate) fn detached(&self) -> Descriptors {
        let mut copies: Vec<(&Handle, Handle)> = Vec::new();
        let mut detached = BTreeMap::new();
        for (fd, handle) in &self.0 {
            let known = copies.iter().find(|(it, _)| Rc::ptr_eq(it, handle));
            let copy = match known {
                Some((_, copy)) => copy.clone(),
                None => handle.borrow().clone().open(),
            };
            copies.push((handle, copy.clone()));
            detached.insert(*fd, copy);
        }
        Descriptors(detached)
    }

    pub(crate) fn get(&self, fd: u32) -> Option<&Handle> {
        self.0.get(&fd)
    }

    pub(crate) fn set(&mut self, fd: u32, handle: Handle) {
        self.0.insert(fd, handle);
    }

    pub(crate) fn close(&mut self, fd: u32) {
        self.0.remove(&fd);
    }
}
