//! `chmod`, `chown`, `chgrp`.

use image::{AbsPath, Follow, Metadata};

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::mode;
use crate::process::Process;
use crate::programs::arguments::{Arguments, Syntax};
use crate::programs::walk;
use crate::users;

const SYNTAX: Syntax =
    Syntax::flags("Rfvc").long(&[("recursive", 'R'), ("verbose", 'v'), ("quiet", 'f')]);

pub(super) fn chmod(process: &mut Process) -> Result<ExitCode, Stop> {
    // A mode such as `-x` looks like an option.
    let removes = process.args().first().cloned().filter(|it| {
        it.strip_prefix('-').is_some_and(|it| it.starts_with(['r', 'w', 'x', 'X', 's', 't']))
    });
    if removes.is_some() {
        process.task.argv.insert(1, String::from("--"));
    }
    let arguments = SYNTAX.read(process)?;
    let Some((text, paths)) = arguments.operands.split_first() else {
        return process.fail("missing operand");
    };
    let umask = process.task.umask;
    if mode::apply(text, 0, false, umask).is_none() {
        return process.fail(format!("invalid mode '{text}'"));
    }
    each(process, paths, &arguments, |metadata, is_directory| {
        if let Some(mode) = mode::apply(text, metadata.mode, is_directory, umask) {
            metadata.mode = mode;
        }
    })
}

pub(super) fn chown(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    let Some((text, paths)) = arguments.operands.split_first() else {
        return process.fail("missing operand");
    };
    let (user, group) = match text.split_once([':', '.']) {
        Some((user, group)) => (user, Some(group)),
        None => (text.as_str(), None),
    };
    let uid = match user {
        "" => None,
        user => match user.parse().ok().or_else(|| users::user_number(process, user)) {
            Some(uid) => Some(uid),
            None => return process.fail(format!("unknown user {user}")),
        },
    };
    let gid = match group {
        None => None,
        // `user:` means the group that the user logs in with.
        Some("") => uid.and_then(|it| users::login_group(process, it)),
        Some(group) => match group_number(process, group) {
            Some(gid) => Some(gid),
            None => return process.fail(format!("unknown group {group}")),
        },
    };
    set_owner(process, paths, &arguments, uid, gid)
}

pub(super) fn chgrp(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    let Some((group, paths)) = arguments.operands.split_first() else {
        return process.fail("missing operand");
    };
    match group_number(process, group) {
        Some(gid) => set_owner(process, paths, &arguments, None, Some(gid)),
        None => process.fail(format!("unknown group {group}")),
    }
}

fn group_number(process: &mut Process, text: &str) -> Option<u32> {
    text.parse().ok().or_else(|| users::group_number(process, text))
}

fn set_owner(
    process: &mut Process,
    paths: &[String],
    arguments: &Arguments,
    uid: Option<u32>,
    gid: Option<u32>,
) -> Result<ExitCode, Stop> {
    let user = process.user();
    let gives_away = uid.is_some_and(|it| it != user.uid) || gid.is_some_and(|it| it != user.gid);
    if user.uid != 0 && gives_away {
        let mut code = ExitCode::SUCCESS;
        for path in paths {
            code = process.fail(format!("{path}: {}", image::FsError::NotPermitted))?;
        }
        return Ok(code);
    }
    each(process, paths, arguments, |metadata, _| {
        metadata.uid = uid.unwrap_or(metadata.uid);
        metadata.gid = gid.unwrap_or(metadata.gid);
    })
}

/// Changes each path, and with `-R` all below it. Links below are left alone.
fn each(
    process: &mut Process,
    paths: &[String],
    arguments: &Arguments,
    change: impl Fn(&mut Metadata, bool),
) -> Result<ExitCode, Stop> {
    let mut code = ExitCode::SUCCESS;
    for path in paths {
        let real = match process.find(path, Follow::Last) {
            Ok((real, _)) => real,
            Err(error) => {
                code = process.fail(format!("{path}: {error}"))?;
                continue;
            }
        };
        let found: Vec<AbsPath> = match arguments.has('R') {
            true => walk::below(process, &real)?,
            false => vec![real.clone()],
        };
        for found in found {
            let Some(entry) = process.machine().tree.entry(&found) else { continue };
            if matches!(entry.kind, image::EntryKind::Symlink(_)) {
                continue;
            }
            let is_directory = entry.is_directory();
            if let Err(error) = process.change(&found, |it| change(it, is_directory))? {
                let shown = walk::shown(path, &found, &real);
                code = process.fail(format!("{shown}: {error}"))?;
            }
        }
    }
    Ok(code)
}
