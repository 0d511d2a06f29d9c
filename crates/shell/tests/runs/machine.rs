//! A machine with Alpine's files, and what a run on it gave.

use alpine::Upstream;
use image::{AbsPath, FileTree, SimTime};
use shell::{
    Activity, Command, Costs, ExitCode, Limit, Limits, Machine, StartError, Stream, Traced, User,
};

/// 2025-11-24T16:00:00Z
pub(crate) const NOW: SimTime = SimTime::from_seconds(1_764_000_000);
pub(crate) const ROOT: User = User { uid: 0, gid: 0 };
pub(crate) const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// What a run gave.
pub(crate) struct Ran {
    pub(crate) code: u8,
    /// Both streams, as they came.
    pub(crate) output: String,
    pub(crate) limit: Option<Limit>,
    pub(crate) tree: FileTree,
    pub(crate) now: SimTime,
    pub(crate) trace: Vec<Traced>,
}

pub(crate) fn upstream() -> Upstream {
    Upstream::default()
}

/// Alpine's files.
pub(crate) fn files(upstream: &Upstream) -> FileTree {
    let reference = "alpine".parse().expect("a reference");
    upstream.image(&reference, NOW).expect("always there").image.tree().clone()
}

pub(crate) fn machine(upstream: &Upstream, tree: FileTree) -> Machine<'_> {
    Machine {
        tree,
        now: NOW,
        hostname: String::from("box"),
        upstream,
        costs: Costs::default(),
        access: Vec::new(),
        limits: Limits::default(),
        trace: Vec::new(),
    }
}

pub(crate) fn command(user: User, argv: &[&str]) -> Command {
    let env = [("PATH", PATH), ("HOME", "/root")];
    Command {
        argv: argv.iter().map(|it| String::from(*it)).collect(),
        env: env.map(|(name, value)| (String::from(name), String::from(value))).to_vec(),
        working_dir: AbsPath::new("/tmp"),
        user,
        stdin: Vec::new(),
    }
}

/// Runs `/bin/sh -c script` in `/tmp` of Alpine's files.
pub(crate) fn run(user: User, script: &str) -> Ran {
    start(user, &["/bin/sh", "-c", script]).expect("Alpine has a shell")
}

/// Starts a program in `/tmp` of Alpine's files.
pub(crate) fn start(user: User, argv: &[&str]) -> Result<Ran, StartError> {
    let upstream = upstream();
    let mut machine = machine(&upstream, files(&upstream));
    let ExitCode(code) = shell::run(&mut machine, command(user, argv))?;
    Ok(Ran {
        code,
        output: output(&machine.trace, &[Stream::Stdout, Stream::Stderr]),
        limit: limit(&machine.trace),
        tree: machine.tree,
        now: machine.now,
        trace: machine.trace,
    })
}

pub(crate) fn output(trace: &[Traced], streams: &[Stream]) -> String {
    let text = |traced: &Traced| match &traced.activity {
        Activity::Printed { stream, text } if streams.contains(stream) => text.clone(),
        Activity::Printed { .. }
        | Activity::ProgramStarted { .. }
        | Activity::Fetched { .. }
        | Activity::ProgramExited { .. }
        | Activity::LimitReached { .. } => String::new(),
    };
    trace.iter().map(text).collect()
}

pub(crate) fn limit(trace: &[Traced]) -> Option<Limit> {
    trace.iter().find_map(|traced| match &traced.activity {
        Activity::LimitReached { limit } => Some(limit.clone()),
        Activity::ProgramStarted { .. }
        | Activity::Printed { .. }
        | Activity::Fetched { .. }
        | Activity::ProgramExited { .. } => None,
    })
}
