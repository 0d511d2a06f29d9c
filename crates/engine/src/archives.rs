//! Archives that `ADD` unpacks.
//!
//! As moby: pkg/archive/archive.go (`IsArchivePath`, `Unpack`); BuildKit's `ADD` uses the same code.

use image::{
    AbsPath, Entry, EntryKind, FileTree, FsError, GzipError, TarKind, TarMember, gunzip, read_tar,
};
use shell::Limit;

use crate::error::BuildError;
use crate::files::{Copied, Landing, make_directories};

/// What a packed archive may unpack to.
const UNPACKED_MAX: u64 = 256 << 20;
/// How the engine's errors begin that its helper process found.
const FAILURE: &str = "Error processing tar file(exit status 1)";
/// Packings that are not simulated, by how their files begin.
const OTHERS: [(&[u8], &str); 3] =
    [(b"BZh", "bzip2"), (b"\xfd7zXZ\0", "xz"), (b"\x28\xb5\x2f\xfd", "zstd")];

/// The members of `bytes`, if it is a tar archive, packed or not.
pub(crate) fn members(bytes: &[u8], name: &str) -> Result<Option<Vec<TarMember>>, BuildError> {
    if let Some((_, packing)) = OTHERS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        let what = format!("`ADD {name}`, which unpacks {packing}");
        return Err(BuildError::Limit(Limit::Unsupported { what }));
    }
    let unpacked = match gunzip(bytes, UNPACKED_MAX) {
        Ok(unpacked) => unpacked,
        Err(GzipError::InvalidHeader) => bytes.to_vec(),
        Err(GzipError::TooLarge) => return Err(BuildError::Limit(Limit::QuotaExceeded)),
        Err(GzipError::Damaged) => return Ok(None),
    };
    match read_tar(&unpacked) {
        // A first header that is one makes an archive; what is wrong after it is an error.
        Ok(members) => Ok(Some(members).filter(|it| !it.is_empty())),
        Err(error) if has_header(&unpacked) => {
            Err(BuildError::Invalid { message: format!("{FAILURE}: {error}") })
        }
        Err(_) => Ok(None),
    }
}

fn has_header(bytes: &[u8]) -> bool {
    let mut alone = bytes.get(..512).map(<[u8]>::to_vec).unwrap_or_default();
    // Without content of its own, a header alone is an archive.
    alone.resize(1024, 0);
    512 <= bytes.len() && read_tar(&alone).is_ok_and(|it| !it.is_empty())
}

/// Unpacks `members` into the landing's path, which becomes a directory, and the root of all that they name.
pub(crate) fn unpack(
    tree: &mut FileTree,
    members: &[TarMember],
    landing: &Landing,
) -> Result<Copied, BuildError> {
    let failed = |path: &str, error: FsError| {
        let message = format!("{FAILURE}: {path}: {error}");
        BuildError::Invalid { message }
    };
    let base = make_directories(tree, &landing.path, landing)
        .map_err(|it| failed(landing.path.as_str(), it))?;
    let mut inside = tree.subtree(&base).expect("a directory was made there");
    let mut copied = Copied::default();
    for member in members {
        let name = dockerfile::clean_path(&member.name);
        if name == "." || name == "/" {
            continue;
        }
        if name.starts_with("..") {
            let message = format!("{:?} is outside of {:?}", member.name, base.as_str());
            return Err(BuildError::Invalid { message: format!("{FAILURE}: {message}") });
        }
        put(&mut inside, &AbsPath::new(&name), member, landing)
            .map_err(|it| failed(&member.name, it))?;
        if let TarKind::Entry(EntryKind::File(content)) = &member.kind {
            copied.bytes += content.size();
        }
        copied.files += u32::from(!matches!(&member.kind, TarKind::Entry(EntryKind::Directory)));
    }
    match base.is_root() {
        true => *tree = inside,
        false => tree.graft(&base, &inside).map_err(|it| failed(base.as_str(), it))?,
    }
    Ok(copied)
}

fn put(
    tree: &mut FileTree,
    path: &AbsPath,
    member: &TarMember,
    landing: &Landing,
) -> Result<(), FsError> {
    let parent = path.parent().unwrap_or_else(AbsPath::root);
    let root = Landing::root_owned(parent.clone(), landing.now);
    let place = make_directories(tree, &parent, &root)?.child(path.name());
    match &member.kind {
        TarKind::Entry(kind) => {
            let entry = Entry { metadata: member.metadata, kind: kind.clone() };
            tree.insert(&place, landing.owned(&entry))
        }
        TarKind::Link(target) => {
            if tree.entry(&place).is_some() {
                tree.remove(&place)?;
            }
            tree.link(&AbsPath::new(target), &place)
        }
    }
}
