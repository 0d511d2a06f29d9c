//! Cache probes: one question to the build cache, its answer, and why.

/// One question to the build cache and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// All that the answer depends on, each with its value in the closest earlier build.
    pub inputs: Vec<Input>,
    pub verdict: Verdict,
}

/// One part of a cache key, then and now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    pub kind: InputKind,
    /// Its value in the closest earlier build; none if no build had such an input.
    pub old: Option<String>,
    /// Its value in this build; none if this build no longer has it.
    pub new: Option<String>,
}

/// The kinds of things a step's result depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InputKind {
    /// The image or step that it starts from.
    Parent,
    /// The instruction's text, after variable expansion.
    Instruction,
    /// A setting in force at the step: a variable of `ENV` or `ARG`, or `USER`, `WORKDIR`.
    Setting(String),
    /// A file that it copies, by its path in the source.
    File(String),
}

/// The cache's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The step ran before with the same inputs.
    Hit,
    /// It did not.
    Miss(MissReason),
    /// The build said `--no-cache`.
    NotAsked,
}

/// The first input that is new, judged against the cache as it was before this build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MissReason {
    /// Nothing was ever built from this base.
    FirstBuild,
    /// A step above missed, so this one never ran after it.
    ParentChanged,
    /// This instruction never ran after that step; the closest one that did, if any.
    InstructionChanged { before: Option<String> },
    /// A setting in force has another value.
    SettingChanged { name: String, before: Option<String>, now: Option<String> },
    /// Copied files changed.
    FilesChanged(Vec<FileChange>),
}

/// How one copied file changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileChange {
    /// It is new.
    Added { path: String, size: u64 },
    /// Its content, owner or permissions changed.
    Modified { path: String, before: u64, now: u64 },
    /// It is gone.
    Deleted { path: String },
}

impl Probe {
    /// The verdict and its reason in one sentence, for people.
    pub fn sentence(&self) -> String {
        match &self.verdict {
            Verdict::Hit => "Nothing that this step depends on changed.".to_string(),
            Verdict::NotAsked => "The build was told not to use the cache.".to_string(),
            Verdict::Miss(reason) => reason.sentence(),
        }
    }
}

impl MissReason {
    fn sentence(&self) -> String {
        match self {
            MissReason::FirstBuild => "Nothing like this was built before.".to_string(),
            MissReason::ParentChanged => {
                "The step above was rebuilt, so this one must follow.".to_string()
            }
            MissReason::InstructionChanged { before: None } => {
                "This instruction never ran at this place.".to_string()
            }
            MissReason::InstructionChanged { before: Some(before) } => {
                format!("The instruction changed: it was `{before}`.")
            }
            MissReason::SettingChanged { name, before, now } => {
                let value = |it: &Option<String>| {
                    it.as_ref().map_or("not set".to_string(), |it| format!("`{it}`"))
                };
                format!("{name} was {}, is {}.", value(before), value(now))
            }
            MissReason::FilesChanged(changes) => {
                let shown: Vec<String> = changes.iter().take(3).map(FileChange::phrase).collect();
                let more = changes.len().saturating_sub(shown.len());
                let rest = if more == 0 { String::new() } else { format!(", and {more} more") };
                format!("{}{rest}.", shown.join(", "))
            }
        }
    }
}

impl FileChange {
    fn phrase(&self) -> String {
        match self {
            FileChange::Added { path, size } => format!("{path} is new ({size} B)"),
            FileChange::Modified { path, before, now } if before == now => {
                format!("{path} changed ({now} B)")
            }
            FileChange::Modified { path, before, now } => {
                format!("{path} changed: {before} B -> {now} B")
            }
            FileChange::Deleted { path } => format!("{path} is gone"),
        }
    }
}
