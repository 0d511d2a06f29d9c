//! All packages that a command can talk about: installed ones, and those of the repositories.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::database::Installed;
use crate::dependency::Dependency;
use crate::package::Package;
use crate::pattern::fits;
use crate::sources::Opened;
use crate::version::compare_versions;

/// A package, and where it is.
pub(crate) struct Known<'a> {
    pub(crate) package: &'a Rc<Package>,
    pub(crate) installed: Option<&'a Installed>,
    /// Places among the opened repositories.
    pub(crate) sources: Vec<usize>,
}

/// Everything that is installed or that a repository has, by name and version.
pub(crate) fn catalog<'a>(installed: &'a [Installed], opened: &'a [Opened]) -> Vec<Known<'a>> {
    let present = installed.iter();
    let mut all: Vec<Known> = present
        .map(|it| Known { package: &it.package, installed: Some(it), sources: Vec::new() })
        .collect();
    for (place, opened) in opened.iter().enumerate() {
        let packages = opened.repository.index.packages();
        all.extend(packages.map(|package| Known {
            package,
            installed: None,
            sources: vec![place],
        }));
    }
    all.sort_by(|a, b| compare(a.package, b.package));
    // What is the same comes together now, the installed one first.
    let mut merged: Vec<Known> = Vec::new();
    for known in all {
        match merged.last_mut() {
            Some(last) if is_same(last.package, known.package) => {
                last.sources.extend(known.sources);
                last.installed = last.installed.or(known.installed);
            }
            Some(_) | None => merged.push(known),
        }
    }
    merged
}

impl Known<'_> {
    /// Whether one of `patterns` fits one of its names.
    pub(crate) fn fits(&self, patterns: &[String]) -> bool {
        self.package.names().any(|name| patterns.iter().any(|it| fits(it, name)))
    }

    /// Whether it depends on `other`, and `other` will do.
    pub(crate) fn needs(&self, other: &Package) -> bool {
        let own = [(&other.name, Some(&other.version))].into_iter();
        let provided = other.provides.iter().map(|it| (&it.name, it.version.as_ref()));
        let names: Vec<(&Rc<str>, Option<&Rc<str>>)> = own.chain(provided).collect();
        let is_met = |it: &Dependency| {
            let answer = names.iter().find(|(name, _)| **name == it.name);
            answer.is_some_and(|(_, version)| it.accepts(version.map(|it| &**it)))
        };
        self.package.depends.iter().any(|it| !it.is_conflict() && is_met(it))
    }
}

/// Names in the order in which apk shows them: as in a dictionary.
pub(crate) fn compare_names(a: &str, b: &str) -> Ordering {
    let lower = |it: &str| it.bytes().map(|it| it.to_ascii_lowercase()).collect::<Vec<u8>>();
    let is_lower = |it: &str| !it.bytes().any(|it| it.is_ascii_uppercase());
    match is_lower(a) && is_lower(b) {
        true => a.cmp(b),
        false => lower(a).cmp(&lower(b)).then_with(|| a.cmp(b)),
    }
}

fn compare(a: &Package, b: &Package) -> Ordering {
    let names = compare_names(&a.name, &b.name);
    names.then_with(|| compare_versions(&a.version, &b.version))
}

fn is_same(a: &Package, b: &Package) -> bool {
    a.name == b.name && a.version == b.version && a.checksum == b.checksum
}
