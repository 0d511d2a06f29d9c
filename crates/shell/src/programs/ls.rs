//! `ls`.

use image::{AbsPath, Entry, EntryKind, Follow, FsError, SimTime};

use crate::dates;
use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::mode;
use crate::process::Process;
use crate::programs::arguments::{Arguments, Syntax};
use crate::users;

const SYNTAX: Syntax = Syntax::flags("1aAdlnhrtSRFpLHe").values("w").long(&[
    ("color", '1'),
    ("full-time", 'e'),
    ("group-directories-first", 'g'),
]);

/// Half a year: what is older, or from the future, is shown with its year.
const RECENT_SECONDS: u64 = 3600 * 24 * 365 / 2;

/// One line of a listing.
struct Item {
    name: String,
    path: AbsPath,
    entry: Entry,
}

pub(super) fn ls(process: &mut Process) -> Result<ExitCode, Stop> {
    let mut arguments = SYNTAX.read(process)?;
    if arguments.operands.is_empty() {
        arguments.operands.push(String::from("."));
    }
    let mut code = ExitCode::SUCCESS;
    let (mut files, mut directories) = (Vec::new(), Vec::new());
    for name in &arguments.operands {
        match find(process, name, &arguments) {
            Ok(item) if item.entry.is_directory() && !arguments.has('d') => directories.push(item),
            Ok(item) => files.push(item),
            Err(error) => code = process.fail(format!("{name}: {error}"))?,
        }
    }
    sort(&mut files, &arguments);
    sort(&mut directories, &arguments);
    let mut text = lines(process, &files, &arguments)?;
    let headed = 1 < arguments.operands.len() || arguments.has('R');
    let mut todo: Vec<Item> = directories.into_iter().rev().collect();
    while let Some(directory) = todo.pop() {
        process.burn(1)?;
        if headed {
            let gap = if text.is_empty() { "" } else { "\n" };
            text.push_str(&format!("{gap}{}:\n", directory.name));
        }
        match children(process, &directory, &arguments) {
            Err(error) => {
                process.print(std::mem::take(&mut text))?;
                code = process.fail(format!("can't open '{}': {error}", directory.name))?;
            }
            Ok(items) => {
                if long(&arguments) {
                    let total: u64 = items.iter().map(|it| kibibytes(&it.entry)).sum();
                    text.push_str(&format!("total {total}\n"));
                }
                text.push_str(&lines(process, &items, &arguments)?);
                if arguments.has('R') {
                    let below = items.into_iter().rev().filter(|it| {
                        it.entry.is_directory() && !matches!(it.name.as_str(), "." | "..")
                    });
                    todo.extend(below.map(|it| Item {
                        name: format!("{}/{}", directory.name.trim_end_matches('/'), it.name),
                        ..it
                    }));
                }
            }
        }
    }
    process.print(text)?;
    Ok(code)
}

fn long(arguments: &Arguments) -> bool {
    arguments.has('l') || arguments.has('n') || arguments.has('e')
}

/// KiB that an entry takes on a disk with blocks of four.
fn kibibytes(entry: &Entry) -> u64 {
    match entry.kind {
        EntryKind::Directory => 4,
        EntryKind::File(_) | EntryKind::Symlink(_) | EntryKind::Fifo | EntryKind::Device(_) => {
            entry.size().div_ceil(4096) * 4
        }
    }
}

fn find(process: &Process, name: &str, arguments: &Arguments) -> Result<Item, FsError> {
    // A long listing shows a link itself, but one with a slash behind it is followed.
    let itself = (long(arguments) || arguments.has('d') || arguments.has('F'))
        && !arguments.has('L')
        && !arguments.has('H');
    let follow = if itself { Follow::AllButLast } else { Follow::Last };
    let found = process.find(name, follow).or_else(|_| process.find(name, Follow::AllButLast));
    found.map(|(path, entry)| Item { name: String::from(name), path, entry })
}

fn children(
    process: &mut Process,
    directory: &Item,
    arguments: &Arguments,
) -> Result<Vec<Item>, FsError> {
    process.require(&directory.entry, crate::files::READ)?;
    let tree = &process.machine().tree;
    let mut items = Vec::new();
    if arguments.has('a') {
        let parent = directory.path.parent().unwrap_or_else(AbsPath::root);
        for (name, path) in [(".", directory.path.clone()), ("..", parent)] {
            if let Some(entry) = tree.entry(&path).cloned() {
                items.push(Item { name: String::from(name), path, entry });
            }
        }
    }
    let shows_hidden = arguments.has('a') || arguments.has('A');
    for (name, entry) in tree.children(&directory.path) {
        if shows_hidden || !name.starts_with('.') {
            let path = directory.path.child(name);
            items.push(Item { name: String::from(name), path, entry: entry.clone() });
        }
    }
    sort(&mut items, arguments);
    Ok(items)
}

fn sort(items: &mut [Item], arguments: &Arguments) {
    match arguments.last_of("tS") {
        Some('t') => items.sort_by(|one, other| {
            let age = other.entry.metadata.mtime.cmp(&one.entry.metadata.mtime);
            age.then_with(|| one.name.cmp(&other.name))
        }),
        Some(_) => items.sort_by(|one, other| {
            let size = other.entry.size().cmp(&one.entry.size());
            size.then_with(|| one.name.cmp(&other.name))
        }),
        None => items.sort_by(|one, other| one.name.cmp(&other.name)),
    }
    if arguments.has('r') {
        items.reverse();
    }
    if arguments.has('g') {
        items.sort_by_key(|it| !it.entry.is_directory());
    }
}

fn lines(process: &mut Process, items: &[Item], arguments: &Arguments) -> Result<String, Stop> {
    let mut text = String::new();
    for item in items {
        process.burn(1)?;
        if long(arguments) {
            // Names are looked up for each line.
            process.burn(16)?;
            text.push_str(&details(process, item, arguments));
        }
        text.push_str(&item.name);
        text.push_str(mark(&item.entry, arguments));
        if let (EntryKind::Symlink(target), true) = (&item.entry.kind, long(arguments)) {
            text.push_str(&format!(" -> {target}"));
        }
        text.push('\n');
    }
    Ok(text)
}

fn mark(entry: &Entry, arguments: &Arguments) -> &'static str {
    match &entry.kind {
        EntryKind::Directory if arguments.has('F') || arguments.has('p') => "/",
        EntryKind::Symlink(_) if arguments.has('F') => "@",
        EntryKind::Fifo if arguments.has('F') => "|",
        EntryKind::File(_) if arguments.has('F') && entry.metadata.mode & 0o111 != 0 => "*",
        EntryKind::Directory
        | EntryKind::Symlink(_)
        | EntryKind::Fifo
        | EntryKind::File(_)
        | EntryKind::Device(_) => "",
    }
}

/// All of a long line up to the name.
fn details(process: &mut Process, item: &Item, arguments: &Arguments) -> String {
    let Entry { metadata, kind } = &item.entry;
    let (uid, gid) = (metadata.uid, metadata.gid);
    let named = !arguments.has('n');
    let user = users::user_name(process, uid).filter(|_| named).unwrap_or(uid.to_string());
    let group = users::group_name(process, gid).filter(|_| named).unwrap_or(gid.to_string());
    let size = match kind {
        EntryKind::Directory => 4096,
        EntryKind::File(content) => content.size(),
        EntryKind::Symlink(target) => target.len() as u64,
        EntryKind::Fifo | EntryKind::Device(_) => 0,
    };
    let size = match kind {
        EntryKind::Device(
            image::Device::Character { major, minor } | image::Device::Block { major, minor },
        ) => {
            format!("{major:>4},{minor:>4}")
        }
        EntryKind::Directory | EntryKind::File(_) | EntryKind::Symlink(_) | EntryKind::Fifo => {
            match arguments.has('h') {
                true => crate::sizes::human(size),
                false => size.to_string(),
            }
        }
    };
    let links = links(process, item);
    let date = date(process.machine().now, metadata.mtime, arguments);
    format!("{} {links:>4} {user:<8.8} {group:<8.8} {size:>9} {date} ", mode::letters(&item.entry))
}

/// A directory is linked by its parent, by itself and by each directory in it.
fn links(process: &mut Process, item: &Item) -> usize {
    match item.entry.is_directory() {
        true => {
            let children = process.machine().tree.children(&item.path);
            2 + children.filter(|(_, it)| it.is_directory()).count()
        }
        false => process.machine().tree.names(&item.path).len().max(1),
    }
}

fn date(now: SimTime, mtime: SimTime, arguments: &Arguments) -> String {
    if arguments.has('e') {
        return dates::format(mtime, "%F %T %z");
    }
    let recent = mtime <= now && (now - mtime).as_secs() < RECENT_SECONDS;
    dates::format(mtime, if recent { "%b %e %H:%M" } else { "%b %e  %Y" })
}
