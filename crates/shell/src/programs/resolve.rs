//! `readlink`, `realpath`.

use image::{AbsPath, EntryKind, Follow, FsError};

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;

pub(super) fn readlink(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("fnvq").read(process)?;
    let mut code = ExitCode::SUCCESS;
    for path in &arguments.operands {
        let target = match arguments.has('f') {
            true => real(process, path).ok().map(|it| it.to_string()),
            false => match process.find(path, Follow::AllButLast).map(|it| it.1.kind) {
                Ok(EntryKind::Symlink(target)) => Some(target.to_string()),
                Ok(_) | Err(_) => None,
            },
        };
        let end = if arguments.has('n') { "" } else { "\n" };
        match target {
            Some(target) => process.print(format!("{target}{end}"))?,
            None => code = ExitCode::FAILURE,
        }
    }
    Ok(code)
}

pub(super) fn realpath(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("").read(process)?;
    let mut code = ExitCode::SUCCESS;
    for path in &arguments.operands {
        match real(process, path) {
            Ok(real) => process.print(format!("{real}\n"))?,
            Err(error) => code = process.fail(format!("{path}: {error}"))?,
        }
    }
    Ok(code)
}

/// Where `path` leads. As BusyBox: the last name need not exist, but behind a slash. (xreadlink.c,
/// `xmalloc_realpath_coreutils`)
fn real(process: &Process, path: &str) -> Result<AbsPath, FsError> {
    match process.find(path, Follow::Last) {
        Ok((real, _)) => Ok(real),
        Err(FsError::NotFound) if path.contains('/') => process.find_new(path, Follow::Last),
        Err(error) => Err(error),
    }
}
