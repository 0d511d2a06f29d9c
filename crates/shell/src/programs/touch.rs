//! `touch`.

use image::{Content, Entry, Follow, FsError, SimTime};

use crate::dates;
use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;

const SYNTAX: Syntax = Syntax::flags("acmf").values("dtr").long(&[
    ("no-create", 'c'),
    ("date", 'd'),
    ("reference", 'r'),
]);

pub(super) fn touch(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    let mut wanted = None;
    if let Some(reference) = arguments.value('r') {
        match process.find(reference, Follow::Last) {
            Ok((_, entry)) => wanted = Some(entry.metadata.mtime),
            Err(error) => return process.fail(format!("{reference}: {error}")),
        }
    }
    if let Some(text) = arguments.value('d').or(arguments.value('t')) {
        match dates::parse(text) {
            Some(date) => wanted = Some(date),
            None => return process.fail(format!("invalid date '{text}'")),
        }
    }
    let mut code = ExitCode::SUCCESS;
    for path in &arguments.operands {
        let touched = touch_one(process, path, wanted, arguments.has('c'))?;
        if let Err(error) = touched {
            code = process.fail(format!("{path}: {error}"))?;
        }
    }
    Ok(code)
}

fn touch_one(
    process: &mut Process,
    path: &str,
    wanted: Option<SimTime>,
    only_existing: bool,
) -> Result<Result<(), FsError>, Stop> {
    let time = wanted.unwrap_or(process.machine().now);
    match process.find(path, Follow::Last) {
        Ok((real, entry)) => {
            let by_right_to_write = wanted.is_none() && process.may(&entry, crate::files::WRITE);
            match by_right_to_write {
                true => Ok(process.machine().tree.update(&real, |it| it.mtime = time)),
                false => process.change(&real, |it| it.mtime = time),
            }
        }
        Err(FsError::NotFound) if only_existing => Ok(Ok(())),
        Err(FsError::NotFound) => {
            let real = match process.find_new(path, Follow::Last) {
                Ok(real) => real,
                Err(error) => return Ok(Err(error)),
            };
            let mode = 0o666 & !process.task.umask;
            process.put(&real, Entry::file(Content::new([]), mode, time))
        }
        Err(error) => Ok(Err(error)),
    }
}
