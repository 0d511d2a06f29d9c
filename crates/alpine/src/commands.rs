//! The commands of apk that change what is installed.

use std::rc::Rc;

use crate::apk::{FAILURE, Session, Stop};
use crate::commit::{Done, Mode, commit, is_real};
use crate::dependency::Dependency;
use crate::effect::Effect;
use crate::options::{Flag, Setting};
use crate::package::Package;
use crate::remaining::remaining;
use crate::solver::{Change, Preference, Present, Problem, Unsolvable, solve};
use crate::sources::{Freshness, Opened, sources};
use crate::version::compare_versions;

/// The package that apk itself is in.
const APK_TOOLS: &str = "apk-tools";

/// `apk add` (apk-tools: app_add.c)
pub(crate) fn add(session: &mut Session) -> Result<u32, Stop> {
    let opened = session.open(Freshness::Recent)?;
    let virtual_name = session.options.value(Setting::Virtual).map(str::to_string);
    let (kind, format) = match virtual_name {
        Some(_) => ("package", "name([<>~=]version)"),
        None => ("world", "name(@tag)([<>~=]version)"),
    };
    let mut wanted = Vec::new();
    for word in session.options.arguments.iter().filter(|it| !it.is_empty()) {
        if word.ends_with(".apk") {
            return Err(Stop::Unsupported(format!("apk add of the file {word}")));
        }
        match Dependency::parse(word) {
            Some(it) if virtual_name.is_none() || it.tag.is_none() => note(&mut wanted, it),
            Some(_) | None => {
                let text = format!("'{word}' is not a valid {kind} dependency, format is {format}");
                session.log.error(&text);
                return Ok(FAILURE);
            }
        }
    }
    let mut problem = session.problem(&opened);
    let preference = Preference {
        upgrade: session.options.has(Flag::Upgrade),
        latest: session.options.has(Flag::Latest),
        ..Preference::default()
    };
    let names = wanted.iter().map(|it| (it.name.clone(), preference, preference));
    problem.preferences = names.collect();
    let added = match virtual_name {
        None => wanted,
        Some(name) => match session.virtual_package(&name, wanted) {
            Some(package) => {
                if package.depends.is_empty() {
                    session.log.warning("creating empty virtual package");
                }
                let dependency = Dependency::exactly(&package.name, &package.version);
                problem.preferences.push((package.name.clone(), preference, preference));
                problem.local.push(Rc::new(package));
                vec![dependency]
            }
            None => {
                session.log.error(&format!("{name}: bad package specifier"));
                return Ok(FAILURE);
            }
        },
    };
    added.into_iter().for_each(|it| note(&mut problem.world, it));
    Ok(session.solve_and_commit(problem, &opened))
}

/// Adds a dependency, in place of one with the same name.
fn note(dependencies: &mut Vec<Dependency>, dependency: Dependency) {
    match dependencies.iter_mut().find(|it| it.name == dependency.name) {
        Some(there) => *there = dependency,
        None => dependencies.push(dependency),
    }
}

/// `apk del` (apk-tools: app_del.c)
pub(crate) fn del(session: &mut Session) -> Result<u32, Stop> {
    let opened = session.open(Freshness::Cached)?;
    let mut problem = session.problem(&opened);
    let names = session.options.arguments.clone();
    let mut missing = 0;
    for name in &names {
        let is_wanted = problem.world.iter().any(|it| *it.name == **name);
        if session.database.find(name).is_none() && !is_wanted && !is_listed(&opened, name) {
            session.log.error(&format!("No such package: {name}"));
            missing += 1;
        }
    }
    if 0 < missing {
        return Ok(missing);
    }
    let mut doomed: Vec<Rc<str>> = names.iter().map(|it| Rc::from(it.as_str())).collect();
    if session.options.has(Flag::ReverseDepends) {
        doomed = session.dependents(doomed);
    }
    problem.world.retain(|it| !doomed.contains(&it.name));
    let preference = Preference { remove: true, ..Preference::default() };
    problem.preferences =
        doomed.into_iter().map(|it| (it, preference, Preference::default())).collect();
    let changes = match session.solve(&problem) {
        Ok(changes) => changes,
        Err(errors) => return Ok(errors),
    };
    let lines = remaining(&names, &changes, &problem.world);
    lines.into_iter().for_each(|it| session.log.message(it));
    Ok(session.commit(problem, &changes, &opened))
}

/// `apk upgrade` (apk-tools: app_upgrade.c)
pub(crate) fn upgrade(session: &mut Session) -> Result<u32, Stop> {
    let opened = session.open(Freshness::Recent)?;
    let world = session.database.world.clone();
    if session.lacks_tags(&world, &opened, "continuing with upgrade") {
        return Ok(FAILURE);
    }
    let is_whole = session.options.arguments.is_empty();
    if is_whole && !session.options.has(Flag::NoSelfUpgrade) {
        session.upgrade_self(&opened);
    }
    if session.options.has(Flag::SelfUpgradeOnly) {
        return Ok(0);
    }
    let mut problem = session.problem(&opened);
    let is_available = session.options.has(Flag::Available);
    if is_available {
        problem.world.iter_mut().for_each(Dependency::forget_build);
    }
    if session.options.has(Flag::Prune) {
        problem.world.retain(|it| is_listed(&opened, &it.name));
    }
    let is_ignored = session.options.has(Flag::Ignore);
    problem.preference = Preference {
        upgrade: is_whole || is_ignored,
        latest: session.options.has(Flag::Latest),
        available: is_available,
        ..Preference::default()
    };
    // As apk: what those named depend on stays.
    let named = Preference { upgrade: !is_ignored, keep: is_ignored, ..Preference::default() };
    match session.favor(&mut problem, &opened, named, Preference::default()) {
        0 => Ok(session.solve_and_commit(problem, &opened)),
        errors => Ok(errors),
    }
}

/// `apk fix` (apk-tools: app_fix.c)
pub(crate) fn fix(session: &mut Session) -> Result<u32, Stop> {
    let opened = session.open(Freshness::Recent)?;
    let mut problem = session.problem(&opened);
    let upgrade = session.options.has(Flag::Upgrade);
    let reinstall = session.options.has(Flag::Reinstall) || !upgrade;
    let preference = Preference { upgrade, reinstall, ..Preference::default() };
    let inherited = match session.options.has(Flag::Depends) {
        true => preference,
        false => Preference::default(),
    };
    match session.favor(&mut problem, &opened, preference, inherited) {
        0 => Ok(session.solve_and_commit(problem, &opened)),
        errors => Ok(errors),
    }
}

/// `apk update` (apk-tools: app_update.c)
pub(crate) fn update(session: &mut Session) -> Result<u32, Stop> {
    let opened = session.open(Freshness::New)?;
    let mut count: u32 = 0;
    for Opened { line, repository, .. } in &opened {
        session.log.message(format!("{} [{}]", repository.description, line.url));
        count = count.saturating_add(repository.packages);
    }
    session.log.message(format!("OK: {count} distinct packages available"));
    Ok(0)
}

/// Whether some repository has `name`.
fn is_listed(opened: &[Opened], name: &str) -> bool {
    opened.iter().any(|it| it.repository.index.providers(name).next().is_some())
}

impl Session<'_> {
    /// Sets preferences for the packages that the command line names, and for what they need; how many are not known.
    fn favor(
        &mut self,
        problem: &mut Problem,
        opened: &[Opened],
        preference: Preference,
        inherited: Preference,
    ) -> u32 {
        let mut missing = 0;
        for name in &self.options.arguments {
            if self.database.find(name).is_none() && !is_listed(opened, name) {
                self.log.error(&format!("Package '{name}' not found"));
                missing += 1;
            }
            problem.preferences.push((Rc::from(name.as_str()), preference, inherited));
        }
        missing
    }

    /// What there is, before the command changes it.
    pub(crate) fn problem(&self, opened: &[Opened]) -> Problem {
        let present = self.database.installed.iter();
        let present =
            present.map(|it| Present { package: it.package.clone(), tag: it.tag.clone() });
        Problem {
            world: self.database.world.clone(),
            installed: present.collect(),
            sources: sources(opened, !self.options.has(Flag::NoNetwork)),
            is_forced: self.options.has(Flag::Force),
            ..Problem::default()
        }
    }

    /// The package that `-t name` makes of its dependencies: its version is the time, unless the name has one.
    fn virtual_package(&self, name: &str, depends: Vec<Dependency>) -> Option<Package> {
        let dependency = Dependency::parse(name).filter(|it| !it.is_conflict())?;
        let version = match dependency.exact_version() {
            Some(version) => version.to_string(),
            None if dependency.versions.is_some() => return None,
            None => {
                let (year, month, day) = self.now.date();
                let (hour, minute, second) = self.now.time_of_day();
                format!("{year:04}{month:02}{day:02}.{hour:02}{minute:02}{second:02}")
            }
        };
        Some(Package { depends, ..Package::named(&dependency.name, &version) })
    }

    /// `names`, and the names of all installed packages that need them.
    fn dependents(&self, mut names: Vec<Rc<str>>) -> Vec<Rc<str>> {
        let mut next = 0;
        while let Some(name) = names.get(next).cloned() {
            let provided = self.database.find(&name).map(|it| it.package.clone());
            for installed in &self.database.installed {
                let is_met = |it: &Dependency| {
                    let provides = provided.iter().flat_map(|it| &it.provides);
                    it.name == name || provides.into_iter().any(|provided| provided.name == it.name)
                };
                let needs =
                    installed.package.depends.iter().any(|it| !it.is_conflict() && is_met(it));
                if needs && !names.contains(&installed.package.name) {
                    names.push(installed.package.name.clone());
                }
            }
            next += 1;
        }
        names
    }

    fn solve_and_commit(&mut self, mut problem: Problem, opened: &[Opened]) -> u32 {
        problem.world.sort_by(|a, b| a.name.cmp(&b.name));
        if self.lacks_tags(&problem.world, opened, "committing changes") {
            return FAILURE;
        }
        match self.solve(&problem) {
            Ok(changes) => self.commit(problem, &changes, opened),
            Err(errors) => errors,
        }
    }

    /// Brings a new apk-tools, and what it needs, before anything else. (apk-tools: app_upgrade.c, `apk_do_self_upgrade`.)
    fn upgrade_self(&mut self, opened: &[Opened]) {
        let Some(present) = self.database.find(APK_TOOLS).map(|it| it.package.clone()) else {
            return;
        };
        let is_newer = |it: &Rc<Package>| {
            *it.name == *APK_TOOLS && compare_versions(&it.version, &present.version).is_gt()
        };
        let mut listed = opened.iter().flat_map(|it| it.repository.index.providers(APK_TOOLS));
        if !listed.any(is_newer) {
            return;
        }
        let mut problem = self.problem(opened);
        let preference = Preference {
            upgrade: true,
            latest: self.options.has(Flag::Latest),
            available: self.options.has(Flag::Available),
            ..Preference::default()
        };
        problem.preferences = vec![(Rc::from(APK_TOOLS), preference, Preference::default())];
        problem.is_self_upgrade = true;
        let only = self.options.has(Flag::SelfUpgradeOnly);
        match solve(&problem) {
            Err(_) => {
                let text = "Failed to perform initial self-upgrade, continuing with full upgrade.";
                self.log.warning(text);
            }
            Ok(changes) if !changes.iter().any(is_real) => (),
            Ok(_) if !only && self.options.has(Flag::Simulate) => {
                let text = "This simulation is not reliable as apk-tools upgrade is available.";
                self.log.warning(text);
            }
            Ok(changes) => {
                let title = "Upgrading critical system libraries and apk-tools:";
                self.log.message(title.to_string());
                self.carry_out(&changes, opened);
                if !only {
                    let title = "Continuing the upgrade transaction with new apk-tools:";
                    self.log.message(title.to_string());
                }
            }
        }
    }

    /// The changes, or how many errors have been reported.
    pub(crate) fn solve(&mut self, problem: &Problem) -> Result<Vec<Change>, u32> {
        solve(problem).map_err(|unsolvable| match unsolvable {
            Unsolvable::Conflict { lines, errors } => {
                self.log.error("unable to select packages:");
                lines.into_iter().for_each(|it| self.log.print(it));
                for dependency in problem.world.iter().filter(|it| !it.is_conflict()) {
                    let name = &dependency.name;
                    let is_listed =
                        problem.sources.iter().any(|it| it.index.providers(name).next().is_some());
                    let is_local = problem.local.iter().any(|it| it.name == *name);
                    if !is_listed && !is_local && self.database.find(name).is_none() {
                        self.log.push(Effect::Unlisted { name: name.to_string() });
                    }
                }
                errors
            }
            Unsolvable::TooDeep => {
                let what = String::from("dependencies that form so long a chain");
                self.log.push(Effect::Unsupported { what });
                1
            }
        })
    }

    /// Whether the world names a tag that no repository has. (apk-tools: database.c, `apk_db_check_world`.)
    fn lacks_tags(&mut self, world: &[Dependency], opened: &[Opened], action: &str) -> bool {
        let is_lost = |it: &&Dependency| {
            it.tag.is_some() && !opened.iter().any(|opened| opened.line.tag == it.tag)
        };
        let lost: Vec<&Dependency> = world.iter().filter(is_lost).collect();
        if lost.is_empty() || self.options.has(Flag::Force) {
            return false;
        }
        for Dependency { name, tag, .. } in lost {
            let tag = tag.as_deref().unwrap_or_default();
            let text =
                format!("The repository tag for world dependency '{name}@{tag}' does not exist");
            self.log.warning(&text);
        }
        let advice = "Use --force-broken-world to override.";
        self.log.error(&format!("Not {action} due to missing repository tags. {advice}"));
        true
    }

    fn commit(&mut self, problem: Problem, changes: &[Change], opened: &[Opened]) -> u32 {
        if self.lacks_tags(&problem.world, opened, "committing changes") {
            return FAILURE;
        }
        if !self.options.has(Flag::Simulate) {
            self.database.world = problem.world;
        }
        let done = self.carry_out(changes, opened);
        self.log.message(done.line());
        done.errors
    }

    fn carry_out(&mut self, changes: &[Change], opened: &[Opened]) -> Done {
        let mode = match () {
            () if self.options.has(Flag::Simulate) => Mode::Simulated,
            () if self.options.has(Flag::NoScripts) => Mode::WithoutScripts,
            () => Mode::Real,
        };
        let manner = (mode, self.options.verbosity());
        commit(changes, opened, manner, &mut self.database, self.tree, self.now, &mut self.log)
    }
}
