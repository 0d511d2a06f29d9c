//! The one thing that install scripts do here: making a system user.

use std::collections::BTreeSet;

use image::{AbsPath, Content, FileTree, FsError, SimTime};

use crate::database::{text_of, touch};

/// System users and groups have numbers from here on, as BusyBox gives them.
const FIRST: u32 = 100;
const SECONDS_PER_DAY: u64 = 86_400;

/// Makes the user `name` with a group of the same name, as `addgroup -S` and `adduser -S -D -H` do; nothing, if there is one.
pub(crate) fn add_user(
    tree: &mut FileTree,
    name: &str,
    home: &str,
    now: SimTime,
) -> Result<(), FsError> {
    let [passwd, group] = ["/etc/passwd", "/etc/group"].map(|it| text_of(tree, it));
    let (passwd, group) = (passwd?, group?);
    if has(&passwd, name) {
        return Ok(());
    }
    let (uid, gid) = (free_number(&passwd), free_number(&group));
    if !has(&group, name) {
        append(tree, "/etc/group", &format!("{name}:x:{gid}:{name}\n"), now)?;
    }
    let line = format!("{name}:x:{uid}:{gid}:{name}:{home}:/sbin/nologin\n");
    append(tree, "/etc/passwd", &line, now)?;
    let day = now.seconds() / SECONDS_PER_DAY;
    append(tree, "/etc/shadow", &format!("{name}:!:{day}:0:99999:7:::\n"), now)
}

fn has(text: &str, name: &str) -> bool {
    text.lines().any(|it| it.split(':').next() == Some(name))
}

fn free_number(text: &str) -> u32 {
    let numbers = text.lines().filter_map(|it| it.split(':').nth(2)?.parse().ok());
    let taken: BTreeSet<u32> = numbers.collect();
    (FIRST..).find(|it| !taken.contains(it)).unwrap_or(FIRST)
}

/// Adds a line to a file; the old one stays beside it, with a dash behind its name.
fn append(tree: &mut FileTree, path: &str, line: &str, now: SimTime) -> Result<(), FsError> {
    let old = text_of(tree, path)?;
    let path = AbsPath::new(path);
    let mut entry = tree.entry(&path).cloned().ok_or(FsError::NotFound)?;
    tree.insert(&AbsPath::new(&format!("{path}-")), entry.clone())?;
    entry.kind = image::EntryKind::File(Content::new((old + line).into_bytes()));
    entry.metadata.mtime = now;
    tree.insert(&path, entry)?;
    touch(tree, &AbsPath::new("/etc"), now)
}
