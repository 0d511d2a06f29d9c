//! What a file holds.

use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;

/// The bytes of a file, shared between trees, and the size that a learner sees.
///
/// The two differ for the files of packages: there the bytes are a short stub, and the size is that of the real file.
#[derive(Clone, PartialEq, Eq)]
pub struct Content {
    bytes: Rc<[u8]>,
    size: u64,
}

impl Content {
    /// A file that holds just `bytes`.
    pub fn new(bytes: impl Into<Rc<[u8]>>) -> Content {
        let bytes = bytes.into();
        Content { size: bytes.len() as u64, bytes }
    }

    /// A stand-in for a file of `size` bytes; `bytes` say what it stands for.
    pub fn stub(bytes: impl Into<Rc<[u8]>>, size: u64) -> Content {
        Content { bytes: bytes.into(), size }
    }

    /// What is really there, and goes into a layer's tar archive.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The size to show: the real file's.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The bytes as text, with `U+FFFD` for what is none.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ({} B)", self.text(), self.size)
    }
}
