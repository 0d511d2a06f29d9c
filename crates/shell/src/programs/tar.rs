//! `tar`.

use std::collections::BTreeMap;

use image::{
    AbsPath, Content, Entry, EntryKind, Follow, FsError, GZIP_MAGIC, TarKind, TarMember, read_tar,
    write_tar,
};

use crate::deflate;
use crate::files::Changed;
use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::mode;
use crate::pattern;
use crate::process::Process;
use crate::programs::arguments::{Arguments, Syntax};
use crate::programs::{directories, gzip, usage, walk};
use crate::users;

const SYNTAX: Syntax = Syntax::flags("cxtvzjJaOmopkhw").values("fCXTEN").long(&[
    ("create", 'c'),
    ("extract", 'x'),
    ("list", 't'),
    ("verbose", 'v'),
    ("gzip", 'z'),
    ("file", 'f'),
    ("directory", 'C'),
    ("to-stdout", 'O'),
    ("exclude", 'E'),
    ("strip-components", 'N'),
    ("overwrite", 'w'),
    ("no-same-owner", 'o'),
    ("no-same-permissions", 'w'),
    ("same-permissions", 'p'),
    ("numeric-owner", 'w'),
    ("keep-old", 'k'),
    ("dereference", 'h'),
    ("touch", 'm'),
]);

pub(super) fn tar(process: &mut Process) -> Result<ExitCode, Stop> {
    // `tar cf` is `tar -cf`.
    if let Some(first) = process.task.argv.get_mut(1)
        && !first.starts_with('-')
    {
        first.insert(0, '-');
    }
    let arguments = SYNTAX.read(process)?;
    let operation = match ['c', 'x', 't'].map(|it| arguments.has(it)) {
        [true, false, false] => 'c',
        [false, true, false] => 'x',
        [false, false, true] => 't',
        _ => return Err(usage::wrong(process, "")),
    };
    for letter in ['j', 'J', 'X', 'T'] {
        if arguments.has(letter) {
            return Err(Stop::unsupported(format!("`tar -{letter}`")));
        }
    }
    let archive = String::from(arguments.value('f').unwrap_or("-"));
    // The archive is named from where `tar` started.
    let bytes = match operation {
        'c' => None,
        _ => match open(process, &archive)? {
            Some(bytes) => Some(bytes),
            None => return Ok(ExitCode::FAILURE),
        },
    };
    let start = process.cwd().clone();
    if let Some(directory) = arguments.value('C') {
        match process.find(directory, Follow::Last) {
            Ok((real, entry)) if entry.is_directory() => process.task.cwd = real,
            found => {
                let error = found.err().unwrap_or(FsError::NotADirectory);
                return process.fail(format!("can't change directory to '{directory}': {error}"));
            }
        }
    }
    match bytes {
        None => create(process, &arguments, &start, &archive),
        Some(bytes) => read(process, &arguments, &bytes, operation == 'x'),
    }
}

/// A file's content, of the size that the text of a stand-in says.
pub(super) fn content_of(bytes: Vec<u8>) -> Content {
    let number = |text: &str| text.split(' ').next()?.parse().ok();
    let size = str::from_utf8(bytes.get(..bytes.len().min(60)).unwrap_or_default())
        .ok()
        .and_then(|it| {
            it.strip_prefix("stand-in for a file of ").or(it.strip_prefix("stand-in for "))
        })
        .and_then(number);
    match size {
        Some(size) if bytes.len() as u64 <= size => Content::stub(bytes, size),
        Some(_) | None => Content::new(bytes),
    }
}

/// The archive as it is when unpacked; none if it cannot be read, which is reported.
fn open(process: &mut Process, archive: &str) -> Result<Option<Vec<u8>>, Stop> {
    let bytes = match archive {
        "-" => process.stdin()?,
        _ => match process.read(archive)? {
            Ok(content) => content.bytes().to_vec(),
            Err(error) => {
                process.fail(format!("can't open '{archive}': {error}"))?;
                return Ok(None);
            }
        },
    };
    // As BusyBox: what is packed is seen, with or without `-z`.
    if bytes.starts_with(&GZIP_MAGIC) {
        return gzip::unpacked(process, &bytes);
    }
    Ok(Some(bytes))
}

fn create(
    process: &mut Process,
    arguments: &Arguments,
    start: &AbsPath,
    archive: &str,
) -> Result<ExitCode, Stop> {
    if arguments.operands.is_empty() {
        return process.fail("empty archive");
    }
    let mut members = Vec::new();
    // Bytes that stand-ins stand for.
    let mut extra = 0;
    let mut linked: BTreeMap<AbsPath, String> = BTreeMap::new();
    let mut failed = false;
    let mut told = false;
    for operand in &arguments.operands {
        let follow = if arguments.has('h') { Follow::Last } else { Follow::AllButLast };
        let real = match process.find(operand, follow) {
            Ok((real, _)) => real,
            Err(error) => {
                process.fail(format!("{operand}: {error}"))?;
                failed = true;
                continue;
            }
        };
        for path in walk::below(process, &real)? {
            let Some(entry) = process.machine().tree.entry(&path).cloned() else { continue };
            let shown = walk::shown(operand, &path, &real);
            let name = shown.trim_start_matches('/').trim_end_matches('/');
            if name.len() < shown.trim_end_matches('/').len() && !told {
                told = true;
                process.fail("removing leading '/' from member names")?;
            }
            if is_excluded(arguments, name) || name.is_empty() {
                continue;
            }
            process.burn(8 + entry.content().map_or(0, |it| it.bytes().len() as u64 / 64))?;
            let first = process.machine().tree.names(&path).first().cloned();
            let earlier = first.as_ref().and_then(|it| linked.get(it)).cloned();
            if let Some(first) = first {
                linked.entry(first).or_insert_with(|| String::from(name));
            }
            let kind = match earlier {
                Some(earlier) => TarKind::Link(earlier.into()),
                None => {
                    let real_bytes = entry.content().map_or(0, |it| it.bytes().len() as u64);
                    extra += entry.size() - real_bytes;
                    TarKind::Entry(entry.kind)
                }
            };
            if arguments.has('v') {
                let slash =
                    if matches!(kind, TarKind::Entry(EntryKind::Directory)) { "/" } else { "" };
                let line = format!("{name}{slash}\n");
                if archive == "-" { process.eprint(line)? } else { process.print(line)? }
            }
            members.push(TarMember { name: String::from(name), metadata: entry.metadata, kind });
        }
    }
    let mut bytes = write_tar(&members);
    process.burn_bytes(bytes.len())?;
    let named = arguments.has('a') && (archive.ends_with(".gz") || archive.ends_with(".tgz"));
    if arguments.has('z') || named {
        process.burn(bytes.len() as u64 / 8)?;
        bytes = deflate::gzip(&bytes);
        extra = extra / 5 * 2;
    }
    process.task.cwd = start.clone();
    if archive == "-" {
        process.print(bytes)?;
    } else if let Err(error) = put_archive(process, archive, bytes, extra)? {
        return process.fail(format!("can't open '{archive}': {error}"));
    }
    match failed {
        true => process.fail("error exit delayed from previous errors"),
        false => Ok(ExitCode::SUCCESS),
    }
}

fn put_archive(process: &mut Process, path: &str, bytes: Vec<u8>, extra: u64) -> Changed<()> {
    let size = bytes.len() as u64 + extra;
    if extra == 0 {
        return process.write(path, &bytes);
    }
    let real = match process.find_new(path, Follow::Last) {
        Ok(real) => real,
        Err(error) => return Ok(Err(error)),
    };
    let mode = 0o666 & !process.task.umask;
    let now = process.machine().now;
    process.put(&real, Entry::file(Content::stub(bytes, size), mode, now))
}

fn is_excluded(arguments: &Arguments, name: &str) -> bool {
    let matches = |text: &str| {
        let pattern = pattern::Pattern::new(text);
        pattern.matches(name) || name.split('/').any(|it| pattern.matches(it))
    };
    arguments.values('E').any(matches)
}

/// Lists or extracts.
fn read(
    process: &mut Process,
    arguments: &Arguments,
    bytes: &[u8],
    extracts: bool,
) -> Result<ExitCode, Stop> {
    let members = match read_tar(bytes) {
        Ok(_) if bytes.is_empty() => return process.fail("short read"),
        Ok(members) => members,
        Err(image::TarError::InvalidHeader) => return process.fail("invalid tar magic"),
        Err(image::TarError::UnexpectedEof) => return process.fail("short read"),
    };
    let strip = arguments.value('N').and_then(|it| it.parse().ok()).unwrap_or(0);
    let mut found = vec![false; arguments.operands.len()];
    let mut told = false;
    for member in members {
        process.burn(8)?;
        let name = member.name.trim_start_matches("./").trim_start_matches('/');
        if member.name.starts_with('/') && extracts && !told {
            told = true;
            process.fail("removing leading '/' from member names")?;
        }
        let whole = member.name.trim_end_matches('/');
        let is_asked = |operand: &String| {
            let operand = operand.trim_end_matches('/');
            [whole, name].iter().any(|it| {
                *it == operand || it.strip_prefix(operand).is_some_and(|rest| rest.starts_with('/'))
            })
        };
        let asked: Vec<bool> = arguments.operands.iter().map(is_asked).collect();
        found.iter_mut().zip(&asked).for_each(|(found, it)| *found |= it);
        if !asked.is_empty() && !asked.contains(&true) || is_excluded(arguments, name) {
            continue;
        }
        let shown = if extracts { name } else { whole };
        let target: Vec<&str> = shown.split('/').skip(strip).collect();
        let target = target.join("/");
        if target.is_empty() && strip != 0 {
            continue;
        }
        if arguments.has('v') || !extracts {
            let long = !extracts && arguments.has('v');
            let line = line(process, &member, &target, long);
            process.print(line)?;
        }
        if extracts && !extract(process, arguments, member, &target)? {
            return Ok(ExitCode::FAILURE);
        }
    }
    if let Some(index) = found.iter().position(|it| !it) {
        return process.fail(format!("{}: not found in archive", arguments.operands[index]));
    }
    Ok(ExitCode::SUCCESS)
}

fn line(process: &mut Process, member: &TarMember, name: &str, long: bool) -> String {
    let is_directory = matches!(member.kind, TarKind::Entry(EntryKind::Directory));
    let name = format!("{name}{}", if is_directory { "/" } else { "" });
    if !long {
        return name + "\n";
    }
    let (kind, tail) = match &member.kind {
        TarKind::Link(target) => (EntryKind::File(Content::new([])), format!(" -> {target}")),
        TarKind::Entry(EntryKind::Symlink(target)) => {
            (EntryKind::Symlink(target.clone()), format!(" -> {target}"))
        }
        TarKind::Entry(kind) => (kind.clone(), String::new()),
    };
    let entry = Entry { metadata: member.metadata, kind };
    let (uid, gid) = (entry.metadata.uid, entry.metadata.gid);
    let owner = users::user_name(process, uid).unwrap_or_else(|| uid.to_string());
    let group = users::group_name(process, gid).unwrap_or_else(|| gid.to_string());
    let time = crate::dates::format(entry.metadata.mtime, "%Y-%m-%d %H:%M:%S");
    let size = entry.size();
    format!("{} {owner}/{group} {size:>9} {time} {name}{tail}\n", mode::letters(&entry))
}

/// Says whether to go on.
fn extract(
    process: &mut Process,
    arguments: &Arguments,
    member: TarMember,
    target: &str,
) -> Result<bool, Stop> {
    let mut metadata = member.metadata;
    if arguments.has('O') {
        if let TarKind::Entry(EntryKind::File(content)) = &member.kind {
            process.print(content.bytes())?;
        }
        return Ok(true);
    }
    if target.split('/').any(|it| it == "..") {
        process.fail(format!("skipping unsafe name '{target}'"))?;
        return Ok(true);
    }
    let user = process.user();
    if arguments.has('m') {
        metadata.mtime = process.machine().now;
    }
    if user.uid != 0 || arguments.has('o') {
        (metadata.uid, metadata.gid) = (user.uid, user.gid);
    }
    if user.uid != 0 && !arguments.has('p') {
        metadata.mode &= 0o777 & !process.task.umask;
    }
    if let Some((parent, _)) = target.rsplit_once('/') {
        let _reported_below = directories::make_all(process, parent)?;
    }
    let made = match member.kind {
        TarKind::Link(existing) => link(process, existing.trim_start_matches('/'), target)?,
        TarKind::Entry(kind) => {
            let kind = match kind {
                EntryKind::File(content) => EntryKind::File(content_of(content.bytes().to_vec())),
                kind @ (EntryKind::Directory
                | EntryKind::Symlink(_)
                | EntryKind::Fifo
                | EntryKind::Device(_)) => kind,
            };
            put(process, target, Entry { metadata, kind }, arguments.has('k'))?
        }
    };
    if let Err(error) = made {
        process.fail(format!("can't open '{target}': {error}"))?;
        return Ok(false);
    }
    Ok(true)
}

fn put(process: &mut Process, target: &str, entry: Entry, keeps: bool) -> Changed<()> {
    let metadata = entry.metadata;
    if entry.is_directory() && (target.is_empty() || target == ".") {
        return Ok(Ok(()));
    }
    let real = match process.find_new(target, Follow::AllButLast) {
        Ok(real) => real,
        Err(error) => return Ok(Err(error)),
    };
    if let Some(there) = process.machine().tree.entry(&real) {
        match (there.is_directory(), entry.is_directory()) {
            (true, true) => return process.change(&real, |it| *it = metadata),
            (true, false) => return Ok(Err(FsError::IsADirectory)),
            (false, _) if keeps => return Ok(Err(FsError::Exists)),
            (false, _) => {
                if let Err(error) = process.remove(&real)? {
                    return Ok(Err(error));
                }
            }
        }
    }
    let put = process.put(&real, entry)?;
    match put {
        Ok(()) => {
            // Only root gives files away.
            Ok(process.machine().tree.update(&real, |it| *it = metadata))
        }
        Err(error) => Ok(Err(error)),
    }
}

/// Gives a file a second name.
pub(super) fn link(process: &mut Process, existing: &str, new: &str) -> Changed<()> {
    process.burn(8)?;
    let from = process.find(existing, Follow::AllButLast);
    let to = process.find_new(new, Follow::AllButLast);
    let (from, to) = match (from, to) {
        (Ok((from, _)), Ok(to)) => (from, to),
        (Err(error), _) | (_, Err(error)) => return Ok(Err(error)),
    };
    if let Err(error) = process.require_parent(&to) {
        return Ok(Err(error));
    }
    let linked = process.machine().tree.link(&from, &to);
    if linked.is_ok() {
        process.age_parent(&to);
    }
    Ok(linked)
}
