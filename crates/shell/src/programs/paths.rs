//! `basename`, `dirname`, `pwd`.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::usage;

pub(super) fn basename(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("a").values("s").options_first().read(process)?;
    let all = arguments.has('a') || arguments.value('s').is_some();
    let (paths, suffix) = match (arguments.operands.as_slice(), all) {
        ([], _) | ([_, _, _, ..], false) => return Err(usage::wrong(process, "")),
        ([path, suffix], false) => (std::slice::from_ref(path), suffix.as_str()),
        (paths, _) => (paths, arguments.value('s').unwrap_or_default()),
    };
    for path in paths {
        let name = match path.trim_end_matches('/').rsplit('/').next().unwrap_or_default() {
            "" if path.is_empty() => "",
            "" => "/",
            name => name,
        };
        let name = name.strip_suffix(suffix).filter(|it| !it.is_empty()).unwrap_or(name);
        process.print(format!("{name}\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn dirname(process: &mut Process) -> Result<ExitCode, Stop> {
    let [path] = process.args() else { return Err(usage::wrong(process, "")) };
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
