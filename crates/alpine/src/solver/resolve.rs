//! Which package each name gets.

use std::collections::{BTreeSet, VecDeque};

use crate::dependency::Dependency;
use crate::solver::discover::{Order, discover};
use crate::solver::prefer::{Tags, is_better};
use crate::solver::universe::{NameId, PackageId, Provider, Universe, Want};
use crate::solver::{Preference, Problem};

/// The answer for every name, right or wrong.
pub(crate) struct Resolution {
    /// By name: nothing for a name that the world does not reach, or that nothing provides.
    pub(crate) chosen: Vec<Option<Provider>>,
    /// The tags from which each package may come.
    pub(super) tags_allowed: Vec<Tags>,
    /// Packages that are to be installed even if they are there.
    pub(super) reinstall: Vec<bool>,
    /// Packages that were chosen though they cannot be had.
    pub(crate) broken: Vec<bool>,
    /// Names that are needed and that nothing provides.
    pub(crate) unprovided: u32,
}

impl Resolution {
    /// Whether something whole was chosen for what `dependency` names.
    pub(crate) fn has(&self, universe: &Universe, dependency: &Dependency) -> bool {
        let chosen = universe.want(dependency).and_then(|it| self.chosen[it.name.0].as_ref());
        chosen.is_some_and(|it| !self.broken[it.package.0])
    }
}

/// What is known of a name so far.
#[derive(Clone, Default)]
pub(super) struct NameState {
    pub(super) seen: bool,
    /// When its turn comes among the unresolved ones.
    pub(super) order: Order,
    pub(super) requirers: u32,
    /// The final answer, once there is one.
    pub(super) locked: Option<Option<Provider>>,
    is_dirty: bool,
    /// Its packages' dependencies, or their `install_if`, are to be looked at again.
    pub(super) recheck_depends: bool,
    pub(super) recheck_triggers: bool,
    pub(super) has_options: bool,
    /// Some package's `install_if` has come true; or none can any more.
    pub(super) is_triggered: bool,
    pub(super) never_triggered: bool,
    /// All that depends on it has its answer.
    pub(super) dependents_done: bool,
    is_clear: bool,
}

/// What is known of a package so far.
#[derive(Clone, Default)]
pub(super) struct PackageState {
    pub(super) selectable: bool,
    pub(super) conflicts: u32,
    /// Whether it had a part in what was concluded from all options of a name.
    pub(super) counted: bool,
    pub(super) tag_ok: bool,
    pub(super) tag_preferred: bool,
    pub(super) tags_allowed: Tags,
    pub(super) preference: Preference,
    pub(super) inherited: Preference,
    pub(super) triggered: bool,
    pub(super) never_triggered: bool,
    broken: bool,
}

/// Chooses for every name that the world reaches.
pub(crate) fn resolve(problem: &Problem, universe: &Universe) -> Resolution {
    let mut resolver = Resolver::new(problem, universe);
    resolver.apply_world();
    loop {
        while let Some(name) = resolver.dirty.pop_front() {
            resolver.names[name.0].is_dirty = false;
            if resolver.names[name.0].locked.is_none() {
                resolver.reconsider(name);
            }
        }
        match resolver.dequeue() {
            Some(name) => resolver.select(name),
            None => break,
        }
    }
    let Resolver { names, packages, unprovided, .. } = resolver;
    Resolution {
        chosen: names.into_iter().map(|it| it.locked.flatten()).collect(),
        tags_allowed: packages.iter().map(|it| it.tags_allowed).collect(),
        reinstall: packages.iter().map(|it| it.preference.reinstall).collect(),
        broken: packages.iter().map(|it| it.broken).collect(),
        unprovided,
    }
}

pub(super) struct Resolver<'a> {
    pub(super) problem: &'a Problem,
    pub(super) universe: &'a Universe,
    pub(super) names: Vec<NameState>,
    pub(super) packages: Vec<PackageState>,
    dirty: VecDeque<NameId>,
    /// Names with nothing left to choose; they come first.
    clear: VecDeque<NameId>,
    waiting: BTreeSet<(Order, NameId)>,
    unprovided: u32,
}

impl<'a> Resolver<'a> {
    fn new(problem: &'a Problem, universe: &'a Universe) -> Resolver<'a> {
        let names = vec![NameState::default(); universe.names.len()];
        let is_available = |place: usize| {
            universe.sources(PackageId(place)).any(|it| problem.sources[it].available)
        };
        let packages = universe.packages.iter().enumerate();
        let packages = packages.map(|(place, candidate)| PackageState {
            selectable: candidate.installed
                || candidate.local
                || candidate.package.installed_size == 0
                || is_available(place),
            tags_allowed: Tags::DEFAULT,
            // As apk: what was installed with something goes, if no repository has it and that is asked for.
            never_triggered: candidate.install_if.is_empty()
                || problem.preference.available && !candidate.local && !is_available(place),
            ..PackageState::default()
        });
        Resolver {
            problem,
            universe,
            names,
            packages: packages.collect(),
            dirty: VecDeque::new(),
            clear: VecDeque::new(),
            waiting: BTreeSet::new(),
            unprovided: 0,
        }
    }

    fn apply_world(&mut self) {
        for (place, candidate) in self.universe.packages.iter().enumerate() {
            let tags = self.tags_of(PackageId(place));
            let state = &mut self.packages[place];
            let is_empty = candidate.package.installed_size == 0;
            state.tag_preferred = is_empty || tags.overlap(Tags::DEFAULT);
            state.tag_ok = state.tag_preferred || candidate.installed;
        }
        let mut favored = BTreeSet::new();
        for (name, preference, inherited) in &self.problem.preferences {
            let Some(name) = self.universe.id(name) else { continue };
            favored.insert(name);
            for provider in self.providers(name) {
                let state = &mut self.packages[provider.package.0];
                state.preference = state.preference.and(*preference);
                state.inherited = state.inherited.and(*inherited);
            }
        }
        let world = self.problem.world.iter();
        let wants: Vec<Want> = world.filter_map(|it| self.universe.want(it)).collect();
        let starts = wants.iter().map(|it| it.name);
        discover(self.universe, starts, &favored, &mut self.names);
        for want in &wants {
            self.apply(None, want);
        }
    }

    pub(super) fn providers(&self, name: NameId) -> &'a [Provider] {
        &self.universe.names[name.0].providers
    }

    /// Something new is known about `name`: look at it once more, if it matters.
    fn touch(&mut self, name: NameId) {
        let state = &mut self.names[name.0];
        let matters = 0 < state.requirers || state.recheck_triggers;
        if !state.is_dirty && state.locked.is_none() && matters {
            state.is_dirty = true;
            self.dirty.push_back(name);
        }
    }

    fn touch_dependents(&mut self, name: NameId) {
        for dependent in &self.universe.names[name.0].dependents {
            if self.names[dependent.0].seen {
                self.names[dependent.0].recheck_depends = true;
                self.touch(*dependent);
            }
        }
    }

    fn touch_triggered(&mut self, name: NameId) {
        for triggered in &self.universe.names[name.0].triggered {
            let state = &mut self.names[triggered.0];
            if state.seen && !state.never_triggered {
                state.recheck_triggers = true;
                self.touch(*triggered);
            }
        }
    }

    /// All names of a package: its own first.
    pub(super) fn names_of(&self, package: PackageId) -> impl Iterator<Item = NameId> + use<'a> {
        let candidate = self.universe.candidate(package);
        [candidate.name].into_iter().chain(candidate.provides.iter().map(|it| it.0))
    }

    pub(super) fn disqualify(&mut self, package: PackageId) {
        if !std::mem::take(&mut self.packages[package.0].selectable) {
            return;
        }
        for name in self.names_of(package) {
            self.touch_dependents(name);
            self.touch_triggered(name);
        }
    }

    /// Makes `want` hold, of `parent` or of the world.
    pub(super) fn apply(&mut self, parent: Option<PackageId>, want: &Want) {
        if !want.dependency.is_conflict() {
            self.require(want.name);
        }
        for provider in self.providers(want.name) {
            if want.dependency.accepts(provider.version.as_deref()) {
                self.inherit(provider.package, parent, &want.dependency);
            } else {
                let state = &mut self.packages[provider.package.0];
                state.conflicts = state.conflicts.saturating_add(1);
                self.disqualify(provider.package);
            }
        }
    }

    pub(super) fn require(&mut self, name: NameId) {
        let state = &mut self.names[name.0];
        state.requirers = state.requirers.saturating_add(1);
        if state.requirers == 1 {
            self.enqueue(name);
            self.touch_triggered(name);
            self.touch(name);
        }
    }

    /// Lets a package have what its `parent` may have; or else what the world's `dependency` asks for.
    pub(super) fn inherit(
        &mut self,
        package: PackageId,
        parent: Option<PackageId>,
        dependency: &Dependency,
    ) {
        let tags = self.tags_of(package);
        let (preference, allowed) = match parent {
            Some(parent) => {
                let parent = &self.packages[parent.0];
                (parent.inherited, parent.tags_allowed)
            }
            None => (self.problem.preference, self.tags_of_want(dependency)),
        };
        let state = &mut self.packages[package.0];
        state.preference = state.preference.and(preference);
        state.inherited = state.inherited.and(preference);
        state.tags_allowed = state.tags_allowed.union(allowed);
        state.tag_ok |= tags.overlap(state.tags_allowed);
        if parent.is_none() {
            state.tag_preferred = tags.overlap(allowed);
        }
    }

    /// Puts `name` into the queue where it belongs now, if it still needs an answer.
    pub(super) fn enqueue(&mut self, name: NameId) {
        let state = &mut self.names[name.0];
        let is_required = 0 < state.requirers;
        let is_open = state.locked.is_none() && (is_required || state.is_triggered);
        let is_clear = state.dependents_done && is_required && !state.has_options;
        self.waiting.remove(&(state.order, name));
        if is_open && is_clear && !std::mem::replace(&mut state.is_clear, true) {
            self.clear.push_back(name);
        } else if is_open && !state.is_clear {
            self.waiting.insert((state.order, name));
        }
    }

    /// The next name to get its answer.
    fn dequeue(&mut self) -> Option<NameId> {
        while let Some(name) = self.clear.pop_front() {
            if self.names[name.0].locked.is_none() {
                return Some(name);
            }
        }
        self.waiting.pop_first().map(|(_, name)| name)
    }

    /// Whether a package may be chosen for a name without being asked for: one of several that merely share it may not.
    fn is_selectable(&self, provider: &Provider) -> bool {
        let candidate = self.universe.candidate(provider.package);
        provider.version.is_some()
            || candidate.package.provider_priority != 0
            || 0 < self.names[candidate.name.0].requirers
    }

    /// Gives `name` the best package that there is.
    fn select(&mut self, name: NameId) {
        let is_required = 0 < self.names[name.0].requirers;
        let mut best: Option<&Provider> = None;
        for provider in self.providers(name) {
            let state = &self.packages[provider.package.0];
            let is_triggered = state.triggered && state.tag_ok && state.selectable;
            let fits = (is_required || is_triggered) && self.is_selectable(provider);
            if fits && best.is_none_or(|it| is_better(self, provider, it)) {
                best = Some(provider);
            }
        }
        let Some(provider) = best else {
            self.unprovided += u32::from(is_required);
            return self.assign(name, None);
        };
        let package = provider.package;
        let state = &mut self.packages[package.0];
        state.broken |= !state.selectable || !state.tag_ok;
        let candidate = self.universe.candidate(package);
        let version = Some(candidate.package.version.clone());
        self.assign(candidate.name, Some(Provider { package, version }));
        for (provided, version) in &candidate.provides {
            self.assign(*provided, Some(Provider { package, version: version.clone() }));
        }
        for want in &candidate.depends {
            self.apply(Some(package), want);
        }
    }

    /// Settles `name`, which rules out its other providers.
    fn assign(&mut self, name: NameId, chosen: Option<Provider>) {
        if let Some(before) = &self.names[name.0].locked {
            let is_unversioned = |it: &Provider| it.version.is_none();
            let both = [before, &chosen];
            if !both.iter().all(|it| it.as_ref().is_none_or(is_unversioned)) {
                for provider in both.into_iter().flatten() {
                    self.packages[provider.package.0].broken = true;
                }
            }
            return;
        }
        self.names[name.0].locked = Some(chosen.clone());
        self.enqueue(name);
        let is_chosen = |it: &Provider| chosen.as_ref().is_some_and(|by| by.package == it.package);
        let version = chosen.as_ref().and_then(|it| it.version.as_ref());
        for provider in self.providers(name) {
            let may_stay = version.is_none() && provider.version.is_none();
            if !is_chosen(provider) && !may_stay {
                self.disqualify(provider.package);
            }
        }
        self.touch_dependents(name);
        match &chosen {
            Some(provider) => {
                for name in self.names_of(provider.package) {
                    self.touch_triggered(name);
                }
            }
            None => self.touch_triggered(name),
        }
    }
}

/// Whether `want` is fulfilled by what its name got.
pub(super) fn holds(want: &Want, chosen: Option<&Provider>) -> bool {
    match chosen {
        Some(provider) => want.dependency.accepts(provider.version.as_deref()),
        None => want.dependency.is_conflict(),
    }
}
