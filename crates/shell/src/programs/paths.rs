//! `basename`, `dirname`, `pwd`.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;

pub(super) fn basename(process: &mut Process) -> Result<ExitCode, Stop> {
    let Some(path) = process.args().first().cloned() else {
        return process.fail("missing operand");
    };
    let trimmed = path.trim_end_matches('/');
    let name = match trimmed.rsplit('/').next().unwrap_or_default() {
        "" if path.is_empty() => "",
        "" => "/",
        name => name,
    };
    let suffix = process.args().get(1).cloned().unwrap_or_default();
    let name = name.strip_suffix(&suffix).filter(|it| !it.is_empty()).unwrap_or(name);
    process.print(format!("{name}\n"))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn dirname(process: &mut Process) -> Result<ExitCode, Stop> {
    let [path] = process.args() else { return process.fail("one operand is needed") };
    let path = path.clone();
    let directory = match path.trim_end_matches('/').rsplit_once('/') {
        Some((directory, _)) if directory.trim_end_matches('/').is_empty() => "/",
        Some((directory, _)) => directory.trim_end_matches('/'),
        None if path.starts_with('/') => "/",
        None => ".",
    };
    process.print(format!("{directory}\n"))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn pwd(process: &mut Process) -> Result<ExitCode, Stop> {
    let path = process.cwd().clone();
    process.print(format!("{path}\n"))?;
    Ok(ExitCode::SUCCESS)
}
