//! Stopping, waiting, removing.
//!
//! As moby: daemon/stop.go, daemon/kill.go, daemon/delete.go.

use std::rc::Rc;
use std::time::Duration;

use image::SimTime;
use shell::Limit;

use super::run::KILLED;
use super::{Container, ContainerState, Ends, tell};
use crate::costs::micros;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::event::ContainerChange;
use crate::recorder::Recorder;
use crate::signal::signal_number;

/// How long `docker stop` waits before it kills.
const STOP_TIMEOUT: u64 = 10;
const SIGKILL: u8 = 9;
const SIGTERM: u8 = 15;

/// Lets all containers end whose time has come.
pub(crate) fn settle(engine: &mut Engine, recorder: &mut Recorder) {
    let now = recorder.now();
    for container in engine.containers.list().to_vec() {
        if let ContainerState::Running { started, ends: Ends::At(end, code), paused: false } =
            container.state
            && end <= now
        {
            exited(engine, &container, started, end, code, recorder);
        }
    }
}

fn exited(
    engine: &mut Engine,
    container: &Container,
    started: SimTime,
    finished: SimTime,
    code: u8,
    recorder: &mut Recorder,
) {
    engine.containers.change(container.id, |it| {
        it.state = ContainerState::Exited { started, finished, code };
        it.logs.retain(|line| line.at <= finished);
    });
    tell(container.id, &container.name, ContainerChange::Exited { code }, recorder);
    if container.host.auto_remove {
        take_away(engine, container, true, recorder);
    }
}

/// Asks a container to stop, and kills it if it does not within `timeout` seconds.
pub(super) fn stop(
    engine: &mut Engine,
    container: &Rc<Container>,
    timeout: Option<u64>,
    recorder: &mut Recorder,
) {
    let ContainerState::Running { started, ends, .. } = container.state else { return };
    let timeout = timeout.or(container.host.stop_timeout).unwrap_or(STOP_TIMEOUT);
    let kill_at = recorder.now() + Duration::from_secs(timeout);
    let signal = signal_number(&container.config.stop_signal).unwrap_or(SIGTERM);
    let (at, code) = match ends {
        Ends::WhenAsked => (recorder.now(), 0),
        _ if signal == SIGKILL => (recorder.now(), KILLED),
        _ if container.host.init => (recorder.now(), 128 + signal),
        Ends::At(end, code) if end <= kill_at => (end, code),
        Ends::At(..) | Ends::Never => (kill_at, KILLED),
    };
    recorder.go_to(at);
    exited(engine, container, started, at, code, recorder);
}

/// Sends a signal. As process 1, a program hears only those that it asked for, and `SIGKILL`.
pub(super) fn kill(
    engine: &mut Engine,
    container: &Rc<Container>,
    signal: &str,
    recorder: &mut Recorder,
) -> Result<(), EngineError> {
    let Some(number) = signal_number(signal) else {
        return Err(EngineError::refused(format!("Invalid signal: {signal}")));
    };
    let ContainerState::Running { started, ends, .. } = container.state else {
        return Err(EngineError::refused(format!(
            "Cannot kill container: {}: Container {} is not running",
            container.name,
            container.id.hex()
        )));
    };
    let now = recorder.now();
    let asks = number == SIGTERM || number == 2 || number == 3;
    let code = match ends {
        _ if number == SIGKILL => KILLED,
        Ends::WhenAsked if asks => 0,
        _ if container.host.init && asks => 128 + number,
        Ends::WhenAsked | Ends::Never | Ends::At(..) => return Ok(()),
    };
    exited(engine, container, started, now, code, recorder);
    Ok(())
}

/// Waits until a container has ended.
pub(super) fn wait(
    engine: &mut Engine,
    container: &Container,
    recorder: &mut Recorder,
) -> Result<(), EngineError> {
    let ContainerState::Running { ends, .. } = container.state else { return Ok(()) };
    match ends {
        Ends::At(end, _) => {
            recorder.go_to(end.max(recorder.now()));
            settle(engine, recorder);
        }
        Ends::Never | Ends::WhenAsked => {
            let program = container.argv().into_iter().next().unwrap_or_default();
            let limit = Limit::Endless { program };
            tell(container.id, &container.name, ContainerChange::LimitReached { limit }, recorder);
        }
    }
    Ok(())
}

/// Stops a container's clock, or lets it go on.
pub(super) fn pause(
    engine: &mut Engine,
    container: &Container,
    pauses: bool,
    recorder: &mut Recorder,
) -> Result<(), EngineError> {
    let id = container.id.hex();
    let refused = |reason: &str| Err(EngineError::refused(format!("Container {id} is {reason}")));
    match container.state {
        ContainerState::Running { paused, .. } if paused == pauses => match pauses {
            true => refused("already paused"),
            false => refused("not paused"),
        },
        ContainerState::Running { started, ends, .. } => {
            let state = ContainerState::Running { started, ends, paused: pauses };
            engine.containers.change(container.id, |it| it.state = state);
            let change = if pauses { ContainerChange::Paused } else { ContainerChange::Unpaused };
            tell(container.id, &container.name, change, recorder);
            Ok(())
        }
        ContainerState::Created { .. } | ContainerState::Exited { .. } => match pauses {
            true => refused("not running"),
            false => refused("not paused"),
        },
    }
}

/// Removes a container; a running one only by force.
pub(super) fn remove(
    engine: &mut Engine,
    container: &Rc<Container>,
    force: bool,
    volumes: bool,
    recorder: &mut Recorder,
) -> Result<(), EngineError> {
    if let ContainerState::Running { started, paused, .. } = container.state {
        if !force {
            let (what, how) = match paused {
                true => ("paused", "Unpause and then stop"),
                false => ("running", "Stop"),
            };
            return Err(EngineError::refused(format!(
                "You cannot remove a {what} container {}. {how} the container before attempting removal or force remove",
                container.id.hex()
            )));
        }
        let now = recorder.now();
        exited(engine, container, started, now, KILLED, recorder);
    }
    take_away(engine, container, volumes, recorder);
    Ok(())
}

fn take_away(engine: &mut Engine, container: &Container, volumes: bool, recorder: &mut Recorder) {
    if engine.containers.find(&container.id.hex()).is_err() {
        return;
    }
    recorder.spend(micros(engine.costs.container_remove));
    engine.containers.remove(container.id);
    tell(container.id, &container.name, ContainerChange::Removed, recorder);
    for name in container.mounts.iter().filter_map(|it| it.source.volume()) {
        let anonymous = engine.objects.volume(name).is_some_and(|it| it.anonymous);
        if volumes && anonymous && engine.containers.of_volume(name).is_empty() {
            engine.objects.remove_volume(name, recorder);
        }
    }
}
