//! `docker stop`, `kill`, `restart`, `wait`, `pause`, `unpause`, `rename`, `rm` and `commit`.
//!
//! As docker/cli: cli/command/container/.

use engine::{Attach, CommitRequest, ContainerAction, ContainerChange, Event, Request};
use image::Reference;
use shell::{Activity, ExitCode, Process, Stop};

use super::flags::Parsed;
use super::{Docker, fail, not_found_or, share};
use crate::wording::FROM_DAEMON;

pub(crate) fn stop(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let timeout = seconds(parsed);
    each(docker, process, parsed, &ContainerAction::Stop { timeout })
}

pub(crate) fn kill(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let signal = parsed.text("signal").unwrap_or("KILL").to_string();
    each(docker, process, parsed, &ContainerAction::Kill { signal })
}

pub(crate) fn pause(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    each(docker, process, parsed, &ContainerAction::Pause)
}

pub(crate) fn unpause(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    each(docker, process, parsed, &ContainerAction::Unpause)
}

pub(crate) fn remove(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let (force, volumes) = (parsed.is_on("force"), parsed.is_on("volumes"));
    let code = each(docker, process, parsed, &ContainerAction::Remove { force, volumes })?;
    // By force, one that is not there is told, but is no failure.
    let all_missing = parsed.arguments.iter().all(|it| docker.engine.container(it).is_err());
    Ok(if force && all_missing { ExitCode::SUCCESS } else { code })
}

pub(crate) fn restart(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let mut errors = Vec::new();
    for name in &parsed.arguments {
        let start = ContainerAction::Start { attach: Attach::Detached, stdin: Vec::new() };
        for action in [ContainerAction::Stop { timeout: seconds(parsed) }, start] {
            if let Err(error) = act(docker, process, name, &action)? {
                errors.push(error);
                break;
            }
        }
        if errors.is_empty() {
            process.print(format!("{name}\n"))?;
        }
    }
    finish(process, &errors)
}

/// `docker wait CONTAINER…`: prints the exit codes.
pub(crate) fn wait(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let mut errors = Vec::new();
    for name in &parsed.arguments {
        let mut code = docker.engine.container(name).map_or(0, |it| it.exit_code());
        let request = Request::Container { name: name.clone(), action: ContainerAction::Wait };
        let outcome = docker.apply(process, &request, |process, record| {
            if let Event::Container { change: ContainerChange::Exited { code: ended }, .. } =
                &record.event
            {
                code = *ended;
            }
            note_limit(process, &record.event);
            Ok(())
        })?;
        match outcome.result {
            Ok(_) if docker.engine.container(name).is_ok_and(|it| it.is_running()) => {
                return Ok(ExitCode::LIMIT_REACHED);
            }
            Ok(_) => process.print(format!("{code}\n"))?,
            Err(error) => errors.push(format!("{FROM_DAEMON}{error}")),
        }
    }
    finish(process, &errors)
}

pub(crate) fn rename(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let [name, to] = &parsed.arguments[..] else { return Ok(ExitCode::FAILURE) };
    let request = Request::Container {
        name: name.clone(),
        action: ContainerAction::Rename { to: to.clone() },
    };
    match docker.apply(process, &request, |_, _| Ok(()))?.result {
        Ok(_) => Ok(ExitCode::SUCCESS),
        Err(error) => fail(
            process,
            &format!("{FROM_DAEMON}{error}\nError: failed to rename container named {name}"),
        ),
    }
}

/// `docker commit CONTAINER [NAME]`.
pub(crate) fn commit(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let reference = match parsed.arguments.get(1).filter(|it| !it.is_empty()) {
        None => None,
        Some(text) => match text.parse::<Reference>() {
            Ok(reference) => Some(reference.tagged()),
            Err(error) => return fail(process, &error.to_string()),
        },
    };
    let text = |long: &str| parsed.text(long).unwrap_or_default().to_string();
    let request = CommitRequest {
        reference,
        author: text("author"),
        message: text("message"),
        changes: parsed.all("change").map(str::to_string).collect(),
    };
    let action = ContainerAction::Commit(Box::new(request));
    let request = Request::Container { name: parsed.arguments[0].clone(), action };
    match docker.apply(process, &request, |_, _| Ok(()))?.result {
        Ok(image) => {
            process.print(image.map(|it| format!("{it}\n")).unwrap_or_default())?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => fail(process, &format!("{FROM_DAEMON}{error}")),
    }
}

/// Does `action` with each container: prints the names, then what went wrong.
fn each(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
    action: &ContainerAction,
) -> Result<ExitCode, Stop> {
    let mut errors = Vec::new();
    for name in &parsed.arguments {
        match act(docker, process, name, action)? {
            Ok(()) => process.print(format!("{name}\n"))?,
            Err(error) => errors.push(error),
        }
    }
    finish(process, &errors)
}

fn act(
    docker: &mut Docker,
    process: &mut Process,
    name: &str,
    action: &ContainerAction,
) -> Result<Result<(), String>, Stop> {
    let request = Request::Container { name: name.to_string(), action: action.clone() };
    share::lend(docker, process, name)?;
    let outcome = docker.apply(process, &request, |process, record| {
        note_limit(process, &record.event);
        Ok(())
    })?;
    share::take_back(docker, process)?;
    let is_removal = matches!(action, ContainerAction::Remove { .. });
    let is_kill = matches!(action, ContainerAction::Kill { .. });
    Ok(outcome.result.map(|_| ()).map_err(|error| match is_removal {
        true => not_found_or(&error, name),
        false if is_kill && docker.engine.container(name).is_err() => {
            format!("{FROM_DAEMON}Cannot kill container: {name}: {error}")
        }
        false => format!("{FROM_DAEMON}{error}"),
    }))
}

fn note_limit(process: &mut Process, event: &Event) {
    if let Event::Container { change: ContainerChange::LimitReached { limit }, .. } = event {
        process.note(Activity::LimitReached { limit: limit.clone() });
    }
}

fn finish(process: &mut Process, errors: &[String]) -> Result<ExitCode, Stop> {
    match errors.is_empty() {
        true => Ok(ExitCode::SUCCESS),
        false => fail(process, &errors.join("\n")),
    }
}

fn seconds(parsed: &Parsed) -> Option<u64> {
    parsed.text("time").and_then(|it| it.parse().ok())
}
