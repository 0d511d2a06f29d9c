//! The registries of `npm` and `pip`: a few packages of each, as of the upstream date.

use image::SimTime;

use crate::dates;
use crate::limits::Stop;
use crate::machine::Activity;
use crate::process::Process;

/// A line a version: registry, name, version, the day it came out, bytes when installed, what it needs.
/// Needs are those that the table has; real packages may need more.
const PACKAGES: &str = include_str!("registry.txt");

/// One version of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Package {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    pub(super) size: u64,
    pub(super) needs: Vec<&'static str>,
}

/// A registry, and where its packages are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Registry {
    pub(super) name: &'static str,
    pub(super) url: &'static str,
    /// How much smaller packages are on their way: installed bytes for one.
    ratio: u64,
}

pub(super) const NPM: Registry =
    Registry { name: "npm", url: "https://registry.npmjs.org", ratio: 4 };
pub(super) const PYPI: Registry =
    Registry { name: "pip", url: "https://files.pythonhosted.org/packages", ratio: 3 };

impl Registry {
    /// The newest version of `name` that `fits`, as of `date`.
    fn find(self, name: &str, date: SimTime, fits: &dyn Fn(&str) -> bool) -> Option<Package> {
        let versions = PACKAGES.lines().filter_map(|line| {
            let mut fields = line.split(' ');
            let is_it = fields.next() == Some(self.name) && fields.next() == Some(name);
            let (version, day) = (fields.next()?, fields.next()?);
            let is_out = dates::parse(&format!("{day} 00:00")).is_none_or(|it| it <= date);
            if !is_it || !is_out || !fits(version) {
                return None;
            }
            let size = fields.next()?.parse().ok()?;
            let name = line.split(' ').nth(1)?;
            Some(Package { name, version, size, needs: fields.collect() })
        });
        versions.last()
    }

    /// What `wanted` leads to, with all that it needs: by name, each once. Each wanted package has a name and what its
    /// version must fit.
    pub(super) fn resolve(
        self,
        process: &mut Process,
        wanted: &[(String, String)],
    ) -> Result<Vec<Package>, Stop> {
        let date = process.machine().now;
        let mut found: Vec<Package> = Vec::new();
        let mut open: Vec<(String, String)> = wanted.to_vec();
        while let Some((name, range)) = open.pop() {
            process.burn(10)?;
            if found.iter().any(|it| it.name == name) {
                continue;
            }
            let fits = |version: &str| fits(version, &range);
            let Some(package) = self.find(&name, date, &fits) else {
                let range = if range.is_empty() { String::new() } else { format!(" {range}") };
                let what = format!("the {} package `{name}{range}`", self.name);
                return Err(Stop::unsupported(what));
            };
            let needs = package.needs.iter();
            open.extend(needs.map(|it| (String::from(*it), String::new())));
            found.push(package);
        }
        found.sort_unstable_by(|one, other| one.name.cmp(other.name));
        Ok(found)
    }

    /// Lets a package come over the network and be unpacked.
    pub(super) fn fetch(self, process: &mut Process, package: &Package) -> Result<u64, Stop> {
        process.burn(20)?;
        let bytes = package.size / self.ratio;
        let url = format!("{}/{}-{}", self.url, package.name, package.version);
        let costs = process.machine().costs;
        process.spend(costs.fetch(bytes));
        process.note(Activity::Fetched { url, bytes });
        process.spend(costs.install(package.size));
        Ok(bytes)
    }
}

/// Whether `version` is in `range`: `1.2.3`, `==1.2.3`, `^1.2`, `~1.2`, `~=1.2`, `>=1`, `<2`, `1.x`, `*`; several with commas
/// or blanks must all fit.
fn fits(version: &str, range: &str) -> bool {
    range.split([',', ' ']).filter(|it| !it.is_empty()).all(|part| {
        let at = part.find(|it: char| it.is_ascii_digit()).unwrap_or(part.len());
        let (operator, wanted) = part.split_at(at);
        let wanted = wanted.trim_end_matches(".*").trim_end_matches(".x");
        let (left, right) = (numbers(version), numbers(wanted));
        let shared = |count: usize| left.iter().zip(&right).take(count).all(|(a, b)| a == b);
        match operator.trim_end_matches('v') {
            _ if wanted.is_empty() => true,
            "^" => left >= right && shared(1 + usize::from(right.first() == Some(&0))),
            "~" => left >= right && shared(2),
            "~=" => left >= right && shared(right.len().saturating_sub(1)),
            ">=" => left >= right,
            ">" => left > right,
            "<=" => left <= right,
            "<" => left < right,
            "!=" => left != right,
            _ => shared(usize::MAX) && right.len() <= left.len(),
        }
    })
}

fn numbers(version: &str) -> Vec<u32> {
    version.split('.').map(|it| it.parse().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_fit_versions() {
        for (version, range, expected) in [
            ("4.21.2", "^4.18.0", true),
            ("5.1.0", "^4.18.0", false),
            ("4.21.2", "~4.21.0", true),
            ("4.21.2", "~4.18", false),
            ("3.0.0", "==3.0.0", true),
            ("3.1.2", ">=3,<4", true),
            ("3.1.2", "~=3.0", true),
            ("3.1.2", "3.1.2", true),
            ("3.1.2", "3.x", true),
            ("3.1.2", "", true),
            ("0.27.0", "^0.26.0", false),
        ] {
            assert_eq!(fits(version, range), expected, "{version} {range}");
        }
    }
}
