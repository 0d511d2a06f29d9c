//! `true`, `false`.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;

#[expect(clippy::unnecessary_wraps, clippy::needless_pass_by_ref_mut, reason = "a program's type")]
pub(super) fn yes(_process: &mut Process) -> Result<ExitCode, Stop> {
    Ok(ExitCode::SUCCESS)
}

#[expect(clippy::unnecessary_wraps, clippy::needless_pass_by_ref_mut, reason = "a program's type")]
pub(super) fn no(_process: &mut Process) -> Result<ExitCode, Stop> {
    Ok(ExitCode::FAILURE)
}
