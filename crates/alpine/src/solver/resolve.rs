//! Which package each name gets.

use std::collections::VecDeque;

use crate::dependency::Dependency;
use crate::solver::discover::discover;
use crate::solver::prefer::{Tags, is_better};
use crate::solver::universe::{NameId, PackageId, Provider, Universe, Want};
use crate::solver::{Preference, Problem};

/// The answer for every name, right or wrong.
pub(crate) struct Resolution {
    /// By name: nothing for a name that the world does not reach; a name without a provider has none.
    pub(crate) chosen: Vec<Option<Provider>>,
    /// Whether the package may be had.
    pub(crate) selectable: Vec<bool>,
    /// Choices that should not have been made.
    pub(crate) errors: u32,
}

impl Resolution {
    /// Whether what was chosen is what `dependency` wants.
    pub(crate) fn fulfills(&self, universe: &Universe, dependency: &Dependency) -> bool {
        universe.want(dependency).is_some_and(|want| {
            let chosen = self.chosen[want.name.0].as_ref();
            holds(&want, chosen) && chosen.is_none_or(|it| self.selectable[it.package.0])
        })
    }
}

/// What is known of a name so far.
#[derive(Clone, Default)]
pub(super) struct NameState {
    pub(super) seen: bool,
    /// The longest chain of dependencies below.
    pub(super) chain: u32,
    requirers: u32,
    /// The final answer, once there is one.
    locked: Option<Option<Provider>>,
    is_dirty: bool,
    is_unresolved: bool,
    /// Its packages' dependencies, or their `install_if`, are to be looked at again.
    recheck_depends: bool,
    recheck_triggers: bool,
    has_options: bool,
    /// Some package's `install_if` has come true; or none can any more.
    is_triggered: bool,
    never_triggered: bool,
    /// Nothing that depends on it can add constraints any more.
    dependents_done: bool,
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
    inherited: Preference,
    pub(super) triggered: bool,
    pub(super) never_triggered: bool,
}

/// Chooses for every name that the world reaches.
pub(crate) fn resolve(problem: &Problem, universe: &Universe) -> Resolution {
    let mut resolver = Resolver::new(problem, universe);
    resolver.apply_world();
    loop {
        while let Some(name) = resolver.dirty.pop_front() {
            resolver.names[name.0].is_dirty = false;
            resolver.reconsider(name);
        }
        match resolver.next_unresolved() {
            Some(name) => resolver.select(name),
            None => break,
        }
    }
    let errors = resolver.errors;
    let selectable = resolver.packages.iter().map(|it| it.selectable).collect();
    let chosen = resolver.names.into_iter().map(|it| it.locked.flatten()).collect();
    Resolution { chosen, selectable, errors }
}

pub(super) struct Resolver<'a> {
    pub(super) problem: &'a Problem,
    pub(super) universe: &'a Universe,
    pub(super) names: Vec<NameState>,
    pub(super) packages: Vec<PackageState>,
    dirty: VecDeque<NameId>,
    unresolved: Vec<NameId>,
    errors: u32,
}

impl<'a> Resolver<'a> {
    fn new(problem: &'a Problem, universe: &'a Universe) -> Resolver<'a> {
        let names = vec![NameState::default(); universe.names.len()];
        let packages = universe.packages.iter();
        let packages = packages.map(|candidate| PackageState {
            selectable: candidate.installed
                || candidate.local
                || candidate.sources.iter().any(|it| problem.sources[*it].available),
            tags_allowed: Tags::DEFAULT,
            never_triggered: candidate.install_if.is_empty(),
            ..PackageState::default()
        });
        let packages = packages.collect();
        let (dirty, unresolved) = (VecDeque::new(), Vec::new());
        Resolver { problem, universe, names, packages, dirty, unresolved, errors: 0 }
    }

    fn apply_world(&mut self) {
        for (place, candidate) in self.universe.packages.iter().enumerate() {
            let tags = self.tags_of(PackageId(place));
            let state = &mut self.packages[place];
            state.tag_preferred = tags.overlap(Tags::DEFAULT);
            state.tag_ok = state.tag_preferred || candidate.installed;
        }
        for (name, preference, inherited) in &self.problem.preferences {
            for provider in self.universe.id(name).map_or(&[][..], |it| self.providers(it)) {
                let state = &mut self.packages[provider.package.0];
                state.preference = state.preference.and(*preference);
                state.inherited = state.inherited.and(*inherited);
            }
        }
        let wants: Vec<Want> =
            self.problem.world.iter().filter_map(|it| self.universe.want(it)).collect();
        for want in &wants {
            discover(self.universe, want.name, &mut self.names);
        }
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

    fn disqualify(&mut self, package: PackageId) {
        if !std::mem::take(&mut self.packages[package.0].selectable) {
            return;
        }
        for name in self.names_of(package) {
            self.touch_dependents(name);
            self.touch_triggered(name);
        }
    }

    /// Makes `want` hold, of `parent` or of the world.
    fn apply(&mut self, parent: Option<PackageId>, want: &Want) {
        if !want.dependency.is_conflict() {
            self.require(want.name);
        }
        for provider in self.providers(want.name) {
            if want.dependency.accepts(provider.version.as_deref()) {
                self.inherit(provider.package, parent, want);
            } else {
                let state = &mut self.packages[provider.package.0];
                state.conflicts = state.conflicts.saturating_add(1);
                self.disqualify(provider.package);
            }
        }
    }

    fn require(&mut self, name: NameId) {
        let state = &mut self.names[name.0];
        state.requirers = state.requirers.saturating_add(1);
        if state.requirers == 1 {
            self.queue(name);
            self.touch_triggered(name);
            self.touch(name);
        }
    }

    fn inherit(&mut self, package: PackageId, parent: Option<PackageId>, want: &Want) {
        let tags = self.tags_of(package);
        let (preference, allowed) = match parent {
            Some(parent) => {
                let parent = &self.packages[parent.0];
                (parent.inherited, parent.tags_allowed)
            }
            None => (self.problem.preference, self.tags_of_want(&want.dependency)),
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

    /// Puts `name` among those that still need an answer, or takes it away.
    fn queue(&mut self, name: NameId) {
        let state = &mut self.names[name.0];
        let wanted = state.locked.is_none() && (0 < state.requirers || state.is_triggered);
        if wanted && !state.is_unresolved {
            self.unresolved.push(name);
        } else if !wanted && state.is_unresolved {
            self.unresolved.retain(|it| *it != name);
        }
        state.is_unresolved = wanted;
    }

    /// A name with nothing left to choose, or else the one with the longest chain of dependencies below.
    fn next_unresolved(&self) -> Option<NameId> {
        let is_clear = |it: &&NameId| {
            let state = &self.names[it.0];
            state.dependents_done && 0 < state.requirers && !state.has_options
        };
        let clear = self.unresolved.iter().find(is_clear);
        // `max_by_key` gives the last of several; here the first is wanted.
        let deepest = || self.unresolved.iter().rev().max_by_key(|it| self.names[it.0].chain);
        clear.or_else(deepest).copied()
    }

    /// Draws the conclusions that hold for every package that `name` can still get.
    fn reconsider(&mut self, name: NameId) {
        let recheck_depends = std::mem::take(&mut self.names[name.0].recheck_depends);
        let recheck_triggers = std::mem::take(&mut self.names[name.0].recheck_triggers);
        let (mut is_triggered, mut never_triggered) = (false, true);
        let mut options: Vec<&Provider> = Vec::new();
        for provider in self.providers(name) {
            let package = provider.package;
            if recheck_depends && !self.is_satisfiable(package) {
                self.disqualify(package);
            }
            if !self.packages[package.0].selectable {
                continue;
            }
            if recheck_triggers {
                self.check_triggers(package);
            }
            is_triggered |= self.packages[package.0].triggered;
            never_triggered &= self.packages[package.0].never_triggered;
            if 0 < self.names[name.0].requirers {
                options.push(provider);
            }
        }
        let doubtful = options.iter().any(|it| !self.packages[it.package.0].tag_ok);
        let state = &mut self.names[name.0];
        state.has_options = 1 < options.len() || doubtful;
        state.is_triggered = is_triggered;
        state.never_triggered = never_triggered;
        self.queue(name);
        if let Some(first) = options.first() {
            for provider in self.providers(name) {
                let counted = options.iter().any(|it| it.package == provider.package);
                self.packages[provider.package.0].counted = counted;
            }
            self.spread(name, first.package, &options);
        }
        let is_done = |it: &NameId| {
            let state = &self.names[it.0];
            !state.seen || state.dependents_done
        };
        let done = self.universe.names[name.0].dependents.iter().all(is_done);
        self.names[name.0].dependents_done = done;
    }

    /// Spreads what all of `options`, of which `first` is one, have in common.
    fn spread(&mut self, name: NameId, first: PackageId, options: &[&Provider]) {
        let universe = self.universe;
        let candidate = universe.candidate(first);
        for (place, want) in candidate.depends.iter().enumerate() {
            let is_same = |it: &Want| it.name == want.name && !it.dependency.is_conflict();
            let is_common =
                |it: &&Provider| universe.candidate(it.package).depends.iter().any(is_same);
            let is_repeated = candidate.depends[..place].iter().any(is_same);
            if want.dependency.is_conflict() || is_repeated || !options.iter().all(is_common) {
                continue;
            }
            if options.len() == 1 {
                self.apply(Some(first), want);
            } else if self.names[want.name.0].requirers == 0 {
                self.require(want.name);
                for provider in self.providers(want.name) {
                    self.inherit(provider.package, Some(first), want);
                }
            }
        }
        if options.iter().any(|it| it.version.is_none()) {
            return;
        }
        let own = [candidate.name].into_iter();
        let versioned = candidate.provides.iter().filter(|it| it.1.is_some()).map(|it| it.0);
        for provided in own.chain(versioned) {
            let is_common = |it: &&Provider| self.names_of(it.package).any(|it| it == provided);
            if provided != name && options.iter().all(is_common) {
                self.exclude_others(provided, name);
            }
        }
    }

    /// Rules out providers of `provided` that do not provide `wanted`: whoever gets `wanted` takes both names.
    fn exclude_others(&mut self, provided: NameId, wanted: NameId) {
        for provider in self.providers(provided) {
            if provider.version.is_some() && self.names_of(provider.package).all(|it| it != wanted)
            {
                self.disqualify(provider.package);
            }
        }
    }

    fn is_satisfiable(&self, package: PackageId) -> bool {
        let can_hold = |want: &Want| {
            let state = &self.names[want.name.0];
            match &state.locked {
                Some(chosen) => holds(want, chosen.as_ref()),
                None => {
                    let can_be_absent = state.requirers == 0 && want.dependency.is_conflict();
                    let is_provided = |it: &Provider| {
                        self.packages[it.package.0].selectable
                            && want.dependency.accepts(it.version.as_deref())
                    };
                    can_be_absent || self.providers(want.name).iter().any(is_provided)
                }
            }
        };
        self.universe.candidate(package).depends.iter().all(can_hold)
    }

    fn check_triggers(&mut self, package: PackageId) {
        let (mut triggered, mut failed) = (true, false);
        for want in &self.universe.candidate(package).install_if {
            match &self.names[want.name.0].locked {
                Some(chosen) if holds(want, chosen.as_ref()) => (),
                answer => {
                    (triggered, failed) = (false, answer.is_some());
                    break;
                }
            }
        }
        let state = &mut self.packages[package.0];
        if !self.universe.candidate(package).install_if.is_empty() {
            (state.triggered, state.never_triggered) = (triggered, failed);
        }
    }

    /// Gives `name` the best package that there is.
    fn select(&mut self, name: NameId) {
        let mut best: Option<&Provider> = None;
        for provider in self.providers(name) {
            let candidate = self.universe.candidate(provider.package);
            let state = &self.packages[provider.package.0];
            let is_triggered = state.triggered && state.tag_ok;
            // As apk: one of several that merely share a name has to be asked for.
            let is_asked_for = provider.version.is_some()
                || 0 < self.names[candidate.name.0].requirers
                || candidate.package.provider_priority != 0;
            let is_wanted = 0 < self.names[name.0].requirers || is_triggered;
            if is_wanted && is_asked_for && best.is_none_or(|it| is_better(self, provider, it)) {
                best = Some(provider);
            }
        }
        let Some(provider) = best else { return self.assign(name, None) };
        let package = provider.package;
        let state = &self.packages[package.0];
        if !state.selectable || !state.tag_ok {
            self.errors += 1;
        }
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
            let version = |it: &Option<Provider>| it.as_ref().and_then(|it| it.version.clone());
            let both_unversioned = version(before).is_none() && version(&chosen).is_none();
            if !both_unversioned {
                self.errors += 1;
            }
            return;
        }
        self.names[name.0].locked = Some(chosen.clone());
        self.queue(name);
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
