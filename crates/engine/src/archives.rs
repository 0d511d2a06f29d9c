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

/// Unpacks `members` below the landing's path, which becomes a directory. Owners stay unless `landing` says whose they
/// become.
pub(crate) fn unpack(
    tree: &mut FileTree,
    members: &[TarMember],
    landing: &Landing,
    owned: Owned,
) -> Result<Copied, BuildError> {
    let failed = |path: &str, error: FsError| BuildError::Invalid {
        message: format!("{FAILURE}: {path}: {error}"),
    };
    let base =
        make_directories(tree, &landing.path, &Landing { as_directory: true, ..landing.clone() })
            .map_err(|it| failed(landing.path.as_str(), it))?;
    let mut copied = Copied::default();
    for member in members {
        if dockerfile::clean_path(&member.name).starts_with("..") {
            let message = format!("{:?} is outside of {:?}", member.name, base.as_str());
            return Err(BuildError::Invalid { message: format!("{FAILURE}: {message}") });
        }
        let below = AbsPath::new(&member.name);
        let place = base.join(&below.as_str()[1..]);
        put(tree, &base, &place, member, landing, owned).map_err(|it| failed(&member.name, it))?;
        if let TarKind::Entry(EntryKind::File(content)) = &member.kind {
            copied.bytes += content.size();
        }
        copied.files += u32::from(!matches!(&member.kind, TarKind::Entry(EntryKind::Directory)));
    }
    Ok(copied)
}

/// Whose unpacked files become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owned {
    /// The archive says it.
    ByArchive,
    /// `--chown` says it.
    ByLanding,
}

fn put(
    tree: &mut FileTree,
    base: &AbsPath,
    place: &AbsPath,
    member: &TarMember,
    landing: &Landing,
    owned: Owned,
) -> Result<(), FsError> {
    let parent = place.parent().unwrap_or_else(AbsPath::root);
    let root = Landing::root_owned(parent.clone(), landing.now);
    let place = match place == base {
        true => base.clone(),
        false => make_directories(tree, &parent, &root)?.child(place.name()),
    };
    let kind = match &member.kind {
        TarKind::Entry(kind) => kind.clone(),
        TarKind::Link(target) => {
            let target = base.join(&AbsPath::new(target).as_str()[1..]);
            if tree.entry(&place).is_some() {
                tree.remove(&place)?;
            }
            return tree.link(&target, &place);
        }
    };
    let mut metadata = member.metadata;
    metadata.mode = landing.permissions(metadata.mode, kind == EntryKind::Directory);
    if owned == Owned::ByLanding {
        (metadata.uid, metadata.gid) = (landing.owner.uid, landing.owner.gid);
    }
    tree.insert(&place, Entry { metadata, kind })
}
