//! Files as the suites describe them.

use std::collections::BTreeMap;

use image::{AbsPath, Content, Digest, Entry, EntryKind, FileTree, Metadata, SimTime};
use serde_json::Value;

use crate::case::{Json, bytes};

/// Puts the described `files` below `root`.
pub(crate) fn put_all(tree: &mut FileTree, root: &AbsPath, files: &[Value], now: SimTime) {
    for file in files {
        let path = root.join(&file.text("path"));
        let Some(mut entry) = entry(file, now) else { continue };
        entry.metadata.uid = number(&file["uid"]);
        entry.metadata.gid = number(&file["gid"]);
        if entry.is_directory() && tree.entry(&path).is_some_and(Entry::is_directory) {
            // It was made for what lies in it.
            let _is_there = tree.update(&path, |it| it.mode = entry.metadata.mode);
            continue;
        }
        put(tree, &path, entry, now);
    }
}

/// Puts an entry into a tree, with the directories above it.
pub(crate) fn put(tree: &mut FileTree, path: &AbsPath, entry: Entry, now: SimTime) {
    let above: Vec<AbsPath> = std::iter::successors(path.parent(), AbsPath::parent).collect();
    for directory in above.iter().rev().filter(|it| !it.is_root()) {
        if tree.entry(directory).is_none() {
            // What does not fit shows as a file that is missing.
            let _fits = tree.insert(directory, Entry::directory(0o755, now));
        }
    }
    let _fits = tree.insert(path, entry);
}

/// A regular file.
pub(crate) fn file(bytes: &[u8], mode: u32, now: SimTime) -> Entry {
    Entry::file(Content::new(bytes), mode, now)
}

fn entry(file: &Value, now: SimTime) -> Option<Entry> {
    let mode = mode(&file["mode"]);
    Some(match file.text("type").as_str() {
        "dir" | "directory" => Entry::directory(mode.unwrap_or(0o755), now),
        "symlink" | "link" => Entry::symlink(&file.text("target"), now),
        "file" | "" => {
            let coded = serde_json::json!({ "$bytes_base64": file["base64"] });
            let bytes =
                if file["base64"].is_string() { bytes(&coded) } else { bytes(&file["text"]) };
            self::file(&bytes, mode.unwrap_or(0o644), now)
        }
        _ => return None,
    })
}

/// A mode, in octal digits or as Go counts it.
fn mode(value: &Value) -> Option<u32> {
    match value {
        Value::String(text) => u32::from_str_radix(text, 8).ok(),
        Value::Number(number) => number.as_u64().and_then(|it| u32::try_from(it).ok()),
        _ => None,
    }
}

fn number(value: &Value) -> u32 {
    value.as_u64().and_then(|it| u32::try_from(it).ok()).unwrap_or(0)
}

/// One line for each path of `tree` that `base` has not like that: its kind, mode, owner and content.
pub(crate) fn changes(tree: &FileTree, base: &FileTree) -> Vec<String> {
    let (now, before) = (lines(tree), lines(base));
    let gone = before.keys().filter(|it| !now.contains_key(*it)).map(|it| format!("{it} removed"));
    let new = now.iter().filter(|(path, it)| before.get(*path) != Some(it));
    let mut changes: Vec<String> = new.map(|(_, it)| it.clone()).chain(gone).collect();
    changes.sort();
    changes
}

fn lines(tree: &FileTree) -> BTreeMap<String, String> {
    let entries = tree.walk(&AbsPath::root()).into_iter().filter(|(path, _)| !path.is_root());
    let line = |(path, entry): (AbsPath, &Entry)| {
        let (kind, content) = match (&entry.kind, entry.content()) {
            (EntryKind::Symlink(target), _) => ("symlink", target.to_string()),
            (_, Some(content)) => ("file", Digest::of(content.bytes()).hex()),
            (_, None) if entry.is_directory() => ("dir", String::new()),
            (_, None) => ("special", String::new()),
        };
        let Metadata { mode, uid, gid, .. } = entry.metadata;
        (path.to_string(), self::line(path.as_str(), kind, mode, uid, gid, &content))
    };
    entries.map(line).collect()
}

/// The same of a recording.
pub(crate) fn recorded_changes(recording: &Value) -> Vec<String> {
    let mut lines: Vec<String> = recording
        .pairs("fs_changed")
        .into_iter()
        .map(|(path, it)| {
            let kind = it.text("type");
            let content = match kind.as_str() {
                "symlink" => it.text("target"),
                "file" => it.text("sha256"),
                _ => String::new(),
            };
            let mode = mode(&it["mode"]).unwrap_or(0o777);
            line(&path, &kind, mode, number(&it["uid"]), number(&it["gid"]), &content)
        })
        .collect();
    lines.extend(recording.texts("fs_removed").iter().map(|it| format!("{it} removed")));
    lines.sort();
    lines
}

fn line(path: &str, kind: &str, mode: u32, uid: u32, gid: u32, content: &str) -> String {
    let mode = if kind == "symlink" { 0o777 } else { mode };
    format!("{path} {kind} {mode:04o} {uid}:{gid} {content}")
}
