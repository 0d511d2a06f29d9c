//! What is installed, as the files of a container say it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::rc::Rc;

use image::{AbsPath, Content, Entry, EntryKind, FileTree, Follow, FsError, Metadata, SimTime};

use crate::dependency::Dependency;
use crate::package::Package;

const INSTALLED: &str = "/lib/apk/db/installed";
const WORLD: &str = "/etc/apk/world";
const SCRIPTS: &str = "/lib/apk/db/scripts.tar";
const TRIGGERS: &str = "/lib/apk/db/triggers";
const REPOSITORIES: &str = "/etc/apk/repositories";

/// Databases beyond these are not looked into: whoever writes one by hand may not stop the world with it.
const TEXT_MAX: usize = 1 << 20;
const PACKAGES_MAX: usize = 4096;

/// Everything that apk keeps on disk, in its own text formats.
#[derive(Clone, Debug, Default)]
pub(crate) struct Database {
    pub(crate) world: Vec<Dependency>,
    pub(crate) installed: Vec<Installed>,
    /// Names such as `busybox-1.37.0-r19.trigger`. The scripts themselves are not simulated.
    pub(crate) scripts: Vec<String>,
    pub(crate) triggers: Vec<Trigger>,
}

/// An installed package and what it owns.
#[derive(Clone, Debug)]
pub(crate) struct Installed {
    pub(crate) package: Rc<Package>,
    /// The tag of the repository that it came from.
    pub(crate) tag: Option<Rc<str>>,
    pub(crate) directories: Vec<OwnedDirectory>,
}

/// A directory, with the files that a package has in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OwnedDirectory {
    /// Without a slash in front, as apk writes it.
    pub(crate) path: String,
    pub(crate) mode: u32,
    /// Names and permissions.
    pub(crate) files: Vec<(String, u32)>,
}

/// The directories that a package wants to hear about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trigger {
    /// `name-version`
    pub(crate) package: String,
    pub(crate) paths: Vec<String>,
}

/// A line of /etc/apk/repositories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RepositoryLine {
    pub(crate) tag: Option<Rc<str>>,
    pub(crate) url: String,
}

impl Database {
    /// Reads the files of `tree`. What makes no sense in them is passed over.
    pub(crate) fn read(tree: &FileTree) -> Result<Database, FsError> {
        let installed = text_of(tree, INSTALLED)?;
        let read = |path| text_of(tree, path).unwrap_or_default();
        let trigger = |line: &str| {
            let (package, paths) = line.split_once(' ')?;
            let paths = paths.split(' ').map(str::to_string).collect();
            Some(Trigger { package: package.to_string(), paths })
        };
        Ok(Database {
            world: world_of(tree),
            installed: read_installed(&installed),
            scripts: read(SCRIPTS).lines().map(str::to_string).collect(),
            triggers: read(TRIGGERS).lines().filter_map(trigger).collect(),
        })
    }

    /// Writes the files into `tree`: the world and the packages by name.
    pub(crate) fn write(&mut self, tree: &mut FileTree, now: SimTime) -> Result<(), FsError> {
        self.world.sort_by(|a, b| a.name.cmp(&b.name));
        self.installed.sort_by(|a, b| a.package.name.cmp(&b.package.name));
        let lines = |items: Vec<String>| items.into_iter().map(|it| it + "\n").collect::<String>();
        let world = lines(self.world.iter().map(Dependency::to_string).collect());
        let triggers =
            self.triggers.iter().map(|it| format!("{} {}", it.package, it.paths.join(" ")));
        for (path, text) in [
            (WORLD, world),
            (INSTALLED, self.installed.iter().map(Installed::text).collect()),
            (SCRIPTS, lines(self.scripts.clone())),
            (TRIGGERS, lines(triggers.collect())),
        ] {
            write_text(tree, path, &text, now)?;
        }
        Ok(())
    }

    /// Whether there is more in it than we look through.
    pub(crate) fn is_too_large(&self, tree: &FileTree) -> bool {
        let is_long = |path| text_of(tree, path).is_ok_and(|it| TEXT_MAX < it.len());
        let most = self.installed.len().max(self.world.len());
        PACKAGES_MAX < most || [INSTALLED, WORLD, SCRIPTS, TRIGGERS].into_iter().any(is_long)
    }

    /// The installed package called `name`.
    pub(crate) fn find(&self, name: &str) -> Option<&Installed> {
        self.installed.iter().find(|it| &*it.package.name == name)
    }

    /// `7 MiB in 16 packages`, the end of most commands' output.
    pub(crate) fn summary(&self) -> String {
        let bytes = self.installed.iter().map(|it| it.package.installed_size);
        let bytes = bytes.fold(0, u64::saturating_add);
        format!("{} MiB in {} packages", bytes >> 20, self.installed.len())
    }

    /// The same in many words, for `-v`; `summary` is what would be installed.
    pub(crate) fn long_summary(&self, summary: &str) -> String {
        let (size, packages) = summary.split_once(" in ").unwrap_or((summary, ""));
        let all = || self.installed.iter().flat_map(|it| &it.directories);
        let directories: BTreeSet<&str> = all().map(|it| it.path.as_str()).collect();
        let files: usize = all().map(|it| it.files.len()).sum();
        format!("{packages}, {} dirs, {files} files, {size}", directories.len())
    }
}

impl Installed {
    /// The package's part of the database. (apk-tools: database.c, `apk_db_write_fdb`.)
    fn text(&self) -> String {
        let mut text = String::new();
        self.package.write_fields(&mut text);
        let mut line = |it: std::fmt::Arguments| {
            text.write_fmt(it)
                .and_then(|()| text.write_char('\n'))
                .expect("a string takes everything");
        };
        if let Some(tag) = &self.tag {
            line(format_args!("s:{tag}"));
        }
        for directory in &self.directories {
            line(format_args!("F:{}", directory.path));
            if directory.mode != 0o755 {
                line(format_args!("M:0:0:{:o}", directory.mode));
            }
            for (name, mode) in &directory.files {
                line(format_args!("R:{name}"));
                if *mode != 0o644 {
                    line(format_args!("a:0:0:{mode:o}"));
                }
            }
        }
        text + "\n"
    }
}

/// What `tree` says must be installed.
pub(crate) fn world_of(tree: &FileTree) -> Vec<Dependency> {
    let text = text_of(tree, WORLD).unwrap_or_default();
    text.split_whitespace().filter_map(Dependency::parse).collect()
}

/// The repositories of `tree`.
pub(crate) fn repositories(tree: &FileTree) -> Vec<RepositoryLine> {
    repository_lines(&text_of(tree, REPOSITORIES).unwrap_or_default())
}

/// The repositories that `text` lists, in order; each once.
pub(crate) fn repository_lines(text: &str) -> Vec<RepositoryLine> {
    let mut found = Vec::new();
    for line in text.lines().map(str::trim) {
        let (tag, url) = match line.strip_prefix('@').and_then(|it| it.split_once([' ', '\t'])) {
            Some((tag, url)) => (Some(Rc::from(tag)), url.trim()),
            None => (None, line),
        };
        let url = url.trim_end_matches('/').to_string();
        let line = RepositoryLine { tag, url };
        if !line.url.is_empty() && !line.url.starts_with('#') && !found.contains(&line) {
            found.push(line);
        }
    }
    found
}

/// The text of a file, links followed.
pub(crate) fn text_of(tree: &FileTree, path: &str) -> Result<String, FsError> {
    text_at(tree, &AbsPath::root(), path)
}

/// The same, of a path that may be relative to `working_dir`.
pub(crate) fn text_at(
    tree: &FileTree,
    working_dir: &AbsPath,
    path: &str,
) -> Result<String, FsError> {
    let (_, entry) = tree.find(working_dir, path, Follow::Last)?;
    let content = entry.content().ok_or(FsError::IsADirectory)?;
    Ok(content.text().into_owned())
}

/// Writes a file of apk's own, and its directories where they are missing; nothing, if it holds `text` already.
pub(crate) fn write_text(
    tree: &mut FileTree,
    path: &str,
    text: &str,
    now: SimTime,
) -> Result<(), FsError> {
    if text_of(tree, path).is_ok_and(|it| it == text) {
        return Ok(());
    }
    put(tree, path, Content::new(text.as_bytes()), now)
}

/// Writes a file of apk's own, and its directories where they are missing.
pub(crate) fn put(
    tree: &mut FileTree,
    path: &str,
    content: Content,
    now: SimTime,
) -> Result<(), FsError> {
    let path = AbsPath::new(path);
    let parent = directory(tree, &path.parent().unwrap_or_else(AbsPath::root), 0o755, now)?;
    tree.insert(&parent.child(path.name()), Entry::file(content, 0o644, now))?;
    touch(tree, &parent, now)
}

/// Makes sure that the directory `path` is there, with those above it; where it really is.
pub(crate) fn directory(
    tree: &mut FileTree,
    path: &AbsPath,
    mode: u32,
    now: SimTime,
) -> Result<AbsPath, FsError> {
    let mut here = AbsPath::root();
    for name in path.parts() {
        here = tree.resolve_new(&here, name, Follow::Last)?;
        match tree.entry(&here).map(Entry::is_directory) {
            Some(true) => (),
            Some(false) => return Err(FsError::NotADirectory),
            None => {
                let is_last = here.name() == path.name();
                let kind = EntryKind::Directory;
                let metadata = Metadata::root(if is_last { mode } else { 0o755 }, now);
                tree.insert(&here, Entry { metadata, kind })?;
                let parent = here.parent().unwrap_or_else(AbsPath::root);
                touch(tree, &parent, now)?;
            }
        }
    }
    Ok(here)
}

/// A directory's entries changed. The root is left alone, as a container's is.
pub(crate) fn touch(tree: &mut FileTree, path: &AbsPath, now: SimTime) -> Result<(), FsError> {
    match path.is_root() {
        true => Ok(()),
        false => tree.update(path, |it| it.mtime = now),
    }
}

fn read_installed(text: &str) -> Vec<Installed> {
    let mut found = Vec::new();
    for block in text.split("\n\n") {
        let mut package = Package::named("", "");
        let (mut tag, mut directories) = (None, Vec::new());
        for (field, value) in block.lines().filter_map(|it| it.split_once(':')) {
            read_line(field, value, &mut package, &mut tag, &mut directories);
        }
        if !package.name.is_empty() {
            found.push(Installed { package: Rc::new(package), tag, directories });
        }
    }
    found
}

fn read_line(
    field: &str,
    value: &str,
    package: &mut Package,
    tag: &mut Option<Rc<str>>,
    directories: &mut Vec<OwnedDirectory>,
) {
    let mode = || value.rsplit(':').next().and_then(|it| u32::from_str_radix(it, 8).ok());
    match (field, directories.last_mut()) {
        ("F", _) => {
            let path = value.to_string();
            directories.push(OwnedDirectory { path, mode: 0o755, files: Vec::new() });
        }
        ("M", Some(directory)) => directory.mode = mode().unwrap_or(directory.mode) & 0o7777,
        ("R", Some(directory)) if is_name(value) => {
            directory.files.push((value.to_string(), 0o644));
        }
        ("a", Some(directory)) => {
            if let (Some(mode), Some(file)) = (mode(), directory.files.last_mut()) {
                file.1 = mode & 0o7777;
            }
        }
        ("s", _) => *tag = Some(Rc::from(value)),
        _ => {
            let mut letters = field.chars();
            if let (Some(letter), None) = (letters.next(), letters.next()) {
                package.read_field(letter, value);
            }
        }
    }
}

/// Whether `text` can name an entry of a directory.
fn is_name(text: &str) -> bool {
    !matches!(text, "" | "." | "..") && !text.contains('/')
}
