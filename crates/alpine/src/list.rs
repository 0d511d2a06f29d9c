//! `apk list` and `apk search`.

use std::fmt::Write;

use crate::apk::{Session, Stop};
use crate::catalog::{Known, catalog, compare_names};
use crate::options::Flag;
use crate::pattern::fits;
use crate::sources::{Freshness, Opened};
use crate::version::compare_versions;

/// `apk list` (apk-tools: app_list.c)
pub(crate) fn list(session: &mut Session) -> Result<u32, Stop> {
    let opened = session.open(Freshness::Cached)?;
    let all = catalog(&session.database.installed, &opened);
    let options = &session.options;
    let patterns = &options.arguments;
    let is_meant = |name: &str| patterns.is_empty() || patterns.iter().any(|it| fits(it, name));
    let mut found: Vec<(String, &Known)> = Vec::new();
    for known in &all {
        let package = known.package;
        if options.has(Flag::Origin) {
            if patterns.iter().any(|it| **it == *package.about.origin) {
                found.push((package.name.to_string(), known));
            }
        } else if options.has(Flag::Depends) {
            let needed = package.depends.iter().find(|it| is_meant(&it.name));
            found.extend(needed.map(|it| (it.name.to_string(), known)));
        } else if options.has(Flag::Providers) {
            let names = package.names().filter(|it| is_meant(it));
            found.extend(names.map(|it| (it.to_string(), known)));
        } else if is_meant(&package.name) {
            found.push((package.name.to_string(), known));
        }
    }
    found.sort_by(|a, b| compare_names(&a.0, &b.0));
    let mut lines = Vec::new();
    for (name, known) in found.into_iter().filter(|it| is_listed(session, it.1, &all, &opened)) {
        let mut line = String::new();
        if session.options.has(Flag::Providers) {
            line = format!("<{name}> ");
        }
        describe(session, known, &all, &opened, &mut line);
        lines.extend(line.split('\n').map(str::to_string));
    }
    lines.into_iter().for_each(|it| session.log.print(it));
    Ok(0)
}

/// Whether the options let a package through.
fn is_listed(session: &Session, known: &Known, all: &[Known], opened: &[Opened]) -> bool {
    let has = |flag| session.options.has(flag);
    let is_upgrade = has(Flag::Upgradable);
    let wants_orphans = has(Flag::Orphaned) && !is_upgrade && !has(Flag::Available);
    let wants_installed = has(Flag::Installed) || has(Flag::Manifest) || wants_orphans;
    let is_orphan = || {
        let mut same = all.iter().filter(|it| it.package.name == known.package.name);
        same.all(|it| it.sources.is_empty())
    };
    let is_available = !known.sources.is_empty();
    (known.installed.is_some() || !wants_installed || is_upgrade)
        && (!wants_orphans || is_orphan())
        && (is_available || !(has(Flag::Available) || is_upgrade))
        && (!is_upgrade || upgraded(known, all, opened).is_some())
}

/// The installed package that `known` is a newer one of, from repositories that may give it.
fn upgraded<'a>(known: &Known, all: &'a [Known], opened: &[Opened]) -> Option<&'a Known<'a>> {
    let is_same = |it: &&Known| it.installed.is_some() && it.package.name == known.package.name;
    let present = all.iter().find(is_same)?;
    let tag = present.installed.and_then(|it| it.tag.as_ref());
    let may_come = |it: &usize| {
        let line = &opened[*it].line;
        line.tag.is_none() || line.tag.as_ref() == tag
    };
    let is_newer = compare_versions(&present.package.version, &known.package.version).is_lt();
    (is_newer && known.sources.iter().any(may_come)).then_some(present)
}

fn describe(session: &Session, known: &Known, all: &[Known], opened: &[Opened], line: &mut String) {
    let package = known.package;
    let verbosity = session.options.verbosity();
    let written = if session.options.has(Flag::Manifest) {
        write!(line, "{} {}", package.name, package.version)
    } else if verbosity == 0 {
        write!(line, "{}", package.name)
    } else {
        let about = &package.about;
        let origin = if about.origin.is_empty() { &package.name } else { &about.origin };
        let state = match upgraded(known, all, opened) {
            _ if known.installed.is_some() => String::from(" [installed]"),
            Some(old) => format!(" [upgradable from: {}]", old.package),
            None => String::new(),
        };
        write!(line, "{package} x86_64 {{{origin}}} ({}){state}", about.license)
    };
    written.expect("a string takes everything");
    if 1 < verbosity && !session.options.has(Flag::Manifest) {
        *line += &format!("\n  {}\n", package.description());
        if 2 < verbosity {
            *line += &format!("  <{}>\n", package.webpage());
        }
    }
}

/// `apk search` (apk-tools: app_search.c)
pub(crate) fn search(session: &mut Session) -> Result<u32, Stop> {
    let opened = session.open(Freshness::Cached)?;
    let all = catalog(&[], &opened);
    let options = &session.options;
    let is_exact = options.has(Flag::Exact) || options.has(Flag::HasOrigin);
    let patterns: Vec<String> = match is_exact {
        true => options.arguments.clone(),
        false => options.arguments.iter().map(|it| format!("*{it}*")).collect(),
    };
    let is_meant = |known: &&Known| {
        let package = known.package;
        if options.has(Flag::Description) {
            let texts = [package.description(), package.name.to_string()];
            return patterns.iter().any(|it| texts.iter().any(|text| fits(it, text)));
        }
        if options.has(Flag::HasOrigin) {
            return patterns.iter().any(|it| **it == *package.about.origin);
        }
        patterns.is_empty() || known.fits(&patterns)
    };
    let shows_all =
        [Flag::All, Flag::Description, Flag::HasOrigin].iter().any(|it| options.has(*it));
    let mut found: Vec<&Known> = Vec::new();
    for known in all.iter().filter(is_meant) {
        match found.last_mut() {
            // Versions of a package come from old to new.
            Some(last) if last.package.name == known.package.name && !shows_all => *last = known,
            Some(_) | None => found.push(known),
        }
    }
    let verbosity = options.verbosity();
    let mut lines = Vec::new();
    for known in found {
        if !options.has(Flag::ReverseDepends) {
            lines.push(result(known, options.has(Flag::Origin), verbosity));
            continue;
        }
        if verbosity != 0 {
            lines.push(format!("{} is required by:", known.package));
        }
        let users = all.iter().filter(|it| it.needs(known.package));
        lines.extend(users.map(|it| result(it, options.has(Flag::Origin), verbosity)));
    }
    lines.into_iter().for_each(|it| session.log.print(it));
    Ok(0)
}

/// A package as `apk search` shows it.
fn result(known: &Known, as_origin: bool, verbosity: usize) -> String {
    let package = known.package;
    let name = match &package.about.origin {
        origin if as_origin && !origin.is_empty() => origin,
        _ => &package.name,
    };
    match verbosity {
        0 => name.to_string(),
        1 => format!("{name}-{}", package.version),
        _ if as_origin => format!("{name}-{}", package.version),
        _ => format!("{name}-{} - {}", package.version, package.description()),
    }
}
