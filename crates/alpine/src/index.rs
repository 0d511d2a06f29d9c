//! A repository's index: its packages, and who provides what.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::dependency::Dependency;
use crate::package::{Package, Provided};

const SECONDS_PER_DAY: u64 = 86_400;

/// The packages of one repository.
#[derive(Debug, Default)]
pub struct Index {
    // Invariant: the maps hold positions in `packages`.
    packages: Vec<Rc<Package>>,
    providers: BTreeMap<Rc<str>, Vec<usize>>,
    triggered: BTreeMap<Rc<str>, Vec<usize>>,
}

impl Index {
    /// Of `packages`, in their order.
    pub fn new(packages: Vec<Package>) -> Index {
        let mut index = Index::default();
        for (place, package) in packages.into_iter().enumerate() {
            let names = package.provides.iter().map(|it| &it.name).chain([&package.name]);
            names.for_each(|name| note(&mut index.providers, name, place));
            let wants = package.install_if.iter().map(|it| &it.name);
            wants.for_each(|name| note(&mut index.triggered, name, place));
            index.packages.push(Rc::new(package));
        }
        index
    }

    /// Reads Alpine's own format, the text of an `APKINDEX` file.
    pub fn read_apkindex(text: &str) -> Index {
        let mut packages = Vec::new();
        // As apk: of two records with one checksum, the first one counts.
        let mut builds = BTreeSet::new();
        let mut package = Package::named("", "");
        for line in text.lines().chain([""]) {
            match line.split_once(':') {
                Some((field, value)) if field.len() == 1 => {
                    package.read_field(field.chars().next().unwrap_or_default(), value);
                }
                _ if line.is_empty() && !package.name.is_empty() => {
                    let package = std::mem::replace(&mut package, Package::named("", ""));
                    if builds.insert(package.build()) {
                        packages.push(package);
                    }
                }
                _ => (),
            }
        }
        Index::new(packages)
    }

    /// Reads one part of a data file of ours, which data/README.md describes.
    pub(crate) fn read_compact(text: &str) -> Index {
        let mut packages: Vec<Package> = Vec::new();
        for line in text.lines() {
            match packages.last_mut() {
                Some(last) if line.starts_with('<') => last.depends = dependencies(line, last),
                Some(last) if line.starts_with('?') => last.install_if = dependencies(line, last),
                Some(last) if line.starts_with('>') => {
                    last.provides =
                        words(line, last).filter_map(|it| Provided::parse(&it)).collect();
                }
                _ => packages.extend(header(line)),
            }
        }
        Index::new(packages)
    }

    /// All packages, in their order.
    pub fn packages(&self) -> &[Rc<Package>] {
        &self.packages
    }

    /// The packages that are called `name` or provide it.
    pub(crate) fn providers(&self, name: &str) -> impl Iterator<Item = &Rc<Package>> {
        self.at(self.providers.get(name))
    }

    /// The packages whose `install_if` names `name`.
    pub(crate) fn triggered_by(&self, name: &str) -> impl Iterator<Item = &Rc<Package>> {
        self.at(self.triggered.get(name))
    }

    fn at<'a>(&'a self, places: Option<&'a Vec<usize>>) -> impl Iterator<Item = &'a Rc<Package>> {
        places.into_iter().flatten().map(|it| &self.packages[*it])
    }
}

fn note(map: &mut BTreeMap<Rc<str>, Vec<usize>>, name: &Rc<str>, place: usize) {
    let places = map.entry(name.clone()).or_default();
    if places.last() != Some(&place) {
        places.push(place);
    }
}

/// `name version size installed-size day [priority]`
fn header(line: &str) -> Option<Package> {
    let mut words = line.split(' ');
    let mut package = Package::named(words.next()?, words.next()?);
    let mut numbers = words.map(|it| it.parse().unwrap_or_default());
    package.size = numbers.next()?;
    package.installed_size = numbers.next()?;
    package.built = numbers.next()? * SECONDS_PER_DAY;
    package.provider_priority = numbers.next().and_then(|it| u32::try_from(it).ok()).unwrap_or(0);
    Some(package)
}

fn dependencies(line: &str, package: &Package) -> Vec<Dependency> {
    words(line, package).filter_map(|it| Dependency::parse(&it)).collect()
}

/// The words after the line's mark. One that ends with `=` means the version of the package itself.
fn words<'a>(line: &'a str, package: &Package) -> impl Iterator<Item = String> + use<'a> {
    let version = package.version.clone();
    line[1..].split(' ').map(move |word| match word.ends_with('=') {
        true => format!("{word}{version}"),
        false => word.to_string(),
    })
}
