//! `env`, `printenv`, `time`, `which`.

use crate::exec::ExecError;
use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::DEFAULT_PATH;
use crate::programs::arguments::Syntax;

const ENV: Syntax = Syntax::flags("i").values("u").options_first();

pub(super) fn env(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = ENV.read(process)?;
    if arguments.has('i') {
        process.task.env.clear();
    }
    for name in arguments.values('u') {
        process.task.env.retain(|(it, _)| it != name);
    }
    let mut rest = arguments.operands.as_slice();
    while let Some((name, value)) = rest.first().and_then(|it| it.split_once('=')) {
        match process.task.env.iter_mut().find(|(it, _)| it == name) {
            Some((_, old)) => *old = String::from(value),
            None => process.task.env.push((String::from(name), String::from(value))),
        }
        rest = &rest[1..];
    }
    let Some(program) = rest.first() else {
        let text: String =
            process.envs().iter().map(|(name, value)| format!("{name}={value}\n")).collect();
        process.print(text)?;
        return Ok(ExitCode::SUCCESS);
    };
    match process.spawn(rest)? {
        Ok(code) => Ok(code),
        Err(error) => cannot_execute(process, program, error),
    }
}

/// Reports a program that cannot be started, with the exit code that says so.
pub(super) fn cannot_execute(
    process: &mut Process,
    program: &str,
    error: ExecError,
) -> Result<ExitCode, Stop> {
    let (code, reason) = match error {
        ExecError::NotFound => (127, "No such file or directory"),
        ExecError::PermissionDenied | ExecError::IsADirectory => (126, "Permission denied"),
        ExecError::Format => (126, "Exec format error"),
    };
    process.fail(format!("can't execute '{program}': {reason}"))?;
    Ok(ExitCode(code))
}

pub(super) fn printenv(process: &mut Process) -> Result<ExitCode, Stop> {
    let names = process.args().to_vec();
    let mut code = ExitCode::SUCCESS;
    let mut text = String::new();
    if names.is_empty() {
        text = process.envs().iter().map(|(name, value)| format!("{name}={value}\n")).collect();
    }
    for name in names {
        match process.env(&name) {
            Some(value) => text.push_str(&format!("{value}\n")),
            None => code = ExitCode::FAILURE,
        }
    }
    process.print(text)?;
    Ok(code)
}

/// Runs a program and says how long it took, in simulated time.
pub(super) fn time(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("p").options_first().read(process)?;
    let Some(program) = arguments.operands.first().cloned() else {
        return process.fail("missing program");
    };
    let start = process.machine().now;
    let ended = process.spawn(&arguments.operands)?;
    let took = process.machine().now - start;
    let code = match ended {
        Ok(code) => code,
        Err(error) => return cannot_execute(process, &program, error),
    };
    let (minutes, seconds) = (took.as_secs() / 60, took.as_secs() % 60);
    let hundredths = took.subsec_millis() / 10;
    process.eprint(format!(
        "real\t{minutes}m {seconds}.{hundredths:02}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n"
    ))?;
    Ok(code)
}

pub(super) fn which(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("").read(process)?;
    let path = String::from(process.env("PATH").unwrap_or(DEFAULT_PATH));
    let mut code = ExitCode::SUCCESS;
    for name in &arguments.operands {
        match process.find_program(name, &path) {
            Ok(file) if process.exists(&file) => process.print(format!("{file}\n"))?,
            Ok(_) | Err(_) => code = ExitCode::FAILURE,
        }
    }
    Ok(code)
}
