//! Why the world cannot come true, in apk's words.

use crate::dependency::Dependency;
use crate::solver::Problem;
use crate::solver::changes::Plan;
use crate::solver::resolve::Resolution;
use crate::solver::universe::{Candidate, NameId, PackageId, Universe};

/// The width that apk takes where there is no terminal.
const WIDTH: usize = 50;

/// The lines below `ERROR: unable to select packages:`. (apk-tools: commit.c, `apk_solver_print_errors`.)
pub(crate) fn explain(
    problem: &Problem,
    universe: &Universe,
    resolution: &Resolution,
    plan: &Plan,
) -> Vec<String> {
    let mut report = Report {
        problem,
        universe,
        is_brought: vec![false; universe.packages.len()],
        is_there: resolution.chosen.iter().map(Option::is_some).collect(),
        lines: Vec::new(),
    };
    let brought: Vec<(PackageId, Option<&str>)> = (plan.changes.iter().zip(&plan.brought))
        .filter_map(|(change, package)| Some(((*package)?, change.tag.as_deref())))
        .collect();
    for (package, _) in &brought {
        report.is_brought[package.0] = true;
    }
    report.missing_of(&problem.world);
    for (package, tag) in brought {
        report.package(package, tag);
        report.missing_of(&universe.candidate(package).package.depends);
    }
    if report.lines.is_empty() {
        let line = "  Huh? Error reporter did not find the broken constraints.";
        report.lines.push(line.to_string());
    }
    report.lines
}

struct Report<'a> {
    problem: &'a Problem,
    universe: &'a Universe,
    /// Whether a change brings the package.
    is_brought: Vec<bool>,
    /// Whether something was chosen for the name, or its absence has been reported.
    is_there: Vec<bool>,
    lines: Vec<String>,
}

impl Report<'_> {
    fn missing_of(&mut self, dependencies: &[Dependency]) {
        for dependency in dependencies.iter().filter(|it| !it.is_conflict()) {
            if let Some(name) = self.universe.id(&dependency.name)
                && !std::mem::replace(&mut self.is_there[name.0], true)
            {
                self.missing(name);
            }
        }
    }

    /// A name that nothing brings.
    fn missing(&mut self, id: NameId) {
        let name = &self.universe.names[id.0];
        if name.providers.is_empty() {
            self.lines.push(format!("  {} (no such package):", name.text));
        } else {
            self.lines.push(format!("  {} (virtual):", name.text));
            let note = "please select one of the 'provided by' packages explicitly";
            self.section("note:", note.split(' ').map(str::to_string).collect());
            self.section("provided by:", self.providers(id));
        }
        let is_it = |it: &&Dependency| it.name == name.text && !it.is_conflict();
        let world = self.problem.world.iter().filter(is_it).map(|it| format!("world[{it}]"));
        let mut users: Vec<String> = world.collect();
        for candidate in self.dependents(id) {
            let found = candidate.package.depends.iter().find(is_it);
            users.extend(found.map(|it| format!("{}[{it}]", candidate.package)));
        }
        self.section("required by:", users);
    }

    /// The providers of a name: packages all of whose versions provide it without their version.
    fn providers(&self, id: NameId) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        let providers = &self.universe.names[id.0].providers;
        for provider in providers {
            let candidate = self.universe.candidate(provider.package);
            let has_name = |it: &&crate::solver::universe::Provider| {
                self.universe.candidate(it.package).name == candidate.name
            };
            let refs = providers.iter().filter(has_name).count();
            let text = match refs == self.universe.names[candidate.name.0].providers.len() {
                true => candidate.package.name.to_string(),
                false => candidate.package.to_string(),
            };
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        texts
    }

    /// A package that a change brings, if something is wrong with it.
    fn package(&mut self, id: PackageId, tag: Option<&str>) {
        let candidate = self.universe.candidate(id);
        let sections = [
            ("masked in:", self.masks(candidate, tag)),
            ("conflicts:", self.conflicts(id)),
            ("breaks:", self.users(candidate, false)),
        ];
        if sections.iter().all(|(_, items)| items.is_empty()) {
            return;
        }
        self.lines.push(format!("  {}:", candidate.package));
        for (label, items) in sections {
            self.section(label, items);
        }
        self.section("satisfies:", self.users(candidate, true));
    }

    /// Why no repository may give the package: it can come under `tag` only.
    fn masks(&self, candidate: &Candidate, tag: Option<&str>) -> Vec<String> {
        let sources = candidate.sources.iter().map(|it| &self.problem.sources[*it]);
        if candidate.installed || candidate.local {
            return Vec::new();
        }
        if sources.clone().all(|it| !it.available) {
            return vec![String::from("--no-network")];
        }
        if sources.clone().any(|it| it.tag.as_deref() == tag) {
            return Vec::new();
        }
        sources.filter_map(|it| it.tag.as_ref()).map(|it| format!("@{it}")).collect()
    }

    /// Other packages, also brought, that have one of its names.
    fn conflicts(&self, id: PackageId) -> Vec<String> {
        let candidate = self.universe.candidate(id);
        let mut texts = Vec::new();
        for provider in &self.universe.names[candidate.name.0].providers {
            if provider.package != id && self.is_brought[provider.package.0] {
                texts.push(self.universe.candidate(provider.package).package.to_string());
            }
        }
        for ((name, version), provided) in
            candidate.provides.iter().zip(&candidate.package.provides)
        {
            for provider in &self.universe.names[name.0].providers {
                let is_same = provider.package == id && provider.version == *version;
                let both_unversioned = provider.version.is_none() && version.is_none();
                if self.is_brought[provider.package.0] && !is_same && !both_unversioned {
                    let other = &self.universe.candidate(provider.package).package;
                    texts.push(format!("{other}[{provided}]"));
                }
            }
        }
        texts
    }

    /// Wishes about the package that it `fulfills`, or else breaks.
    fn users(&self, candidate: &Candidate, fulfills: bool) -> Vec<String> {
        let own = (candidate.name, Some(candidate.package.version.clone()));
        let names: Vec<_> = [own].into_iter().chain(candidate.provides.iter().cloned()).collect();
        let matches = |dependency: &Dependency| {
            let named =
                |(name, _): &&(NameId, _)| self.universe.names[name.0].text == dependency.name;
            let answer = names.iter().find(named);
            answer.is_some_and(|(_, version)| dependency.accepts(version.as_deref()) == fulfills)
        };
        let world = self.problem.world.iter().filter(|it| matches(it));
        let mut texts: Vec<String> = world.map(|it| format!("world[{it}]")).collect();
        for (name, _) in &names {
            let text = &self.universe.names[name.0].text;
            for user in self.dependents(*name) {
                let depends = user.package.depends.iter();
                let found = depends.filter(|it| it.name == *text && matches(it));
                texts.extend(found.map(|it| format!("{}[{it}]", user.package)));
            }
        }
        texts
    }

    /// The brought packages that depend on `name`.
    fn dependents(&self, name: NameId) -> Vec<&Candidate> {
        let mut found: Vec<PackageId> = Vec::new();
        for dependent in &self.universe.names[name.0].dependents {
            for provider in &self.universe.names[dependent.0].providers {
                let is_own = self.universe.candidate(provider.package).name == *dependent;
                if is_own
                    && self.is_brought[provider.package.0]
                    && !found.contains(&provider.package)
                {
                    found.push(provider.package);
                }
            }
        }
        found.into_iter().map(|it| self.universe.candidate(it)).collect()
    }

    /// A label with items, broken into lines.
    fn section(&mut self, label: &str, items: Vec<String>) {
        let Some((first, rest)) = items.split_first() else { return };
        let mut line = format!("    {label} {first}");
        let indent = 4 + label.len() + 1;
        for item in rest {
            if WIDTH <= line.len() + item.len() + 1 {
                self.lines.push(std::mem::replace(&mut line, " ".repeat(indent) + item));
            } else {
                line = line + " " + item;
            }
        }
        self.lines.push(line);
    }
}
