//! Laws of trees, changesets and layers, on random trees.

use image::{AbsPath, ChangeKind, Content, Entry, FileTree, Layer, SimTime};
use proptest::collection::vec;
use proptest::prelude::*;

/// One edit of a tree. Names are few, so that edits meet.
#[derive(Clone, Debug)]
enum Edit {
    Put(String, Entry),
    Remove(String),
    Chmod(String, u32),
}

fn path() -> impl Strategy<Value = String> {
    vec("[abc]", 1..4).prop_map(|parts| format!("/{}", parts.join("/")))
}

fn entry() -> impl Strategy<Value = Entry> {
    let mtime = (0..3_u64).prop_map(SimTime::from_seconds);
    let mode = prop_oneof![Just(0o644), Just(0o755)];
    (0..4, mode, mtime, "[xy]{0,2}").prop_map(|(kind, mode, mtime, text)| match kind {
        0 => Entry::symlink(&text, mtime),
        1 => Entry::file(Content::new(text.into_bytes()), mode, mtime),
        _ => Entry::directory(mode, mtime),
    })
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        4 => (path(), entry()).prop_map(|(path, entry)| Edit::Put(path, entry)),
        1 => path().prop_map(Edit::Remove),
        1 => (path(), 0..0o1000_u32).prop_map(|(path, mode)| Edit::Chmod(path, mode)),
    ];
    vec(edit, 0..20)
}

fn edited(tree: &FileTree, edits: &[Edit]) -> FileTree {
    let mut tree = tree.clone();
    for edit in edits {
        let _may_fail = match edit {
            Edit::Put(path, entry) => tree.insert(&AbsPath::new(path), entry.clone()),
            Edit::Remove(path) => tree.remove(&AbsPath::new(path)),
            Edit::Chmod(path, mode) => tree.update(&AbsPath::new(path), |it| it.mode = *mode),
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
}
