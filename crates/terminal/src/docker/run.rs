//! `docker run`, `docker create`, `docker start` and `docker exec`.
//!
//! As docker/cli: cli/command/container/{run,create,start,exec}.go.

use engine::{
    Attach, ContainerAction, ContainerChange, EngineError, Event, ExecuteRequest, Outcome, Record,
    Request,
};
use image::Reference;
use shell::{Activity, ExitCode, Process, Stop, Stream};

use super::flags::Parsed;
use super::options::{self, Refusal};
use super::{Docker, USAGE_ERROR, fail, failure, not_found_or, share};
use crate::render::PullText;
use crate::wording::FROM_DAEMON;

/// `docker run IMAGE …`.
pub(crate) fn run(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    if parsed.is_on("detach") && parsed.all("attach").next().is_some() {
        return fail(process, "Conflicting options: -a and -d");
    }
    let (id, container) = match made(docker, process, parsed, "run")? {
        Ok(made) => made,
        Err(code) => return Ok(code),
    };
    let is_detached = parsed.is_on("detach");
    let stdin =
        if parsed.is_on("interactive") && !is_detached { process.stdin()? } else { Vec::new() };
    if !is_detached {
        refuse_prompt(docker, &container, &stdin)?;
    }
    let attach = if is_detached { Attach::Detached } else { Attach::Attached };
    let shown = Shown::of(docker, &container);
    let action = ContainerAction::Start { attach, stdin };
    let (outcome, code) = follow(docker, process, &container, action, shown)?;
    if let Err(error) = outcome.result {
        return report(process, &format!("{FROM_DAEMON}{error}"), start_code(&error));
    }
    if is_detached || shown == Shown::NOTHING {
        process.print(format!("{id}\n"))?;
    }
    Ok(code.unwrap_or(ExitCode::SUCCESS))
}

/// `docker create IMAGE …`.
pub(crate) fn create(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    match made(docker, process, parsed, "create")? {
        Ok((id, _)) => {
            process.print(format!("{id}\n"))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(code) => Ok(code),
    }
}

/// `docker start CONTAINER…`.
pub(crate) fn start(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let is_attached = parsed.is_on("attach") || parsed.is_on("interactive");
    if is_attached && 1 < parsed.arguments.len() {
        return fail(process, "you cannot start and attach multiple containers at once");
    }
    let stdin = if parsed.is_on("interactive") { process.stdin()? } else { Vec::new() };
    let mut failed = Vec::new();
    let mut last = ExitCode::SUCCESS;
    for name in &parsed.arguments {
        if is_attached && let Err(error) = docker.engine.container(name) {
            return fail(process, &not_found_or(&error, name));
        }
        let attach = if is_attached { Attach::Attached } else { Attach::Detached };
        let action = ContainerAction::Start { attach, stdin: stdin.clone() };
        let (outcome, code) = follow(docker, process, name, action, Shown::BOTH)?;
        match outcome.result {
            Err(error) => {
                process.eprint(format!("{FROM_DAEMON}{error}\n"))?;
                failed.push(name.clone());
            }
            Ok(_) if is_attached => last = code.unwrap_or(ExitCode::SUCCESS),
            Ok(_) => process.print(format!("{name}\n"))?,
        }
    }
    match failed.is_empty() {
        true => Ok(last),
        false if is_attached => Ok(ExitCode::FAILURE),
        false => {
            fail(process, &format!("Error: failed to start containers: {}", failed.join(", ")))
        }
    }
}

/// `docker exec CONTAINER …`.
pub(crate) fn execute(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let name = &parsed.arguments[0];
    if let Err(error) = docker.engine.container(name) {
        return fail(process, &not_found_or(&error, name));
    }
    let env = match options::environment(process, parsed) {
        Ok(env) => env,
        Err(Refusal::Client(text) | Refusal::Daemon(text)) => return fail(process, &text),
    };
    let attach = if parsed.is_on("detach") { Attach::Detached } else { Attach::Attached };
    let stdin = if parsed.is_on("interactive") { process.stdin()? } else { Vec::new() };
    let text = |long: &str| parsed.text(long).unwrap_or_default().to_string();
    let request = ExecuteRequest {
        argv: parsed.arguments[1..].to_vec(),
        env,
        user: text("user"),
        working_dir: text("workdir"),
        attach,
        stdin,
        tty: parsed.is_on("tty"),
    };
    if parsed.is_on("tty") && request.stdin.is_empty() && is_prompt(&request.argv) {
        return Err(Stop::unsupported(PROMPT));
    }
    let action = ContainerAction::Execute(Box::new(request));
    let (outcome, code) = follow(docker, process, name, action, Shown::BOTH)?;
    match outcome.result {
        Err(EngineError::NotStarted { error }) => {
            let reason = engine::not_started(&error);
            process.print(format!("OCI runtime exec failed: exec failed: {reason}: unknown\n"))?;
            Ok(ExitCode(126))
        }
        Err(error) => fail(process, &format!("{FROM_DAEMON}{error}")),
        Ok(_) => Ok(code.unwrap_or(ExitCode::SUCCESS)),
    }
}

const PROMPT: &str = "a prompt inside of a container; give it the commands: `sh -c '…'`";

/// An interactive shell that nobody gives commands to.
fn refuse_prompt(docker: &Docker, name: &str, stdin: &[u8]) -> Result<(), Stop> {
    let Ok(container) = docker.engine.container(name) else { return Ok(()) };
    match container.config.tty && stdin.is_empty() && is_prompt(&container.argv()) {
        true => Err(Stop::unsupported(PROMPT)),
        false => Ok(()),
    }
}

fn is_prompt(argv: &[String]) -> bool {
    matches!(argv, [only] if ["sh", "ash", "bash"].contains(&only.rsplit('/').next().unwrap_or_default()))
}

/// Which streams of a container the client shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shown {
    stdout: bool,
    stderr: bool,
}

impl Shown {
    const BOTH: Shown = Shown { stdout: true, stderr: true };
    const NOTHING: Shown = Shown { stdout: false, stderr: false };

    fn of(docker: &Docker, name: &str) -> Shown {
        let config = docker.engine.container(name).map(|it| it.config.clone()).unwrap_or_default();
        Shown { stdout: config.attach_stdout, stderr: config.attach_stderr }
    }
}

/// Has the engine do `action` and shows what the container's programs print. Gives how the outermost program ended.
fn follow(
    docker: &mut Docker,
    process: &mut Process,
    name: &str,
    action: ContainerAction,
    shown: Shown,
) -> Result<(Outcome, Option<ExitCode>), Stop> {
    let mut code = None;
    let mut depth = 0_u32;
    let request = Request::Container { name: name.to_string(), action };
    share::lend(docker, process, name)?;
    let outcome = docker.apply(process, &request, |process, record| {
        let Event::Container { change, .. } = &record.event else { return Ok(()) };
        match change {
            ContainerChange::OutputWritten { stream: Stream::Stdout, text } if shown.stdout => {
                process.print(text)
            }
            ContainerChange::OutputWritten { stream: Stream::Stderr, text } if shown.stderr => {
                process.eprint(text)
            }
            ContainerChange::LimitReached { limit } => {
                process.note(Activity::LimitReached { limit: limit.clone() });
                Ok(())
            }
            ContainerChange::ProgramStarted { .. } => {
                depth += 1;
                Ok(())
            }
            ContainerChange::ProgramExited { code: ended, .. } => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    code = Some(ExitCode(*ended));
                }
                Ok(())
            }
            ContainerChange::Created { .. }
            | ContainerChange::Started
            | ContainerChange::OutputWritten { .. }
            | ContainerChange::Fetched { .. }
            | ContainerChange::FilesCopied
            | ContainerChange::Paused
            | ContainerChange::Unpaused
            | ContainerChange::Renamed { .. }
            | ContainerChange::Exited { .. }
            | ContainerChange::Removed => Ok(()),
        }
    })?;
    share::take_back(docker, process)?;
    Ok((outcome, code))
}

/// Makes the container that the options ask for, pulling its image if need be. Gives its ID and its name.
fn made(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
    command: &str,
) -> Result<Result<(String, String), ExitCode>, Stop> {
    let usage = |process: &mut Process, text: &str| {
        let text = text.strip_suffix('.').unwrap_or(text);
        match command {
            "run" => process.eprint(format!("docker: {text}.\nSee 'docker run --help'.\n"))?,
            _ => process.eprint(format!("{text}\n"))?,
        }
        Ok(Err(if command == "run" { USAGE_ERROR } else { ExitCode::FAILURE }))
    };
    let request = match options::request(process, parsed) {
        Ok(request) => request,
        Err(Refusal::Client(text)) => return usage(process, &text),
        Err(Refusal::Daemon(text)) => return usage(process, &format!("{FROM_DAEMON}{text}")),
    };
    let cid_file = parsed.text("cidfile");
    if let Some(path) = cid_file
        && process.read(path)?.is_ok()
    {
        let text = format!(
            "Container ID file found, make sure the other container isn't running or delete {path}"
        );
        return usage(process, &text);
    }
    let policy = parsed.text("pull").unwrap_or("missing");
    let is_known = docker.engine.find(&request.image).is_ok();
    if policy == "always" || policy == "missing" && !is_known {
        let reference = match request.image.parse::<Reference>() {
            Ok(reference) => reference.tagged(),
            Err(error) => return usage(process, &error.to_string()),
        };
        if let Some(error) = pull(docker, process, &reference, is_known)? {
            return usage(process, &format!("{FROM_DAEMON}{error}"));
        }
    }
    let mut made = (String::new(), String::new());
    let outcome = docker.apply(process, &Request::Create(Box::new(request)), |_, record| {
        if let Event::Container { container, name, change: ContainerChange::Created { .. } } =
            &record.event
        {
            made = (container.hex(), name.clone());
        }
        Ok(())
    })?;
    if let Err(error) = outcome.result {
        return usage(process, &format!("{FROM_DAEMON}{error}"));
    }
    if let Some(path) = cid_file {
        let text = made.0.clone();
        let _unwritable = process.write(path, text.as_bytes())?;
    }
    Ok(Ok(made))
}

/// Pulls an image on the way; gives the error, if that fails.
fn pull(
    docker: &mut Docker,
    process: &mut Process,
    reference: &Reference,
    is_known: bool,
) -> Result<Option<EngineError>, Stop> {
    if !is_known {
        process.eprint(format!("Unable to find image '{}' locally\n", reference.familiar()))?;
    }
    let mut text = PullText::new(is_known);
    let mut error = None;
    let request = Request::Pull { reference: reference.clone() };
    docker.apply(process, &request, |process, record: &Record| {
        error = failure(record).cloned().or(error.take());
        process.eprint(text.push(record))
    })?;
    Ok(error)
}

fn report(process: &mut Process, text: &str, code: ExitCode) -> Result<ExitCode, Stop> {
    process.eprint(format!("docker: {}.\n", text.strip_suffix('.').unwrap_or(text)))?;
    Ok(code)
}

/// The exit code of a `docker run` whose container could not be started. (docker/cli: `runStartContainerErr`.)
fn start_code(error: &EngineError) -> ExitCode {
    let text = error.to_string();
    match () {
        () if ["executable file not found", "no such file or directory"]
            .iter()
            .any(|it| text.contains(it)) =>
        {
            ExitCode(127)
        }
        () if text.contains("permission denied") => ExitCode(126),
        () => USAGE_ERROR,
    }
}
