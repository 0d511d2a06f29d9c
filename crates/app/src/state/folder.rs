//! What an image's files look like from one of its layers.

use std::rc::Rc;

use image::{AbsPath, ChangeKind, Content, Entry, EntryKind, FileTree, Image, Layer};

/// Rows that are shown at once; a search for one letter finds more than anybody reads.
const SHOWN: usize = 500;

/// Where to look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Glance {
    /// The layer, counted from the lowest; none for the highest.
    pub(crate) layer: Option<usize>,
    /// Only what the layer changes, not what it stands on.
    pub(crate) only: bool,
    pub(crate) folder: AbsPath,
    /// A part of a path; empty for the folder alone.
    pub(crate) search: String,
}

/// The whole image from its root.
impl Default for Glance {
    fn default() -> Glance {
        Glance { layer: None, only: false, folder: AbsPath::root(), search: String::new() }
    }
}

/// One file or directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) path: AbsPath,
    /// What the layer did to it, or to something below it.
    pub(crate) mark: Option<Mark>,
    /// None for what the layer deletes.
    pub(crate) entry: Option<Entry>,
    /// Bytes, of a directory all that is below.
    pub(crate) size: u64,
}

/// What a layer did to a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Added,
    Modified,
    Deleted,
    /// Something below it changed.
    Below,
}

/// What was stored and cannot be seen any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Waste {
    /// Bytes that a higher layer overwrites or deletes.
    pub(crate) bytes: u64,
    /// What can be seen, in thousandths of what is stored; dive calls it efficiency.
    pub(crate) efficiency: u64,
}

/// The rows to show, and how many more there are.
pub(crate) fn rows(image: &Image, glance: &Glance) -> (Vec<Row>, usize) {
    let count = image.layers().len();
    let chosen = glance.layer.unwrap_or(usize::MAX).min(count.saturating_sub(1));
    let layer = image.layers().get(chosen);
    let found = |path: &AbsPath| path.as_str().contains(&glance.search);
    let mut rows: Vec<Row> = if glance.only {
        layer.into_iter().flat_map(|it| changes(it)).filter(|it| found(&it.path)).collect()
    } else {
        let tree = tree_upto(image, chosen);
        let below: Vec<(AbsPath, Entry)> = match glance.search.is_empty() {
            true => tree
                .children(&glance.folder)
                .map(|(name, entry)| (glance.folder.child(name), entry.clone()))
                .collect(),
            false => tree
                .walk(&AbsPath::root())
                .into_iter()
                .filter(|it| found(&it.0))
                .map(|(path, entry)| (path, entry.clone()))
                .collect(),
        };
        below.into_iter().map(|(path, entry)| row(&tree, layer, path, entry)).collect()
    };
    let more = rows.len().saturating_sub(SHOWN);
    rows.truncate(SHOWN);
    (rows, more)
}

/// The content of a file as it is at `glance`.
pub(crate) fn content(image: &Image, glance: &Glance, path: &AbsPath) -> Option<Content> {
    let tree = tree_upto(image, glance.layer.unwrap_or(usize::MAX));
    tree.entry(path)?.content().cloned()
}

/// What `image` stores in vain.
pub(crate) fn waste(image: &Image) -> Waste {
    let stored: u64 = image.layers().iter().map(|it| it.size()).sum();
    let seen = image.tree().size().min(stored);
    Waste { bytes: stored - seen, efficiency: seen * 1000 / stored.max(1) }
}

/// The instruction of each layer, lowest first.
pub(crate) fn instructions(image: &Image) -> Vec<&str> {
    let history = image.config().history.iter().filter(|it| !it.empty_layer);
    history
        .map(|it| {
            it.created_by.trim_start_matches("/bin/sh -c ").trim_start_matches("#(nop) ").trim()
        })
        .collect()
}

fn tree_upto(image: &Image, layer: usize) -> FileTree {
    if image.layers().len() <= layer.saturating_add(1) {
        return image.tree().clone();
    }
    let lower = image.layers().iter().take(layer + 1);
    lower.fold(FileTree::default(), |tree, it| tree.apply(it.changeset()))
}

fn row(tree: &FileTree, layer: Option<&Rc<Layer>>, path: AbsPath, entry: Entry) -> Row {
    let size = match entry.kind {
        EntryKind::Directory => tree.subtree(&path).map_or(0, |it| it.size()),
        EntryKind::File(_) | EntryKind::Symlink(_) | EntryKind::Fifo | EntryKind::Device(_) => {
            entry.size()
        }
    };
    let changes = layer.map_or(&[][..], |it| it.changeset().changes());
    let first = changes.partition_point(|it| it.path < path);
    let mark = match changes.get(first) {
        Some(change) if change.path == path && !entry.is_directory() => Some(mark_of(&change.kind)),
        Some(change) if change.path == path && matches!(change.kind, ChangeKind::Added(_)) => {
            Some(Mark::Added)
        }
        Some(change) if change.path.below(&path).is_some() => Some(Mark::Below),
        Some(_) | None => None,
    };
    Row { path, mark, entry: Some(entry), size }
}

fn changes(layer: &Layer) -> Vec<Row> {
    let rows = layer.changeset().changes().iter().map(|change| Row {
        path: change.path.clone(),
        mark: Some(mark_of(&change.kind)),
        entry: change.kind.entry().cloned(),
        size: change.kind.entry().map_or(0, Entry::size),
    });
    rows.collect()
}

fn mark_of(kind: &ChangeKind) -> Mark {
    match kind {
        ChangeKind::Added(_) => Mark::Added,
        ChangeKind::Modified(_) => Mark::Modified,
        ChangeKind::Deleted => Mark::Deleted,
    }
}

/// Permissions as `ls -l` writes them.
pub(crate) fn mode(entry: &Entry) -> String {
    let kind = match &entry.kind {
        EntryKind::Directory => 'd',
        EntryKind::File(_) => '-',
        EntryKind::Symlink(_) => 'l',
        EntryKind::Fifo => 'p',
        EntryKind::Device(image::Device::Character { .. }) => 'c',
        EntryKind::Device(image::Device::Block { .. }) => 'b',
    };
    let bits = (0..9).rev().map(|bit| match entry.metadata.mode >> bit & 1 {
        0 => '-',
        _ => ['x', 'w', 'r'][bit % 3],
    });
    std::iter::once(kind).chain(bits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Changeset, SimTime};
    use terminal::{Session, Settings};

    fn file(text: &str) -> Entry {
        Entry::file(Content::new(text.as_bytes()), 0o644, SimTime::default())
    }

    /// An image of two layers: `/a` and `/d/b`; then `/a` longer and `/d/b` gone.
    fn two_layers() -> Image {
        let mut lower = FileTree::default();
        let path = AbsPath::new;
        lower.insert(&path("/a"), file("12345")).unwrap();
        lower.insert(&path("/d"), Entry::directory(0o755, SimTime::default())).unwrap();
        lower.insert(&path("/d/b"), file("123")).unwrap();
        let mut upper = lower.clone();
        upper.insert(&path("/a"), file("1234567")).unwrap();
        upper.remove(&path("/d/b")).unwrap();
        let seal = |it: Changeset| Rc::new(Layer::seal(it));
        let layers = vec![seal(lower.diff(&FileTree::default())), seal(upper.diff(&lower))];
        let session = Session::new(Settings::default()).run("docker pull alpine").session;
        let base = session.engine().find("alpine").unwrap();
        let mut config = base.config().clone();
        config.rootfs.diff_ids = layers.iter().map(|it: &Rc<Layer>| it.diff_id()).collect();
        Image::new(config, layers, upper)
    }

    fn shown(glance: Glance) -> Vec<String> {
        let (rows, _) = rows(&two_layers(), &glance);
        rows.iter().map(|it| format!("{} {:?} {}", it.path, it.mark, it.size)).collect()
    }

    #[test]
    fn a_layer_shows_what_it_changed_and_what_it_stands_on() {
        assert_eq!(shown(Glance::default()), ["/a Some(Modified) 7", "/d Some(Below) 0"]);
        let lower = Glance { layer: Some(0), ..Glance::default() };
        assert_eq!(shown(lower), ["/a Some(Added) 5", "/d Some(Added) 3"]);
        let only = Glance { only: true, ..Glance::default() };
        assert_eq!(shown(only), ["/a Some(Modified) 7", "/d/b Some(Deleted) 0"]);
        let found = Glance { layer: Some(0), search: "b".into(), ..Glance::default() };
        assert_eq!(shown(found), ["/d/b Some(Added) 3"]);
    }

    #[test]
    fn overwritten_and_deleted_bytes_are_wasted() {
        assert_eq!(waste(&two_layers()), Waste { bytes: 8, efficiency: 466 });
    }
}
