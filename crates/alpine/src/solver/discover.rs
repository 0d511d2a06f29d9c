//! Which names the world reaches.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::solver::resolve::NameState;
use crate::solver::universe::{NameId, Universe};

/// When the turn of a name comes: the lower, the sooner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Order {
    /// Names from the command line come first.
    is_ordinary: bool,
    /// Then those that are a package's own name.
    is_only_provided: bool,
    /// Then what needs others before what these need.
    place: Reverse<u32>,
}

/// A name whose neighbors are being looked at.
struct Visit {
    name: NameId,
    /// Names to reach before it gets its place, and after; last first.
    before: Vec<NameId>,
    after: Vec<NameId>,
    has_place: bool,
}

/// Marks all that is within reach of `starts`, and gives every name its place. (apk-tools: solver.c, `discover_name`.)
pub(super) fn discover(
    universe: &Universe,
    starts: impl Iterator<Item = NameId>,
    favored: &BTreeSet<NameId>,
    names: &mut [NameState],
) {
    let mut place = 0;
    for start in starts {
        let mut visits: Vec<Visit> = Vec::new();
        visits.extend(visit(universe, start, names));
        while let Some(last) = visits.last_mut() {
            if let Some(next) = last.before.pop() {
                visits.extend(visit(universe, next, names));
                continue;
            }
            if !std::mem::replace(&mut last.has_place, true) {
                place += 1;
                let is_ordinary = !favored.contains(&last.name);
                let mut providers = universe.names[last.name.0].providers.iter();
                let is_only_provided =
                    providers.all(|it| universe.candidate(it.package).name != last.name);
                let order = Order { is_ordinary, is_only_provided, place: Reverse(place) };
                names[last.name.0].order = order;
            }
            match last.after.pop() {
                Some(next) => visits.extend(visit(universe, next, names)),
                None => drop(visits.pop()),
            }
        }
    }
}

fn visit(universe: &Universe, name: NameId, names: &mut [NameState]) -> Option<Visit> {
    if std::mem::replace(&mut names[name.0].seen, true) {
        return None;
    }
    let candidates = || {
        let providers = universe.names[name.0].providers.iter();
        providers.map(|it| universe.candidate(it.package))
    };
    let mut before: Vec<NameId> =
        candidates().flat_map(|it| it.depends.iter().map(|it| it.name)).collect();
    before.extend(&universe.names[name.0].triggered);
    let mut after = Vec::new();
    for candidate in candidates() {
        before.extend(&universe.names[candidate.name.0].triggered);
        before.extend(candidate.provides.iter().map(|it| it.0));
        after.extend(candidate.install_if.iter().map(|it| it.name));
    }
    before.reverse();
    after.reverse();
    Some(Visit { name, before, after, has_place: false })
}
