//! Going through directories.

use image::AbsPath;

use crate::limits::Stop;
use crate::process::Process;

/// `real` and all below it, each directory before what it holds. Links are not followed.
pub(super) fn below(process: &mut Process, real: &AbsPath) -> Result<Vec<AbsPath>, Stop> {
    let found: Vec<AbsPath> =
        process.machine().tree.walk(real).into_iter().map(|(path, _)| path).collect();
    process.burn(found.len() as u64)?;
    Ok(found)
}

/// How `found`, at or below `real`, is called when `real` was called `path`.
pub(super) fn shown(path: &str, found: &AbsPath, real: &AbsPath) -> String {
    match found.below(real) {
        Some("") | None => String::from(path),
        Some(rest) if path.ends_with('/') => format!("{path}{rest}"),
        Some(rest) => format!("{path}/{rest}"),
    }
}
