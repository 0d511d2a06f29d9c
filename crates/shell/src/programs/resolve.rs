//! `readlink`, `realpath`.

use image::{EntryKind, Follow};

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;

pub(super) fn readlink(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("fnvq").read(process)?;
    let mut code = ExitCode::SUCCESS;
    for path in &arguments.operands {
        let target = match arguments.has('f') {
            true => process.find_new(path, Follow::Last).ok().map(|it| it.to_string()),
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
        match process.find_new(path, Follow::Last) {
            Ok(real) => process.print(format!("{real}\n"))?,
            Err(error) => code = process.fail(format!("{path}: {error}"))?,
        }
    }
    Ok(code)
}
