//! What follows for a name from all the packages that it can still get.

use crate::solver::resolve::{Resolver, holds};
use crate::solver::universe::{NameId, PackageId, Provider, Want};

impl Resolver<'_> {
    /// Draws the conclusions that hold for every package that `name` can still get.
    pub(super) fn reconsider(&mut self, name: NameId) {
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
        if let Some(first) = options.first() {
            for provider in self.providers(name) {
                let counted = options.iter().any(|it| it.package == provider.package);
                self.packages[provider.package.0].counted = counted;
            }
            self.spread_depends(first.package, &options);
            self.spread_provides(name, first.package, &options);
        }
        let dependents = &self.universe.names[name.0].dependents;
        let is_done = |it: &NameId| !self.names[it.0].seen || self.names[it.0].locked.is_some();
        self.names[name.0].dependents_done = dependents.iter().all(is_done);
        self.enqueue(name);
    }

    /// Requires what all of `options`, of which `first` is one, depend on.
    fn spread_depends(&mut self, first: PackageId, options: &[&Provider]) {
        let universe = self.universe;
        let depends = &universe.candidate(first).depends;
        for (place, want) in depends.iter().enumerate() {
            let is_same = |it: &Want| it.name == want.name && !it.dependency.is_conflict();
            let has = |it: &&Provider| universe.candidate(it.package).depends.iter().any(is_same);
            let is_repeated = depends[..place].iter().any(is_same);
            if want.dependency.is_conflict() || is_repeated || !options.iter().all(has) {
                continue;
            }
            if options.len() == 1 {
                self.apply(Some(first), want);
            } else if self.names[want.name.0].requirers == 0 {
                self.require(want.name);
                for provider in self.providers(want.name) {
                    self.inherit(provider.package, Some(first), &want.dependency);
                }
            }
        }
    }

    /// Rules out packages that only share a name with all of `options`: whoever gets `wanted` takes that name too.
    fn spread_provides(&mut self, wanted: NameId, first: PackageId, options: &[&Provider]) {
        for provided in self.names_of(first) {
            let has = |it: &&Provider| self.names_of(it.package).any(|it| it == provided);
            if provided == wanted || !options.iter().all(has) {
                continue;
            }
            let is_unversioned = |it: &&Provider| {
                let candidate = self.universe.candidate(it.package);
                let same =
                    |(name, version): &(NameId, _)| *name == provided && Option::is_none(version);
                match candidate.name == provided {
                    true => it.version.is_none(),
                    false => candidate.provides.iter().any(same),
                }
            };
            let skip_unversioned = options.iter().any(is_unversioned);
            for provider in self.providers(provided) {
                let candidate = self.universe.candidate(provider.package);
                let is_spared = |(name, version): &(NameId, Option<_>)| {
                    *name == wanted || skip_unversioned && version.is_none()
                };
                let stays = candidate.name == wanted
                    || skip_unversioned && provider.version.is_none()
                    || candidate.provides.iter().any(is_spared);
                if !stays {
                    self.disqualify(provider.package);
                }
            }
        }
    }

    /// Whether all that a package depends on can still be had.
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

    /// Finds out whether a package's `install_if` is true by now, or can never be.
    fn check_triggers(&mut self, package: PackageId) {
        let install_if = &self.universe.candidate(package).install_if;
        let state = &self.packages[package.0];
        if !state.triggered && !state.never_triggered {
            let answer = |it: &Want| {
                let locked = self.names[it.name.0].locked.as_ref();
                locked.map(|chosen| holds(it, chosen.as_ref()))
            };
            let first_open = install_if.iter().map(answer).find(|it| *it != Some(true));
            let state = &mut self.packages[package.0];
            state.triggered = first_open.is_none();
            state.never_triggered = first_open == Some(Some(false));
        }
        if self.packages[package.0].triggered {
            for want in install_if {
                let chosen = self.names[want.name.0].locked.clone().flatten();
                self.inherit(package, chosen.map(|it| it.package), &want.dependency);
            }
        }
    }
}
