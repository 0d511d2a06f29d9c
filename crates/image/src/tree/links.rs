//! Hard links: which names of a tree are one file.

use std::rc::Rc;

use super::{FileTree, name_length_fits};
use crate::content::Content;
use crate::entry::{Entry, EntryKind};
use crate::fs_error::FsError;
use crate::path::AbsPath;

/// The files of a tree that have more than one name. Each name has a node of its own; the nodes are kept equal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Links {
    // Invariant: ascending by first name; no name twice.
    files: Rc<Vec<Linked>>,
}

/// One file of several names.
#[derive(Clone, Debug, Eq)]
struct Linked {
    // Invariant: two or more, ascending.
    names: Vec<AbsPath>,
    /// Whether it lies in a lower layer: then a change makes a copy under the one name that it was made by.
    lower: bool,
}

/// Where a file lies is no part of what it is.
impl PartialEq for Linked {
    fn eq(&self, other: &Linked) -> bool {
        self.names == other.names
    }
}

impl Links {
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The names of each file.
    pub(super) fn files(&self) -> impl Iterator<Item = &[AbsPath]> {
        self.files.iter().map(|it| it.names.as_slice())
    }

    /// All names of the file that is called `path` too; empty if it has but one.
    pub(super) fn names(&self, path: &AbsPath) -> &[AbsPath] {
        self.find(path).map_or(&[], |it| &it.names)
    }

    /// Forgets `path` and all names below it.
    pub(super) fn forget(&mut self, path: &AbsPath) {
        self.rewrite(|name| Some(name.clone()).filter(|it| it.below(path).is_none()));
    }

    /// Makes `names` one file; they must have none in common with another.
    pub(super) fn add(&mut self, names: Vec<AbsPath>) {
        Rc::make_mut(&mut self.files).push(Linked { names, lower: false });
        self.rewrite(|name| Some(name.clone()));
    }

    /// The names below `path`, as seen from there.
    pub(super) fn below(&self, path: &AbsPath) -> Links {
        let mut links = self.clone();
        links.rewrite(|name| name.below(path).map(AbsPath::new));
        links
    }

    fn find(&self, path: &AbsPath) -> Option<&Linked> {
        self.files.iter().find(|it| it.names.contains(path))
    }

    /// Renames each name, or drops it; a file that is left with one name is no longer listed.
    fn rewrite(&mut self, rename: impl Fn(&AbsPath) -> Option<AbsPath>) {
        if self.is_empty() {
            return;
        }
        let files = Rc::make_mut(&mut self.files);
        for file in files.iter_mut() {
            file.names = file.names.iter().filter_map(&rename).collect();
            file.names.sort();
        }
        files.retain(|it| 1 < it.names.len());
        files.sort_by(|a, b| a.names.cmp(&b.names));
    }
}

impl FileTree {
    /// All names of the file at `path`, ascending; empty if it has but one. `ls -l` counts them.
    pub fn names(&self, path: &AbsPath) -> &[AbsPath] {
        self.links.names(path)
    }

    /// Gives the file at `existing` a second name, `new`.
    pub fn link(&mut self, existing: &AbsPath, new: &AbsPath) -> Result<(), FsError> {
        let entry = self.entry(existing).ok_or(FsError::NotFound)?.clone();
        if entry.is_directory() {
            return Err(FsError::NotPermitted);
        }
        if self.entry(new).is_some() {
            return Err(FsError::Exists);
        }
        self.insert(new, entry)?;
        let mut names = self.changed_names(existing);
        self.links.forget(existing);
        for name in &names {
            self.links.forget(name);
        }
        names.push(new.clone());
        names.sort();
        self.links.add(names);
        Ok(())
    }

    /// Puts `content` into the regular file at `path`: its other names see it too.
    pub fn write(&mut self, path: &AbsPath, content: Content) -> Result<(), FsError> {
        match &self.entry(path).ok_or(FsError::NotFound)?.kind {
            EntryKind::File(_) => self.change(path, |it| it.kind = EntryKind::File(content)),
            EntryKind::Directory => Err(FsError::IsADirectory),
            EntryKind::Symlink(_) | EntryKind::Fifo | EntryKind::Device(_) => Err(FsError::Invalid),
        }
    }

    /// Moves `from` with all below it to `to`, where nothing must be. It stays what it is: links and ages are kept.
    pub fn rename(&mut self, from: &AbsPath, to: &AbsPath) -> Result<(), FsError> {
        if to.below(from).is_some() {
            return Err(FsError::Invalid);
        }
        if self.entry(to).is_some() {
            return Err(FsError::Exists);
        }
        let below = self.walk(from);
        let moved = |it: &AbsPath| it.below(from).map(|rest| to.join(rest));
        if !below.iter().filter_map(|(path, _)| moved(path)).all(|it| name_length_fits(&it)) {
            return Err(FsError::NameTooLong);
        }
        let node = {
            let (parent, name) = self.parent_mut(from)?.ok_or(FsError::Busy)?;
            parent.children.get(name).ok_or(FsError::NotFound)?.clone()
        };
        let (parent, name) = self.parent_mut(to)?.ok_or(FsError::Busy)?;
        parent.children.insert(Rc::from(name), node);
        let (parent, name) = self.parent_mut(from)?.expect("the root was refused above");
        parent.children.remove(name);
        self.links.rewrite(|name| moved(name).or_else(|| Some(name.clone())));
        Ok(())
    }

    /// Puts all of `other` at `path`, in place of what is there. The directory above must be there.
    pub fn graft(&mut self, path: &AbsPath, other: &FileTree) -> Result<(), FsError> {
        let fits =
            |(below, _): &(AbsPath, &Entry)| name_length_fits(&path.join(&below.as_str()[1..]));
        if !other.walk(&AbsPath::root()).iter().all(fits) {
            return Err(FsError::NameTooLong);
        }
        let (parent, name) = self.parent_mut(path)?.ok_or(FsError::Busy)?;
        parent.children.insert(Rc::from(name), other.root.clone());
        self.links.forget(path);
        for names in other.links.files() {
            self.links.add(names.iter().map(|it| path.join(&it.as_str()[1..])).collect());
        }
        Ok(())
    }

    /// These files as the lower layers of a container. There a file of several names, once changed under one of them,
    /// is a file of its own under that name.
    ///
    /// As Linux: Documentation/filesystems/overlayfs.rst, "Non-standard behavior"; Docker mounts with `index=off`.
    pub fn lowered(mut self) -> FileTree {
        if !self.links.is_empty() {
            Rc::make_mut(&mut self.links.files).iter_mut().for_each(|it| it.lower = true);
        }
        self
    }

    /// Changes what is at `path`, under all its names.
    pub(super) fn change(
        &mut self,
        path: &AbsPath,
        change: impl FnOnce(&mut Entry),
    ) -> Result<(), FsError> {
        let mut entry = self.entry(path).ok_or(FsError::NotFound)?.clone();
        change(&mut entry);
        for name in self.changed_names(path) {
            Rc::make_mut(self.node_mut(&name)?).entry = entry.clone();
        }
        Ok(())
    }

    /// The names under which a change of `path` is seen; copies it up if it must.
    fn changed_names(&mut self, path: &AbsPath) -> Vec<AbsPath> {
        match self.links.find(path) {
            Some(file) if !file.lower => file.names.clone(),
            Some(_) => {
                self.links.forget(path);
                vec![path.clone()]
            }
            None => vec![path.clone()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SimTime;

    fn path(text: &str) -> AbsPath {
        AbsPath::new(text)
    }

    /// `/d/a` and `/b` are one file, `/c` is another.
    fn tree() -> FileTree {
        let mut tree = FileTree::default();
        let now = SimTime::default();
        tree.insert(&path("/d"), Entry::directory(0o755, now)).unwrap();
        for name in ["/d/a", "/c"] {
            tree.insert(&path(name), Entry::file(Content::new(*b"one"), 0o644, now)).unwrap();
        }
        tree.link(&path("/d/a"), &path("/b")).unwrap();
        tree
    }

    fn text(tree: &FileTree, name: &str) -> String {
        let entry = tree.entry(&path(name)).unwrap();
        entry.content().unwrap().text().into_owned()
    }

    #[test]
    fn what_is_written_under_one_name_is_read_under_the_other() {
        let mut tree = tree();
        tree.write(&path("/b"), Content::new(*b"two")).unwrap();
        tree.update(&path("/d/a"), |it| it.mode = 0o600).unwrap();
        assert_eq!(text(&tree, "/d/a"), "two");
        assert_eq!(tree.entry(&path("/b")).unwrap().metadata.mode, 0o600);
        assert_eq!(tree.size(), 6);
    }

    #[test]
    fn a_file_of_a_lower_layer_is_copied_up_under_the_name_that_is_written() {
        let mut tree = tree().lowered();
        tree.write(&path("/b"), Content::new(*b"two")).unwrap();
        assert_eq!((text(&tree, "/b").as_str(), text(&tree, "/d/a").as_str()), ("two", "one"));
        assert!(tree.names(&path("/b")).is_empty());
    }

    #[test]
    fn names_come_and_go() {
        let mut tree = tree();
        tree.link(&path("/b"), &path("/e")).unwrap();
        tree.rename(&path("/d"), &path("/z")).unwrap();
        assert_eq!(tree.names(&path("/e")), [path("/b"), path("/e"), path("/z/a")]);
        tree.remove(&path("/z")).unwrap();
        assert_eq!(tree.names(&path("/e")), [path("/b"), path("/e")]);
        tree.insert(&path("/b"), Entry::symlink("e", SimTime::default())).unwrap();
        assert!(tree.names(&path("/e")).is_empty());
    }

    #[test]
    fn linux_refuses_some_links_and_moves() {
        let mut tree = tree();
        for (from, to, link, rename) in [
            ("/d", "/x", Err(FsError::NotPermitted), Ok(())),
            ("/c", "/b", Err(FsError::Exists), Err(FsError::Exists)),
            ("/no", "/y", Err(FsError::NotFound), Err(FsError::NotFound)),
            ("/c", "/no/y", Err(FsError::NotFound), Err(FsError::NotFound)),
            ("/x", "/x/y", Err(FsError::NotPermitted), Err(FsError::Invalid)),
        ] {
            assert_eq!(tree.link(&path(from), &path(to)), link, "ln {from} {to}");
            assert_eq!(tree.rename(&path(from), &path(to)), rename, "mv {from} {to}");
        }
    }
}
