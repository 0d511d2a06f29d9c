//! Laws of trees, changesets and layers, on random trees.

use image::{
    AbsPath, ChangeKind, Content, Entry, EntryKind, FileTree, Layer, Metadata, SimTime, gunzip,
    read_tar,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// One edit of a tree. Names are few, so that edits meet.
#[derive(Clone, Debug)]
enum Edit {
    Put(String, Entry),
    Remove(String),
    Chmod(String, u32),
    Write(String, String),
    Link(String, String),
    Rename(String, String),
    NewContainer,
}

fn path() -> impl Strategy<Value = String> {
    vec("[abc]", 1..4).prop_map(|parts| format!("/{}", parts.join("/")))
}

fn entry() -> impl Strategy<Value = Entry> {
    let mtime = (0..3_u64).prop_map(SimTime::from_seconds);
    let mode = prop_oneof![Just(0o644), Just(0o755)];
    (0..7, mode, mtime, "[xy]{0,2}").prop_map(|(kind, mode, mtime, text)| match kind {
        0 => Entry::symlink(&text, mtime),
        2 => Entry { metadata: Metadata::root(mode, mtime), kind: EntryKind::Fifo },
        1 | 3 | 4 => Entry::file(Content::new(text.into_bytes()), mode, mtime),
        _ => Entry::directory(mode, mtime),
    })
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        4 => (path(), entry()).prop_map(|(path, entry)| Edit::Put(path, entry)),
        1 => path().prop_map(Edit::Remove),
        1 => (path(), 0..0o1000_u32).prop_map(|(path, mode)| Edit::Chmod(path, mode)),
        1 => (path(), "[xy]{0,2}").prop_map(|(path, text)| Edit::Write(path, text)),
        3 => (path(), path()).prop_map(|(from, to)| Edit::Link(from, to)),
        1 => (path(), path()).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => Just(Edit::NewContainer),
    ];
    vec(edit, 0..30)
}

fn edited(tree: &FileTree, edits: &[Edit]) -> FileTree {
    let mut tree = tree.clone();
    for edit in edits {
        let _may_fail = match edit {
            Edit::Put(path, entry) => tree.insert(&AbsPath::new(path), entry.clone()),
            Edit::Remove(path) => tree.remove(&AbsPath::new(path)),
            Edit::Chmod(path, mode) => tree.update(&AbsPath::new(path), |it| it.mode = *mode),
            Edit::Write(path, text) => {
                tree.write(&AbsPath::new(path), Content::new(text.as_bytes()))
            }
            Edit::Link(from, to) => tree.link(&AbsPath::new(from), &AbsPath::new(to)),
            Edit::Rename(from, to) => tree.rename(&AbsPath::new(from), &AbsPath::new(to)),
            Edit::NewContainer => {
                tree = tree.lowered();
                Ok(())
            }
        };
    }
    tree
}

proptest! {
    #[test]
    fn applying_a_diff_gives_the_child(first in edits(), second in edits()) {
        let parent = edited(&FileTree::default(), &first);
        let child = edited(&parent, &second);
        prop_assert_eq!(parent.apply(&child.diff(&parent)), child);
    }

    #[test]
    fn what_is_grafted_is_there_as_a_tree_of_its_own(first in edits(), second in edits()) {
        let (mut tree, other) =
            (edited(&FileTree::default(), &first), edited(&FileTree::default(), &second));
        let place = AbsPath::new("/a");
        tree.graft(&place, &other).unwrap();
        prop_assert_eq!(tree.subtree(&place), Some(other));
    }

    #[test]
    fn a_tree_does_not_differ_from_itself(first in edits()) {
        let tree = edited(&FileTree::default(), &first);
        prop_assert!(tree.diff(&tree.clone()).changes().is_empty());
    }

    #[test]
    fn a_layers_archive_lists_each_change_once(first in edits(), second in edits()) {
        let parent = edited(&FileTree::default(), &first);
        let child = edited(&parent, &second);
        let layer = Layer::seal(child.diff(&parent));
        let tar = layer.tar();
        let mut archive = tar::Archive::new(tar.as_slice());
        let members: Vec<String> = archive
            .entries()
            .unwrap()
            .map(|it| it.unwrap().path().unwrap().to_string_lossy().into_owned())
            .collect();
        prop_assert_eq!(members.len(), layer.changeset().changes().len());
        let deleted = |it: &&image::Change| matches!(it.kind, ChangeKind::Deleted);
        let whiteouts = members.iter().filter(|it| it.contains(".wh.")).count();
        prop_assert_eq!(whiteouts, layer.changeset().changes().iter().filter(deleted).count());
    }

    #[test]
    fn names_of_one_file_are_alike_and_its_bytes_count_once(first in edits()) {
        let tree = edited(&FileTree::default(), &first);
        let mut size = 0;
        for (path, entry) in tree.walk(&AbsPath::root()) {
            let names = tree.names(&path);
            prop_assert!(names.iter().all(|it| tree.entry(it) == Some(entry)), "{}", path);
            prop_assert!(names.is_empty() || names.contains(&path), "{}", path);
            size += if names.is_empty() || names[0] == path { entry.size() } else { 0 };
        }
        prop_assert_eq!(tree.size(), size);
    }

    #[test]
    fn a_layer_read_from_its_archive_is_the_same(first in edits(), second in edits()) {
        let parent = edited(&FileTree::default(), &first);
        let child = edited(&parent, &second);
        let layer = Layer::seal(child.diff(&parent));
        let read = Layer::read(&layer.tar()).unwrap();
        prop_assert_eq!(read.diff_id(), layer.diff_id());
        prop_assert_eq!(read.size(), layer.size());
        prop_assert_eq!(parent.apply(read.changeset()), child);
    }

    #[test]
    fn any_bytes_are_an_archive_or_an_error(
        bytes in vec(any::<u8>(), 0..2000),
        edits in edits(),
        wrong in vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
    ) {
        let _either = (read_tar(&bytes), gunzip(&bytes, 1 << 20), Layer::read(&bytes));
        let tree = edited(&FileTree::default(), &edits);
        let mut archive = Layer::seal(tree.diff(&FileTree::default())).tar();
        for (at, byte) in wrong {
            let at = at.index(archive.len());
            archive[at] = byte;
            mend_checksum(&mut archive, at / 512 * 512);
        }
        if let Ok(layer) = Layer::read(&archive) {
            let _any_tree = FileTree::default().apply(layer.changeset());
        }
    }
}

/// Lets a header that was changed pass as one.
fn mend_checksum(archive: &mut [u8], block: usize) {
    let header = &mut archive[block..block + 512];
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|it| u32::from(*it)).sum();
    header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
}
