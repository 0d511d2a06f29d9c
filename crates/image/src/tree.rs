//! File trees: values that share structure.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::changeset::{Change, ChangeKind, Changeset};
use crate::entry::{Entry, EntryKind, Metadata};
use crate::fs_error::FsError;
use crate::path::AbsPath;
use crate::time::SimTime;

/// `NAME_MAX` of Linux: the longest name of one entry, in bytes.
const NAME_LENGTH_MAX: usize = 255;
/// `PATH_MAX` of Linux. It bounds the depth of a tree too, and with it every recursion over one.
const PATH_LENGTH_MAX: usize = 4096;

/// A file system as a value: cheap to clone, and a clone that is changed shares all that is not.
///
/// Paths are taken by their words; [`FileTree::resolve`] is what follows symbolic links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileTree {
    // Invariant: a directory.
    root: Rc<Node>,
}

/// An entry with its children. Invariant: only a directory has any.
#[derive(Clone, Debug, Eq)]
struct Node {
    entry: Entry,
    children: BTreeMap<Rc<str>, Rc<Node>>,
}

/// Equal content; a shared node is equal without a look inside.
impl PartialEq for Node {
    fn eq(&self, other: &Node) -> bool {
        self.entry == other.entry
            && self.children.len() == other.children.len()
            && self.children.iter().zip(&other.children).all(
                |((name, child), (other_name, other_child))| {
                    name == other_name && (Rc::ptr_eq(child, other_child) || child == other_child)
                },
            )
    }
}

impl Node {
    fn leaf(entry: Entry) -> Node {
        Node { entry, children: BTreeMap::new() }
    }

    fn size(&self) -> u64 {
        self.entry.size() + self.children.values().map(|it| it.size()).sum::<u64>()
    }
}

impl Default for FileTree {
    /// An empty root directory.
    fn default() -> FileTree {
        FileTree { root: Rc::new(Node::leaf(Entry::directory(0o755, SimTime::default()))) }
    }
}

impl FileTree {
    /// What `path` names, if anything; links are not followed.
    pub fn entry(&self, path: &AbsPath) -> Option<&Entry> {
        self.node(path).map(|it| &it.entry)
    }

    /// The children of the directory `path` by name; none if it is no directory.
    pub fn children(&self, path: &AbsPath) -> impl Iterator<Item = (&str, &Entry)> {
        let children = self.node(path).map(|it| it.children.iter());
        children.into_iter().flatten().map(|(name, child)| (&**name, &child.entry))
    }

    /// `path` and all below it, each directory before its children, by name.
    pub fn walk(&self, path: &AbsPath) -> Vec<(AbsPath, &Entry)> {
        let mut found = Vec::new();
        if let Some(node) = self.node(path) {
            walk(path, node, &mut found);
        }
        found
    }

    /// The directory `path` as a tree of its own, shared with this one; none if it is no directory.
    pub fn subtree(&self, path: &AbsPath) -> Option<FileTree> {
        let mut node = &self.root;
        for name in path.parts() {
            node = node.children.get(name)?;
        }
        node.entry.is_directory().then(|| FileTree { root: node.clone() })
    }

    /// Bytes of all regular files, as a learner sees them.
    pub fn size(&self) -> u64 {
        self.root.size()
    }

    /// Puts `entry` at `path`, in place of what is there. A directory put over a directory keeps the children.
    pub fn insert(&mut self, path: &AbsPath, entry: Entry) -> Result<(), FsError> {
        if PATH_LENGTH_MAX <= path.as_str().len() || NAME_LENGTH_MAX < path.name().len() {
            return Err(FsError::NameTooLong);
        }
        let Some((parent, name)) = self.parent_mut(path)? else {
            return match entry.kind {
                EntryKind::Directory => {
                    Rc::make_mut(&mut self.root).entry = entry;
                    Ok(())
                }
                EntryKind::File(_)
                | EntryKind::Symlink(_)
                | EntryKind::Fifo
                | EntryKind::Device(_) => Err(FsError::Busy),
            };
        };
        match parent.children.get_mut(name) {
            Some(node) if node.entry.is_directory() && entry.is_directory() => {
                Rc::make_mut(node).entry = entry;
            }
            Some(node) => *node = Rc::new(Node::leaf(entry)),
            None => {
                parent.children.insert(Rc::from(name), Rc::new(Node::leaf(entry)));
            }
        }
        Ok(())
    }

    /// Removes `path` and all below it.
    pub fn remove(&mut self, path: &AbsPath) -> Result<(), FsError> {
        let (parent, name) = self.parent_mut(path)?.ok_or(FsError::Busy)?;
        parent.children.remove(name).map(|_| ()).ok_or(FsError::NotFound)
    }

    /// Changes owner, permissions or age of `path`.
    pub fn update(
        &mut self,
        path: &AbsPath,
        change: impl FnOnce(&mut Metadata),
    ) -> Result<(), FsError> {
        let node = match self.parent_mut(path)? {
            None => &mut self.root,
            Some((parent, name)) => parent.children.get_mut(name).ok_or(FsError::NotFound)?,
        };
        change(&mut Rc::make_mut(node).entry.metadata);
        Ok(())
    }

    /// What turns `parent` into this tree: `parent.apply(&self.diff(parent)) == *self`.
    pub fn diff(&self, parent: &FileTree) -> Changeset {
        let mut changes = Vec::new();
        diff(&AbsPath::root(), &self.root, &parent.root, &mut changes);
        Changeset::new(changes)
    }

    /// This tree with `changeset` applied. The inverse of [`FileTree::diff`].
    ///
    /// What has no place here (a change below a file) is left out: a changeset may come from an archive of anybody's.
    pub fn apply(&self, changeset: &Changeset) -> FileTree {
        let mut tree = self.clone();
        for change in changeset.changes() {
            let _no_place = match &change.kind {
                ChangeKind::Added(entry) | ChangeKind::Modified(entry) => {
                    tree.insert(&change.path, entry.clone())
                }
                ChangeKind::Deleted => tree.remove(&change.path),
            };
        }
        tree
    }

    fn node(&self, path: &AbsPath) -> Option<&Node> {
        path.parts().try_fold(&*self.root, |node, name| node.children.get(name).map(|it| &**it))
    }

    /// The directory that holds `path`, unshared, and the last name; nothing for the root.
    fn parent_mut<'a>(
        &mut self,
        path: &'a AbsPath,
    ) -> Result<Option<(&mut Node, &'a str)>, FsError> {
        let mut names = path.parts();
        let Some(last) = names.next_back() else { return Ok(None) };
        let mut node = Rc::make_mut(&mut self.root);
        for name in names {
            node = Rc::make_mut(node.children.get_mut(name).ok_or(FsError::NotFound)?);
        }
        match node.entry.is_directory() {
            true => Ok(Some((node, last))),
            false => Err(FsError::NotADirectory),
        }
    }
}

fn walk<'a>(path: &AbsPath, node: &'a Node, found: &mut Vec<(AbsPath, &'a Entry)>) {
    found.push((path.clone(), &node.entry));
    for (name, child) in &node.children {
        walk(&path.child(name), child, found);
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
