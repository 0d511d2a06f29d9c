//! Starting a program on a machine, as a container runtime does.

use image::Follow;

use crate::exec::ExecError;
use crate::files::EXECUTE;
use crate::limits::Stop;
use crate::machine::{Activity, BROKEN_PIPE, Command, ExitCode, Machine};
use crate::mounts::Mounts;
use crate::process::{Process, Task};
use crate::programs;

/// Why a container runtime could not start a program.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// Nothing of that name, or nothing along `PATH`.
    #[error("{program}: not found")]
    NotFound { program: String },
    /// It is there but not executable for this user.
    #[error("{program}: permission denied")]
    PermissionDenied { program: String },
    /// It is a directory.
    #[error("{program}: is a directory")]
    IsADirectory { program: String },
    /// It is no format that can be run.
    #[error("{program}: exec format error")]
    ExecFormat { program: String },
    /// The working directory is not one, or is closed to this user.
    #[error("{path}: no such working directory")]
    NoWorkingDirectory { path: String },
}

/// Runs one program on `machine` to its end. Never panics, never hangs.
///
/// The program is looked up in the machine's own files along the `PATH` of the command's environment.
pub fn run(machine: &mut Machine, command: Command) -> Result<ExitCode, StartError> {
    let mounted = Mounts::Container.mount(machine);
    let result = start(machine, command);
    mounted.unmount(machine);
    result
}

fn start(machine: &mut Machine, command: Command) -> Result<ExitCode, StartError> {
    let mut process = Process::new(machine, Task::new(command), None);
    let directory = String::from(process.cwd().as_str());
    match process.find(&directory, Follow::Last) {
        Ok((real, entry)) if entry.is_directory() && process.may(&entry, EXECUTE) => {
            process.task.cwd = real;
        }
        Ok(_) | Err(_) => return Err(StartError::NoWorkingDirectory { path: directory }),
    }
    let program = process.argv().first().cloned().unwrap_or_default();
    let path = String::from(process.env("PATH").unwrap_or(programs::DEFAULT_PATH));
    let argv = std::mem::take(&mut process.task.argv);
    let executable = process.look_up(&argv, &path).map_err(|error| match error {
        ExecError::NotFound => StartError::NotFound { program: program.clone() },
        ExecError::PermissionDenied => StartError::PermissionDenied { program: program.clone() },
        ExecError::IsADirectory => StartError::IsADirectory { program: program.clone() },
        ExecError::Format => StartError::ExecFormat { program: program.clone() },
    })?;
    Ok(process.execute(executable).unwrap_or_else(|stop| ExitCode(give_up(&mut process, stop))))
}

/// The status of a run that ended early; a limit is noted.
pub(crate) fn give_up(process: &mut Process, stop: Stop) -> u8 {
    match stop {
        Stop::Ended(code) => code.0,
        Stop::BrokenPipe => BROKEN_PIPE.0,
        Stop::Limit(limit) => {
            process.note(Activity::LimitReached { limit });
            ExitCode::LIMIT_REACHED.0
        }
    }
}
