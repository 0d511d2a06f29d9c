//! Which of two packages is the better choice.

use std::cmp::Ordering;

use crate::dependency::Dependency;
use crate::solver::resolve::Resolver;
use crate::solver::universe::{PackageId, Provider};
use crate::version::compare_versions;

/// A set of repository tags; no tag at all is the tag of ordinary repositories.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tags(u64);

/// Tags that a set can tell apart; the rest share the last bit.
const TAGS_MAX: usize = 63;

impl Tags {
    pub(super) const DEFAULT: Tags = Tags(1);

    pub(super) fn union(self, other: Tags) -> Tags {
        Tags(self.0 | other.0)
    }

    pub(super) fn overlap(self, other: Tags) -> bool {
        self.0 & other.0 != 0
    }
}

impl Resolver<'_> {
    /// The tags of the repositories that have a package.
    pub(super) fn tags_of(&self, package: PackageId) -> Tags {
        let candidate = self.universe.candidate(package);
        let sources = candidate.sources.iter().map(|it| self.problem.sources[*it].tag.as_deref());
        let installed = candidate.installed.then_some(candidate.installed_tag.as_deref());
        let local = candidate.local.then_some(None);
        let tags = sources.chain(installed).chain(local);
        tags.fold(Tags(0), |tags, tag| tags.union(self.tag(tag)))
    }

    /// The tags that a dependency of the world asks for.
    pub(super) fn tags_of_want(&self, dependency: &Dependency) -> Tags {
        self.tag(dependency.tag.as_deref())
    }

    fn tag(&self, tag: Option<&str>) -> Tags {
        let Some(tag) = tag else { return Tags::DEFAULT };
        let sources = &self.problem.sources;
        let place = sources.iter().position(|it| it.tag.as_deref() == Some(tag));
        Tags(1 << place.map_or(TAGS_MAX, |it| (it + 1).min(TAGS_MAX)))
    }

    fn is_available(&self, package: PackageId) -> bool {
        let candidate = self.universe.candidate(package);
        candidate.local || candidate.sources.iter().any(|it| self.problem.sources[*it].available)
    }
}

/// Whether `a` is to be preferred to `b`. (apk-tools: solver.c, `compare_providers`.)
pub(super) fn is_better(resolver: &Resolver, a: &Provider, b: &Provider) -> bool {
    let state = |it: &Provider| &resolver.packages[it.package.0];
    let candidate = |it: &Provider| resolver.universe.candidate(it.package);
    let preference = state(a).preference.and(state(b).preference);
    // `order` of a property is greater where only `a` has it.
    let order = |has: &dyn Fn(&Provider) -> bool| has(a).cmp(&has(b));
    let is_installed = |it: &Provider| candidate(it).installed;
    let versions =
        |version: &dyn Fn(&Provider) -> Option<std::rc::Rc<str>>| match (version(a), version(b)) {
            (Some(a), Some(b)) => compare_versions(&a, &b),
            (a, b) => a.is_some().cmp(&b.is_some()),
        };
    let is_unpinned = |it: &Provider| state(it).tags_allowed == Tags::DEFAULT;
    let ignore_state = preference.latest && is_unpinned(a) && is_unpinned(b);
    let first_source = |it: &Provider| candidate(it).sources.first().copied().unwrap_or(usize::MAX);

    let mut rank = Ordering::Equal;
    if !ignore_state {
        rank = rank
            .then_with(|| order(&|it| state(it).selectable))
            .then_with(|| order(&|it| state(it).counted))
            .then_with(|| state(b).conflicts.cmp(&state(a).conflicts));
    }
    rank = rank.then_with(|| order(&|it| state(it).tag_ok));
    if preference.available {
        rank = rank.then_with(|| order(&|it| resolver.is_available(it.package)));
    }
    rank = rank.then_with(|| order(&|it| state(it).tag_preferred));
    if !preference.upgrade && !ignore_state {
        rank = rank.then_with(|| order(&is_installed));
    }
    rank = rank.then_with(|| versions(&|it| it.version.clone()));
    if candidate(a).name == candidate(b).name {
        rank = rank.then_with(|| versions(&|it| Some(candidate(it).package.version.clone())));
    }
    let priority = |it: &Provider| candidate(it).package.provider_priority;
    rank.then_with(|| priority(a).cmp(&priority(b)))
        .then_with(|| order(&is_installed))
        .then_with(|| first_source(b).cmp(&first_source(a)))
        == Ordering::Greater
}
