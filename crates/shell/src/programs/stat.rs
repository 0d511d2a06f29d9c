//! `stat`.

use image::{Entry, EntryKind, Follow};

use crate::dates;
use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::mode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::users;

const SYNTAX: Syntax = Syntax::flags("Lt").values("c").long(&[("format", 'c')]);

pub(super) fn stat(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    let Some(format) = arguments.value('c').map(String::from) else {
        return Err(Stop::unsupported("`stat` without `-c`"));
    };
    let follow = if arguments.has('L') { Follow::Last } else { Follow::AllButLast };
    let mut code = ExitCode::SUCCESS;
    for path in &arguments.operands {
        match process.find(path, follow) {
            Ok((_, entry)) => {
                let line = describe(process, &format, path, &entry)?;
                process.print(line)?;
            }
            Err(error) => code = process.fail(format!("can't stat '{path}': {error}"))?,
        }
    }
    Ok(code)
}

fn describe(
    process: &mut Process,
    format: &str,
    path: &str,
    entry: &Entry,
) -> Result<String, Stop> {
    let metadata = entry.metadata;
    let (kind, size) = match &entry.kind {
        EntryKind::Directory => ("directory", 4096),
        EntryKind::File(content) if content.size() == 0 => ("regular empty file", 0),
        EntryKind::File(content) => ("regular file", content.size()),
        EntryKind::Symlink(target) => ("symbolic link", target.len() as u64),
        EntryKind::Fifo => ("fifo", 0),
        EntryKind::Device(image::Device::Character { .. }) => ("character special file", 0),
        EntryKind::Device(image::Device::Block { .. }) => ("block special file", 0),
    };
    let name = |found: Option<String>| found.unwrap_or(String::from("UNKNOWN"));
    let mut text = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            text.push(letter);
            continue;
        }
        let part = match letters.next() {
            Some('a') => format!("{:o}", metadata.mode),
            Some('A') => mode::letters(entry),
            Some('n') => String::from(path),
            Some('N') => match &entry.kind {
                EntryKind::Symlink(target) => format!("'{path}' -> '{target}'"),
                EntryKind::Directory
                | EntryKind::File(_)
                | EntryKind::Fifo
                | EntryKind::Device(_) => String::from(path),
            },
            Some('s') => size.to_string(),
            Some('b') => (size.div_ceil(4096) * 8).to_string(),
            Some('F') => String::from(kind),
            Some('u') => metadata.uid.to_string(),
            Some('g') => metadata.gid.to_string(),
            Some('U') => name(users::user_name(process, metadata.uid)),
            Some('G') => name(users::group_name(process, metadata.gid)),
            Some('Y' | 'X' | 'Z') => metadata.mtime.seconds().to_string(),
            Some('y' | 'x' | 'z') => dates::format(metadata.mtime, "%F %T.%N %z"),
            Some('h') => String::from("1"),
            Some('%') => String::from("%"),
            other => {
                return Err(Stop::unsupported(format!(
                    "`stat -c %{}`",
                    other.map(String::from).unwrap_or_default()
                )));
            }
        };
        text.push_str(&part);
    }
    Ok(text + "\n")
}
