//! From trees to changesets and back.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::{FileTree, Node};
use crate::changeset::{Change, ChangeKind, Changeset};
use crate::entry::Entry;
use crate::fs_error::FsError;
use crate::path::AbsPath;
use crate::time::SimTime;

impl FileTree {
    /// What turns `parent` into this tree: `parent.apply(&self.diff(parent)) == *self`.
    pub fn diff(&self, parent: &FileTree) -> Changeset {
        let mut changes = Vec::new();
        diff(&AbsPath::root(), &self.root, &parent.root, &mut changes);
        let links = self.relinked(parent, &mut changes);
        Changeset::new(changes).with_links(links)
    }

    /// This tree with `changeset` applied. The inverse of [`FileTree::diff`].
    ///
    /// What has no place here (a change below a file) is left out: a changeset may come from an archive of anybody's.
    pub fn apply(&self, changeset: &Changeset) -> FileTree {
        let mut tree = self.clone();
        for path in changeset.opaque() {
            tree.empty(path);
        }
        for change in changeset.changes() {
            let _no_place = match &change.kind {
                ChangeKind::Added(entry) | ChangeKind::Modified(entry) => {
                    tree.insert_with_parents(&change.path, entry)
                }
                ChangeKind::Deleted => tree.remove(&change.path),
            };
        }
        for names in changeset.links() {
            tree.join(names);
        }
        tree
    }

    /// Completes `changes` where only links changed; gives the names of each file that the changes hold.
    fn relinked(&self, parent: &FileTree, changes: &mut Vec<Change>) -> Vec<Vec<AbsPath>> {
        if self.links.is_empty() && parent.links.is_empty() {
            return Vec::new();
        }
        let changed: BTreeSet<AbsPath> = changes.iter().map(|it| it.path.clone()).collect();
        let mut listed = changed.clone();
        // Names that are no longer one file with just the same others, or that change, are all written.
        for names in self.links.files() {
            let before = parent.links.names(&names[0]);
            if names.iter().any(|it| listed.contains(it) || !before.contains(it)) {
                listed.extend(names.iter().cloned());
            }
        }
        // Of what was one file and is several, the one with most names stays as it is.
        for names in parent.links.files() {
            let stays = |it: &&AbsPath| !listed.contains(*it) && self.entry(it).is_some();
            let left: Vec<&AbsPath> = names.iter().filter(stays).collect();
            let most = left.iter().map(|it| self.links.names(it).len()).max().unwrap_or(0);
            let kept = left.iter().find(|it| self.links.names(it).len() == most).copied();
            let leaves = |it: &&AbsPath| {
                Some(*it) != kept && !kept.is_some_and(|kept| self.links.names(kept).contains(it))
            };
            listed.extend(left.into_iter().filter(leaves).cloned());
        }
        for path in listed.difference(&changed) {
            let entry = self.entry(path).expect("a listed name is there").clone();
            changes.push(Change { path: path.clone(), kind: ChangeKind::Modified(entry) });
        }
        let written = self.links.files().filter(|names| listed.contains(&names[0]));
        written.map(<[AbsPath]>::to_vec).collect()
    }

    /// As [`FileTree::insert`]; directories that are missing above are made.
    fn insert_with_parents(&mut self, path: &AbsPath, entry: &Entry) -> Result<(), FsError> {
        match self.insert(path, entry.clone()) {
            Err(FsError::NotFound) => {
                let mut missing = Vec::new();
                let mut above = path.parent();
                while let Some(directory) = above.filter(|it| self.entry(it).is_none()) {
                    above = directory.parent();
                    missing.push(directory);
                }
                for directory in missing.iter().rev() {
                    self.insert(directory, Entry::directory(0o755, SimTime::default()))?;
                }
                self.insert(path, entry.clone())
            }
            other => other,
        }
    }

    /// Removes all below `path`.
    fn empty(&mut self, path: &AbsPath) {
        let names: Vec<AbsPath> = self.children(path).map(|(name, _)| path.child(name)).collect();
        for name in names {
            self.remove(&name).expect("a child is there");
        }
    }

    /// Makes `names` one file, as far as they are files that are alike.
    fn join(&mut self, names: &[AbsPath]) {
        let Some(entry) = names.first().and_then(|it| self.entry(it)).cloned() else { return };
        let fits = |it: &&AbsPath| !entry.is_directory() && self.entry(it) == Some(&entry);
        let names: Vec<AbsPath> = names.iter().filter(fits).cloned().collect();
        if 1 < names.len() {
            names.iter().for_each(|it| self.links.forget(it));
            self.links.add(names);
        }
    }
}

fn diff(path: &AbsPath, child: &Rc<Node>, parent: &Rc<Node>, changes: &mut Vec<Change>) {
    if Rc::ptr_eq(child, parent) {
        return;
    }
    if child.entry != parent.entry {
        changes
            .push(Change { path: path.clone(), kind: ChangeKind::Modified(child.entry.clone()) });
    }
    if child.entry.is_directory() {
        for name in parent.children.keys().filter(|it| !child.children.contains_key(*it)) {
            changes.push(Change { path: path.child(name), kind: ChangeKind::Deleted });
        }
    }
    for (name, node) in &child.children {
        match parent.children.get(name) {
            Some(before) => diff(&path.child(name), node, before, changes),
            None => add(&path.child(name), node, changes),
        }
    }
}

fn add(path: &AbsPath, node: &Node, changes: &mut Vec<Change>) {
    changes.push(Change { path: path.clone(), kind: ChangeKind::Added(node.entry.clone()) });
    for (name, child) in &node.children {
        add(&path.child(name), child, changes);
    }
}
