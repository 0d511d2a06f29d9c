//! `stat`.

use image::{AbsPath, Entry, EntryKind, Follow};

use crate::dates;
use crate::deflate::crc32;
use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::mode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::users;

/// What is shown without `-c`. (BusyBox: stat.c, `print_it`)
const DEFAULT: &str = "  File: %N\n  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\n\
    Device: %Dh/%dd\tInode: %-10i  Links: %-5h\n\
    Access: (%04a/%10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\n\
    Access: %x\nModify: %y\nChange: %z";
/// The device of an overlay file system.
const DEVICE: u32 = 0x31;

const SYNTAX: Syntax = Syntax::flags("Lt").values("c").long(&[("format", 'c')]);

pub(super) fn stat(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    let format = arguments.value('c').unwrap_or(DEFAULT).to_owned();
    let follow = if arguments.has('L') { Follow::Last } else { Follow::AllButLast };
    let mut code = ExitCode::SUCCESS;
    for path in &arguments.operands {
        match process.find(path, follow) {
            Ok((real, entry)) => {
                let line = describe(process, &format, path, &real, &entry)?;
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
    real: &AbsPath,
    entry: &Entry,
) -> Result<String, Stop> {
    let metadata = entry.metadata;
    let names = process.machine().tree.names(real);
    let links = names.len().max(1);
    // The same for all names of a file, and the same each time.
    let inode = crc32(names.first().unwrap_or(real).as_str().as_bytes()) % 1_000_000;
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
        let padding = letters.as_str().find(|it: char| it != '-' && !it.is_ascii_digit());
        let padding: String = letters.by_ref().take(padding.unwrap_or(0)).collect();
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
            Some('h') => links.to_string(),
            Some('i') => inode.to_string(),
            Some('o') => String::from("4096"),
            Some('B') => String::from("512"),
            Some('d') => DEVICE.to_string(),
            Some('D') => format!("{DEVICE:x}"),
            Some('%') => String::from("%"),
            other => {
                return Err(Stop::unsupported(format!(
                    "`stat -c %{}`",
                    other.map(String::from).unwrap_or_default()
                )));
            }
        };
        text += &padded(&part, &padding);
    }
    Ok(text + "\n")
}

/// `text` in a field such as `-10`, `04`, `8`.
fn padded(text: &str, field: &str) -> String {
    let width = field.trim_start_matches('-').parse().unwrap_or(0).min(1 << 10);
    let missing = usize::saturating_sub(width, text.len());
    match (field.starts_with('-'), field.starts_with('0')) {
        (true, _) => format!("{text}{}", " ".repeat(missing)),
        (false, true) => format!("{}{text}", "0".repeat(missing)),
        (false, false) => format!("{}{text}", " ".repeat(missing)),
    }
}
