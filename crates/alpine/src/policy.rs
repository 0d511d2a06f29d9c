//! `apk policy` and `apk version`.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::apk::{Session, Stop};
use crate::catalog::{Known, catalog};
use crate::options::{Flag, Setting};
use crate::package::Package;
use crate::pattern::fits;
use crate::sources::{Freshness, Opened};
use crate::version::{compare_versions, is_version};

/// Columns of a package in the output of `apk version`, unless one is longer.
const WIDTH_MIN: usize = 39;

/// `apk policy` (apk-tools: app_policy.c)
pub(crate) fn policy(session: &mut Session) -> Result<u32, Stop> {
    let opened = session.open(Freshness::Cached)?;
    let all = catalog(&session.database.installed, &opened);
    let tags = tags(&opened);
    let mut lines = Vec::new();
    for pattern in &session.options.arguments {
        let mut last: Option<&Rc<str>> = None;
        for known in all.iter().filter(|it| fits(pattern, &it.package.name)) {
            if last.replace(&known.package.name) != Some(&known.package.name) {
                lines.push(format!("{} policy:", known.package.name));
            }
            lines.push(format!("  {}:", known.package.version));
            if known.installed.is_some() {
                lines.push(String::from("    lib/apk/db/installed"));
            }
            let has =
                |tag: &Option<Rc<str>>| known.sources.iter().any(|it| opened[*it].line.tag == *tag);
            for place in &known.sources {
                for tag in tags.iter().filter(|it| has(it)) {
                    let tag = tag.as_ref().map(|it| format!("@{it} ")).unwrap_or_default();
                    lines.push(format!("    {tag}{}", opened[*place].line.url));
                }
            }
        }
    }
    lines.into_iter().for_each(|it| session.log.print(it));
    Ok(0)
}

/// The tags of repositories, each once; none comes first.
fn tags(opened: &[Opened]) -> Vec<Option<Rc<str>>> {
    let mut tags = vec![None];
    for Opened { line, .. } in opened {
        if !tags.contains(&line.tag) {
            tags.push(line.tag.clone());
        }
    }
    tags
}

/// `apk version` (apk-tools: app_version.c)
pub(crate) fn version(session: &mut Session) -> Result<u32, Stop> {
    let arguments = session.options.arguments.clone();
    if session.options.has(Flag::Test) {
        let [a, b] = arguments.as_slice() else { return Ok(1) };
        session.log.print(symbol(compare_versions(a, b)).to_string());
        return Ok(0);
    }
    if session.options.has(Flag::Check) {
        let wrong: Vec<&String> = arguments.iter().filter(|it| !is_version(it)).collect();
        wrong.iter().for_each(|it| session.log.message((*it).clone()));
        return Ok(u32::try_from(wrong.len()).unwrap_or(u32::MAX));
    }
    let opened = session.open(Freshness::Cached)?;
    if session.options.has(Flag::Indexes) {
        for Opened { line, repository, .. } in &opened {
            session.log.print(format!("{} [{}]", repository.description, line.url));
        }
        return Ok(0);
    }
    let is_plain = arguments.is_empty() && session.options.verbosity() == 1;
    let limit = match session.options.value(Setting::Limit) {
        Some(limit) => limit.to_string(),
        None => String::from(if is_plain { "<" } else { "" }),
    };
    let all = catalog(&session.database.installed, &opened);
    let mut rows = Vec::new();
    for present in all.iter().filter(|it| it.installed.is_some()) {
        let name = &present.package.name;
        if !arguments.is_empty() && !arguments.iter().any(|it| fits(it, name)) {
            continue;
        }
        let (latest, tag) = latest(session, present, &all, &opened);
        let symbol = symbol(compare_versions(&present.package.version, &latest.version));
        if limit.is_empty() || limit.contains(symbol) {
            let tag = tag.map(|it| format!("@{it}")).unwrap_or_default();
            rows.push((present.package.clone(), format!("{symbol} {} {tag}", latest.version)));
        }
    }
    let lengths = rows.iter().map(|it| it.0.to_string().len());
    let width = lengths.max().unwrap_or(0).max(WIDTH_MIN);
    session.log.message(format!("{:width$}   Available:", "Installed:"));
    for (package, rest) in rows {
        let text = package.to_string();
        session.log.print(match session.options.verbosity() {
            0 => package.name.to_string(),
            _ => format!("{text:width$} {rest}"),
        });
    }
    Ok(0)
}

/// The newest version that may come in place of an installed one, and its tag.
fn latest(
    session: &Session,
    present: &Known,
    all: &[Known],
    opened: &[Opened],
) -> (Rc<Package>, Option<Rc<str>>) {
    let tag = present.installed.and_then(|it| it.tag.as_ref());
    let may_come = |known: &Known| {
        let mut lines = known.sources.iter().map(|it| &opened[*it].line);
        let is_any_tag = session.options.has(Flag::All);
        lines.any(|it| is_any_tag || it.tag.is_none() || it.tag.as_ref() == tag)
    };
    let mut latest = present;
    for known in all.iter().filter(|it| it.package.name == present.package.name) {
        let is_newer = compare_versions(&known.package.version, &latest.package.version).is_gt();
        if is_newer && may_come(known) {
            latest = known;
        }
    }
    let tag = latest.sources.iter().find_map(|it| opened[*it].line.tag.clone());
    (latest.package.clone(), tag)
}

fn symbol(order: Ordering) -> &'static str {
    match order {
        Ordering::Less => "<",
        Ordering::Equal => "=",
        Ordering::Greater => ">",
    }
}
