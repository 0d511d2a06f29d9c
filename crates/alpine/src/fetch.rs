//! `apk fetch`.

use image::{AbsPath, Content, Entry, FsError};

use crate::apk::{Session, Stop};
use crate::catalog::{Known, catalog};
use crate::commit::STALE;
use crate::dependency::Dependency;
use crate::effect::Effect;
use crate::options::{Flag, Setting};
use crate::package::Package;
use crate::pattern::fits;
use crate::solver::Problem;
use crate::sources::{Freshness, Opened};

/// `apk fetch` (apk-tools: app_fetch.c)
pub(crate) fn fetch(session: &mut Session) -> Result<u32, Stop> {
    if session.options.has(Flag::Stdout) {
        return Err(Stop::Unsupported(String::from("apk fetch --stdout")));
    }
    let names = session.options.arguments.clone();
    if names == ["coffee"] && !session.options.has(Flag::Force) {
        session.log.message(String::from("Go and fetch your own coffee."));
        return Ok(0);
    }
    let opened = session.open(Freshness::Cached)?;
    let all = catalog(&[], &opened);
    let mut wanted: Vec<&Known> = Vec::new();
    let mut errors = 0;
    for name in &names {
        // Versions of a package come from old to new.
        let best = all.iter().rfind(|it| it.package.names().any(|it| fits(name, it)));
        match best {
            Some(_) if name.contains('*') => {
                wanted.extend(all.iter().filter(|it| fits(name, &it.package.name)));
            }
            Some(best) => wanted.push(best),
            None if name.contains('*') => (),
            None => {
                let text = "unable to select package (or its dependencies)";
                session.log.message(format!("{name}: {text}"));
                errors += 1;
            }
        }
    }
    if errors == 0 && (session.options.has(Flag::Recursive) || session.options.has(Flag::World)) {
        let problem = session.whole(&names, &opened);
        match session.solve(&problem) {
            Ok(changes) => {
                let is_part = |it: &&Known| {
                    changes.iter().any(|change| change.new.as_ref() == Some(it.package))
                };
                wanted = all.iter().filter(is_part).collect();
            }
            Err(count) => errors = count,
        }
    }
    if errors != 0 {
        return Ok(errors);
    }
    wanted.sort_by(|a, b| a.package.name.cmp(&b.package.name));
    wanted.dedup_by(|a, b| a.package == b.package);
    let working_dir = session.caller.working_dir;
    let target = session
        .options
        .value(Setting::Output)
        .map_or_else(|| working_dir.clone(), |it| working_dir.join(it));
    for known in wanted {
        let Some(repository) = known.sources.first().and_then(|it| opened.get(*it)) else {
            continue;
        };
        errors += session.download(known.package, repository, &target);
    }
    Ok(errors)
}

impl Session<'_> {
    /// What `names` need, or the world, all of it.
    fn whole(&self, names: &[String], opened: &[Opened]) -> Problem {
        let mut world: Vec<Dependency> = names.iter().map(|it| Dependency::any(it)).collect();
        if self.options.has(Flag::World) {
            world.extend(self.database.world.clone());
        }
        world.sort_by(|a, b| a.name.cmp(&b.name));
        Problem { world, installed: Vec::new(), ..self.problem(opened) }
    }

    /// Gets a package's archive into a directory; how many errors there were.
    fn download(&mut self, package: &Package, repository: &Opened, target: &AbsPath) -> u32 {
        let path = target.child(&format!("{package}.apk"));
        if self.tree.entry(&path).is_some_and(|it| it.size() == package.size) {
            return 0;
        }
        let url = repository.address(package);
        self.log.message(match self.options.has(Flag::Url) {
            true => url.clone(),
            false => format!("Downloading {package}"),
        });
        if self.options.has(Flag::Simulate) {
            return 0;
        }
        let text = format!("stand-in for the archive of the package {package}\n");
        let entry = Entry::file(Content::stub(text.into_bytes(), package.size), 0o644, self.now);
        let problem = match self.tree.entry(target).map(Entry::is_directory) {
            _ if !repository.still_has(package) => Some(STALE.to_string()),
            Some(true) => self.tree.insert(&path, entry).err().map(|it| it.to_string()),
            Some(false) | None => Some(FsError::NotFound.to_string()),
        };
        match problem {
            None => {
                self.log.push(Effect::Fetch { url, bytes: package.size });
                0
            }
            Some(problem) => {
                self.log.error(&format!("{package}: {problem}"));
                1
            }
        }
    }
}
