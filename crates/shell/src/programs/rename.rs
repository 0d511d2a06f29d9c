//! `mv`.

use image::{AbsPath, Entry, Follow, FsError};

use crate::files::Changed;
use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::mounts;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::copy::{inside, is_directory};
use crate::programs::{usage, walk};

const SYNTAX: Syntax =
    Syntax::flags("fnTv").values("t").long(&[("force", 'f'), ("no-clobber", 'n')]);

pub(super) fn mv(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    let mut from = arguments.operands.clone();
    let to = arguments.value('t').map(String::from).or_else(|| from.pop());
    let Some(to) = to.filter(|_| !from.is_empty()) else { return Err(usage::wrong(process, "")) };
    // Several into what is no directory: each fails, as what is below that name.
    let into = 1 < from.len() || !arguments.has('T') && is_directory(process, &to);
    let mut code = ExitCode::SUCCESS;
    for source in &from {
        let target = if into { inside(&to, source) } else { to.clone() };
        if arguments.has('n') && process.exists(&target) {
            continue;
        }
        match rename(process, source, &target)? {
            Ok(()) if arguments.has('v') => process.print(format!("'{source}' -> '{target}'\n"))?,
            Ok(()) => (),
            Err(error) => code = process.fail(format!("can't rename '{source}': {error}"))?,
        }
    }
    Ok(code)
}

fn rename(process: &mut Process, from: &str, to: &str) -> Changed<()> {
    let found = process.find(from, Follow::AllButLast);
    let target = process.find_new(to.trim_end_matches('/'), Follow::AllButLast);
    let ((source, entry), target) = match (found, target) {
        (Ok(found), Ok(target)) => (found, target),
        (Err(error), _) | (_, Err(error)) => return Ok(Err(error)),
    };
    if source == target {
        return Ok(Ok(()));
    }
    if target.below(&source).is_some() {
        return Ok(Err(FsError::Invalid));
    }
    if mounts::is_mount_point(&source) || mounts::is_mount_point(&target) {
        return Ok(Err(FsError::Busy));
    }
    if let Err(error) =
        process.require_parent(&source).and_then(|()| process.require_parent(&target))
    {
        return Ok(Err(error));
    }
    if let Some(there) = process.machine().tree.entry(&target).cloned() {
        let children = process.machine().tree.children(&target).count();
        match (entry.is_directory(), there.is_directory()) {
            (true, false) => return Ok(Err(FsError::NotADirectory)),
            (false, true) => return Ok(Err(FsError::IsADirectory)),
            (true, true) if 0 < children => return Ok(Err(FsError::NotEmpty)),
            (true, true) | (false, false) => {
                if let Err(error) = process.remove(&target)? {
                    return Ok(Err(error));
                }
            }
        }
    }
    relocate(process, &source, &target)
}

/// Moves an entry with all below it; everything stays as old as it is.
fn relocate(process: &mut Process, source: &AbsPath, target: &AbsPath) -> Changed<()> {
    let mut moved: Vec<(AbsPath, Entry)> = Vec::new();
    for path in walk::below(process, source)? {
        let entry = process.machine().tree.entry(&path).cloned();
        if let (Some(entry), Some(rest)) = (entry, path.below(source)) {
            moved.push((target.join(rest), entry));
        }
    }
    if let Err(error) = process.remove(source)? {
        return Ok(Err(error));
    }
    for (path, entry) in moved {
        if let Err(error) = process.machine().tree.insert(&path, entry) {
            return Ok(Err(error));
        }
    }
    process.age_parent(target);
    Ok(Ok(()))
}
