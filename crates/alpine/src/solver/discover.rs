//! Which names the world reaches.

use crate::solver::resolve::NameState;
use crate::solver::universe::{NameId, Universe};

/// A name whose neighbors are being looked at.
struct Visit {
    name: NameId,
    dependencies: Vec<NameId>,
    triggered: Vec<NameId>,
}

/// Marks all that is within reach of `start`, and measures the chains of dependencies.
pub(super) fn discover(universe: &Universe, start: NameId, names: &mut [NameState]) {
    let mut visits: Vec<Visit> = Vec::new();
    visits.extend(visit(universe, start, names));
    while let Some(last) = visits.last_mut() {
        if let Some(next) = last.dependencies.pop() {
            match visit(universe, next, names) {
                Some(visit) => {
                    // Looked at once more when its chain is known.
                    last.dependencies.push(next);
                    visits.push(visit);
                }
                None => {
                    let chain = names[next.0].chain.saturating_add(1);
                    let state = &mut names[last.name.0];
                    state.chain = state.chain.max(chain);
                }
            }
        } else if let Some(next) = last.triggered.pop() {
            visits.extend(visit(universe, next, names));
        } else {
            visits.pop();
        }
    }
}

fn visit(universe: &Universe, name: NameId, names: &mut [NameState]) -> Option<Visit> {
    if std::mem::replace(&mut names[name.0].seen, true) {
        return None;
    }
    let (mut dependencies, mut triggered) = (Vec::new(), universe.names[name.0].triggered.clone());
    for provider in &universe.names[name.0].providers {
        let candidate = universe.candidate(provider.package);
        dependencies.extend(candidate.depends.iter().map(|it| it.name));
        for (provided, _) in &candidate.provides {
            triggered.extend(&universe.names[provided.0].triggered);
        }
    }
    dependencies.reverse();
    triggered.reverse();
    Some(Visit { name, dependencies, triggered })
}
