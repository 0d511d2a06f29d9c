//! A package's files on their way into a tree, and out of it.

use std::collections::BTreeMap;

use image::{AbsPath, Content, Entry, FileTree, Follow, FsError, SimTime};

use crate::base::text_of;
use crate::contents::{Contents, FileKind, PackageFile};
use crate::database::{Installed, OwnedDirectory, directory, touch};
use crate::package::Package;

/// What came of unpacking.
#[derive(Default)]
pub(crate) struct Unpacked {
    /// What the package owns now.
    pub(crate) directories: Vec<OwnedDirectory>,
    /// Directories whose entries changed.
    pub(crate) changed: Vec<String>,
    pub(crate) failed: Vec<(String, FsError)>,
}

/// Puts a package's files into `tree`, in place of those of `old`.
///
/// Settings below /etc that somebody changed are kept; the package's go beside them, as `NAME.apk-new`.
pub(crate) fn unpack(
    package: &Package,
    contents: &Contents,
    old: Option<&Installed>,
    tree: &mut FileTree,
    now: SimTime,
) -> Unpacked {
    let mut unpacked = Unpacked::default();
    let mut owned: BTreeMap<&str, OwnedDirectory> = BTreeMap::new();
    for (path, mode) in &contents.directories {
        let _parent_is_no_directory = directory(tree, &AbsPath::new(path), *mode, now);
        let short = path.trim_start_matches('/').to_string();
        owned.insert(path, OwnedDirectory { path: short, mode: *mode, files: Vec::new() });
    }
    let mtime = match package.built {
        0 => now,
        built => SimTime::from_seconds(built),
    };
    for file in &contents.files {
        match place(package, file, old, tree, mtime, now) {
            Ok(()) => unpacked.changed.push(file.directory.clone()),
            Err(error) => {
                unpacked.failed.push((format!("{}/{}", file.directory, file.name), error));
            }
        }
        if let Some(directory) = owned.get_mut(file.directory.as_str()) {
            directory.files.push((file.name.clone(), file.mode));
        }
    }
    unpacked.changed.dedup();
    unpacked.directories = owned.into_values().collect();
    unpacked
}

fn place(
    package: &Package,
    file: &PackageFile,
    old: Option<&Installed>,
    tree: &mut FileTree,
    mtime: SimTime,
    now: SimTime,
) -> Result<(), FsError> {
    let parent = directory(tree, &AbsPath::new(&file.directory), 0o755, now)?;
    let path = parent.child(&file.name);
    let entry = match &file.kind {
        FileKind::Link { target } => Entry::symlink(target, mtime),
        FileKind::Regular { size } => {
            let content = match text_of(&path, package) {
                Some(text) => Content::new(text.into_bytes()),
                None => stub(package, *size),
            };
            Entry::file(content, file.mode, mtime)
        }
    };
    let is_kept = match tree.entry(&path) {
        Some(there) => {
            let same = there.kind == entry.kind;
            file.directory.starts_with("/etc") && !same && is_changed(there, &path, old, package)
        }
        None => false,
    };
    let path = if is_kept { parent.child(&format!("{}.apk-new", file.name)) } else { path };
    tree.insert(&path, entry)?;
    touch(tree, &parent, now)
}

/// What stands for a file of `size` bytes.
fn stub(package: &Package, size: u64) -> Content {
    match size {
        0 => Content::new(*b""),
        _ => {
            let text = format!("stand-in for a file of {size} bytes of the package {package}\n");
            Content::stub(text.into_bytes(), size)
        }
    }
}

/// Whether somebody has changed a file since `old` was unpacked. Whoever writes it leaves no stub.
pub(crate) fn is_changed(
    entry: &Entry,
    path: &AbsPath,
    old: Option<&Installed>,
    new: &Package,
) -> bool {
    let Some(content) = entry.content() else { return old.is_none() };
    let is_stub = content.size() != content.bytes().len() as u64;
    let shipped = text_of(path, old.map_or(new, |it| &it.package));
    let is_shipped = shipped.is_some_and(|it| it.as_bytes() == content.bytes());
    !is_stub && !is_shipped
}

/// Takes away the files of a package, but what one of `others` has too and settings that somebody changed; then the
/// directories that are left empty. The directories whose entries changed.
pub(crate) fn remove_package(
    installed: &Installed,
    others: &[Installed],
    tree: &mut FileTree,
    now: SimTime,
) -> Vec<String> {
    let mut changed = Vec::new();
    for directory in installed.directories.iter().rev() {
        let text = format!("/{}", directory.path);
        let Ok(real) = tree.resolve(&AbsPath::root(), &text, Follow::Last) else { continue };
        for (name, _) in &directory.files {
            let path = real.child(name);
            let is_setting = text.starts_with("/etc");
            let is_kept = tree.entry(&path).is_some_and(|it| {
                it.is_directory()
                    || is_setting && is_changed(it, &path, Some(installed), &installed.package)
            });
            let is_owned = others.iter().any(|it| it.owns(&directory.path, name));
            if !is_kept && !is_owned && tree.remove(&path).is_ok() {
                let _gone = touch(tree, &real, now);
                changed.push(text.clone());
            }
        }
        let is_used = others.iter().any(|it| it.has_directory(&directory.path));
        if !is_used && !real.is_root() && tree.children(&real).next().is_none() {
            let parent = real.parent().unwrap_or_else(AbsPath::root);
            if tree.remove(&real).is_ok() {
                let _gone = touch(tree, &parent, now);
            }
        }
    }
    changed.dedup();
    changed
}

impl Installed {
    pub(crate) fn has_directory(&self, path: &str) -> bool {
        self.directories.iter().any(|it| it.path == path)
    }

    /// The permissions that a file of the package had.
    pub(crate) fn mode_of(&self, directory: &str, name: &str) -> Option<u32> {
        let mut directories = self.directories.iter().filter(|it| it.path == directory);
        let mut files = directories.next()?.files.iter();
        files.find(|it| it.0 == name).map(|it| it.1)
    }

    pub(crate) fn owns(&self, directory: &str, name: &str) -> bool {
        let mut directories = self.directories.iter().filter(|it| it.path == directory);
        directories.any(|it| it.files.iter().any(|(it, _)| it == name))
    }

    /// What this one owns and `other` does not.
    pub(crate) fn without(&self, other: &Installed) -> Installed {
        let mut rest = self.clone();
        for directory in &mut rest.directories {
            directory.files.retain(|(name, _)| !other.owns(&directory.path, name));
        }
        rest.directories.retain(|it| !it.files.is_empty() || !other.has_directory(&it.path));
        rest
    }
}
