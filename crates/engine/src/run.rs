//! Running a step's program in its container.

use dockerfile::CommandLine;
use image::{AbsPath, FileTree};
use shell::{Activity, Command, ExitCode, Machine, User};

use crate::configure::{Configuration, go_quoted};
use crate::costs::micros;
use crate::engine::Engine;
use crate::error::BuildError;
use crate::event::Event;
use crate::id::StepId;
use crate::recorder::Recorder;

/// What to run, and in which surroundings.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) argv: Vec<String>,
    pub(crate) env: Vec<(String, String)>,
    pub(crate) working_dir: AbsPath,
    pub(crate) user: User,
    pub(crate) hostname: String,
}

/// The program and arguments of a `RUN`, here-documents included.
///
/// As BuildKit: a lone here-document is the script itself; otherwise the shell reads it as part of its command.
pub(crate) fn run_argv(configuration: &Configuration, run: &dockerfile::Run) -> Vec<String> {
    let mut argv = configuration.argv(&run.command);
    let Some(first) = run.heredocs.first() else { return argv };
    let Some(script) = argv.last_mut() else { return argv };
    let announces_only =
        script.trim_start().starts_with("<<") && !script.trim().contains(char::is_whitespace);
    if announces_only && run.heredocs.len() == 1 {
        *script = first.text();
        return argv;
    }
    for heredoc in &run.heredocs {
        *script += &format!("\n{}{}", heredoc.content, heredoc.name);
    }
    argv
}

/// A `RUN` as people know it, without the shell that runs it.
pub(crate) fn run_text(run: &dockerfile::Run) -> String {
    let command = match &run.command {
        CommandLine::Shell(text) => text.clone(),
        CommandLine::Exec(argv) => go_quoted(argv),
    };
    let documents = run.heredocs.iter().map(|it| format!("\n{}{}", it.content, it.name));
    let mut flags: String = run.mounts.iter().map(|it| format!("--mount={it} ")).collect();
    for (name, value) in [("network", &run.network), ("security", &run.security)] {
        flags += &value.as_ref().map(|it| format!("--{name}={it} ")).unwrap_or_default();
    }
    format!("RUN {flags}{command}{}", documents.collect::<String>())
}

/// What runs commands in shell form, as a setting that a step depends on.
pub(crate) fn shell_setting(configuration: &Configuration) -> (String, String) {
    ("SHELL".to_string(), configuration.shell().join(" "))
}

/// Runs `program` over `tree` to its end, telling all that it does. Gives the files that it leaves.
pub(crate) fn run(
    engine: &Engine,
    step: StepId,
    program: Program,
    tree: &FileTree,
    recorder: &mut Recorder,
) -> Result<FileTree, BuildError> {
    recorder.spend(micros(engine.costs.container_start));
    let mut machine = Machine {
        tree: tree.clone().lowered(),
        now: recorder.now(),
        hostname: program.hostname,
        upstream: &engine.upstream,
        costs: engine.costs.shell,
        limits: engine.limits,
        access: Vec::new(),
        trace: Vec::new(),
    };
    let command_line = program.argv.join(" ");
    let command = Command {
        argv: program.argv,
        env: program.env,
        working_dir: program.working_dir,
        user: program.user,
        stdin: Vec::new(),
    };
    let ended = shell::run(&mut machine, command);
    recorder.go_to(machine.now);
    let mut limit = None;
    for traced in machine.trace {
        if let Activity::LimitReached { limit: reached } = &traced.activity {
            limit = Some(reached.clone());
        }
        recorder.push_at(traced.at, event(step, traced.activity));
    }
    match (limit, ended) {
        // A limit that ended nothing is only a remark.
        (Some(limit), Ok(ExitCode::LIMIT_REACHED)) => Err(BuildError::Limit(limit)),
        (_, Ok(ExitCode::SUCCESS)) => Ok(machine.tree),
        (_, Ok(ExitCode(code))) => Err(BuildError::ProgramFailed { command: command_line, code }),
        (_, Err(error)) => Err(BuildError::NotStarted { command: command_line, error }),
    }
}

fn event(step: StepId, activity: Activity) -> Event {
    match activity {
        Activity::ProgramStarted { argv } => Event::ProgramStarted { step, argv },
        Activity::Printed { stream, text } => Event::OutputWritten { step, stream, text },
        Activity::Fetched { url, bytes } => Event::Fetched { step, url, bytes },
        Activity::ProgramExited { program, code } => Event::ProgramExited { step, program, code },
        Activity::LimitReached { limit } => Event::LimitReached { step, limit },
    }
}
