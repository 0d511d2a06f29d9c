//! What BuildKit keeps between builds.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::mounting::Caches;
use image::{Digest, FileTree, Image, Layer, Reference, SimTime};

/// A stack of layers and the files that they give.
#[derive(Clone, Debug, Default)]
pub(crate) struct Snapshot {
    pub(super) layers: Vec<Rc<Layer>>,
    pub(super) tree: FileTree,
    /// When the top layer was made.
    pub(super) created: SimTime,
}

impl Snapshot {
    /// The top layer of this stack laid over another stack.
    pub(super) fn relaid(self, base: Snapshot) -> Snapshot {
        let Some(top) = self.layers.last().cloned() else { return base };
        let tree = base.tree.apply(top.changeset());
        let mut layers = base.layers;
        layers.push(top);
        Snapshot { layers, tree, created: self.created }
    }
}

/// Results of earlier steps by their keys, and what was fetched for them.
#[derive(Clone, Debug, Default)]
pub(crate) struct BuildCache {
    results: BTreeMap<Digest, Snapshot>,
    /// The base images that a build has unpacked.
    unpacked: BTreeSet<Digest>,
    /// The copies whose files were summed, with the key of what they copy from.
    summed: BTreeSet<(Digest, String)>,
    /// Base images from the registry. They do not become images of the engine.
    pulled: BTreeMap<Reference, Rc<Image>>,
    /// The last text that was sent under each name.
    sent: BTreeMap<String, String>,
    /// What `RUN --mount=type=cache` keeps.
    pub(super) mounts: Caches,
}

/// A result that BuildKit keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheRecord {
    pub id: Digest,
    /// Bytes of its layer.
    pub bytes: u64,
    pub created: SimTime,
}

impl BuildCache {
    /// The result under `key`.
    pub(super) fn result(&self, key: Digest) -> Option<&Snapshot> {
        self.results.get(&key)
    }

    /// Keeps a result; the newest under a key counts.
    pub(super) fn insert(&mut self, key: Digest, snapshot: Snapshot) {
        self.results.insert(key, snapshot);
    }

    /// Drops a result.
    pub(super) fn forget(&mut self, key: Digest) {
        self.results.remove(&key);
    }

    /// What there is, newest first.
    pub(crate) fn records(&self) -> Vec<CacheRecord> {
        let mut records: Vec<CacheRecord> = Vec::new();
        for (key, it) in &self.results {
            let bytes = it.layers.last().map_or(0, |it| it.size());
            records.push(CacheRecord { id: *key, bytes, created: it.created });
        }
        records.sort_by_key(|it| (std::cmp::Reverse(it.created), it.id));
        records
    }

    /// Marks a base image as unpacked; says whether it was not before.
    pub(super) fn unpack(&mut self, key: Digest) -> bool {
        self.unpacked.insert(key)
    }

    /// Marks the files of a copy out of `from` as summed; says whether they were not before.
    pub(super) fn sum(&mut self, from: Digest, copy: &str) -> bool {
        self.summed.insert((from, copy.to_string()))
    }

    /// The base image pulled under `reference`.
    pub(super) fn pulled(&self, reference: &Reference) -> Option<&Rc<Image>> {
        self.pulled.get(reference)
    }

    /// Keeps a pulled base image.
    pub(super) fn keep_pulled(&mut self, reference: Reference, image: Rc<Image>) {
        self.pulled.insert(reference, image);
    }

    /// Notes that `text` is sent as `name`; says whether it must be, because it is not what was sent last.
    pub(super) fn send(&mut self, name: &str, text: &str) -> bool {
        self.sent.insert(name.to_string(), text.to_string()).is_none_or(|before| before != text)
    }
}
