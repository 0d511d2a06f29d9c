//! All names and packages that a problem may touch, with numbers instead of texts.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::aging::number_of;
use crate::dependency::Dependency;
use crate::package::Package;
use crate::solver::Problem;

/// A name's place in [`Universe::names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NameId(pub(crate) usize);
/// A package's place in [`Universe::packages`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PackageId(pub(crate) usize);

/// Names and packages: those of one repository, or all that a problem may touch. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Universe {
    pub(crate) names: Vec<Rc<Name>>,
    pub(crate) packages: Vec<Rc<Candidate>>,
    /// In the order of the database.
    pub(crate) installed: Vec<PackageId>,
    // Names by a number drawn from their text, which compares faster; those with one number follow each other.
    ids: Rc<BTreeMap<u64, NameId>>,
    /// The place in [`Problem::sources`] that has the first so many packages.
    base: (usize, usize),
}

/// Something that can be depended on.
#[derive(Clone, Debug)]
pub(crate) struct Name {
    pub(crate) text: Rc<str>,
    pub(crate) providers: Vec<Provider>,
    /// The names of the packages that depend on it, and of those whose `install_if` mentions it.
    pub(crate) dependents: Vec<NameId>,
    pub(crate) triggered: Vec<NameId>,
}

/// A package under one of its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Provider {
    pub(crate) package: PackageId,
    pub(crate) version: Option<Rc<str>>,
}

/// A package that may be chosen.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub(crate) package: Rc<Package>,
    pub(crate) name: NameId,
    pub(crate) depends: Vec<Want>,
    pub(crate) install_if: Vec<Want>,
    pub(crate) provides: Vec<(NameId, Option<Rc<str>>)>,
    pub(crate) installed: bool,
    /// The tag that it was installed under.
    pub(crate) installed_tag: Option<Rc<str>>,
    /// Whether it is none of any repository's.
    pub(crate) local: bool,
    /// Places in [`Problem::sources`] that have it, beside the one that the universe began with.
    others: Vec<usize>,
}

/// A dependency with its name's number.
#[derive(Clone, Debug)]
pub(crate) struct Want {
    pub(crate) name: NameId,
    pub(crate) dependency: Dependency,
}

impl Universe {
    /// The packages of one repository.
    pub(crate) fn new(packages: Vec<Package>) -> Universe {
        let mut universe = Universe::default();
        let mut ids = BTreeMap::new();
        for package in packages {
            universe.push(&Rc::new(package), &mut ids);
        }
        universe.ids = Rc::new(ids);
        universe
    }

    /// Everything that `problem` may touch. The largest repository has its numbers already.
    pub(crate) fn gather(problem: &Problem) -> Universe {
        let sizes = problem.sources.iter().map(|it| it.index.len());
        let largest = sizes.enumerate().max_by_key(|(place, size)| (*size, Reverse(*place)));
        let mut universe = match largest {
            Some((place, size)) => {
                let universe = problem.sources[place].index.universe().clone();
                Universe { base: (place, size), ..universe }
            }
            None => Universe::default(),
        };
        for present in &problem.installed {
            let id = universe.add(&present.package);
            let candidate = Rc::make_mut(&mut universe.packages[id.0]);
            candidate.installed = true;
            candidate.installed_tag.clone_from(&present.tag);
            universe.installed.push(id);
        }
        for package in &problem.local {
            let id = universe.add(package);
            Rc::make_mut(&mut universe.packages[id.0]).local = true;
        }
        let base = universe.base.0;
        for (place, source) in problem.sources.iter().enumerate().filter(|it| it.0 != base) {
            for package in source.index.packages() {
                let id = universe.add(package);
                Rc::make_mut(&mut universe.packages[id.0]).others.push(place);
            }
        }
        let missing = problem.world.iter().filter(|it| universe.id(&it.name).is_none());
        let missing: Vec<Rc<str>> = missing.map(|it| it.name.clone()).collect();
        let mut ids = std::mem::take(&mut universe.ids);
        for name in &missing {
            universe.name(name, Rc::make_mut(&mut ids));
        }
        universe.ids = ids;
        universe
    }

    /// The number of `name`, if there is one.
    pub(crate) fn id(&self, name: &str) -> Option<NameId> {
        self.find(name, &self.ids).ok()
    }

    pub(crate) fn want(&self, dependency: &Dependency) -> Option<Want> {
        let name = self.id(&dependency.name)?;
        Some(Want { name, dependency: dependency.clone() })
    }

    pub(crate) fn candidate(&self, id: PackageId) -> &Candidate {
        &self.packages[id.0]
    }

    /// The places in [`Problem::sources`] that have a package, in order.
    pub(crate) fn sources(&self, id: PackageId) -> impl Iterator<Item = usize> {
        let (place, count) = self.base;
        let others = &self.packages[id.0].others;
        let before = others.iter().copied().filter(move |it| *it < place);
        let after = others.iter().copied().filter(move |it| place < *it);
        before.chain((id.0 < count).then_some(place)).chain(after)
    }

    /// The name's number, or else the key that it would have.
    fn find(&self, text: &str, ids: &BTreeMap<u64, NameId>) -> Result<NameId, u64> {
        let mut key = number_of(text);
        while let Some(id) = ids.get(&key) {
            if *self.names[id.0].text == *text {
                return Ok(*id);
            }
            key = key.wrapping_add(1);
        }
        Err(key)
    }

    fn name(&mut self, text: &Rc<str>, ids: &mut BTreeMap<u64, NameId>) -> NameId {
        self.find(text, ids).unwrap_or_else(|key| {
            let id = NameId(self.names.len());
            ids.insert(key, id);
            self.names.push(Rc::new(Name {
                text: text.clone(),
                providers: Vec::new(),
                dependents: Vec::new(),
                triggered: Vec::new(),
            }));
            id
        })
    }

    /// The number of a package, which it gets if it is not there yet.
    fn add(&mut self, package: &Rc<Package>) -> PackageId {
        let providers = self.id(&package.name).map(|it| &self.names[it.0].providers);
        let is_same = |it: &&Provider| self.packages[it.package.0].package.is_same_build(package);
        if let Some(provider) = providers.into_iter().flatten().find(is_same) {
            return provider.package;
        }
        let mut ids = std::mem::take(&mut self.ids);
        let id = self.push(package, Rc::make_mut(&mut ids));
        self.ids = ids;
        id
    }

    fn push(&mut self, package: &Rc<Package>, ids: &mut BTreeMap<u64, NameId>) -> PackageId {
        let id = PackageId(self.packages.len());
        let name = self.name(&package.name, ids);
        let provided = package.provides.iter();
        let provides: Vec<(NameId, Option<Rc<str>>)> =
            provided.map(|it| (self.name(&it.name, ids), it.version.clone())).collect();
        let depends = self.wants(&package.depends, ids);
        let install_if = self.wants(&package.install_if, ids);
        let candidate = Rc::new(Candidate {
            package: package.clone(),
            name,
            depends,
            install_if,
            provides,
            installed: false,
            installed_tag: None,
            local: false,
            others: Vec::new(),
        });
        self.packages.push(candidate.clone());
        let own = (name, Some(package.version.clone()));
        for (name, version) in [own].into_iter().chain(candidate.provides.iter().cloned()) {
            let packages = &self.packages;
            let providers = &mut Rc::make_mut(&mut self.names[name.0]).providers;
            let is_before = |it: &Provider| packages[it.package.0].package.name <= package.name;
            let place = providers.iter().rposition(is_before).map_or(0, |it| it + 1);
            providers.insert(place, Provider { package: id, version });
        }
        for want in &candidate.depends {
            note(&mut Rc::make_mut(&mut self.names[want.name.0]).dependents, name);
        }
        for want in &candidate.install_if {
            note(&mut Rc::make_mut(&mut self.names[want.name.0]).triggered, name);
        }
        id
    }

    fn wants(&mut self, dependencies: &[Dependency], ids: &mut BTreeMap<u64, NameId>) -> Vec<Want> {
        let want =
            |it: &Dependency| Want { name: self.name(&it.name, ids), dependency: it.clone() };
        dependencies.iter().map(want).collect()
    }
}

/// Notes `name`, but not twice in a row: a second note would do no harm.
fn note(names: &mut Vec<NameId>, name: NameId) {
    if names.last() != Some(&name) {
        names.push(name);
    }
}
