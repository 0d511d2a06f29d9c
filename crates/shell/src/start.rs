//! Starting a program on a machine, as a container runtime does.

use crate::limits::Stop;
use crate::machine::{Command, ExitCode, Machine};
use crate::process::Process;

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
    let program = command.argv.first().cloned().unwrap_or_default();
    let mut process = Process::new(machine, command);
    match process.start() {
        Ok(code) => Ok(code),
        Err(Stop::Limit(_) | Stop::BrokenPipe) => Err(StartError::NotFound { program }),
    }
}
