//! Getting the indexes of the repositories: over the network, or from the cache.

use std::rc::Rc;
use std::time::Duration;

use image::{AbsPath, Content, FileTree, Follow, SimTime};

use crate::database::{self, RepositoryLine};
use crate::effect::{Effect, Log};
use crate::package::Package;
use crate::solver::Source;
use crate::upstream::{Repository, Upstream, cache_file};

/// Where indexes come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Freshness {
    /// The cache, or the network where it is old.
    Recent,
    /// The network; the cache keeps them.
    New,
    /// The network; nothing is kept: `--no-cache`.
    Uncached,
    /// The cache only.
    Cached,
}

/// A repository whose index was read.
pub(crate) struct Opened {
    pub(crate) line: RepositoryLine,
    pub(crate) repository: Rc<Repository>,
    /// The repository as it is now; the index may be older.
    pub(crate) now: Rc<Repository>,
}

impl Opened {
    /// Whether the repository still has the archive of a package that its index lists.
    pub(crate) fn still_has(&self, package: &Package) -> bool {
        let mut builds = self.now.index.providers(&package.name);
        builds.any(|it| it.name == package.name && it.version == package.version)
    }

    /// Where the archive is.
    pub(crate) fn address(&self, package: &Package) -> String {
        format!("{}/x86_64/{package}.apk", self.line.url)
    }
}

/// A repository that is not simulated.
pub(crate) struct Unknown {
    pub(crate) url: String,
}

/// Reads the index of each repository of `tree`.
pub(crate) fn open(
    lines: Vec<RepositoryLine>,
    freshness: Freshness,
    tree: &mut FileTree,
    (upstream, now, age_max): (&Upstream, SimTime, Duration),
    log: &mut Log,
) -> Result<Vec<Opened>, Unknown> {
    let mut opened = Vec::new();
    for line in lines {
        let file = cache_file(&line.url);
        let cached = cached_date(tree, &file);
        let is_recent = cached.is_some_and(|(_, written)| now - written <= age_max);
        let fetches = match freshness {
            Freshness::New | Freshness::Uncached => true,
            Freshness::Recent => !is_recent,
            Freshness::Cached => false,
        };
        let date = match (fetches, cached) {
            (true, _) => now,
            (false, Some((date, _))) => date,
            (false, None) => {
                let url = &line.url;
                log.warning(&format!("opening from cache {url}: No such file or directory"));
                continue;
            }
        };
        let find = |date| upstream.repository(&line.url, date);
        let (Some(repository), Some(current)) = (find(date), find(now)) else {
            return Err(Unknown { url: line.url });
        };
        if fetches {
            let url = format!("{}/x86_64/APKINDEX.tar.gz", line.url);
            log.message(format!("fetch {url}"));
            log.push(Effect::Fetch { url, bytes: repository.size });
            if freshness != Freshness::Uncached {
                let text = format!("Package index of {} as of {}\n", line.url, date.seconds());
                let content = Content::stub(text.into_bytes(), repository.size);
                let _full = database::put(tree, &file, content, now);
            }
        }
        opened.push(Opened { line, repository, now: current });
    }
    Ok(opened)
}

/// The repositories for the solver.
pub(crate) fn sources(opened: &[Opened], available: bool) -> Vec<Source> {
    let source = |it: &Opened| Source {
        tag: it.line.tag.clone(),
        index: it.repository.index.clone(),
        available,
    };
    opened.iter().map(source).collect()
}

/// As of when a cached index is, and when it was written.
fn cached_date(tree: &FileTree, file: &str) -> Option<(SimTime, SimTime)> {
    let (_, entry) = tree.find(&AbsPath::root(), file, Follow::Last).ok()?;
    let text = entry.content()?.text().into_owned();
    let (_, seconds) = text.trim_end().rsplit_once(" as of ")?;
    Some((SimTime::from_seconds(seconds.parse().ok()?), entry.metadata.mtime))
}
