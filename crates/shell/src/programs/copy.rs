//! `cp`.

use image::{AbsPath, Content, Entry, EntryKind, Follow, FsError};

use crate::files::Changed;
use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::{Arguments, Syntax};
use crate::programs::{usage, walk};
use crate::streams::OpenMode;

const SYNTAX: Syntax = Syntax::flags("rRapdPLHfnTuvsl").values("t").long(&[
    ("recursive", 'r'),
    ("archive", 'a'),
    ("preserve", 'p'),
    ("force", 'f'),
]);

pub(super) fn cp(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    let mut from = arguments.operands.clone();
    let to = arguments.value('t').map(String::from).or_else(|| from.pop());
    let Some(to) = to.filter(|_| !from.is_empty()) else { return Err(usage::wrong(process, "")) };
    let into = !arguments.has('T') && is_directory(process, &to);
    if 1 < from.len() && !into {
        return process.fail(format!("target '{to}' is not a directory"));
    }
    let mut code = ExitCode::SUCCESS;
    for source in &from {
        let target = if into { inside(&to, source) } else { to.clone() };
        if !copy(process, source, &target, &arguments)? {
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}

/// The path of what `path` is called, in the directory `directory`.
pub(super) fn inside(directory: &str, path: &str) -> String {
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    format!("{}/{name}", directory.trim_end_matches('/'))
}

pub(super) fn is_directory(process: &Process, path: &str) -> bool {
    process.find(path, Follow::Last).is_ok_and(|(_, entry)| entry.is_directory())
}

/// Copies a file; what fails is reported. Says whether all went well.
pub(super) fn copy_file(
    process: &mut Process,
    from: &str,
    to: &str,
    preserves: bool,
) -> Result<bool, Stop> {
    let arguments = Arguments::default();
    copy(process, from, to, &if preserves { arguments.with('p') } else { arguments })
}

/// Copies one operand; what fails is reported. Says whether all went well.
fn copy(process: &mut Process, from: &str, to: &str, arguments: &Arguments) -> Result<bool, Stop> {
    let recursive = arguments.has('r') || arguments.has('R') || arguments.has('a');
    let keeps_links = (recursive || arguments.has('d') || arguments.has('P'))
        && !arguments.has('L')
        && !arguments.has('H');
    let follow = if keeps_links { Follow::AllButLast } else { Follow::Last };
    let (real, entry) = match process.find(from, follow) {
        Ok(found) => found,
        Err(error) => {
            process.fail(format!("can't stat '{from}': {error}"))?;
            return Ok(false);
        }
    };
    if !entry.is_directory() {
        return copy_entry(process, from, &real, &entry, to, arguments);
    }
    if !recursive {
        process.fail(format!("omitting directory '{from}'"))?;
        return Ok(false);
    }
    let target = process.find_new(to, Follow::Last);
    if target.is_ok_and(|it| it.below(&real).is_some()) {
        process.fail("recursion detected, omitting directory".to_owned() + &format!(" '{to}'"))?;
        return Ok(false);
    }
    let mut all = true;
    for found in walk::below(process, &real)? {
        let Some(entry) = process.machine().tree.entry(&found).cloned() else { continue };
        let source = walk::shown(from, &found, &real);
        let target = walk::shown(to, &found, &real);
        all &= copy_entry(process, &source, &found, &entry, &target, arguments)?;
    }
    Ok(all)
}

fn copy_entry(
    process: &mut Process,
    from: &str,
    real: &AbsPath,
    entry: &Entry,
    to: &str,
    arguments: &Arguments,
) -> Result<bool, Stop> {
    process.burn(8)?;
    if skips(process, entry, to, arguments) {
        return Ok(true);
    }
    if !entry.is_directory() && (arguments.has('s') || arguments.has('l')) {
        let made = match arguments.has('s') {
            true => {
                let link = Entry::symlink(from, process.machine().now);
                replace(process, to, link)?
            }
            false => super::tar::link(process, from, to)?,
        };
        if let Err(error) = made {
            process.fail(format!("can't create link '{to}': {error}"))?;
        }
        return Ok(made.is_ok());
    }
    let readable = process.require(entry, crate::files::READ);
    let copied = match (&entry.kind, readable) {
        (EntryKind::Symlink(target), _) => {
            let link = Entry::symlink(target, process.machine().now);
            replace(process, to, link)?
        }
        (_, Err(error)) => {
            process.fail(format!("can't open '{from}': {error}"))?;
            return Ok(false);
        }
        (EntryKind::Directory, Ok(())) => match is_directory(process, to) {
            true => Ok(()),
            false => process.make_directory(to, entry.metadata.mode & 0o777)?,
        },
        (EntryKind::File(content), Ok(())) => {
            let target = process.find_new(to, Follow::Last);
            if target.as_ref() == Ok(real) {
                process.fail(format!("'{from}' and '{to}' are the same file"))?;
                return Ok(false);
            }
            write(process, to, content, entry.metadata.mode)?
        }
        (EntryKind::Device(_), Ok(())) => match process.read(from)? {
            Ok(content) => write(process, to, &content, entry.metadata.mode)?,
            Err(error) => Err(error),
        },
        (EntryKind::Fifo, Ok(())) => return Err(Stop::unsupported("copies of named pipes")),
    };
    if let Err(error) = copied {
        process.fail(format!("can't create '{to}': {error}"))?;
        return Ok(false);
    }
    if arguments.has('v') {
        process.print(format!("'{from}' -> '{to}'\n"))?;
    }
    if arguments.has('p') || arguments.has('a') {
        preserve(process, entry, to)?;
    }
    Ok(true)
}

fn skips(process: &Process, entry: &Entry, to: &str, arguments: &Arguments) -> bool {
    let target = process.find(to, Follow::Last);
    target.is_ok_and(|(_, it)| {
        arguments.has('n') || arguments.has('u') && entry.metadata.mtime <= it.metadata.mtime
    })
}

/// Copies content, and keeps the size that is shown.
fn write(process: &mut Process, to: &str, content: &Content, mode: u32) -> Changed<()> {
    let existed = process.exists(to);
    if let Err(error) = process.open(to, OpenMode::Truncate)? {
        return Ok(Err(error));
    }
    let Ok((real, entry)) = process.find(to, Follow::Last) else { return Ok(Ok(())) };
    if entry.content().is_none() {
        return Ok(Ok(()));
    }
    process.burn_bytes(content.bytes().len())?;
    let mut metadata = entry.metadata;
    if !existed {
        metadata.mode = mode & 0o777 & !process.task.umask;
    }
    process.place(&real, Entry { metadata, kind: EntryKind::File(content.clone()) })
}

/// Puts a link in the place of what is there.
fn replace(process: &mut Process, to: &str, entry: Entry) -> Changed<()> {
    match process.find_new(to, Follow::AllButLast) {
        Ok(real) if is_directory(process, real.as_str()) => Ok(Err(FsError::IsADirectory)),
        Ok(real) => process.put(&real, entry),
        Err(error) => Ok(Err(error)),
    }
}

fn preserve(process: &mut Process, entry: &Entry, to: &str) -> Result<(), Stop> {
    let metadata = entry.metadata;
    let is_root = process.user().uid == 0;
    if let Ok((real, _)) = process.find(to, Follow::AllButLast) {
        let _not_owned = process.change(&real, |it| {
            it.mode = metadata.mode;
            it.mtime = metadata.mtime;
            if is_root {
                it.uid = metadata.uid;
                it.gid = metadata.gid;
            }
        })?;
    }
    Ok(())
}
