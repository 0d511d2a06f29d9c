//! Programs of installed packages, of which we know no more than the package.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;

/// Answers `--version` from the text that stands for the program; all else is not simulated.
pub(crate) fn stub(process: &mut Process, text: &str) -> Result<ExitCode, Stop> {
    let asks = matches!(process.args(), [only] if matches!(only.as_str(), "--version" | "-v" | "-V" | "version"));
    let package = text.trim_end().rsplit(' ').next().unwrap_or_default();
    match version(package).filter(|_| asks) {
        Some(version) => {
            let line = format!("{} {version} (package {package})\n", process.name());
            process.print(line)?;
            Ok(ExitCode::SUCCESS)
        }
        None => {
            let program = process.name().to_owned();
            Err(Stop::unsupported(format!("the program `{program}`")))
        }
    }
}

/// The upstream version of `name-version-rN`.
fn version(package: &str) -> Option<&str> {
    let (rest, _release) = package.rsplit_once("-r")?;
    let (_, version) = rest.rsplit_once('-')?;
    version.starts_with(|it: char| it.is_ascii_digit()).then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_ends_in_its_version() {
        for (package, expected) in [
            ("redis-8.0.4-r0", Some("8.0.4")),
            ("libstdc++-14.2.0-r6", Some("14.2.0")),
            ("alpine-baselayout", None),
            ("", None),
        ] {
            assert_eq!(version(package), expected);
        }
    }
}
