//! Why the world cannot come true, in apk's words.

use crate::columns::Columns;
use crate::dependency::Dependency;
use crate::solver::Problem;
use crate::solver::changes::Plan;
use crate::solver::universe::{Candidate, NameId, PackageId, Universe};

/// What is known of a name or of a package: it is there, it is reported missing, it is there as one of several that merely
/// share a name, it is there because of its `install_if`.
const PRESENT: u8 = 1;
const MISSING: u8 = 2;
const VIRTUAL: u8 = 4;
const TRIGGERED: u8 = 8;

/// The lines below `ERROR: unable to select packages:`. (apk-tools: commit.c, `apk_solver_print_errors`.)
pub(crate) fn explain(problem: &Problem, universe: &Universe, plan: &Plan) -> Vec<String> {
    let mut report = Report {
        problem,
        universe,
        is_brought: vec![false; universe.packages.len()],
        packages: vec![0; universe.packages.len()],
        names: vec![0; universe.names.len()],
        lines: Vec::new(),
    };
    let brought: Vec<(PackageId, Option<&str>)> = (plan.changes.iter().zip(&plan.brought))
        .filter_map(|(change, package)| Some(((*package)?, change.tag.as_deref())))
        .collect();
    for (package, _) in &brought {
        report.is_brought[package.0] = true;
    }
    report.discover();
    report.missing_of(&problem.world);
    for (package, tag) in brought {
        report.package(package, tag);
        report.missing_of(&universe.candidate(package).package.depends);
    }
    if report.lines.is_empty() {
        let line = "Huh? Error reporter did not find the broken constraints.";
        report.lines.push(line.to_string());
    }
    report.lines
}

struct Report<'a> {
    problem: &'a Problem,
    universe: &'a Universe,
    /// Whether a change brings the package.
    is_brought: Vec<bool>,
    packages: Vec<u8>,
    names: Vec<u8>,
    lines: Vec<String>,
}

impl Report<'_> {
    /// Finds out which names the world has, by what it brings.
    fn discover(&mut self) {
        let universe = self.universe;
        let wanted = |it: &&Dependency| !it.is_conflict();
        let world = self.problem.world.iter().filter(wanted);
        let mut waiting: Vec<(NameId, u8)> =
            world.filter_map(|it| Some((universe.id(&it.name)?, PRESENT))).collect();
        while let Some((name, state)) = waiting.pop() {
            for provider in &universe.names[name.0].providers {
                let candidate = universe.candidate(provider.package);
                let is_sure =
                    provider.version.is_some() || candidate.package.provider_priority != 0;
                let state = if is_sure { state } else { VIRTUAL };
                let known = &mut self.packages[provider.package.0];
                if !self.is_brought[provider.package.0] || *known & state != 0 {
                    continue;
                }
                *known |= state;
                self.names[candidate.name.0] |= state;
                for (provided, version) in &candidate.provides {
                    let is_shared = state == TRIGGERED && version.is_none();
                    self.names[provided.0] |= if is_shared { VIRTUAL } else { state };
                }
                let depends = candidate.depends.iter().filter(|it| !it.dependency.is_conflict());
                waiting.extend(depends.map(|it| (it.name, PRESENT)));
                if state != VIRTUAL {
                    let provided = candidate.provides.iter().map(|it| it.0);
                    for name in [candidate.name].into_iter().chain(provided) {
                        self.discover_triggered(name, &mut waiting);
                    }
                }
            }
        }
    }

    /// The names of the packages whose `install_if` has come true with `name`.
    fn discover_triggered(&self, name: NameId, waiting: &mut Vec<(NameId, u8)>) {
        for triggered in &self.universe.names[name.0].triggered {
            for provider in &self.universe.names[triggered.0].providers {
                let candidate = self.universe.candidate(provider.package);
                let is_there = |it: NameId| self.names[it.0] & (PRESENT | TRIGGERED) != 0;
                let mut wants = candidate.install_if.iter();
                let is_true = wants.all(|it| it.dependency.is_conflict() != is_there(it.name));
                if self.is_brought[provider.package.0]
                    && !candidate.install_if.is_empty()
                    && is_true
                {
                    let provided = candidate.provides.iter().map(|it| it.0);
                    waiting.extend(
                        [candidate.name].into_iter().chain(provided).map(|it| (it, TRIGGERED)),
                    );
                }
            }
        }
    }

    fn missing_of(&mut self, dependencies: &[Dependency]) {
        for dependency in dependencies.iter().filter(|it| !it.is_conflict()) {
            if let Some(name) = self.universe.id(&dependency.name)
                && self.names[name.0] & (PRESENT | TRIGGERED | MISSING) == 0
            {
                self.names[name.0] |= MISSING;
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
            ("masked in:", self.masks(id, tag)),
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
    fn masks(&self, id: PackageId, tag: Option<&str>) -> Vec<String> {
        let candidate = self.universe.candidate(id);
        let sources = || self.universe.sources(id).map(|it| &self.problem.sources[it]);
        if candidate.installed {
            return Vec::new();
        }
        if candidate.local {
            return vec![String::from("cache")];
        }
        if sources().all(|it| !it.available) {
            return vec![String::from("--no-network")];
        }
        if sources().any(|it| it.tag.as_deref() == tag) {
            return Vec::new();
        }
        sources().filter_map(|it| it.tag.as_ref()).map(|it| format!("@{it}")).collect()
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
        let mut users: Vec<&Candidate> = Vec::new();
        for user in names.iter().flat_map(|it| self.dependents(it.0)) {
            if !users.iter().any(|it| it.package == user.package) {
                users.push(user);
            }
        }
        for user in users {
            let depends = user.package.depends.iter().filter(|it| matches(it));
            texts.extend(depends.map(|it| format!("{}[{it}]", user.package)));
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
        if !items.is_empty() {
            let mut columns = Columns::new(format!("    {label}"));
            items.iter().for_each(|it| columns.add(it));
            self.lines.extend(columns.lines());
        }
    }
}
