//! `true`, `false`.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;

pub(super) fn yes(_process: &mut Process) -> Result<ExitCode, Stop> {
    Ok(ExitCode::SUCCESS)
}

pub(super) fn no(_process: &mut Process) -> Result<ExitCode, Stop> {
    Ok(ExitCode::FAILURE)
}
