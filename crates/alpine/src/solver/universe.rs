//! All names and packages that a problem may touch, with numbers instead of texts.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::dependency::Dependency;
use crate::package::Package;
use crate::solver::Problem;

/// A name's place in [`Universe::names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NameId(pub(crate) usize);
/// A package's place in [`Universe::packages`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PackageId(pub(crate) usize);

/// The names and packages within reach of the world and of what is installed.
#[derive(Debug, Default)]
pub(crate) struct Universe {
    pub(crate) names: Vec<Name>,
    pub(crate) packages: Vec<Candidate>,
    ids: BTreeMap<Rc<str>, NameId>,
    builds: BTreeMap<String, PackageId>,
}

/// Something that can be depended on.
#[derive(Debug)]
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
#[derive(Debug)]
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
    /// The places in [`Problem::sources`] that have it.
    pub(crate) sources: Vec<usize>,
}

/// A dependency with its name's number.
#[derive(Clone, Debug)]
pub(crate) struct Want {
    pub(crate) name: NameId,
    pub(crate) dependency: Dependency,
}

impl Universe {
    /// Everything that `problem` may touch.
    pub(crate) fn gather(problem: &Problem) -> Universe {
        let mut universe = Universe::default();
        for present in &problem.installed {
            let id = universe.package(&present.package);
            universe.packages[id.0].installed = true;
            universe.packages[id.0].installed_tag = present.tag.clone();
        }
        for package in &problem.local {
            let id = universe.package(package);
            universe.packages[id.0].local = true;
        }
        for dependency in &problem.world {
            universe.name(&dependency.name);
        }
        // Names found on the way are added at the end.
        let mut next = 0;
        while let Some(name) = universe.names.get(next) {
            let text = name.text.clone();
            for (place, source) in problem.sources.iter().enumerate() {
                for package in source.index.providers(&text) {
                    let id = universe.package(package);
                    let sources = &mut universe.packages[id.0].sources;
                    if !sources.contains(&place) {
                        sources.push(place);
                    }
                }
                for package in source.index.triggered_by(&text) {
                    universe.name(&package.name);
                }
            }
            next += 1;
        }
        universe.link();
        universe
    }

    /// The number of `name`, if it is within reach.
    pub(crate) fn id(&self, name: &str) -> Option<NameId> {
        self.ids.get(name).copied()
    }

    pub(crate) fn want(&self, dependency: &Dependency) -> Option<Want> {
        let name = self.id(&dependency.name)?;
        Some(Want { name, dependency: dependency.clone() })
    }

    pub(crate) fn candidate(&self, id: PackageId) -> &Candidate {
        &self.packages[id.0]
    }

    fn name(&mut self, text: &Rc<str>) -> NameId {
        match self.ids.get(text) {
            Some(id) => *id,
            None => {
                let id = NameId(self.names.len());
                self.ids.insert(text.clone(), id);
                self.names.push(Name {
                    text: text.clone(),
                    providers: Vec::new(),
                    dependents: Vec::new(),
                    triggered: Vec::new(),
                });
                id
            }
        }
    }

    fn package(&mut self, package: &Rc<Package>) -> PackageId {
        let build = package.build();
        if let Some(id) = self.builds.get(&build) {
            return *id;
        }
        let id = PackageId(self.packages.len());
        self.builds.insert(build, id);
        let name = self.name(&package.name);
        let provides: Vec<_> =
            package.provides.iter().map(|it| (self.name(&it.name), it.version.clone())).collect();
        let depends = self.wants(&package.depends);
        let install_if = self.wants(&package.install_if);
        self.packages.push(Candidate {
            package: package.clone(),
            name,
            depends,
            install_if,
            provides,
            installed: false,
            installed_tag: None,
            local: false,
            sources: Vec::new(),
        });
        id
    }

    fn wants(&mut self, dependencies: &[Dependency]) -> Vec<Want> {
        let want = |it: &Dependency| Want { name: self.name(&it.name), dependency: it.clone() };
        dependencies.iter().map(want).collect()
    }

    /// Fills in what names know of packages.
    fn link(&mut self) {
        for (place, candidate) in self.packages.iter().enumerate() {
            let package = PackageId(place);
            let own = (candidate.name, Some(candidate.package.version.clone()));
            for (name, version) in [own].into_iter().chain(candidate.provides.iter().cloned()) {
                self.names[name.0].providers.push(Provider { package, version });
            }
            for want in &candidate.depends {
                note(&mut self.names[want.name.0].dependents, candidate.name);
            }
            for want in &candidate.install_if {
                note(&mut self.names[want.name.0].triggered, candidate.name);
            }
        }
        let packages = &self.packages;
        for name in &mut self.names {
            name.providers.sort_by_key(|it| packages[it.package.0].package.name.clone());
        }
    }
}

/// Notes `name`, but not twice in a row: a second note would do no harm.
fn note(names: &mut Vec<NameId>, name: NameId) {
    if names.last() != Some(&name) {
        names.push(name);
    }
}
