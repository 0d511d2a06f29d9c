//! Layers: changesets with the digest of their tar archive.

use tar::{Builder, EntryType, Header};

use crate::changeset::{Change, ChangeKind, Changeset};
use crate::digest::{DiffId, Digest};
use crate::entry::{Device, Entry, EntryKind};

/// How a deletion is written: `.wh.` before the name. (OCI image-spec, layer.md, "Whiteouts".)
const WHITEOUT_PREFIX: &str = ".wh.";

/// An immutable changeset, named by the digest of its uncompressed tar archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    diff_id: DiffId,
    changeset: Changeset,
}

impl Layer {
    /// Writes `changeset` as a tar archive and takes its digest.
    pub fn seal(changeset: Changeset) -> Layer {
        Layer { diff_id: DiffId(Digest::of(&archive(&changeset))), changeset }
    }

    /// The digest of [`Layer::tar`].
    pub fn diff_id(&self) -> DiffId {
        self.diff_id
    }

    /// What the layer changes.
    pub fn changeset(&self) -> &Changeset {
        &self.changeset
    }

    /// Bytes that it adds, as a learner sees them.
    pub fn size(&self) -> u64 {
        self.changeset.size()
    }

    /// The uncompressed tar archive. Made anew each time: layers are many, archives seldom looked at.
    pub fn tar(&self) -> Vec<u8> {
        archive(&self.changeset)
    }
}

fn archive(changeset: &Changeset) -> Vec<u8> {
    let mut builder = Builder::new(Vec::new());
    for change in changeset.changes() {
        append(&mut builder, change);
    }
    builder.into_inner().expect("writing to memory does not fail")
}

fn append(builder: &mut Builder<Vec<u8>>, change: &Change) {
    let path = &change.path;
    match &change.kind {
        ChangeKind::Added(entry) | ChangeKind::Modified(entry) => {
            let slash = if entry.is_directory() && !path.is_root() { "/" } else { "" };
            let name = if path.is_root() { "./" } else { &path.as_str()[1..] };
            let (mut header, content) = header_of(entry);
            append_entry(builder, &mut header, &format!("{name}{slash}"), entry, content);
        }
        ChangeKind::Deleted => {
            let parent = path.parent().expect("the root is never deleted");
            let name = format!(
                "{}/{WHITEOUT_PREFIX}{}",
                parent.as_str().trim_end_matches('/'),
                path.name()
            );
            let mut header = Header::new_ustar();
            header.set_entry_type(EntryType::Regular);
            header.set_mode(0);
            header.set_size(0);
            write_named(builder, &mut header, &name[1..], &[]);
        }
    }
}

fn append_entry(
    builder: &mut Builder<Vec<u8>>,
    header: &mut Header,
    name: &str,
    entry: &Entry,
    content: &[u8],
) {
    if let EntryKind::Symlink(target) = &entry.kind
        && header.set_link_name_literal(&**target).is_err()
    {
        extend(builder, "linkpath", target);
    }
    write_named(builder, header, name, content);
}

fn header_of(entry: &Entry) -> (Header, &[u8]) {
    let mut header = Header::new_ustar();
    header.set_mode(entry.metadata.mode);
    header.set_uid(u64::from(entry.metadata.uid));
    header.set_gid(u64::from(entry.metadata.gid));
    header.set_mtime(entry.metadata.mtime.seconds());
    let mut content: &[u8] = &[];
    let kind = match &entry.kind {
        EntryKind::Directory => EntryType::Directory,
        EntryKind::Symlink(_) => EntryType::Symlink,
        EntryKind::Fifo => EntryType::Fifo,
        EntryKind::Device(device) => {
            let (kind, major, minor) = match *device {
                Device::Character { major, minor } => (EntryType::Char, major, minor),
                Device::Block { major, minor } => (EntryType::Block, major, minor),
            };
            header.set_device_major(major).expect("a ustar header has the field");
            header.set_device_minor(minor).expect("a ustar header has the field");
            kind
        }
        EntryKind::File(file) => {
            content = file.bytes();
            EntryType::Regular
        }
    };
    header.set_entry_type(kind);
    header.set_size(content.len() as u64);
    (header, content)
}

/// Writes one member; a name too long for its header goes before it, as a PAX record.
fn write_named(builder: &mut Builder<Vec<u8>>, header: &mut Header, name: &str, content: &[u8]) {
    if header.set_path(name).is_err() {
        extend(builder, "path", name);
    }
    header.set_cksum();
    builder.append(header, content).expect("writing to memory does not fail");
}

fn extend(builder: &mut Builder<Vec<u8>>, key: &str, value: &str) {
    builder
        .append_pax_extensions([(key, value.as_bytes())])
        .expect("writing to memory does not fail");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_empty_layer_is_dockers() {
        // As the real engine: layer/empty.go, DigestSHA256EmptyTar.
        let expected = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";
        assert_eq!(Layer::seal(Changeset::default()).diff_id().0.to_string(), expected);
    }
}
