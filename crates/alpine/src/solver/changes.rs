//! The order in which what is installed turns into what was chosen.

use std::rc::Rc;

use crate::solver::resolve::{Resolution, holds};
use crate::solver::universe::{NameId, PackageId, Provider, Universe, Want};
use crate::solver::{Change, Problem, Source, Unsolvable};

/// Dependencies are followed so far down; the longest chain of a real release is much shorter.
const DEPTH_MAX: u32 = 300;

/// The changes, and whether they are any good.
pub(crate) struct Plan {
    pub(crate) changes: Vec<Change>,
    /// The package that each change brings.
    pub(crate) brought: Vec<Option<PackageId>>,
    /// Packages that lack something.
    pub(crate) broken: Vec<bool>,
}

/// Puts the changes in order: each package after what it needs, starting from the world. (apk-tools: solver.c, `generate_changeset`.)
pub(crate) fn plan(
    problem: &Problem,
    universe: &Universe,
    resolution: &Resolution,
) -> Result<Plan, Unsolvable> {
    let mut planner = Planner::new(problem, universe, resolution);
    let installed: Vec<PackageId> = planner.installed().collect();
    for package in &installed {
        for owner in planner.owners(*package) {
            planner.names[owner.0].users += 1;
        }
    }
    for package in &installed {
        let name = universe.candidate(*package).name;
        if planner.names[name.0].users == 0 && planner.chosen(name).is_none() {
            planner.remove(*package, 0)?;
        }
    }
    for want in problem.world.iter().filter_map(|it| universe.want(it)) {
        planner.fulfill(&want, 0)?;
    }
    for package in installed {
        planner.change(universe.candidate(package).name, 0)?;
    }
    let Planner { changes, brought, is_broken: broken, .. } = planner;
    Ok(Plan { changes, brought, broken })
}

#[derive(Clone, Copy, Default)]
struct NameState {
    is_done: bool,
    is_removed: bool,
    installed: Option<PackageId>,
    /// Whose installed package it is that provides the name.
    owner: Option<NameId>,
    /// Dependencies of installed packages on it.
    users: u32,
}

struct Planner<'a> {
    problem: &'a Problem,
    universe: &'a Universe,
    resolution: &'a Resolution,
    names: Vec<NameState>,
    is_done: Vec<bool>,
    is_broken: Vec<bool>,
    changes: Vec<Change>,
    brought: Vec<Option<PackageId>>,
}

impl<'a> Planner<'a> {
    fn new(
        problem: &'a Problem,
        universe: &'a Universe,
        resolution: &'a Resolution,
    ) -> Planner<'a> {
        let count = universe.packages.len();
        let mut names = vec![NameState::default(); universe.names.len()];
        for package in &universe.installed {
            let candidate = universe.candidate(*package);
            names[candidate.name.0].installed = Some(*package);
            names[candidate.name.0].owner = Some(candidate.name);
            for (name, _) in candidate.provides.iter().filter(|it| it.1.is_some()) {
                names[name.0].owner = Some(candidate.name);
            }
        }
        Planner {
            problem,
            universe,
            resolution,
            names,
            is_done: vec![false; count],
            is_broken: resolution.broken.clone(),
            changes: Vec::new(),
            brought: Vec::new(),
        }
    }

    fn installed(&self) -> impl Iterator<Item = PackageId> + use<'a> {
        self.universe.installed.iter().copied()
    }

    fn chosen(&self, name: NameId) -> Option<&'a Provider> {
        self.resolution.chosen[name.0].as_ref()
    }

    /// Makes the changes that `want` needs; whether it holds then.
    fn fulfill(&mut self, want: &Want, depth: u32) -> Result<bool, Unsolvable> {
        if DEPTH_MAX < depth {
            return Err(Unsolvable::TooDeep);
        }
        let chosen = self.chosen(want.name);
        self.change(want.name, depth)?;
        let is_broken = chosen.is_some_and(|it| self.is_broken[it.package.0]);
        Ok(holds(want, chosen) && !is_broken)
    }

    /// Brings what was chosen for `name`, after all that it needs.
    fn change(&mut self, name: NameId, depth: u32) -> Result<(), Unsolvable> {
        if self.names[name.0].is_done {
            return Ok(());
        }
        self.prepare(name, depth)?;
        let package = match self.chosen(name) {
            Some(chosen) if !self.is_done[chosen.package.0] => chosen.package,
            _ => return Ok(()),
        };
        self.is_done[package.0] = true;
        let candidate = self.universe.candidate(package);
        let names = [candidate.name].into_iter().chain(candidate.provides.iter().map(|it| it.0));
        for name in names.clone() {
            self.prepare(name, depth)?;
        }
        let old = self.names[candidate.name.0].installed;
        if let Some(old) = old {
            self.remove_triggered(old, depth)?;
        }
        for want in &candidate.depends {
            let holds = self.fulfill(want, depth + 1)?;
            self.is_broken[package.0] |= !holds;
        }
        self.record(old, Some(package));
        for name in names {
            for triggered in &self.universe.names[name.0].triggered {
                self.change_if_triggered(*triggered, depth)?;
            }
        }
        for owner in self.owners(package) {
            let state = &mut self.names[owner.0];
            state.users = state.users.saturating_add(1);
        }
        old.map_or(Ok(()), |old| self.release(old, depth))
    }

    fn change_if_triggered(&mut self, name: NameId, depth: u32) -> Result<(), Unsolvable> {
        let Some(chosen) = self.chosen(name) else { return Ok(()) };
        let is_true =
            |want: &Want| self.names[want.name.0].is_done && holds(want, self.chosen(want.name));
        let candidate = self.universe.candidate(chosen.package);
        let deep = DEPTH_MAX < depth;
        match candidate.install_if.iter().all(is_true) {
            true if deep => Err(Unsolvable::TooDeep),
            true => self.change(name, depth + 1),
            false => Ok(()),
        }
    }

    /// Removes the installed packages that lost `name` to another one, or go anyway.
    fn prepare(&mut self, name: NameId, depth: u32) -> Result<(), Unsolvable> {
        if std::mem::replace(&mut self.names[name.0].is_done, true) {
            return Ok(());
        }
        if let Some(installed) = self.names[name.0].installed {
            self.remove(installed, depth)?;
        }
        for provider in &self.universe.names[name.0].providers {
            let candidate = self.universe.candidate(provider.package);
            if candidate.installed && self.chosen(candidate.name).is_none() {
                self.remove(provider.package, depth)?;
            }
        }
        Ok(())
    }

    /// Removes an installed package whose name gets none, after what needs it and before what it alone needed.
    fn remove(&mut self, package: PackageId, depth: u32) -> Result<(), Unsolvable> {
        let candidate = self.universe.candidate(package);
        let stays = self
            .chosen(candidate.name)
            .is_some_and(|it| self.universe.candidate(it.package).name == candidate.name);
        if self.is_done[package.0] || stays {
            return Ok(());
        }
        if DEPTH_MAX < depth {
            return Err(Unsolvable::TooDeep);
        }
        self.is_done[package.0] = true;
        self.names[candidate.name.0].is_removed = true;
        for user in self.users(package) {
            self.remove(user, depth + 1)?;
        }
        self.remove_triggered(package, depth)?;
        self.record(Some(package), None);
        self.release(package, depth)
    }

    /// The installed packages with a dependency that `package` fulfills.
    fn users(&self, package: PackageId) -> Vec<PackageId> {
        let candidate = self.universe.candidate(package);
        let own = (candidate.name, Some(candidate.package.version.clone()));
        let mut users = Vec::new();
        for (name, version) in [own].iter().chain(&candidate.provides) {
            for dependent in &self.universe.names[name.0].dependents {
                let Some(user) = self.names[dependent.0].installed else { continue };
                let needs = |it: &Want| {
                    let is_wish = it.name == *name && !it.dependency.is_conflict();
                    is_wish && it.dependency.accepts(version.as_deref())
                };
                if self.universe.candidate(user).depends.iter().any(needs) {
                    users.push(user);
                }
            }
        }
        users
    }

    /// Removes the installed packages that are there only because of `package`.
    fn remove_triggered(&mut self, package: PackageId, depth: u32) -> Result<(), Unsolvable> {
        let candidate = self.universe.candidate(package);
        for name in [candidate.name].into_iter().chain(candidate.provides.iter().map(|it| it.0)) {
            for triggered in &self.universe.names[name.0].triggered {
                let state = self.names[triggered.0];
                let is_over = state.is_done || state.is_removed || state.users != 0;
                let installed = state.installed.filter(|_| !is_over);
                let Some(package) = installed.filter(|_| self.chosen(*triggered).is_none()) else {
                    continue;
                };
                let is_gone =
                    |it: &Want| self.names[it.name.0].is_removed && self.chosen(it.name).is_none();
                if self.universe.candidate(package).install_if.iter().any(is_gone) {
                    self.remove(package, depth + 1)?;
                }
            }
        }
        Ok(())
    }

    /// The dependencies of `package` lose a user; packages that it names and nobody else needs are removed.
    fn release(&mut self, package: PackageId, depth: u32) -> Result<(), Unsolvable> {
        let universe = self.universe;
        for want in
            universe.candidate(package).depends.iter().filter(|it| !it.dependency.is_conflict())
        {
            let Some(owner) = self.names[want.name.0].owner else { continue };
            let state = &mut self.names[owner.0];
            state.users = state.users.saturating_sub(1);
            if let (0, Some(unused)) = (state.users, self.names[want.name.0].installed) {
                self.remove(unused, depth + 1)?;
            }
        }
        Ok(())
    }

    /// The names of the installed packages that `package` depends on.
    fn owners(&self, package: PackageId) -> Vec<NameId> {
        let depends = self.universe.candidate(package).depends.iter();
        let wanted = depends.filter(|it| !it.dependency.is_conflict());
        wanted.filter_map(|it| self.names[it.name.0].owner).collect()
    }

    fn record(&mut self, old: Option<PackageId>, new: Option<PackageId>) {
        let package = |it: PackageId| self.universe.candidate(it).package.clone();
        let sources = &self.problem.sources;
        let source = new.and_then(|it| self.universe.sources(it).find(|it| sources[*it].available));
        self.changes.push(Change {
            old: old.map(package),
            new: new.map(package),
            old_tag: old.and_then(|it| self.universe.candidate(it).installed_tag.clone()),
            tag: new.and_then(|it| self.tag(it)),
            reinstall: new.is_some_and(|it| self.resolution.reinstall[it.0]),
            source,
        });
        self.brought.push(new);
    }

    /// The tag of the repository that a package comes from. One without a tag comes first. (apk-tools: solver.c, `get_tag`.)
    fn tag(&self, package: PackageId) -> Option<Rc<str>> {
        let candidate = self.universe.candidate(package);
        let allowed = self.resolution.tags_allowed[package.0];
        let has = |(place, source): &(usize, &Source)| {
            let is_kept = candidate.installed && source.tag == candidate.installed_tag;
            is_kept || self.universe.sources(package).any(|it| it == *place)
        };
        let tags = self.problem.sources.iter().enumerate().filter(has).map(|(_, it)| &it.tag);
        match tags.clone().any(Option::is_none) {
            true => None,
            false => tags.flatten().find(|it| self.problem.tag(Some(it)).overlap(allowed)).cloned(),
        }
    }
}
