//! Scripts with the answers that the real BusyBox gave, and the answers that ours gives.

use std::fmt;

use alpine::Upstream;
use image::{AbsPath, Entry, EntryKind, FileTree};
use shell::{Limit, Stream};

use crate::machine::{ROOT, command, files, limit, machine, output, upstream};

/// A topic's scripts, by name.
macro_rules! topics {
    ($($name:literal),* $(,)?) => { &[$(($name, include_str!(concat!("ash/", $name, ".txt")))),*] };
}

/// Every topic with its text: cases apart by `%%` lines.
pub(crate) const TOPICS: &[(&str, &str)] = topics![
    "archives",
    "arithmetic",
    "awk",
    "basics-1",
    "basics-2",
    "builtins",
    "bytes",
    "control",
    "corners-1",
    "corners-2",
    "expansion",
    "files",
    "functions",
    "getopts",
    "globbing",
    "heredoc",
    "options",
    "pipelines",
    "programs",
    "quoting",
    "read",
    "redirection",
    "text",
    "traps",
];

/// Where ours differs: cases apart by `%%` lines, each a reason behind `# ` and the script.
const DIFFERENCES: &str = include_str!("ash/differences.txt");

/// What of a long file is compared, in bytes.
const SHOWN_MAX: usize = 300;

/// A script and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Case {
    pub(crate) script: String,
    pub(crate) answer: Answer,
}

/// What came of a script that ran in an empty `/tmp` of Alpine's base image.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: i32,
    /// Both streams, as they came.
    pub(crate) output: String,
    /// What is in `/tmp`, one line an entry.
    pub(crate) files: String,
}

/// The cases of a topic's text. A case without `== ` was not answered yet.
pub(crate) fn cases(text: &str) -> Vec<Case> {
    text.split("%%\n").map(case).collect()
}

fn case(text: &str) -> Case {
    let Some((script, answer)) = text.split_once("\n== ") else {
        return Case { script: String::from(text.trim_end()), answer: Answer::default() };
    };
    let (status, rest) = answer.split_once('\n').expect("a status is a line");
    let at = rest.find("\n++ ").map(|it| it + 1);
    let (output, files) =
        rest.split_at(if rest.starts_with("++ ") { 0 } else { at.unwrap_or(rest.len()) });
    let answer = Answer {
        status: status.parse().expect("a status is a number"),
        output: String::from(output.strip_suffix("\\\n").unwrap_or(output)),
        files: String::from(files),
    };
    Case { script: String::from(script), answer }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Case { script, answer: Answer { status, output, files } } = self;
        let end = if output.is_empty() || output.ends_with('\n') { "" } else { "\\\n" };
        write!(f, "{script}\n== {status}\n{output}{end}{files}")
    }
}

/// The scripts that may differ.
pub(crate) fn differences() -> Vec<&'static str> {
    let scripts = DIFFERENCES.split("%%\n");
    scripts
        .filter_map(|it| it.split_once('\n'))
        .map(|(_reason, script)| script.trim_end())
        .collect()
}

/// One line for an entry of `/tmp`.
pub(crate) fn line(path: &str, mode: u32, kind: &str, content: &[u8]) -> String {
    let text = String::from_utf8_lossy(content);
    match kind {
        // How well a program packs, and when, is its own.
        "file" if content.starts_with(b"\x1f\x8b") => format!("++ {mode:03o} {path} gzip\n"),
        "file" if content.len() <= SHOWN_MAX => format!("++ {mode:03o} {path} {text:?}\n"),
        "file" => format!("++ {mode:03o} {path} {} bytes\n", content.len()),
        "link" => format!("++ {path} -> {text}\n"),
        kind => format!("++ {mode:03o} {path} {kind}\n"),
    }
}

/// Our machine, ready to run scripts.
pub(crate) struct Ours {
    upstream: Upstream,
    pub(crate) tree: FileTree,
}

impl Ours {
    pub(crate) fn new() -> Ours {
        let upstream = upstream();
        let tree = files(&upstream);
        Ours { upstream, tree }
    }

    /// Runs `sh -c script`; also says which limit it came up against.
    pub(crate) fn answer(&self, script: &str) -> (Answer, Option<Limit>) {
        let mut machine = machine(&self.upstream, self.tree.clone());
        let code = shell::run(&mut machine, command(ROOT, &["/bin/sh", "-c", script]));
        let left = AbsPath::new("/tmp");
        let lines = machine.tree.walk(&left).into_iter().filter(|(path, _)| *path != left);
        let answer = Answer {
            status: i32::from(code.expect("Alpine has a shell").0),
            output: output(&machine.trace, &[Stream::Stdout, Stream::Stderr]),
            files: lines.map(|(path, entry)| entry_line(&path, entry)).collect(),
        };
        (answer, limit(&machine.trace))
    }
}

fn entry_line(path: &AbsPath, entry: &Entry) -> String {
    let name = path.as_str().trim_start_matches("/tmp/");
    let (kind, content) = match &entry.kind {
        EntryKind::File(content) => ("file", content.bytes()),
        EntryKind::Symlink(target) => ("link", target.as_bytes()),
        EntryKind::Directory => ("directory", &[][..]),
        EntryKind::Fifo => ("fifo", &[][..]),
        EntryKind::Device(_) => ("device", &[][..]),
    };
    line(name, entry.metadata.mode & 0o7777, kind, content)
}
