//! Carrying out changes: files, the database, and what apk says meanwhile.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use image::{FileTree, FsError, SimTime};

use crate::accounts::add_user;
use crate::announce::announce;
use crate::contents::{Contents, contents};
use crate::database::{Database, Installed, Trigger};
use crate::effect::{Effect, Log};
use crate::package::Package;
use crate::solver::Change;
use crate::sources::Opened;
use crate::unpack::{remove_package, unpack};
use crate::version::compare_versions;

/// What apk says when a package is gone that the index lists. (apk-tools: print.c.)
pub(crate) const STALE: &str = "package mentioned in index not found (try 'apk update')";

/// How to carry out changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Real,
    /// Run no scripts.
    WithoutScripts,
    /// Only say what would be done.
    Simulated,
}

/// Carries out `changes`. (apk-tools: commit.c, `apk_solver_commit_changeset`.)
pub(crate) fn commit(
    changes: &[Change],
    repositories: &[Opened],
    (mode, verbosity): (Mode, usize),
    database: &mut Database,
    tree: &mut FileTree,
    now: SimTime,
    log: &mut Log,
) -> Done {
    if 1 < verbosity && mode != Mode::Simulated {
        announce(changes, verbosity, log);
    }
    let changed = BTreeSet::new();
    let mut commit = Commit { repositories, mode, database, tree, now, log, changed, errors: 0 };
    let total = changes.iter().filter(|it| is_real(it)).count();
    for (done, change) in changes.iter().filter(|it| is_real(it)).enumerate() {
        let line = format!("({}/{total}) {}", done + 1, describe(change));
        commit.log.message(line);
        if mode != Mode::Simulated {
            commit.carry_out(change);
        }
    }
    if mode != Mode::Simulated {
        commit.fire_triggers(changes);
        if let Err(error) = commit.database.write(commit.tree, now) {
            let text = "System state may be inconsistent: failed to write database";
            commit.log.error(&format!("{text}: {error}"));
            commit.errors += 1;
        }
    }
    let errors = commit.errors;
    let packages = match mode {
        Mode::Real | Mode::WithoutScripts => database.summary(),
        Mode::Simulated => after(database, changes).summary(),
    };
    let summary = match verbosity {
        0 | 1 => packages,
        _ => database.long_summary(&packages),
    };
    Done { errors, summary }
}

/// What came of changes.
pub(crate) struct Done {
    pub(crate) errors: u32,
    /// `7 MiB in 16 packages`
    summary: String,
}

impl Done {
    /// The last line of most commands.
    pub(crate) fn line(&self) -> String {
        let summary = &self.summary;
        match self.errors {
            0 => format!("OK: {summary}"),
            1 => format!("1 error; {summary}"),
            count => format!("{count} errors; {summary}"),
        }
    }
}

/// Whether the change is one: the solver also names what stays.
pub(crate) fn is_real(change: &Change) -> bool {
    change.old != change.new || change.reinstall || change.tag != change.old_tag
}

fn describe(change: &Change) -> String {
    let tag = change.tag.as_ref().map(|it| format!("@{it}")).unwrap_or_default();
    match (&change.old, &change.new) {
        (None, None) => String::new(),
        (Some(old), None) => format!("Purging {} ({})", old.name, old.version),
        (None, Some(new)) => format!("Installing {}{tag} ({})", new.name, new.version),
        (Some(old), Some(new)) if old == new => {
            let verb = match (change.reinstall, change.source) {
                (true, Some(_)) => "Reinstalling",
                (true, None) => "[APK unavailable, skipped] Reinstalling",
                (false, _) => "Updating pinning",
            };
            format!("{verb} {}{tag} ({})", new.name, new.version)
        }
        (Some(old), Some(new)) => {
            let verb = match compare_versions(&new.version, &old.version) {
                Ordering::Greater => "Upgrading",
                Ordering::Less => "Downgrading",
                Ordering::Equal => "Replacing",
            };
            format!("{verb} {}{tag} ({} -> {})", new.name, old.version, new.version)
        }
    }
}

/// The packages after `changes`, without their files.
fn after(database: &Database, changes: &[Change]) -> Database {
    let mut after = database.clone();
    for change in changes.iter().filter(|it| is_real(it)) {
        if let Some(old) = &change.old {
            after.installed.retain(|it| it.package.name != old.name);
        }
        if let Some(package) = change.new.clone() {
            after.installed.push(Installed { package, tag: None, directories: Vec::new() });
        }
    }
    after
}

struct Commit<'a> {
    repositories: &'a [Opened],
    mode: Mode,
    database: &'a mut Database,
    tree: &'a mut FileTree,
    now: SimTime,
    log: &'a mut Log,
    /// Directories whose entries changed, for the triggers.
    changed: BTreeSet<String>,
    errors: u32,
}

impl Commit<'_> {
    fn carry_out(&mut self, change: &Change) {
        let old = change.old.as_ref();
        if change.old == change.new && !(change.reinstall && change.source.is_some()) {
            let same = |it: &&mut Installed| Some(&it.package) == change.new.as_ref();
            if let Some(installed) = self.database.installed.iter_mut().find(same) {
                installed.tag.clone_from(&change.tag);
            }
            return;
        }
        match &change.new {
            None => {
                let Some(old) = old else { return };
                self.run_script(old, "pre-deinstall");
                self.forget(old, true);
                self.run_script(old, "post-deinstall");
                let name = old.to_string();
                self.database.scripts.retain(|it| script_owner(it) != Some(name.as_str()));
            }
            Some(new) => {
                let (before, after) = match old {
                    None => ("pre-install", "post-install"),
                    Some(_) => ("pre-upgrade", "post-upgrade"),
                };
                if !self.fetch(change, new) {
                    return;
                }
                let contents = contents(new);
                if let Some(old) = old {
                    let name = old.to_string();
                    self.database.scripts.retain(|it| script_owner(it) != Some(name.as_str()));
                }
                self.learn_scripts(new, &contents);
                self.run_script(new, before);
                if let (Mode::Real, None, Some((user, home))) = (self.mode, old, contents.user) {
                    let _no_accounts = add_user(self.tree, user, home, self.now);
                }
                let kept = old.and_then(|it| self.forget(it, false));
                self.install(change, new, &contents, kept);
                self.run_script(new, after);
            }
        }
    }

    /// Gets a package's archive; whether it could be had.
    fn fetch(&mut self, change: &Change, package: &Package) -> bool {
        let repository = change.source.and_then(|it| self.repositories.get(it));
        let Some(opened) = repository.filter(|_| package.size != 0) else { return true };
        if !opened.still_has(package) {
            self.log.error(&format!("{package}: {STALE}"));
            self.errors += 1;
            return false;
        }
        self.log.push(Effect::Fetch { url: opened.address(package), bytes: package.size });
        true
    }

    /// Notes the scripts and triggers that a package brings.
    fn learn_scripts(&mut self, package: &Package, contents: &Contents) {
        let scripts = contents.scripts.iter().map(|it| format!("{package}.{it}"));
        self.database.scripts.extend(scripts);
        if !contents.triggers.is_empty() {
            let paths = contents.triggers.iter().map(|it| (*it).to_string()).collect();
            self.database.scripts.push(format!("{package}.trigger"));
            self.database.triggers.push(Trigger { package: package.to_string(), paths });
        }
    }

    fn run_script(&mut self, package: &Package, kind: &str) {
        let name = format!("{package}.{kind}");
        if self.mode == Mode::Real && self.database.scripts.contains(&name) {
            self.log.message(format!("Executing {name}"));
            self.log.push(Effect::Script { name });
        }
    }

    /// Takes a package out of the database, and its files away with it if they are to be purged.
    fn forget(&mut self, package: &Package, purge: bool) -> Option<Installed> {
        let name = package.to_string();
        self.database.triggers.retain(|it| it.package != name);
        let place =
            self.database.installed.iter().position(|it| it.package.name == package.name)?;
        let installed = self.database.installed.remove(place);
        if purge {
            let others = &self.database.installed;
            let changed = remove_package(&installed, others, self.tree, self.now);
            self.changed.extend(changed);
        }
        Some(installed)
    }

    fn install(
        &mut self,
        change: &Change,
        package: &std::rc::Rc<Package>,
        contents: &Contents,
        old: Option<Installed>,
    ) {
        let unpacked = unpack(package, contents, old.as_ref(), self.tree, self.now);
        for (path, error) in &unpacked.failed {
            self.fail(package, path, *error);
        }
        self.changed.extend(unpacked.changed);
        let installed = Installed {
            package: package.clone(),
            tag: change.tag.clone(),
            directories: unpacked.directories,
        };
        if let Some(old) = old {
            let obsolete = old.without(&installed);
            let others = &self.database.installed;
            self.changed.extend(remove_package(&obsolete, others, self.tree, self.now));
        }
        self.database.installed.push(installed);
        self.log.push(Effect::Unpack {
            package: package.to_string(),
            files: u32::try_from(contents.files.len()).unwrap_or(u32::MAX),
            bytes: package.installed_size,
        });
    }

    fn fail(&mut self, package: &Package, path: &str, error: FsError) {
        self.log.error(&format!("{package}: failed to create {path}: {error}"));
        self.errors += 1;
    }

    /// Runs the triggers whose directories changed; those of a new package run in any case.
    fn fire_triggers(&mut self, changes: &[Change]) {
        for change in changes {
            let Some(package) = &change.new else { continue };
            let name = package.to_string();
            let triggers = self.database.triggers.iter().filter(|it| it.package == name);
            let mut paths = triggers.flat_map(|it| &it.paths);
            let is_hit = |path: &String| self.changed.iter().any(|it| matches(path, it));
            if is_real(change) && paths.clone().next().is_some() || paths.any(is_hit) {
                self.run_script(package, "trigger");
            }
        }
    }
}

/// `name-version` of a script's name.
fn script_owner(script: &str) -> Option<&str> {
    script.rsplit_once('.').map(|(owner, _)| owner)
}

/// Whether `path` is the directory that a trigger names; a last part of `*` stands for any name.
fn matches(pattern: &str, path: &str) -> bool {
    match pattern.strip_suffix("/*") {
        Some(parent) => path.rsplit_once('/').is_some_and(|(it, _)| it == parent),
        None => pattern == path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trigger_hears_of_its_directories_only() {
        for (pattern, path, expected) in [
            ("/usr/bin", "/usr/bin", true),
            ("/usr/bin", "/usr/bin/x", false),
            ("/lib/modules/*", "/lib/modules/6.12", true),
            ("/lib/modules/*", "/lib/modules", false),
            ("/lib/modules/*", "/lib/modules/6.12/x", false),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }
}
