//! Running programs in a user's container.
//!
//! As moby: daemon/start.go, daemon/exec.go, daemon/oci_linux.go.

use image::{AbsPath, FileTree, SimTime};
use shell::{Activity, Command, ExitCode, Limit, Machine, StartError, Stream, Traced};

use super::{Container, ContainerState, Ends, LogLine, mounts, state, tell};
use crate::configure::{DEFAULT_PATH, env_pairs};
use crate::container_request::{Attach, ExecuteRequest};
use crate::costs::micros;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::event::ContainerChange;
use crate::recorder::Recorder;
use crate::user::{UnknownName, find_user, home};

/// Programs that wait for input as long as somebody might type some.
const READERS: [&str; 4] = ["ash", "bash", "cat", "sh"];
/// The exit code of a program that `SIGKILL` ended.
pub(super) const KILLED: u8 = 128 + 9;

/// What a program did.
struct Ran {
    trace: Vec<Traced>,
    end: SimTime,
    result: Result<ExitCode, StartError>,
    limit: Option<Limit>,
}

/// Starts a container. Attached to it, the client sees it through to its end.
pub(super) fn start(
    engine: &mut Engine,
    container: &Container,
    attach: Attach,
    stdin: &[u8],
    recorder: &mut Recorder,
) -> Result<(), EngineError> {
    match container.state {
        ContainerState::Running { paused: false, .. } => return Ok(()),
        ContainerState::Running { paused: true, .. } => {
            let message = "cannot start a paused container, try unpause instead";
            return Err(EngineError::refused(message));
        }
        ContainerState::Created { .. } | ContainerState::Exited { .. } => (),
    }
    check_network(engine, container)
        .and_then(|()| check_ports(engine, container))
        .inspect_err(|error| not_started(engine, container, error))?;
    recorder.spend(micros(engine.costs.container_start));
    let started = recorder.now();
    tell(container.id, &container.name, ContainerChange::Started, recorder);
    engine.containers.change(container.id, |it| {
        it.state = ContainerState::Running { started, ends: Ends::Never, paused: false };
        it.starts += 1;
    });
    let argv = container.argv();
    if attach == Attach::Detached && waits_for_input(container, &argv) {
        return Ok(());
    }
    let process = ExecuteRequest {
        argv,
        env: Vec::new(),
        user: container.config.user.clone(),
        working_dir: String::new(),
        attach,
        stdin: stdin.to_vec(),
        tty: container.config.tty,
    };
    let ran = run(engine, container, &process, recorder)
        .inspect_err(|error| not_started(engine, container, error))?;
    let logged = ran.trace.iter().filter_map(log_line);
    let logged: Vec<LogLine> = logged.collect();
    engine.containers.change(container.id, |it| it.logs.extend(logged));
    let code = match &ran.result {
        Ok(ExitCode(code)) => *code,
        Err(error) => {
            let error = EngineError::NotStarted { error: error.clone() };
            not_started(engine, container, &error);
            return Err(error);
        }
    };
    let ends = match (&ran.limit, attach) {
        (None, _) => Ends::At(ran.end, code),
        (Some(Limit::Endless { .. }), _) => Ends::Never,
        (Some(_), Attach::Detached) => Ends::WhenAsked,
        (Some(_), Attach::Attached) => Ends::At(ran.end, ExitCode::LIMIT_REACHED.0),
    };
    engine.containers.change(container.id, |it| {
        it.state = ContainerState::Running { started, ends, paused: false };
    });
    follow(container, attach, ran, recorder);
    if attach == Attach::Attached {
        state::settle(engine, recorder);
    }
    Ok(())
}

/// Runs another program in a running container.
pub(super) fn execute(
    engine: &mut Engine,
    container: &Container,
    request: &ExecuteRequest,
    recorder: &mut Recorder,
) -> Result<(), EngineError> {
    match container.state {
        ContainerState::Running { paused: false, .. } => (),
        ContainerState::Running { paused: true, .. } => {
            return Err(EngineError::refused(format!(
                "Container {} is paused, unpause the container before exec",
                container.name
            )));
        }
        ContainerState::Created { .. } | ContainerState::Exited { .. } => {
            return Err(EngineError::refused(format!(
                "Container {} is not running",
                container.id.hex()
            )));
        }
    }
    recorder.spend(micros(engine.costs.container_start));
    if request.attach == Attach::Detached
        && request.tty
        && waits_for_input(container, &request.argv)
    {
        return Ok(());
    }
    let ran = run(engine, container, request, recorder)?;
    if let Err(error) = ran.result {
        return Err(EngineError::NotStarted { error });
    }
    follow(container, request.attach, ran, recorder);
    Ok(())
}

/// Tells what an attached client sees; of what happens in the background, only what it came up against.
fn follow(container: &Container, attach: Attach, ran: Ran, recorder: &mut Recorder) {
    match attach {
        Attach::Attached => {
            for traced in ran.trace {
                recorder.go_to(traced.at);
                tell(container.id, &container.name, change(traced.activity), recorder);
            }
            recorder.go_to(ran.end);
        }
        Attach::Detached => {
            let endless = |it: &Limit| matches!(it, Limit::Endless { .. });
            if let Some(limit) = ran.limit.filter(|it| !endless(it)) {
                let change = ContainerChange::LimitReached { limit };
                tell(container.id, &container.name, change, recorder);
            }
        }
    }
}

fn run(
    engine: &mut Engine,
    container: &Container,
    request: &ExecuteRequest,
    recorder: &Recorder,
) -> Result<Ran, EngineError> {
    let tree = mounts::mounted(engine, container);
    let command = command(container, request, &tree)?;
    let upstream = engine.upstream.clone();
    let mut machine = Machine {
        tree: tree.lowered(),
        now: recorder.now(),
        hostname: container.config.hostname.clone(),
        upstream: &upstream,
        costs: engine.costs.shell,
        access: mounts::access(container),
        limits: engine.limits,
        trace: Vec::new(),
    };
    let result = shell::run(&mut machine, command);
    let (tree, mut trace, end) = (machine.tree, machine.trace, machine.now);
    if request.tty {
        // A terminal has one stream.
        for it in &mut trace {
            if let Activity::Printed { stream, .. } = &mut it.activity {
                *stream = Stream::Stdout;
            }
        }
    }
    mounts::replace(engine, container.id, tree);
    // A limit that ended nothing is only a remark.
    let is_over = matches!(result, Ok(ExitCode::LIMIT_REACHED));
    let limit = trace.iter().rev().filter(|_| is_over).find_map(|it| match &it.activity {
        Activity::LimitReached { limit } => Some(limit.clone()),
        Activity::ProgramStarted { .. }
        | Activity::Printed { .. }
        | Activity::Fetched { .. }
        | Activity::ProgramExited { .. } => None,
    });
    Ok(Ran { trace, end, result, limit })
}

fn command(
    container: &Container,
    request: &ExecuteRequest,
    tree: &FileTree,
) -> Result<Command, EngineError> {
    let config = &container.config;
    let name = if request.user.is_empty() { &config.user } else { &request.user };
    let user = find_user(tree, name).map_err(|error| match error {
        UnknownName::User(name) => EngineError::refused(format!(
            "unable to find user {name}: no matching entries in passwd file"
        )),
        UnknownName::Group(name) => EngineError::refused(format!(
            "unable to find group {name}: no matching entries in group file"
        )),
    })?;
    let mut env = vec![("PATH".to_string(), DEFAULT_PATH.to_string())];
    env.push(("HOSTNAME".to_string(), config.hostname.clone()));
    if request.tty {
        env.push(("TERM".to_string(), "xterm".to_string()));
    }
    for (name, value) in env_pairs(&config.env).into_iter().chain(env_pairs(&request.env)) {
        match env.iter_mut().find(|(it, _)| *it == name) {
            Some((_, old)) => *old = value,
            None => env.push((name, value)),
        }
    }
    if !env.iter().any(|(name, _)| name == "HOME") {
        env.push(("HOME".to_string(), home(tree, user.uid)));
    }
    let working_dir = AbsPath::new(&config.working_dir).join(&request.working_dir);
    let (argv, stdin) = (request.argv.clone(), request.stdin.clone());
    Ok(Command { argv, env, working_dir, user, stdin })
}

/// A container that could not be started is as before, but remembers why. (moby: daemon/start.go, `setExitCodeFromError`.)
fn not_started(engine: &mut Engine, container: &Container, error: &EngineError) {
    let code = match error {
        EngineError::NotStarted { error } => match error {
            StartError::NotFound { .. } | StartError::NoWorkingDirectory { .. } => 127,
            StartError::PermissionDenied { .. } | StartError::IsADirectory { .. } => 126,
            StartError::ExecFormat { .. } => 128,
        },
        EngineError::NoSuchImage { .. }
        | EngineError::NoSuchContainer { .. }
        | EngineError::NoSuchVolume { .. }
        | EngineError::PullDenied { .. }
        | EngineError::ManifestUnknown { .. }
        | EngineError::Conflict { .. }
        | EngineError::Refused { .. }
        | EngineError::Build(_) => 128,
    };
    let failure = Some((code, error.to_string()));
    engine.containers.change(container.id, |it| it.state = ContainerState::Created { failure });
    if container.host.auto_remove {
        engine.containers.remove(container.id);
    }
}

fn check_network(engine: &Engine, container: &Container) -> Result<(), EngineError> {
    let network = &container.host.network;
    match network.strip_prefix("container:") {
        Some(other) => engine.containers.find(other).map(|_| ()),
        None if engine.objects.has_network(network) => Ok(()),
        None => Err(EngineError::refused(format!("network {network} not found"))),
    }
}

fn check_ports(engine: &Engine, container: &Container) -> Result<(), EngineError> {
    let taken = |port: &str| {
        let running = engine.containers.list().iter().filter(|it| it.is_running());
        running.flat_map(|it| &it.host.ports).any(|it| it.host_port == port)
    };
    for port in container.host.ports.iter().filter(|it| !it.host_port.is_empty()) {
        if taken(&port.host_port) {
            let address = if port.host_ip.is_empty() { "0.0.0.0" } else { &port.host_ip };
            return Err(EngineError::refused(format!(
                "driver failed programming external connectivity on endpoint {} ({}): Bind for {address}:{} failed: port is already allocated",
                container.name,
                image::Digest::of(container.id.hex().as_bytes()).hex(),
                port.host_port
            )));
        }
    }
    Ok(())
}

fn waits_for_input(container: &Container, argv: &[String]) -> bool {
    let [program] = argv else { return false };
    let name = program.rsplit('/').next().unwrap_or_default();
    (container.config.open_stdin || container.config.tty) && READERS.contains(&name)
}

fn log_line(traced: &Traced) -> Option<LogLine> {
    let Activity::Printed { stream, text } = &traced.activity else { return None };
    Some(LogLine { at: traced.at, stream: *stream, text: text.clone() })
}

fn change(activity: Activity) -> ContainerChange {
    match activity {
        Activity::ProgramStarted { argv } => ContainerChange::ProgramStarted { argv },
        Activity::Printed { stream, text } => ContainerChange::OutputWritten { stream, text },
        Activity::Fetched { url, bytes } => ContainerChange::Fetched { url, bytes },
        Activity::ProgramExited { program, code } => {
            ContainerChange::ProgramExited { program, code }
        }
        Activity::LimitReached { limit } => ContainerChange::LimitReached { limit },
    }
}
