//! The solver: which packages the world needs, and in which order to change what is installed.
//!
//! It works as apk's own: constraints are spread over names until nothing new follows from them, then one more name
//! gets its package, and so on; there is no backtracking. (apk-tools 2.14: solver.c.)

mod changes;
mod complaints;
mod conclude;
mod discover;
mod prefer;
mod resolve;
mod universe;

use std::rc::Rc;

use crate::dependency::Dependency;
use crate::index::Index;
use crate::package::Package;

pub(crate) use universe::Universe;

/// A repository as the solver sees it.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Its packages are for dependencies with this tag only.
    pub(crate) tag: Option<Rc<str>>,
    pub(crate) index: Rc<Index>,
    /// Whether its packages can be fetched.
    pub(crate) available: bool,
}

/// An installed package as the solver sees it.
#[derive(Clone, Debug)]
pub(crate) struct Present {
    pub(crate) package: Rc<Package>,
    /// The tag that it was installed under.
    pub(crate) tag: Option<Rc<str>>,
}

/// What to solve.
#[derive(Clone, Debug, Default)]
pub(crate) struct Problem {
    /// What must hold, by name.
    pub(crate) world: Vec<Dependency>,
    pub(crate) installed: Vec<Present>,
    pub(crate) sources: Vec<Source>,
    /// Packages that no repository has: virtual ones.
    pub(crate) local: Vec<Rc<Package>>,
    pub(crate) preference: Preference,
    /// Preferences for some names, and for what these need.
    pub(crate) preferences: Vec<(Rc<str>, Preference, Preference)>,
    /// Leave out what the world wants and cannot have: `--force-broken-world`.
    pub(crate) is_forced: bool,
    /// Keep all that is installed, but for what is to be upgraded.
    pub(crate) is_self_upgrade: bool,
}

/// What to prefer among packages that would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Preference {
    /// Newer ones, even over installed ones.
    pub(crate) upgrade: bool,
    /// The newest of all, without a look at pinning.
    pub(crate) latest: bool,
    /// Those that a repository has.
    pub(crate) available: bool,
    /// Others than the installed one.
    pub(crate) remove: bool,
    /// The installed one, whatever comes.
    pub(crate) keep: bool,
    /// Not a choice: what is chosen is installed even if it is there already.
    pub(crate) reinstall: bool,
}

impl Preference {
    fn and(self, other: Preference) -> Preference {
        Preference {
            upgrade: self.upgrade || other.upgrade,
            latest: self.latest || other.latest,
            available: self.available || other.available,
            remove: self.remove || other.remove,
            keep: self.keep || other.keep,
            reinstall: self.reinstall || other.reinstall,
        }
    }
}

/// A change to what is installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) old: Option<Rc<Package>>,
    pub(crate) new: Option<Rc<Package>>,
    /// The tag that `old` was installed under, and the one of the repository that `new` comes from.
    pub(crate) old_tag: Option<Rc<str>>,
    pub(crate) tag: Option<Rc<str>>,
    /// Whether `new` replaces `old` even if it is the same.
    pub(crate) reinstall: bool,
    /// Where to fetch `new` from: a place in [`Problem::sources`].
    pub(crate) source: Option<usize>,
}

/// What the world cannot have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unsolvable {
    /// Lines that say why, as apk prints them below its error, and how many errors they are.
    Conflict { lines: Vec<String>, errors: u32 },
    /// Dependencies form a longer chain than we follow.
    TooDeep,
}

/// Finds the changes, in order, that make the world come true. Packages that stay as they are are among them.
pub(crate) fn solve(problem: &Problem) -> Result<Vec<Change>, Unsolvable> {
    let universe = Universe::gather(problem);
    let resolution = resolve::resolve(problem, &universe);
    let plan = changes::plan(problem, &universe, &resolution)?;
    let broken = plan.broken.iter().filter(|it| **it).count();
    let errors = resolution.unprovided.saturating_add(u32::try_from(broken).unwrap_or(u32::MAX));
    if errors == 0 {
        return Ok(plan.changes);
    }
    if problem.is_forced {
        let mut possible = problem.clone();
        possible.world.retain(|it| resolution.has(&universe, it));
        possible.is_forced = false;
        return solve(&possible);
    }
    let lines = complaints::explain(problem, &universe, &plan);
    Err(Unsolvable::Conflict { lines, errors })
}
