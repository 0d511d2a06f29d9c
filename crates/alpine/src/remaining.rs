//! What `apk del` could not remove, and why.

use std::rc::Rc;

use crate::columns::Columns;
use crate::dependency::Dependency;
use crate::package::Package;
use crate::solver::Change;

/// The lines about those of `names` that stay, with the names of the world that need them. (apk-tools: app_del.c)
pub(crate) fn remaining(names: &[String], changes: &[Change], world: &[Dependency]) -> Vec<String> {
    let mut staying: Vec<&Rc<Package>> = changes.iter().filter_map(|it| it.new.as_ref()).collect();
    staying.sort_by(|a, b| a.name.cmp(&b.name));
    let mut names: Vec<&String> = names.iter().collect();
    names.sort();
    names.dedup();
    let mut lines = Vec::new();
    for name in names {
        let Some(package) = staying.iter().find(|it| it.has_name(name)) else { continue };
        if lines.is_empty() {
            let title = "World updated, but the following packages are not removed due to:";
            lines.push(title.to_string());
        }
        let mut columns = Columns::new(format!("  {name}:"));
        reasons(package, &staying, world).iter().for_each(|it| columns.add(it));
        lines.extend(columns.lines());
    }
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// The names of the world that need `package`, by whatever way.
fn reasons(package: &Rc<Package>, staying: &[&Rc<Package>], world: &[Dependency]) -> Vec<String> {
    let mut found = Vec::new();
    let mut seen: Vec<&Rc<str>> = Vec::new();
    let mut waiting: Vec<&Rc<Package>> = vec![package];
    while let Some(package) = waiting.pop() {
        let is_wanted = |name: &&Rc<str>| world.iter().any(|it| it.name == **name);
        found.extend(package.names().filter(is_wanted).map(Rc::to_string));
        let needs = |other: &&&Rc<Package>| {
            other.depends.iter().any(|it| !it.is_conflict() && package.has_name(&it.name))
        };
        let causes = |other: &&&Rc<Package>| {
            package.install_if.iter().any(|it| other.has_name(&it.name)) && !needs(other)
        };
        let next = staying.iter().filter(needs).chain(staying.iter().filter(causes));
        let next: Vec<&Rc<Package>> =
            next.filter(|it| !seen.contains(&&it.name)).copied().collect();
        seen.extend(next.iter().map(|it| &it.name));
        waiting.extend(next.into_iter().rev());
    }
    found
}
