//! `gzip`, `gunzip`, `zcat`.

use image::{Content, Entry, EntryKind, Follow, GzipError, gunzip as unpack};

use crate::deflate;
use crate::limits::{Limit, Stop};
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::{Arguments, Syntax};
use crate::programs::lines::input;
use crate::programs::tar::content_of;

const SYNTAX: Syntax = Syntax::flags("cdfktnqv123456789").long(&[
    ("stdout", 'c'),
    ("to-stdout", 'c'),
    ("decompress", 'd'),
    ("force", 'f'),
    ("keep", 'k'),
    ("test", 't'),
    ("best", '9'),
    ("fast", '1'),
]);

pub(super) fn gzip(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    let unpacks = arguments.has('d') || arguments.has('t');
    each(process, &arguments, unpacks)
}

pub(super) fn gunzip(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    each(process, &arguments, true)
}

pub(super) fn zcat(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?.with('c');
    each(process, &arguments, true)
}

fn each(process: &mut Process, arguments: &Arguments, unpacks: bool) -> Result<ExitCode, Stop> {
    let mut code = ExitCode::SUCCESS;
    for file in arguments.files() {
        if !one(process, arguments, &file, unpacks)? {
            code = ExitCode::FAILURE;
        }
    }
    Ok(code)
}

/// Says whether all went well.
fn one(
    process: &mut Process,
    arguments: &Arguments,
    file: &str,
    unpacks: bool,
) -> Result<bool, Stop> {
    let to_stdout = file == "-" || arguments.has('c') || arguments.has('t');
    let to = match (file.strip_suffix(".gz"), file.strip_suffix(".tgz")) {
        _ if !unpacks => format!("{file}.gz"),
        (Some(stem), _) => String::from(stem),
        (None, Some(stem)) => format!("{stem}.tar"),
        (None, None) if to_stdout || !process.exists(file) => String::new(),
        (None, None) => {
            process.fail(format!("{file}: unknown suffix - ignored"))?;
            return Ok(false);
        }
    };
    let entry = process.find(file, Follow::Last).ok().map(|it| it.1);
    let Some(bytes) = input(process, file)? else { return Ok(false) };
    process.burn(bytes.len() as u64 / 8)?;
    let made = match unpacks {
        true => unpacked(process, &bytes)?,
        false => Some(deflate::gzip(&bytes)),
    };
    let Some(made) = made else { return Ok(false) };
    if arguments.has('t') {
        return Ok(true);
    }
    if to_stdout {
        process.print(made)?;
        return Ok(true);
    }
    if process.exists(&to) && !arguments.has('f') {
        process.fail(format!("can't open '{to}': File exists"))?;
        return Ok(false);
    }
    // A stand-in becomes a stand-in, for a file that is smaller.
    let extra = entry.as_ref().map_or(0, |it| it.size().saturating_sub(bytes.len() as u64));
    let content = match unpacks {
        true => content_of(made),
        false => {
            let size = made.len() as u64 + extra / 5 * 2;
            Content::stub(made, size)
        }
    };
    let mut metadata =
        entry.map_or(image::Metadata::root(0o644, process.machine().now), |it| it.metadata);
    metadata.mode &= 0o777;
    let made = match process.find_new(&to, Follow::Last) {
        Ok(real) => process.put(&real, Entry { metadata, kind: EntryKind::File(content) })?,
        Err(error) => Err(error),
    };
    if let Err(error) = made {
        process.fail(format!("can't open '{to}': {error}"))?;
        return Ok(false);
    }
    if !arguments.has('k')
        && let Ok((real, _)) = process.find(file, Follow::AllButLast)
    {
        let _stays = process.remove(&real)?;
    }
    Ok(true)
}

/// What a gzip file holds; none if it is none, which is reported.
pub(super) fn unpacked(process: &mut Process, bytes: &[u8]) -> Result<Option<Vec<u8>>, Stop> {
    let most = process.most_bytes() as u64 * 16;
    let message = match unpack(bytes, most) {
        Ok(unpacked) => {
            process.burn(unpacked.len() as u64 / 64)?;
            return Ok(Some(unpacked));
        }
        Err(GzipError::TooLarge) => return Err(Stop::Limit(Limit::TooMuchOutput)),
        Err(GzipError::InvalidHeader) => "invalid magic",
        Err(GzipError::Damaged) => "unexpected end of file",
    };
    process.fail(message)?;
    Ok(None)
}
