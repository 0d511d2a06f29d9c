//! A build context that comes as one archive, or one Dockerfile, on standard input.
//!
//! As docker/cli: cli/command/image/build/context.go, `GetContextFromReader`.

use image::{
    AbsPath, Content, Entry, FileTree, GZIP_MAGIC, SimTime, TarKind, TarMember, gunzip, read_tar,
};

/// As much as an unpacked context may take.
const SIZE_MAX: u64 = 256 << 20;

/// The files in `bytes`: an archive's, or a lone Dockerfile.
pub(crate) fn files(bytes: &[u8], now: SimTime) -> Result<FileTree, String> {
    let unpacked = match bytes.starts_with(&GZIP_MAGIC) {
        true => Some(gunzip(bytes, SIZE_MAX).map_err(|it| it.to_string())?),
        false => None,
    };
    let archive = unpacked.as_deref().unwrap_or(bytes);
    let mut tree = FileTree::default();
    if unpacked.is_none() && archive.get(257..262) != Some(b"ustar") {
        let dockerfile = Entry::file(Content::new(bytes), 0o600, now);
        put(&mut tree, &AbsPath::new("Dockerfile"), dockerfile, now);
        return Ok(tree);
    }
    for TarMember { name, metadata, kind } in read_tar(archive).map_err(|it| it.to_string())? {
        let path = AbsPath::new(&name);
        match kind {
            TarKind::Entry(kind) => put(&mut tree, &path, Entry { metadata, kind }, now),
            TarKind::Link(target) => {
                if let Some(entry) = tree.entry(&AbsPath::new(&target)).cloned() {
                    put(&mut tree, &path, entry, now);
                }
            }
        }
    }
    Ok(tree)
}

/// Puts an entry there, with the directories above it. What has no room is left out.
fn put(tree: &mut FileTree, path: &AbsPath, entry: Entry, now: SimTime) {
    let above: Vec<AbsPath> = std::iter::successors(path.parent(), AbsPath::parent).collect();
    for directory in above.iter().rev().filter(|it| !it.is_root()) {
        if tree.entry(directory).is_none() {
            let _has_room = tree.insert(directory, Entry::directory(0o755, now));
        }
    }
    let _has_room = match path.is_root() {
        true => tree.update(path, |it| *it = entry.metadata),
        false => tree.insert(path, entry),
    };
}
