//! `apk audit`.

use image::{AbsPath, Entry, EntryKind, FileTree};

use crate::apk::{Session, Stop};
use crate::database::Installed;
use crate::options::Flag;
use crate::unpack::is_changed;

/// How far a path belongs to the user. (apk-tools: database.c, the protected paths that apk starts with.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Protection {
    /// Not at all.
    None,
    /// What is there beside the packages' files, and what was changed: `+etc`.
    Changed,
    /// Only links: `@etc/init.d`.
    Links,
    /// All: `!etc/apk`.
    All,
}

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// What a backup should have: the user's part of /etc.
    Backup,
    /// Files of packages that are not as they were.
    System,
}

/// `apk audit` (apk-tools: app_audit.c)
pub(crate) fn audit(session: &mut Session) -> Result<u32, Stop> {
    if session.options.has(Flag::Full) {
        return Err(Stop::Unsupported(String::from("apk audit --full")));
    }
    let scope = if session.options.has(Flag::System) { Scope::System } else { Scope::Backup };
    let mut audit = Audit {
        tree: session.tree,
        installed: &session.database.installed,
        scope,
        is_recursive: session.options.has(Flag::Recursive),
        checks_permissions: session.options.has(Flag::CheckPermissions),
        ignores_applets: session.options.has(Flag::IgnoreBusyboxSymlinks),
        found: Vec::new(),
    };
    let mut relative = Vec::new();
    match session.options.arguments.as_slice() {
        [] => audit.directory(&AbsPath::root()),
        paths => paths.iter().for_each(|it| match it.starts_with('/') {
            true => audit.directory(&AbsPath::new(it)),
            false => relative.push(format!("{it}: relative path skipped.")),
        }),
    }
    if scope == Scope::System {
        audit.missing();
    }
    let found = audit.found;
    relative.iter().for_each(|it| session.log.warning(it));
    let verbosity = session.options.verbosity();
    let mut last = String::new();
    for (reason, path, owner) in found {
        let line = match (session.options.has(Flag::Packages), owner) {
            (false, _) if verbosity == 0 => path,
            (false, _) => format!("{reason} {path}"),
            (true, Some(owner)) if owner != last => owner,
            (true, _) => continue,
        };
        if session.options.has(Flag::Packages) {
            last.clone_from(&line);
        }
        session.log.print(line);
    }
    Ok(0)
}

struct Audit<'a> {
    tree: &'a FileTree,
    installed: &'a [Installed],
    scope: Scope,
    is_recursive: bool,
    checks_permissions: bool,
    ignores_applets: bool,
    /// A letter, a path without a slash in front, the package that owns it.
    found: Vec<(char, String, Option<String>)>,
}

impl Audit<'_> {
    fn directory(&mut self, path: &AbsPath) {
        let children: Vec<(AbsPath, &Entry)> = {
            let tree = self.tree;
            tree.children(path).map(|(name, entry)| (path.child(name), entry)).collect()
        };
        for (path, entry) in children {
            match entry.kind {
                EntryKind::Directory => self.subdirectory(&path),
                EntryKind::File(_)
                | EntryKind::Symlink(_)
                | EntryKind::Fifo
                | EntryKind::Device(_) => self.file(&path, entry),
            }
        }
    }

    fn subdirectory(&mut self, path: &AbsPath) {
        let short = path.as_str().trim_start_matches('/').to_string();
        let is_known = self.installed.iter().any(|it| it.has_directory(&short));
        match self.scope {
            Scope::System if !is_known => (),
            Scope::Backup if protection(path) == Protection::None => {
                if path.as_str() == "/etc" {
                    self.directory(path);
                }
            }
            Scope::Backup if !is_known => {
                let reason = if self.is_recursive { 'd' } else { 'D' };
                self.found.push((reason, format!("{short}/"), None));
                if self.is_recursive {
                    self.directory(path);
                }
            }
            Scope::Backup | Scope::System => self.directory(path),
        }
    }

    fn file(&mut self, path: &AbsPath, entry: &Entry) {
        let short = path.as_str().trim_start_matches('/').to_string();
        let (directory, name) = short.rsplit_once('/').unwrap_or(("", &short));
        let owner = self.installed.iter().find(|it| it.owns(directory, name));
        let is_link = matches!(entry.kind, EntryKind::Symlink(_));
        let is_applet =
            matches!(&entry.kind, EntryKind::Symlink(target) if &**target == "/bin/busybox");
        let is_meant = match (self.scope, protection(path)) {
            (Scope::Backup, Protection::None) => false,
            (Scope::Backup, Protection::Links) => is_link,
            (Scope::Backup, Protection::Changed) => true,
            (Scope::Backup, Protection::All) => !name.ends_with(".apk-new"),
            (Scope::System, Protection::None) => owner.is_some(),
            (Scope::System, _) => false,
        };
        if !is_meant || owner.is_none() && is_applet && self.ignores_applets {
            return;
        }
        let mode = owner.and_then(|it| it.mode_of(directory, name));
        let is_moved = self.checks_permissions
            && mode.is_some_and(|it| it != entry.metadata.mode & 0o7777)
            && !is_link;
        let reason = match owner {
            None if name.ends_with(".apk-new") => return,
            None => 'A',
            Some(_) if protection(path) == Protection::All => 'A',
            Some(owner) if is_changed(entry, path, Some(owner), &owner.package) => 'U',
            Some(_) if is_moved => 'M',
            Some(_) => return,
        };
        self.found.push((reason, short.clone(), owner.map(|it| it.package.to_string())));
    }

    /// Files of packages that are gone.
    fn missing(&mut self) {
        for installed in self.installed {
            for directory in &installed.directories {
                for (name, _) in &directory.files {
                    let path = AbsPath::root().join(&directory.path).child(name);
                    if self.tree.entry(&path).is_none() {
                        let short = path.as_str().trim_start_matches('/').to_string();
                        self.found.push(('X', short, Some(installed.package.to_string())));
                    }
                }
            }
        }
    }
}

/// How far `path` belongs to the user.
fn protection(path: &AbsPath) -> Protection {
    let is_below = |directory: &str| path.below(&AbsPath::new(directory)).is_some();
    match () {
        () if is_below("/etc/apk") => Protection::All,
        () if is_below("/etc/init.d") => Protection::Links,
        () if is_below("/etc") => Protection::Changed,
        () => Protection::None,
    }
}
