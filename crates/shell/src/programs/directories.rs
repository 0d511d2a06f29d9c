//! `mkdir`, `rmdir`.

use image::{AbsPath, Follow, FsError};

use crate::files::Changed;
use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::mode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::usage;

const MKDIR: Syntax = Syntax::flags("pv").values("m").long(&[("parents", 'p'), ("mode", 'm')]);
const RMDIR: Syntax =
    Syntax::flags("p").long(&[("parents", 'p'), ("ignore-fail-on-non-empty", 'i')]);

pub(super) fn mkdir(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = MKDIR.read(process)?;
    let umask = process.task.umask;
    let wanted = match arguments.value('m') {
        None => None,
        Some(text) => match mode::apply(text, 0o777, true, umask) {
            Some(mode) => Some(mode),
            None => return process.fail(format!("invalid mode '{text}'")),
        },
    };
    if arguments.operands.is_empty() {
        return Err(usage::wrong(process, ""));
    }
    let mut code = ExitCode::SUCCESS;
    for path in &arguments.operands {
        if arguments.has('v') {
            announce(process, path, arguments.has('p'))?;
        }
        let made = match arguments.has('p') {
            true => make_all(process, path)?,
            false => process.make_directory(path, 0o777)?,
        };
        let made = match (made, wanted) {
            (Ok(()), Some(mode)) => match process.find(path, Follow::Last) {
                Ok((real, _)) => process.change(&real, |it| it.mode = mode)?,
                Err(error) => Err(error),
            },
            (made, _) => made,
        };
        if let Err(error) = made {
            process.fail(format!("can't create directory '{path}': {error}"))?;
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}

/// Says which directories will be made.
fn announce(process: &mut Process, path: &str, parents: bool) -> Result<(), Stop> {
    let ends =
        path.match_indices('/').map(|(at, _)| at + 1).filter(|it| 1 < *it && *it < path.len());
    for end in ends.filter(|_| parents).chain([path.len()]) {
        if !process.exists(&path[..end]) {
            process.print(format!("created directory: '{}'\n", &path[..end]))?;
        }
    }
    Ok(())
}

/// Makes a directory and those on the way to it. One that is there already is as good.
pub(super) fn make_all(process: &mut Process, path: &str) -> Changed<()> {
    let mut way = if path.starts_with('/') { String::from("/") } else { String::new() };
    for part in path.split('/').filter(|it| !it.is_empty()) {
        way.push_str(part);
        match process.make_directory(&way, 0o777)? {
            Ok(()) => (),
            Err(FsError::Exists) => match process.find(&way, Follow::Last) {
                Ok((_, entry)) if entry.is_directory() => (),
                Ok(_) => return Ok(Err(FsError::Exists)),
                Err(error) => return Ok(Err(error)),
            },
            Err(error) => return Ok(Err(error)),
        }
        way.push('/');
    }
    Ok(Ok(()))
}

pub(super) fn rmdir(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = RMDIR.read(process)?;
    let mut code = ExitCode::SUCCESS;
    for path in &arguments.operands {
        let mut path = path.trim_end_matches('/');
        loop {
            if let Err(error) = remove_empty(process, path)? {
                process.fail(format!("'{path}': {error}"))?;
                code = ExitCode::FAILURE;
                break;
            }
            match path.rsplit_once('/').filter(|_| arguments.has('p')) {
                Some((parent, _)) if !parent.is_empty() => path = parent,
                Some(_) | None => break,
            }
        }
    }
    Ok(code)
}

fn remove_empty(process: &mut Process, path: &str) -> Changed<()> {
    let (real, entry) = match process.find(path, Follow::AllButLast) {
        Ok(found) => found,
        Err(error) => return Ok(Err(error)),
    };
    if !entry.is_directory() {
        return Ok(Err(FsError::NotADirectory));
    }
    match has_children(process, &real) {
        true => Ok(Err(FsError::NotEmpty)),
        false => process.remove(&real),
    }
}

fn has_children(process: &mut Process, path: &AbsPath) -> bool {
    process.machine().tree.children(path).next().is_some()
}
