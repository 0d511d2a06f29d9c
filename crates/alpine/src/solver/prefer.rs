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

impl crate::solver::Problem {
    /// The set of one tag, or of none.
    pub(super) fn tag(&self, tag: Option<&str>) -> Tags {
        let Some(tag) = tag else { return Tags::DEFAULT };
        let place = self.sources.iter().position(|it| it.tag.as_deref() == Some(tag));
        Tags(1 << place.map_or(TAGS_MAX, |it| (it + 1).min(TAGS_MAX)))
    }
}

impl Resolver<'_> {
    /// The tags of the repositories that have a package.
    pub(super) fn tags_of(&self, package: PackageId) -> Tags {
        let candidate = self.universe.candidate(package);
        let sources = self.universe.sources(package);
        let sources = sources.map(|it| self.problem.sources[it].tag.as_deref());
        let installed = candidate.installed.then_some(candidate.installed_tag.as_deref());
        let local = candidate.local.then_some(None);
        let tags = sources.chain(installed).chain(local);
        tags.fold(Tags(0), |tags, tag| tags.union(self.problem.tag(tag)))
    }

    /// The tags that a dependency of the world asks for.
    pub(super) fn tags_of_want(&self, dependency: &Dependency) -> Tags {
        self.problem.tag(dependency.tag.as_deref())
    }

    fn is_available(&self, package: PackageId) -> bool {
        let mut sources = self.universe.sources(package);
        self.universe.candidate(package).local
            || sources.any(|it| self.problem.sources[it].available)
    }
}

/// Whether `a` is to be preferred to `b`. (apk-tools: solver.c, `compare_providers`.)
pub(super) fn is_better(resolver: &Resolver, a: &Provider, b: &Provider) -> bool {
    let state = |it: &Provider| &resolver.packages[it.package.0];
    let candidate = |it: &Provider| resolver.universe.candidate(it.package);
    let preference = state(a).preference.and(state(b).preference);
    // Greater, where only `a` has the property.
    let only_a = |has: &dyn Fn(&Provider) -> bool| has(a).cmp(&has(b));
    let is_unpinned = |it: &Provider| state(it).tags_allowed == Tags::DEFAULT;
    let is_any_good = preference.latest && is_unpinned(a) && is_unpinned(b);
    let is_same_package = candidate(a).name == candidate(b).name;
    let is_installed = |it: &Provider| candidate(it).installed;
    let is_available = |it: &Provider| resolver.is_available(it.package);

    let mut rank = Ordering::Equal;
    if !is_any_good {
        rank = only_a(&|it| state(it).selectable)
            .then_with(|| only_a(&|it| state(it).counted))
            .then_with(|| state(b).conflicts.cmp(&state(a).conflicts));
        if resolver.problem.is_self_upgrade && !preference.upgrade || preference.keep {
            rank = rank.then_with(|| only_a(&is_installed));
        }
    }
    rank = rank.then_with(|| only_a(&|it| state(it).tag_ok));
    if preference.available {
        rank = rank.then_with(|| only_a(&is_available));
    } else if is_any_good && preference.reinstall {
        rank = rank.then_with(|| only_a(&|it| state(it).selectable));
    }
    if !is_any_good {
        rank = rank.then_with(|| only_a(&|it| state(it).tag_preferred));
        let may_keep = is_same_package || a.version.is_some() || b.version.is_some();
        if may_keep && !preference.upgrade && !preference.remove {
            rank = rank.then_with(|| only_a(&is_installed));
        }
    }
    rank = rank.then_with(|| match (&a.version, &b.version) {
        (Some(a), Some(b)) => compare_versions(a, b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    });
    let version = |it: &Provider| &*candidate(it).package.version;
    if is_same_package {
        rank = rank.then_with(|| compare_versions(version(a), version(b)));
    }
    let priority = |it: &Provider| candidate(it).package.provider_priority;
    rank = rank.then_with(|| priority(a).cmp(&priority(b)));
    if !preference.remove {
        rank = rank.then_with(|| only_a(&is_installed));
    }
    let source = |it: &Provider| resolver.universe.sources(it.package).next().unwrap_or(usize::MAX);
    rank.then_with(|| only_a(&|it| state(it).selectable)).then_with(|| source(b).cmp(&source(a)))
        == Ordering::Greater
}
