//! File trees: values that share structure.

mod diff;
mod links;

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::entry::{Entry, EntryKind, Metadata};
use crate::fs_error::FsError;
use crate::path::AbsPath;
use crate::time::SimTime;

use links::Links;

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
    // Invariant: its names are in the tree, not directories, and those of one file are equal entries.
    links: Links,
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
        let root = Node::leaf(Entry::directory(0o755, SimTime::default()));
        FileTree { root: Rc::new(root), links: Links::default() }
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
        let links = || self.links.below(path);
        node.entry.is_directory().then(|| FileTree { root: node.clone(), links: links() })
    }

    /// Bytes of all regular files, as a learner sees them; a file of several names counts once.
    pub fn size(&self) -> u64 {
        let twice = |names: &[AbsPath]| {
            self.entry(&names[0]).map_or(0, Entry::size) * (names.len() as u64 - 1)
        };
        self.root.size() - self.links.files().map(twice).sum::<u64>()
    }

    /// Puts `entry` at `path`, in place of what is there. A directory put over a directory keeps the children; what is
    /// put over a file of several names leaves the others alone.
    pub fn insert(&mut self, path: &AbsPath, entry: Entry) -> Result<(), FsError> {
        if !name_length_fits(path) {
            return Err(FsError::NameTooLong);
        }
        let replaces =
            !entry.is_directory() || self.entry(path).is_some_and(|it| !it.is_directory());
        if replaces && !path.is_root() {
            self.links.forget(path);
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
        parent.children.remove(name).ok_or(FsError::NotFound)?;
        self.links.forget(path);
        Ok(())
    }

    /// Changes owner, permissions or age of `path`.
    pub fn update(
        &mut self,
        path: &AbsPath,
        change: impl FnOnce(&mut Metadata),
    ) -> Result<(), FsError> {
        self.change(path, |it| change(&mut it.metadata))
    }

    fn node(&self, path: &AbsPath) -> Option<&Node> {
        path.parts().try_fold(&*self.root, |node, name| node.children.get(name).map(|it| &**it))
    }

    fn node_mut(&mut self, path: &AbsPath) -> Result<&mut Rc<Node>, FsError> {
        let mut node = &mut self.root;
        for name in path.parts() {
            node = Rc::make_mut(node).children.get_mut(name).ok_or(FsError::NotFound)?;
        }
        Ok(node)
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

fn name_length_fits(path: &AbsPath) -> bool {
    path.as_str().len() < PATH_LENGTH_MAX && path.name().len() <= NAME_LENGTH_MAX
}

fn walk<'a>(path: &AbsPath, node: &'a Node, found: &mut Vec<(AbsPath, &'a Entry)>) {
    found.push((path.clone(), &node.entry));
    for (name, child) in &node.children {
        walk(&path.child(name), child, found);
    }
}
