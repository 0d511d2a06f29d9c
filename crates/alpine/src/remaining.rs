//! What `apk del` could not remove, and why.

use std::rc::Rc;

use crate::dependency::Dependency;
use crate::package::Package;
use crate::solver::Change;

/// The width that apk takes where there is no terminal.
const WIDTH: usize = 50;

/// The lines about those of `names` that stay, with the names of the world that need them. (apk-tools: app_del.c)
pub(crate) fn remaining(names: &[String], changes: &[Change], world: &[Dependency]) -> Vec<String> {
    let staying: Vec<&Rc<Package>> = changes.iter().filter_map(|it| it.new.as_ref()).collect();
    let mut lines = Vec::new();
    for name in names {
        let Some(package) = staying.iter().find(|it| *it.name == **name) else { continue };
        if lines.is_empty() {
            let title = "World updated, but the following packages are not removed due to:";
            lines.push(title.to_string());
        }
        let mut line = format!("  {name}:");
        for reason in reasons(package, &staying, world) {
            if WIDTH <= line.len() + reason.len() + 1 {
                lines.push(std::mem::replace(&mut line, " ".repeat(name.len() + 3)));
            } else {
                line.push(' ');
            }
            line += &reason;
        }
        lines.push(line);
    }
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines
}

/// The names of the world that need `package`, by whatever way.
fn reasons(package: &Rc<Package>, staying: &[&Rc<Package>], world: &[Dependency]) -> Vec<String> {
    let mut found = Vec::new();
    let mut reached: Vec<&Rc<Package>> = vec![package];
    let mut next = 0;
    while let Some(package) = reached.get(next).copied() {
        let provides = package.provides.iter().map(|it| &it.name);
        let names: Vec<&Rc<str>> = [&package.name].into_iter().chain(provides).collect();
        let is_wanted = |name: &&&Rc<str>| world.iter().any(|it| it.name == ***name);
        found.extend(names.iter().filter(is_wanted).map(|it| it.to_string()));
        for other in staying {
            let needs = |it: &Dependency| !it.is_conflict() && names.contains(&&it.name);
            if other.depends.iter().any(needs) && !reached.iter().any(|it| it.name == other.name) {
                reached.push(other);
            }
        }
        next += 1;
    }
    found
}
