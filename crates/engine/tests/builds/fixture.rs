//! A session with an engine, and fixtures as one string.

use std::collections::BTreeMap;

use alpine::Upstream;
use engine::{
    BuildOptions, BuildRequest, Builder, CacheUse, Context, Costs, Engine, Event, FileChange,
    MissReason, Outcome, Record, Request, StepOutcome, Verdict,
};
use image::{AbsPath, Content, Entry, FileTree, Image, SimTime};

const START: SimTime = SimTime::from_seconds(1_763_370_000);

/// An engine and its clock.
pub(crate) struct Session {
    pub(crate) engine: Engine,
    pub(crate) now: SimTime,
}

/// The image that every test starts from.
pub(crate) fn base() -> std::rc::Rc<Image> {
    let alpine = "alpine".parse().expect("a reference");
    Upstream::default().image(&alpine, START).expect("the registry has alpine").image
}

impl Session {
    pub(crate) fn new() -> Session {
        Session { engine: Engine::new(1, Upstream::default(), Costs::default()), now: START }
    }

    pub(crate) fn apply(&mut self, request: &Request) -> Outcome {
        let (engine, outcome) = self.engine.apply(request, self.now);
        self.engine = engine;
        self.now = outcome.end;
        outcome
    }

    pub(crate) fn build(&mut self, builder: Builder, files: &str) -> Outcome {
        self.apply(&Request::Build(Box::new(request(builder, files))))
    }
}

/// A build of the files in `text`: each begins with a line `-- name --`.
pub(crate) fn request(builder: Builder, text: &str) -> BuildRequest {
    let files = files(text);
    let mut tree = FileTree::default();
    for (name, content) in &files {
        let path = AbsPath::new(name);
        let mut parents: Vec<AbsPath> =
            std::iter::successors(path.parent(), AbsPath::parent).collect();
        parents.retain(|it| tree.entry(it).is_none());
        for parent in parents.iter().rev() {
            tree.insert(parent, Entry::directory(0o755, START))
                .expect("a fixture has room for its files");
        }
        tree.insert(&path, Entry::file(Content::new(content.as_bytes()), 0o644, START))
            .expect("a fixture has room for its files");
    }
    BuildRequest {
        builder,
        dockerfile: files.get("Dockerfile").cloned().unwrap_or_default(),
        dockerfile_name: "Dockerfile".to_string(),
        context: Context {
            tree,
            root: AbsPath::root(),
            ignore: files.get(".dockerignore").cloned(),
        },
        tags: Vec::new(),
        cache: CacheUse::Probe,
        target: None,
        build_args: BTreeMap::new(),
        labels: BTreeMap::new(),
        options: BuildOptions::default(),
    }
}

fn files(text: &str) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut name = "Dockerfile".to_string();
    for line in text.split_inclusive('\n') {
        match line.trim_end().strip_prefix("-- ").and_then(|it| it.strip_suffix(" --")) {
            Some(next) => name = next.to_string(),
            None => *files.entry(name.clone()).or_insert_with(String::new) += line,
        }
    }
    files
}

/// One line a step: its number, how it ended, and why the cache did not have it.
pub(crate) fn steps(log: &[Record]) -> String {
    let mut lines = String::new();
    let mut reason = None;
    for record in log {
        if let Event::CacheProbed { probe, .. } = &record.event {
            reason = match &probe.verdict {
                Verdict::Miss(reason) => Some(word(reason)),
                Verdict::Hit | Verdict::NotAsked => None,
            };
        } else if let Event::StepFinished { step, outcome } = &record.event {
            let ended = match outcome {
                StepOutcome::Done => "done",
                StepOutcome::Cached => "cached",
                StepOutcome::Failed => "failed",
                StepOutcome::Canceled => "canceled",
            };
            let reason = reason.take().map(|it| format!(" ({it})")).unwrap_or_default();
            lines += &format!("{} {ended}{reason}\n", step.0);
        } else if let Event::BuildFailed { error, .. } = &record.event {
            lines += &format!("failed: {error}\n");
        }
    }
    lines
}

fn word(reason: &MissReason) -> String {
    let change = |it: &FileChange| match it {
        FileChange::Added { path, .. } => format!("+{path}"),
        FileChange::Modified { path, .. } => format!("~{path}"),
        FileChange::Deleted { path } => format!("-{path}"),
    };
    match reason {
        MissReason::FirstBuild => "first".to_string(),
        MissReason::ParentChanged => "parent".to_string(),
        MissReason::InstructionChanged { before } => {
            format!("was {}", before.as_deref().unwrap_or("nothing"))
        }
        MissReason::SettingChanged { name, .. } => format!("setting {name}"),
        MissReason::FilesChanged(files) => files.iter().map(change).collect::<Vec<_>>().join(" "),
    }
}

/// What programs printed.
pub(crate) fn output(log: &[Record]) -> String {
    let mut text = String::new();
    for record in log {
        if let Event::OutputWritten { text: more, .. } = &record.event {
            text += more;
        }
    }
    text
}
