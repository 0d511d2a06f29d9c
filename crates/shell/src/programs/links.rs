//! `ln`.

use image::{Entry, Follow, FsError};

use crate::files::Changed;
use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::copy::{inside, is_directory};

const SYNTAX: Syntax =
    Syntax::flags("sfnTv").long(&[("symbolic", 's'), ("force", 'f'), ("no-dereference", 'n')]);

pub(super) fn ln(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    if !arguments.has('s') {
        return Err(Stop::unsupported("hard links"));
    }
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
        if let Err(error) = link(process, target, &path, arguments.has('f'))? {
            code = process.fail(format!("{path}: {error}"))?;
        }
    }
    Ok(code)
}

fn link(process: &mut Process, target: &str, path: &str, replaces: bool) -> Changed<()> {
    let real = match process.find_new(path, Follow::AllButLast) {
        Ok(real) => real,
        Err(error) => return Ok(Err(error)),
    };
    let there = process.machine().tree.entry(&real).map(Entry::is_directory);
    match there {
        Some(false) if replaces => {
            if let Err(error) = process.remove(&real)? {
                return Ok(Err(error));
            }
        }
        Some(_) => return Ok(Err(FsError::Exists)),
        None => (),
    }
    let entry = Entry::symlink(target, process.machine().now);
    process.put(&real, entry)
}
