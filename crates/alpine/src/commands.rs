//! The commands of apk that change what is installed.

use std::rc::Rc;

use crate::apk::{FAILURE, Session, Stop};
use crate::commit::{Done, Mode, commit, is_real};
use crate::dependency::Dependency;
use crate::effect::Effect;
use crate::options::Flag;
use crate::package::Package;
use crate::remaining::remaining;
use crate::solver::{Change, Preference, Present, Problem, Unsolvable, solve};
use crate::sources::{Freshness, Opened, sources};

/// `apk add` (apk-tools: app_add.c)
pub(crate) fn add(session: &mut Session) -> Result<u32, Stop> {
    let opened = session.open(Freshness::Recent)?;
    let mut wanted = Vec::new();
    for word in &session.options.arguments {
        if word.ends_with(".apk") {
            return Err(Stop::Unsupported(format!("apk add of the file {word}")));
        }
        let Some(dependency) = Dependency::parse(word) else {
            let format = "format is name(@tag)([<>~=]version)";
            session.log.error(&format!("'{word}' is not a valid world dependency, {format}"));
            return Ok(FAILURE);
        };
        wanted.push(dependency);
    }
    let mut problem = session.problem(&opened);
    let preference = Preference {
        upgrade: session.options.has(Flag::Upgrade),
        latest: session.options.has(Flag::Latest),
        ..Preference::default()
    };
    let names = wanted.iter().map(|it| (it.name.clone(), preference, preference));
    problem.preferences = names.collect();
    let added = match session.options.virtual_name.clone() {
        None => wanted,
        Some(name) => match session.virtual_package(&name, wanted) {
            Some(package) => {
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
    for dependency in &added {
        match problem.world.iter_mut().find(|it| it.name == dependency.name) {
            Some(there) => *there = dependency.clone(),
            None => problem.world.push(dependency.clone()),
        }
    }
    Ok(session.solve_and_commit(problem, &opened))
}

/// `apk del` (apk-tools: app_del.c)
pub(crate) fn del(session: &mut Session) -> Result<u32, Stop> {
    let opened = session.open(Freshness::Cached)?;
    let mut problem = session.problem(&opened);
    let names = session.options.arguments.clone();
    let mut missing = 0;
    for name in &names {
        let is_listed =
            || opened.iter().any(|it| it.repository.index.providers(name).next().is_some());
        let is_wanted = problem.world.iter().any(|it| *it.name == **name);
        if session.database.find(name).is_none() && !is_wanted && !is_listed() {
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
    let is_whole = session.options.arguments.is_empty();
    if is_whole && !session.options.has(Flag::NoSelfUpgrade) {
        session.upgrade_self(&opened);
    }
    if session.options.has(Flag::SelfUpgradeOnly) {
        return Ok(0);
    }
    let mut problem = session.problem(&opened);
    if session.options.has(Flag::Prune) {
        let is_listed = |name: &str| {
            opened.iter().any(|it| it.repository.index.providers(name).next().is_some())
        };
        problem.world.retain(|it| it.is_conflict() || is_listed(&it.name));
    }
    let preference = Preference {
        upgrade: true,
        latest: session.options.has(Flag::Latest),
        available: session.options.has(Flag::Available),
        remove: false,
    };
    match is_whole {
        true => problem.preference = preference,
        false => {
            let names = session.options.arguments.iter().map(|it| Rc::from(it.as_str()));
            problem.preferences = names.map(|it| (it, preference, preference)).collect();
        }
    }
    Ok(session.solve_and_commit(problem, &opened))
}

/// `apk fix` (apk-tools: app_fix.c)
pub(crate) fn fix(session: &mut Session) -> Result<u32, Stop> {
    let opened = session.open(Freshness::Recent)?;
    let mut problem = session.problem(&opened);
    let upgrade = session.options.has(Flag::Upgrade);
    let preference = Preference { upgrade, ..Preference::default() };
    let inherited = match session.options.has(Flag::Depends) {
        true => preference,
        false => Preference::default(),
    };
    let names: Vec<Rc<str>> = match session.options.arguments.as_slice() {
        [] => problem.world.iter().map(|it| it.name.clone()).collect(),
        names => names.iter().map(|it| Rc::from(it.as_str())).collect(),
    };
    if session.options.has(Flag::Reinstall) {
        problem.reinstall = names.clone();
    }
    problem.preferences = names.into_iter().map(|it| (it, preference, inherited)).collect();
    Ok(session.solve_and_commit(problem, &opened))
}

/// `apk update` (apk-tools: app_update.c)
pub(crate) fn update(session: &mut Session) -> Result<u32, Stop> {
    let opened = session.open(Freshness::New)?;
    let mut count: u32 = 0;
    for Opened { line, repository } in &opened {
        session.log.message(format!("{} [{}]", repository.description, line.url));
        count = count.saturating_add(repository.packages);
    }
    session.log.message(format!("OK: {count} distinct packages available"));
    Ok(0)
}

impl Session<'_> {
    /// What there is, before the command changes it.
    fn problem(&self, opened: &[Opened]) -> Problem {
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

    /// The package that `-t name` makes of its dependencies: its version is the time.
    fn virtual_package(&self, name: &str, depends: Vec<Dependency>) -> Option<Package> {
        let dependency = Dependency::parse(name)?;
        if dependency.versions.is_some() || dependency.is_conflict() || dependency.tag.is_some() {
            return None;
        }
        let (year, month, day) = self.now.date();
        let (hour, minute, second) = self.now.time_of_day();
        let version = format!("{year:04}{month:02}{day:02}.{hour:02}{minute:02}{second:02}");
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
        match self.solve(&problem) {
            Ok(changes) => self.commit(problem, &changes, opened),
            Err(errors) => errors,
        }
    }

    /// Brings a new apk-tools, and what it needs, before anything else. (apk-tools: app_upgrade.c, `apk_do_self_upgrade`.)
    fn upgrade_self(&mut self, opened: &[Opened]) {
        let mut problem = self.problem(opened);
        let preference = Preference { upgrade: true, ..Preference::default() };
        problem.preferences = vec![(Rc::from("apk-tools"), preference, preference)];
        problem.is_self_upgrade = true;
        let Ok(changes) = solve(&problem) else { return };
        let is_self = |it: &Change| it.new.as_ref().is_some_and(|it| &*it.name == "apk-tools");
        if changes.iter().any(|it| is_self(it) && is_real(it)) {
            let title = "Upgrading critical system libraries and apk-tools:";
            self.log.message(title.to_string());
            self.carry_out(&changes, opened);
            if !self.options.has(Flag::SelfUpgradeOnly) {
                let title = "Continuing the upgrade transaction with new apk-tools:";
                self.log.message(title.to_string());
            }
        }
    }

    /// The changes, or how many errors have been reported.
    fn solve(&mut self, problem: &Problem) -> Result<Vec<Change>, u32> {
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

    fn commit(&mut self, problem: Problem, changes: &[Change], opened: &[Opened]) -> u32 {
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
        commit(changes, opened, mode, &mut self.database, self.tree, self.now, &mut self.log)
    }
}
