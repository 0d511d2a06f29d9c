//! Layers: changesets with the digest of their tar archive.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::changeset::{Change, ChangeKind, Changeset};
use crate::content::Content;
use crate::digest::{DiffId, Digest};
use crate::entry::{Entry, EntryKind, Metadata};
use crate::path::AbsPath;
use crate::tar::{TarError, TarKind, TarMember, read_tar, write_tar};
use crate::time::SimTime;

/// How a deletion is written: `.wh.` before the name. (OCI image-spec, layer.md, "Whiteouts".)
const WHITEOUT_PREFIX: &str = ".wh.";
/// The whiteout of all that lower layers have in a directory. (The same, "Opaque Whiteout".)
const OPAQUE: &str = ".wh..wh..opq";
/// How names begin that only a storage driver of old has a use for.
const DRIVER_PREFIX: &str = ".wh..wh.";

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

    /// Reads a layer's archive; its name is that of the archive written anew. All entries are additions.
    pub fn read(archive: &[u8]) -> Result<Layer, TarError> {
        Ok(Layer::seal(changeset(&read_tar(archive)?)))
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
    let mut links = BTreeMap::new();
    for names in changeset.links() {
        links.extend(names[1..].iter().map(|it| (it, &names[0])));
    }
    let mut members = Vec::new();
    for change in changeset.changes() {
        members.push(match &change.kind {
            ChangeKind::Added(entry) | ChangeKind::Modified(entry) => TarMember {
                name: member_name(&change.path),
                metadata: entry.metadata,
                kind: match links.get(&change.path) {
                    Some(first) => TarKind::Link(Rc::from(member_name(first))),
                    None => TarKind::Entry(entry.kind.clone()),
                },
            },
            ChangeKind::Deleted => {
                let parent = change.path.parent().expect("the root is never deleted");
                whiteout(&parent, &format!("{WHITEOUT_PREFIX}{}", change.path.name()))
            }
        });
        if changeset.opaque().contains(&change.path) {
            members.push(whiteout(&change.path, OPAQUE));
        }
    }
    write_tar(&members)
}

fn member_name(path: &AbsPath) -> String {
    let name = if path.is_root() { "." } else { &path.as_str()[1..] };
    name.to_string()
}

fn whiteout(directory: &AbsPath, name: &str) -> TarMember {
    TarMember {
        name: member_name(&directory.child(name)),
        metadata: Metadata::root(0, SimTime::default()),
        kind: TarKind::Entry(EntryKind::File(Content::new([]))),
    }
}

fn changeset(members: &[TarMember]) -> Changeset {
    let mut changes: BTreeMap<AbsPath, ChangeKind> = BTreeMap::new();
    let mut links: BTreeMap<AbsPath, AbsPath> = BTreeMap::new();
    let mut opaque = Vec::new();
    for member in members {
        let path = AbsPath::new(&member.name);
        let parent = path.parent().unwrap_or_else(AbsPath::root);
        let name = path.name();
        if name == OPAQUE {
            opaque.push(parent);
        } else if name.starts_with(DRIVER_PREFIX) {
            continue;
        } else if let Some(name) = name.strip_prefix(WHITEOUT_PREFIX) {
            if !matches!(name, "" | "." | "..") {
                changes.entry(parent.child(name)).or_insert(ChangeKind::Deleted);
            }
        } else {
            let kind = match &member.kind {
                TarKind::Entry(kind) => kind.clone(),
                TarKind::Link(target) => {
                    let target = AbsPath::new(target);
                    let first = links.get(&target).unwrap_or(&target).clone();
                    // A link to what the archive does not hold has no place in a changeset.
                    let Some(entry) = changes.get(&first).and_then(ChangeKind::entry) else {
                        continue;
                    };
                    if first == path || entry.is_directory() {
                        continue;
                    }
                    let entry = entry.clone();
                    unlink(&mut links, &path);
                    links.insert(path.clone(), first);
                    changes.insert(path, ChangeKind::Added(entry));
                    continue;
                }
            };
            unlink(&mut links, &path);
            let entry = Entry { metadata: member.metadata, kind };
            changes.insert(path, ChangeKind::Added(entry));
        }
    }
    let mut files: BTreeMap<AbsPath, Vec<AbsPath>> = BTreeMap::new();
    for (name, first) in links {
        files.entry(first.clone()).or_insert_with(|| vec![first]).push(name);
    }
    let mut files: Vec<Vec<AbsPath>> = files.into_values().collect();
    files.iter_mut().for_each(|it| it.sort());
    let changes = changes.into_iter().map(|(path, kind)| Change { path, kind }).collect();
    Changeset::new(changes).with_links(files).with_opaque(opaque)
}

/// Forgets that `path` was one file with others: something else comes in its place.
fn unlink(links: &mut BTreeMap<AbsPath, AbsPath>, path: &AbsPath) {
    links.retain(|name, first| name != path && first != path);
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
