//! `apk info`.

use crate::apk::{Session, Stop};
use crate::options::Flag;
use crate::sources::Freshness;

/// Lists what is installed, or tells whether something is. (apk-tools: app_info.c)
pub(crate) fn info(session: &mut Session) -> Result<u32, Stop> {
    session.open(Freshness::Cached)?;
    if session.options.has(Flag::Contents) {
        return contents(session);
    }
    let names = session.options.arguments.clone();
    if !names.is_empty() && !session.options.has(Flag::Installed) {
        return Err(Stop::Unsupported(String::from("the description of a package in apk info")));
    }
    if 1 < session.options.verbose {
        return Err(Stop::Unsupported(String::from("apk info -vv")));
    }
    let installed = session.database.installed.iter().map(|it| it.package.clone());
    let chosen =
        installed.filter(|it| names.is_empty() || names.iter().any(|name| **name == *it.name));
    let mut found = 0;
    for package in chosen.collect::<Vec<_>>() {
        found += 1;
        let line = match session.options.verbose {
            0 => package.name.to_string(),
            _ => package.to_string(),
        };
        session.log.message(line);
    }
    let missing = names.len().saturating_sub(found);
    Ok(u32::try_from(missing).unwrap_or(u32::MAX))
}

/// `apk info -L`
fn contents(session: &mut Session) -> Result<u32, Stop> {
    let mut missing = 0;
    for name in session.options.arguments.clone() {
        let Some(installed) = session.database.find(&name).cloned() else {
            missing += 1;
            continue;
        };
        session.log.message(format!("{} contains:", installed.package));
        for directory in &installed.directories {
            for (file, _) in &directory.files {
                session.log.print(format!("{}/{file}", directory.path));
            }
        }
        session.log.print(String::new());
    }
    Ok(missing)
}
