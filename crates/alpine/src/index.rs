//! A repository's index: its packages, and what they mean to each other.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::aging::{releases, start_of, version_at};
use crate::dependency::Dependency;
use crate::package::{About, Package, Provided};
use crate::solver::Universe;

const SECONDS_PER_DAY: u64 = 86_400;

/// The packages of one repository.
#[derive(Debug, Default)]
pub struct Index {
    universe: Universe,
}

impl Index {
    /// Of `packages`, in their order.
    pub fn new(packages: Vec<Package>) -> Index {
        Index { universe: Universe::new(packages) }
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

    /// Reads one part of a data file of ours, which data/README.md describes, as it is `day` days after the data.
    pub(crate) fn read_compact(text: &str, day: u64) -> Index {
        let mut packages: Vec<Package> = Vec::new();
        let mut source = Package::named("", "");
        for line in text.lines() {
            match packages.last_mut() {
                _ if line.starts_with('=') => source = read_source(line, day).unwrap_or(source),
                Some(last) if line.starts_with('<') => last.depends = dependencies(line, last),
                Some(last) if line.starts_with('?') => last.install_if = dependencies(line, last),
                Some(last) if line.starts_with('>') => {
                    last.provides =
                        words(line, last).filter_map(|it| Provided::parse(&it)).collect();
                }
                Some(_) | None => packages.extend(read_header(line, &source)),
            }
        }
        packages.sort_by(|a, b| a.name.cmp(&b.name));
        Index::new(packages)
    }

    /// All packages, in their order.
    pub fn packages(&self) -> impl Iterator<Item = &Rc<Package>> {
        self.universe.packages.iter().map(|it| &it.package)
    }

    /// How many packages there are.
    pub(crate) fn len(&self) -> usize {
        self.universe.packages.len()
    }

    /// The packages that are called `name` or provide it.
    pub(crate) fn providers(&self, name: &str) -> impl Iterator<Item = &Rc<Package>> {
        let id = self.universe.id(name);
        let providers = id.into_iter().flat_map(|it| &self.universe.names[it.0].providers);
        providers.map(|it| &self.universe.candidate(it.package).package)
    }

    /// The same with numbers instead of texts.
    pub(crate) fn universe(&self) -> &Universe {
        &self.universe
    }
}

/// `=source version day license`: what the packages of one source have in common.
fn read_source(line: &str, day: u64) -> Option<Package> {
    let mut words = line[1..].splitn(4, ' ');
    let origin = words.next()?;
    let version = version_at(origin, words.next()?, day);
    let mut package = Package::named(origin, &version);
    let built = words.next()?.parse().unwrap_or_default();
    package.built = match releases(origin, day) {
        (0, _) => SECONDS_PER_DAY.saturating_mul(built),
        (_, last) => start_of(last).seconds(),
    };
    let license = Rc::from(words.next().unwrap_or_default());
    package.about = Rc::new(About { origin: Rc::from(origin), license, ..About::default() });
    Some(package)
}

/// `name size installed-size [priority]`, where `.` is the source's name and `-dev` one that begins with it.
fn read_header(line: &str, source: &Package) -> Option<Package> {
    let mut words = line.split(' ');
    let name = match words.next()? {
        "." => source.name.clone(),
        name if name.starts_with('-') => Rc::from(format!("{}{name}", source.name)),
        name => Rc::from(name),
    };
    let mut numbers = words.map(|it| it.parse().unwrap_or_default());
    let (size, installed_size) = (numbers.next()?, numbers.next()?);
    let provider_priority = numbers.next().and_then(|it| u32::try_from(it).ok()).unwrap_or(0);
    Some(Package { name, size, installed_size, provider_priority, ..source.clone() })
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
