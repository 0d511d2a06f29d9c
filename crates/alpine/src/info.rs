//! `apk info`.

use std::rc::Rc;

use image::{EntryKind, Follow};

use crate::apk::{Session, Stop};
use crate::catalog::{Known, catalog};
use crate::database::{Database, Installed};
use crate::dependency::Dependency;
use crate::options::Flag;
use crate::package::Package;
use crate::sources::Freshness;

/// A part of what is told of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Description,
    Webpage,
    Size,
    Depends,
    Provides,
    ReverseDepends,
    Contents,
    Triggers,
    InstallIf,
    ReverseInstallIf,
    Replaces,
    License,
}

/// The parts in order, who asks for them, and whether only an installed package has them. (apk-tools: app_info.c)
const PARTS: &[(Part, Flag, bool)] = &[
    (Part::Description, Flag::Description, false),
    (Part::Webpage, Flag::Webpage, false),
    (Part::Size, Flag::Size, false),
    (Part::Depends, Flag::Depends, false),
    (Part::Provides, Flag::Provides, false),
    (Part::ReverseDepends, Flag::ReverseDepends, true),
    (Part::Contents, Flag::Contents, true),
    (Part::Triggers, Flag::Triggers, true),
    (Part::InstallIf, Flag::InstallIf, false),
    (Part::ReverseInstallIf, Flag::ReverseInstallIf, true),
    (Part::Replaces, Flag::Replaces, true),
    (Part::License, Flag::License, false),
];

/// Lists what is installed, or tells of packages.
pub(crate) fn info(session: &mut Session) -> Result<u32, Stop> {
    if session.options.has(Flag::WhoOwns) {
        return Ok(who_owns(session));
    }
    if session.options.has(Flag::Installed) {
        return Ok(are_installed(session));
    }
    let opened = session.open(Freshness::Cached)?;
    let names = session.options.arguments.clone();
    let verbosity = session.options.verbosity();
    let mut lines = Vec::new();
    let mut missing = 0;
    if names.is_empty() {
        lines.extend(
            session
                .database
                .installed
                .iter()
                .filter_map(|it| one_line(&it.package, verbosity.max(1))),
        );
    }
    let is_asked =
        |it: &&(Part, Flag, bool)| session.options.has(Flag::All) || session.options.has(it.1);
    let mut parts: Vec<Part> = PARTS.iter().filter(is_asked).map(|it| it.0).collect();
    if parts.is_empty() {
        parts = vec![Part::Description, Part::Webpage, Part::Size];
    }
    let all = catalog(&session.database.installed, &opened);
    for name in &names {
        missing += u32::from(!all.iter().any(|it| it.fits(std::slice::from_ref(name))));
    }
    let database = &session.database;
    let told = Told { database, verbosity };
    for known in all.iter().filter(|it| it.fits(&names)) {
        for part in &parts {
            told.part(known, *part, &mut lines);
        }
    }
    lines.into_iter().for_each(|it| session.log.print(it));
    Ok(missing)
}

/// The package as one line, if there is to be one.
fn one_line(package: &Package, verbosity: usize) -> Option<String> {
    match verbosity {
        0 => None,
        1 => Some(package.name.to_string()),
        2 => Some(package.to_string()),
        _ => Some(format!("{package} - {}", package.description())),
    }
}

/// `apk info -e`: how many are not installed.
fn are_installed(session: &mut Session) -> u32 {
    let verbosity = session.options.verbosity();
    let mut missing = 0;
    for word in session.options.arguments.clone() {
        let Some(dependency) = Dependency::parse(&word) else { continue };
        let installed = &session.database.installed;
        let provider = installed.iter().find_map(|it| {
            let package = &it.package;
            let own = (&package.name, Some(&package.version));
            let provided = package.provides.iter().map(|it| (&it.name, it.version.as_ref()));
            let mut names = [own].into_iter().chain(provided);
            let (_, version) = names.find(|(name, _)| **name == dependency.name)?;
            Some((package.clone(), version.cloned()))
        });
        let is_met = match &provider {
            Some((_, version)) => dependency.accepts(version.as_deref()),
            None => dependency.is_conflict(),
        };
        missing += u32::from(!is_met);
        let line = provider.filter(|_| is_met).and_then(|(it, _)| one_line(&it, verbosity));
        line.into_iter().for_each(|it| session.log.print(it));
    }
    missing
}

/// `apk info -W`: how many belong to no package.
fn who_owns(session: &mut Session) -> u32 {
    let mut missing = 0;
    let mut names: Vec<Rc<str>> = Vec::new();
    for word in session.options.arguments.clone() {
        let real = session.tree.resolve(session.caller.working_dir, &word, Follow::Last);
        let path = match real {
            Ok(real) if !word.starts_with('/') && session.tree.entry(&real).is_some() => {
                real.as_str().to_string()
            }
            Ok(_) | Err(_) => word.clone(),
        };
        let own = owner(&session.database.installed, &path);
        let link = session.tree.find(session.caller.working_dir, &word, Follow::AllButLast).ok();
        let target = link.and_then(|(_, entry)| match &entry.kind {
            EntryKind::Symlink(target) if target.starts_with('/') => Some(target.to_string()),
            EntryKind::Symlink(_)
            | EntryKind::Directory
            | EntryKind::File(_)
            | EntryKind::Fifo
            | EntryKind::Device(_) => None,
        });
        let by_link = target.and_then(|it| owner(&session.database.installed, &it));
        let (via, found) = match (own, by_link) {
            (Some(own), _) => ("", Some(own)),
            (None, found) => ("symlink target ", found),
        };
        match found {
            None => {
                missing += 1;
                session.log.error(&format!("{path}: Could not find owner package"));
            }
            Some(package) if session.options.verbosity() == 0 => {
                if !names.contains(&package.name) {
                    names.push(package.name.clone());
                }
            }
            Some(package) => session.log.print(format!("{path} {via}is owned by {package}")),
        }
    }
    if !names.is_empty() {
        session.log.print(names.join(" "));
    }
    missing
}

fn owner(installed: &[Installed], path: &str) -> Option<Rc<Package>> {
    let path = path.trim_start_matches('/').trim_end_matches('/');
    let (directory, name) = path.rsplit_once('/').unwrap_or(("", path));
    let has_file = |it: &&Installed| it.owns(directory, name);
    let has_directory = |it: &&Installed| it.has_directory(path);
    let found = installed.iter().find(has_directory).or_else(|| installed.iter().find(has_file));
    found.map(|it| it.package.clone())
}

/// What is told, and how.
struct Told<'a> {
    database: &'a Database,
    verbosity: usize,
}

impl Told<'_> {
    /// The lines of one part about a package.
    fn part(&self, known: &Known, part: Part, lines: &mut Vec<String>) {
        let package = known.package;
        let needs_files = PARTS.iter().any(|it| it.0 == part && it.2);
        let installed = match known.installed {
            None if needs_files => return,
            other => other,
        };
        let words = |items: &[Dependency]| items.iter().map(Dependency::to_string).collect();
        let named = |it: &Rc<Package>| it.to_string();
        let present = || self.database.installed.iter().map(|it| &it.package);
        match part {
            Part::Webpage => self.text(package, "webpage", &package.webpage(), lines),
            Part::Size => {
                let text = human_size(package.installed_size);
                self.text(package, "installed size", &text, lines);
            }
            Part::License => self.text(package, "license", &package.about.license, lines),
            Part::Depends => self.list(package, "depends on", words(&package.depends), lines),
            Part::Provides => {
                let words = package.provides.iter().map(ToString::to_string).collect();
                self.list(package, "provides", words, lines);
            }
            Part::InstallIf => {
                self.list(package, "has auto-install rule", words(&package.install_if), lines);
            }
            Part::Replaces => self.list(package, "replaces", words(&package.replaces), lines),
            Part::ReverseDepends => {
                let needs = |it: &&Rc<Package>| {
                    Known { package: it, installed: None, sources: Vec::new() }.needs(package)
                };
                let users = present().filter(needs).map(named).collect();
                self.list(package, "is required by", users, lines);
            }
            Part::ReverseInstallIf => {
                let is_moved =
                    |it: &&Rc<Package>| it.install_if.iter().any(|it| it.name == package.name);
                let moved = present().filter(is_moved).map(named).collect();
                self.list(package, "affects auto-installation of", moved, lines);
            }
            Part::Contents => {
                let directories = installed.into_iter().flat_map(|it| &it.directories);
                let files = directories.flat_map(|it| {
                    it.files.iter().map(|(name, _)| match it.path.as_str() {
                        "" => name.clone(),
                        path => format!("{path}/{name}"),
                    })
                });
                self.rows(package, "contains", "", files.collect(), lines);
            }
            Part::Triggers => {
                let name = package.to_string();
                let triggers = self.database.triggers.iter().filter(|it| it.package == name);
                let paths = triggers.flat_map(|it| it.paths.clone()).collect();
                self.rows(package, "triggers", "trigger ", paths, lines);
            }
            Part::Description => self.text(package, "description", &package.description(), lines),
        }
    }

    fn text(&self, package: &Package, label: &str, text: &str, lines: &mut Vec<String>) {
        match self.verbosity {
            0 | 1 => lines.extend([format!("{package} {label}:"), text.to_string(), String::new()]),
            _ => lines.push(format!("{}: {text}", package.name)),
        }
    }

    fn list(&self, package: &Package, label: &str, words: Vec<String>, lines: &mut Vec<String>) {
        if self.verbosity < 2 {
            return self.rows(package, label, "", words, lines);
        }
        let words: String = words.into_iter().map(|it| it + " ").collect();
        lines.push(format!("{}: {words}", package.name));
    }

    fn rows(
        &self,
        package: &Package,
        label: &str,
        kind: &str,
        rows: Vec<String>,
        lines: &mut Vec<String>,
    ) {
        if self.verbosity == 1 {
            lines.push(format!("{package} {label}:"));
        }
        let prefix = match self.verbosity {
            0 | 1 => String::new(),
            _ => format!("{}: {kind}", package.name),
        };
        lines.extend(rows.into_iter().map(|it| format!("{prefix}{it}")));
        lines.push(String::new());
    }
}

/// `65 KiB`: at most four digits. (apk-tools: print.c, `apk_get_human_size`.)
pub(crate) fn human_size(bytes: u64) -> String {
    let mut size = bytes;
    let mut units = ["B", "KiB", "MiB", "GiB", "TiB"].into_iter();
    let mut unit = units.next().unwrap_or_default();
    while 10_000 <= size {
        let Some(next) = units.next() else { break };
        (size, unit) = (size >> 10, next);
    }
    format!("{size} {unit}")
}
