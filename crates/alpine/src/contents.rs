//! What is inside of a package: files and scripts.

use std::collections::BTreeMap;

use crate::package::Package;

/// File lists of many packages; data/README.md describes the format.
const LISTS: &str = include_str!("../data/v3.22.contents");
/// How much bigger a program or library is taken to be than another file of its package.
const BINARY_WEIGHT: u64 = 40;

/// The inside of a package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Contents {
    /// Each with its permissions, parents before children.
    pub(crate) directories: BTreeMap<String, u32>,
    pub(crate) files: Vec<PackageFile>,
    /// `pre-install`, `post-install` …
    pub(crate) scripts: Vec<&'static str>,
    /// The directories whose change runs the package's trigger.
    pub(crate) triggers: Vec<&'static str>,
    /// The user that `pre-install` makes, and its home.
    pub(crate) user: Option<(&'static str, &'static str)>,
}

/// A file or link of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PackageFile {
    pub(crate) directory: String,
    pub(crate) name: String,
    pub(crate) mode: u32,
    pub(crate) kind: FileKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    Regular { size: u64 },
    Link { target: String },
}

/// The inside of a package, as recorded, or else as its provides let us guess.
pub(crate) fn contents(package: &Package) -> Contents {
    let mut contents = Contents::default();
    let mut unsized_files = Vec::new();
    for line in list(&package.name) {
        match line.strip_prefix('!') {
            Some(words) => read_scripts(&mut contents, words),
            None => read_directory(&mut contents, line, &mut unsized_files),
        }
    }
    if contents.files.is_empty() && package.installed_size != 0 {
        guess(&mut contents, package, &mut unsized_files);
    }
    spread(&mut contents, package.installed_size, &unsized_files);
    contents
}

/// The lines about `name` in the data.
fn list(name: &str) -> impl Iterator<Item = &'static str> {
    let is_detail = |line: &str| line.starts_with(['/', '!']);
    let mut lines = LISTS.lines();
    let _name = lines.find(|it| !is_detail(it) && *it == name);
    lines.take_while(move |it| is_detail(it))
}

fn read_scripts(contents: &mut Contents, words: &'static str) {
    match words.split_once(' ') {
        Some(("trigger", paths)) => contents.triggers = paths.split(' ').collect(),
        Some(("user", user)) => contents.user = user.split_once(' '),
        _ => contents.scripts = words.split(' ').collect(),
    }
}

/// `/directory*mode|name=size*mode|name>target`
fn read_directory(contents: &mut Contents, line: &str, unsized_files: &mut Vec<usize>) {
    let mut parts = line.split('|');
    let (directory, mode) = mode_of(parts.next().unwrap_or_default());
    add_directory(contents, directory, mode.unwrap_or(0o755));
    for part in parts {
        let (name, kind, mode) = match part.split_once('>') {
            Some((name, target)) => {
                (name, FileKind::Link { target: target.to_string() }, Some(0o777))
            }
            None => {
                let (part, mode) = mode_of(part);
                let (name, size) = match part.split_once('=') {
                    Some((name, digits)) => (name, digits.parse().ok()),
                    None => (part, None),
                };
                if size.is_none() {
                    unsized_files.push(contents.files.len());
                }
                (name, FileKind::Regular { size: size.unwrap_or(0) }, mode)
            }
        };
        add_file(contents, directory, name, mode, kind);
    }
}

fn mode_of(text: &str) -> (&str, Option<u32>) {
    match text.split_once('*') {
        Some((text, mode)) => (text, u32::from_str_radix(mode, 8).ok()),
        None => (text, None),
    }
}

/// Adds a directory, and the ordinary ones above it.
fn add_directory(contents: &mut Contents, path: &str, mode: u32) {
    for (end, _) in path.match_indices('/').skip(1) {
        contents.directories.entry(path[..end].to_string()).or_insert(0o755);
    }
    contents.directories.insert(path.to_string(), mode);
}

fn add_file(
    contents: &mut Contents,
    directory: &str,
    name: &str,
    mode: Option<u32>,
    kind: FileKind,
) {
    let mode = mode.unwrap_or(if is_binary(directory, name) { 0o755 } else { 0o644 });
    contents.files.push(PackageFile {
        directory: directory.to_string(),
        name: name.to_string(),
        mode,
        kind,
    });
}

/// Whether it is a program, a service or a library.
fn is_binary(directory: &str, name: &str) -> bool {
    directory.ends_with("bin") || directory == "/etc/init.d" || name.contains(".so")
}

/// The least that a package must hold to provide what it provides.
fn guess(contents: &mut Contents, package: &Package, unsized_files: &mut Vec<usize>) {
    for provided in &package.provides {
        let (directory, name) = match provided.name.split_once(':') {
            Some(("cmd", name)) => ("/usr/bin", name.to_string()),
            Some(("so", name)) => ("/usr/lib", name.to_string()),
            Some(("pc", name)) => ("/usr/lib/pkgconfig", format!("{name}.pc")),
            _ => continue,
        };
        guess_file(contents, directory, &name, unsized_files);
    }
    if contents.files.is_empty() {
        let (directory, name) = match package.name.rsplit_once('-') {
            Some((name, "openrc")) => ("/etc/init.d", name.to_string()),
            Some((name, "doc")) => ("/usr/share/man/man1", format!("{name}.1.gz")),
            Some((name, "dev")) => ("/usr/include", format!("{name}.h")),
            _ => ("/usr/share", package.name.to_string()),
        };
        guess_file(contents, directory, &name, unsized_files);
    }
}

fn guess_file(
    contents: &mut Contents,
    directory: &str,
    name: &str,
    unsized_files: &mut Vec<usize>,
) {
    unsized_files.push(contents.files.len());
    add_directory(contents, directory, 0o755);
    add_file(contents, directory, name, None, FileKind::Regular { size: 0 });
}

/// Gives the files at `places` sizes such that all files together take `total` bytes.
fn spread(contents: &mut Contents, total: u64, places: &[usize]) {
    let known: u64 = contents.files.iter().map(PackageFile::size).sum();
    let mut bytes_left = total.saturating_sub(known);
    let weight = |it: &PackageFile| match is_binary(&it.directory, &it.name) {
        true => BINARY_WEIGHT,
        false => 1,
    };
    let mut weight_left: u64 = places.iter().map(|it| weight(&contents.files[*it])).sum();
    for place in places {
        let file = &mut contents.files[*place];
        let weight = weight(file);
        let size = u128::from(bytes_left) * u128::from(weight) / u128::from(weight_left.max(1));
        let size = u64::try_from(size).expect("a part is no more than the whole");
        file.kind = FileKind::Regular { size };
        bytes_left -= size;
        weight_left -= weight;
    }
}

impl PackageFile {
    fn size(&self) -> u64 {
        match self.kind {
            FileKind::Regular { size } => size,
            FileKind::Link { .. } => 0,
        }
    }
}
