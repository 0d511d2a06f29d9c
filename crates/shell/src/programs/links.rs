//! `ln`, `link`, `unlink`.

use image::{AbsPath, Entry, Follow, FsError};

use crate::files::Changed;
use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::copy::{inside, is_directory};
use crate::programs::{tar, usage};

const SYNTAX: Syntax =
    Syntax::flags("sfnTv").long(&[("symbolic", 's'), ("force", 'f'), ("no-dereference", 'n')]);

pub(super) fn ln(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    let (targets, to) = match arguments.operands.as_slice() {
        [] => return process.fail("missing file operand"),
        [only] => (std::slice::from_ref(only), "."),
        [targets @ .., to] => (targets, to.as_str()),
    };
    let is_link = process.find(to, Follow::AllButLast).is_ok_and(|(_, it)| !it.is_directory());
    let into = is_directory(process, to) && !arguments.has('T') && !(arguments.has('n') && is_link);
    if 1 < targets.len() && !into {
        return process.fail(format!("target '{to}' is not a directory"));
    }
    let mut code = ExitCode::SUCCESS;
    for target in targets {
        let path = if into { inside(to, target) } else { String::from(to) };
        let replaces = arguments.has('f');
        if !arguments.has('s') && is_directory(process, target) {
            let error = FsError::NotPermitted;
            code = process.fail(format!("{path}: {error}"))?;
            continue;
        }
        if !arguments.has('s')
            && let Err(error) = process.find(target, Follow::AllButLast)
        {
            code = process.fail(format!("{target}: {error}"))?;
            continue;
        }
        let made = match arguments.has('s') {
            true => symlink(process, target, &path, replaces)?,
            false => hard_link(process, target, &path, replaces)?,
        };
        if let Err(error) = made {
            code = process.fail(format!("{path}: {error}"))?;
        }
    }
    Ok(code)
}

/// `link FILE LINK`
pub(super) fn link(process: &mut Process) -> Result<ExitCode, Stop> {
    let [from, to] = process.args() else { return Err(usage::wrong(process, "")) };
    let (from, to) = (from.clone(), to.clone());
    match tar::link(process, &from, &to)? {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => process.fail(format!("can't create link '{to}' to '{from}': {error}")),
    }
}

/// `unlink FILE`
pub(super) fn unlink(process: &mut Process) -> Result<ExitCode, Stop> {
    let [path] = process.args() else { return Err(usage::wrong(process, "")) };
    let path = path.clone();
    let removed = match process.find(&path, Follow::AllButLast) {
        Ok((_, entry)) if entry.is_directory() => Err(FsError::IsADirectory),
        Ok((real, _)) => process.remove(&real)?,
        Err(error) => Err(error),
    };
    match removed {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => process.fail(format!("can't remove file '{path}': {error}")),
    }
}

fn hard_link(process: &mut Process, target: &str, path: &str, replaces: bool) -> Changed<()> {
    match make_room(process, path, replaces)? {
        Ok(_) => tar::link(process, target, path),
        Err(error) => Ok(Err(error)),
    }
}

fn symlink(process: &mut Process, target: &str, path: &str, replaces: bool) -> Changed<()> {
    let real = match make_room(process, path, replaces)? {
        Ok(real) => real,
        Err(error) => return Ok(Err(error)),
    };
    let entry = Entry::symlink(target, process.machine().now);
    process.put(&real, entry)
}

/// The real path of what is to be made. What is there goes, if it may be replaced.
fn make_room(process: &mut Process, path: &str, replaces: bool) -> Changed<AbsPath> {
    let real = match process.find_new(path, Follow::AllButLast) {
        Ok(real) => real,
        Err(error) => return Ok(Err(error)),
    };
    let there = process.machine().tree.entry(&real).map(Entry::is_directory);
    match there {
        Some(false) if replaces => Ok(process.remove(&real)?.map(|()| real)),
        Some(_) => Ok(Err(FsError::Exists)),
        None => Ok(Ok(real)),
    }
}
