//! A container in which `apk` runs.

use alpine::{Caller, Effect, Stream, Upstream, apk};
use expect_test::Expect;
use image::{AbsPath, Content, Entry, FileTree, SimTime};

/// A container with its clock.
pub(crate) struct Container {
    pub(crate) tree: FileTree,
    pub(crate) upstream: Upstream,
    pub(crate) now: SimTime,
}

impl Container {
    pub(crate) fn new() -> Container {
        let now = SimTime::from_seconds(1_763_370_000);
        let upstream = Upstream::default();
        let reference = "alpine".parse().expect("a reference");
        let published = upstream.image(&reference, now).expect("the registry has it");
        Container { tree: published.image.tree().clone(), upstream, now }
    }

    /// What a terminal would show of command lines, and the statuses that are not 0.
    pub(crate) fn run(&mut self, lines: &str) -> String {
        let mut text = String::new();
        for line in lines.lines() {
            let args: Vec<String> = line.split(' ').map(str::to_string).collect();
            let run = apk(
                &args,
                &mut self.tree,
                &self.upstream,
                self.now,
                Caller { uid: 0, working_dir: &AbsPath::root() },
            );
            for effect in run.effects {
                text += &match effect {
                    Effect::Print { line, stream: Stream::Stdout | Stream::Stderr } => line + "\n",
                    Effect::Unsupported { what } => format!("[not simulated: {what}]\n"),
                    Effect::Omitted { what } => format!("[left out: {what}]\n"),
                    Effect::Unlisted { name } => format!("[not in our index: {name}]\n"),
                    Effect::Fetch { .. } | Effect::Unpack { .. } | Effect::Script { .. } => {
                        continue;
                    }
                };
            }
            if run.code != 0 {
                text += &format!("[{}]\n", run.code);
            }
        }
        text
    }

    /// Changes the text of a file of apk's own.
    pub(crate) fn edit(&mut self, path: &str, from: &str, to: &str) {
        let text = self.text(path).replace(from, to);
        let entry = Entry::file(Content::new(text.into_bytes()), 0o644, self.now);
        self.tree.insert(&AbsPath::new(path), entry).expect("the file was there");
    }

    pub(crate) fn text(&self, path: &str) -> String {
        let entry = self.tree.entry(&AbsPath::new(path)).expect("a file");
        entry.content().expect("a regular file").text().into_owned()
    }
}

/// Checks what a fresh container shows of command lines.
#[track_caller]
pub(crate) fn check(lines: &str, expected: Expect) {
    expected.assert_eq(&Container::new().run(lines));
}
