//! Content sums: how the classic builder tells whether copied files changed.
//!
//! As moby: pkg/tarsum/versioning.go (`v1TarHeaderSelect`) and builder/dockerfile/copy.go (`hashStringSlice`).

use image::{Device, Digest, Entry, EntryKind};

/// Whose names a file's header carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OwnerNames {
    /// None: the client sends the context without.
    Blank,
    /// Root's: the daemon reads a stage's or an image's files and looks the owner up on its own machine.
    Root,
}

/// The sum of one entry, in hex: of its header without the time, and its content.
pub(crate) fn sum(path: &str, entry: &Entry, owner: OwnerNames) -> String {
    let content = entry.content().map_or(&[][..], |it| it.bytes());
    let mut bytes = header(path, entry, content.len(), owner).into_bytes();
    bytes.extend_from_slice(content);
    Digest::of(&bytes).hex()
}

/// The sum of many: `dir:` of a directory's entries, `multi:` of several sources.
pub(crate) fn sum_of_sums(kind: &str, sums: &[String]) -> String {
    format!("{kind}:{}", Digest::of(sums.join(",").as_bytes()).hex())
}

fn header(path: &str, entry: &Entry, size: usize, owner: OwnerNames) -> String {
    let (kind, type_bits, link, major, minor) = match &entry.kind {
        EntryKind::File(_) => ('0', 0o100_000, "", 0, 0),
        EntryKind::Symlink(target) => ('2', 0o120_000, &**target, 0, 0),
        EntryKind::Device(Device::Character { major, minor }) => {
            ('3', 0o020_000, "", *major, *minor)
        }
        EntryKind::Device(Device::Block { major, minor }) => ('4', 0o060_000, "", *major, *minor),
        EntryKind::Directory => ('5', 0o040_000, "", 0, 0),
        EntryKind::Fifo => ('6', 0o010_000, "", 0, 0),
    };
    let slash = if entry.is_directory() { "/" } else { "" };
    let mode = type_bits | entry.metadata.mode;
    let (uid, gid, name) = match owner {
        OwnerNames::Blank => (0, 0, ""),
        OwnerNames::Root if entry.metadata.uid == 0 => (0, entry.metadata.gid, "root"),
        OwnerNames::Root => (entry.metadata.uid, entry.metadata.gid, ""),
    };
    format!(
        "name{path}{slash}mode{mode}uid{uid}gid{gid}size{size}typeflag{kind}linkname{link}\
         uname{name}gname{name}devmajor{major}devminor{minor}"
    )
}

#[cfg(test)]
mod tests {
    use image::{Content, SimTime};

    use super::*;

    fn file(text: &str) -> Entry {
        Entry::file(Content::new(text.as_bytes()), 0o644, SimTime::default())
    }

    #[test]
    fn sums_are_those_of_a_real_engine() {
        let alpha = sum("a.txt", &file("alpha\n"), OwnerNames::Blank);
        assert_eq!(alpha, "239e345542168295eea8590a4bf8de7ec16307b2b6b55f82e44efa33c9e57543");
        let directory = Entry::directory(0o755, SimTime::from_seconds(7));
        let mut sums = vec![
            sum("src", &directory, OwnerNames::Blank),
            sum("src/main.c", &file("int main;\n"), OwnerNames::Blank),
            sum("src/util.c", &file("int util;\n"), OwnerNames::Blank),
        ];
        sums.sort();
        let expected = "dir:9a76f30076f8409ff9d73502fd36d4a799d062d65acf387196e0392bd74ede14";
        assert_eq!(sum_of_sums("dir", &sums), expected);
    }
}
