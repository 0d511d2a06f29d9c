//! `apk cache`.

use image::AbsPath;

use crate::apk::{Session, Stop};
use crate::database::repositories;
use crate::upstream::cache_file;

const STATIC_CACHE: &str = "/var/cache/apk";
/// Where a package cache is, if there is one.
const CACHE: &str = "/etc/apk/cache";

/// `apk cache` (apk-tools: app_cache.c)
///
/// A container has no package cache: only the indexes are kept, and those of repositories in use stay.
pub(crate) fn cache(session: &mut Session) -> Result<u32, Stop> {
    if session.tree.entry(&AbsPath::new(CACHE)).is_some() {
        return Err(Stop::Unsupported(String::from("a cache of packages")));
    }
    match session.options.arguments.first().map(String::as_str) {
        Some("clean" | "purge" | "sync") => {
            let kept = repositories(session.tree);
            let kept: Vec<AbsPath> =
                kept.iter().map(|it| AbsPath::new(&cache_file(&it.url))).collect();
            let directory = AbsPath::new(STATIC_CACHE);
            let children = session.tree.children(&directory);
            let all: Vec<AbsPath> = children.map(|(name, _)| directory.child(name)).collect();
            for path in all.iter().filter(|it| !kept.contains(it)) {
                let _busy = session.tree.remove(path);
            }
            Ok(0)
        }
        Some("download") => Ok(0),
        Some(_) | None => {
            session.help(Some("cache"));
            Ok(1)
        }
    }
}
