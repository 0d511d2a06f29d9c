//! `rm`.

use image::{AbsPath, Follow, FsError};

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::{usage, walk};

const SYNTAX: Syntax =
    Syntax::flags("rRfv").long(&[("recursive", 'r'), ("force", 'f'), ("verbose", 'v')]);

pub(super) fn rm(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    let recursive = arguments.has('r') || arguments.has('R');
    let force = arguments.has('f');
    let mut code = ExitCode::SUCCESS;
    if arguments.operands.is_empty() && !force {
        return Err(usage::wrong(process, ""));
    }
    for path in &arguments.operands {
        let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        if matches!(last, "." | "..") {
            code = process.fail("can't remove '.' or '..'")?;
            continue;
        }
        match process.find(path, Follow::AllButLast) {
            Err(FsError::NotFound) if force => (),
            Err(error) => code = process.fail(format!("can't remove '{path}': {error}"))?,
            Ok((_, entry)) if entry.is_directory() && !recursive => {
                code = process.fail(format!("'{path}' is a directory"))?;
            }
            Ok((real, entry)) if entry.is_directory() => {
                if !remove_below(process, path, &real)? {
                    code = ExitCode::FAILURE;
                }
            }
            Ok((real, _)) => match process.remove(&real)? {
                Ok(()) if arguments.has('v') => process.print(format!("removed '{path}'\n"))?,
                Ok(()) => (),
                Err(error) => code = process.fail(format!("can't remove '{path}': {error}"))?,
            },
        }
    }
    Ok(code)
}

/// Removes a directory with all below it, the deepest first; says whether all went.
fn remove_below(process: &mut Process, path: &str, real: &AbsPath) -> Result<bool, Stop> {
    let mut all = true;
    for found in walk::below(process, real)?.into_iter().rev() {
        let name = walk::shown(path, &found, real);
        // What could not be removed keeps its directories.
        if process.machine().tree.children(&found).next().is_some() {
            all = false;
            process.fail(format!("can't remove '{name}': {}", FsError::NotEmpty))?;
            continue;
        }
        if let Err(error) = process.remove(&found)? {
            all = false;
            process.fail(format!("can't remove '{name}': {error}"))?;
        }
    }
    Ok(all)
}
