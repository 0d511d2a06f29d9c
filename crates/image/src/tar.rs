//! Tar archives: members in and out of bytes.

mod read;
mod write;

use std::rc::Rc;

use crate::entry::{EntryKind, Metadata};

pub use read::read_tar;
pub use write::write_tar;

const BLOCK: usize = 512;
/// The longest name that a header's own field holds.
const NAME_FIELD: usize = 100;
/// The longest beginning of a name that goes into the second field of ustar.
const PREFIX_FIELD: usize = 155;

/// One member of a tar archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TarMember {
    /// The name as the archive has it, but without the slash after a directory's.
    pub name: String,
    pub metadata: Metadata,
    pub kind: TarKind,
}

/// What a member of a tar archive is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TarKind {
    /// An entry of its own.
    Entry(EntryKind),
    /// Another name for the member of this name.
    Link(Rc<str>),
}

/// Why bytes are no tar archive, in the words of Go's `archive/tar`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TarError {
    /// A header is not one.
    #[error("archive/tar: invalid tar header")]
    InvalidHeader,
    /// The archive stops in the middle of a member.
    #[error("unexpected EOF")]
    UnexpectedEof,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Content;
    use crate::entry::Device;
    use crate::time::SimTime;

    #[test]
    fn members_survive_an_archive() {
        let long = "directory/".repeat(30);
        let longest = "n".repeat(300);
        let kinds = [
            ("file", TarKind::Entry(EntryKind::File(Content::new(vec![7; 1000])))),
            ("empty", TarKind::Entry(EntryKind::File(Content::new([])))),
            (".", TarKind::Entry(EntryKind::Directory)),
            ("link", TarKind::Link(Rc::from("file"))),
            ("long-link", TarKind::Link(Rc::from(longest.as_str()))),
            ("symlink", TarKind::Entry(EntryKind::Symlink(Rc::from("../ä")))),
            (&long, TarKind::Entry(EntryKind::Symlink(Rc::from(longest.as_str())))),
            (&longest, TarKind::Entry(EntryKind::Fifo)),
            ("null", TarKind::Entry(EntryKind::Device(Device::Character { major: 1, minor: 3 }))),
            ("sda", TarKind::Entry(EntryKind::Device(Device::Block { major: 8, minor: 0 }))),
        ];
        let members: Vec<TarMember> = kinds
            .into_iter()
            .map(|(name, kind)| TarMember {
                name: name.trim_end_matches('/').to_string(),
                metadata: Metadata {
                    mode: 0o4755,
                    uid: 3_000_000,
                    gid: 100,
                    mtime: SimTime::from_seconds(1_763_370_000),
                },
                kind,
            })
            .collect();
        assert_eq!(read_tar(&write_tar(&members)), Ok(members));
    }

    #[test]
    fn broken_archives_are_told_as_go_tells_them() {
        let whole = write_tar(&[TarMember {
            name: "a".to_string(),
            metadata: Metadata::root(0o644, SimTime::default()),
            kind: TarKind::Entry(EntryKind::File(Content::new(*b"hello"))),
        }]);
        let mut wrong = whole.clone();
        wrong[0] = b'b';
        for (bytes, expected) in [
            (&whole[..], Ok(1)),
            (&whole[..1024], Ok(1)),
            (&[], Ok(0)),
            (&whole[..515], Err(TarError::UnexpectedEof)),
            (&whole[..100], Err(TarError::UnexpectedEof)),
            (&wrong, Err(TarError::InvalidHeader)),
        ] {
            assert_eq!(read_tar(bytes).map(|it| it.len()), expected, "{} bytes", bytes.len());
        }
    }
}
