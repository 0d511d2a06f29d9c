//! Programs of installed packages, of which we know no more than the package.

use image::Follow;

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;

/// How programs say their version, where it is more than a name and a number; `{}` is the number.
const VERSIONS: &str = "\
curl curl {} (x86_64-alpine-linux-musl) libcurl/{}
g++ g++ (Alpine {}) {}
gcc gcc (Alpine {}) {}
git git version {}
make GNU Make {}
node v{}
python3 Python {}
redis-server Redis server v={}
";

/// Answers `--version` from the text that stands for the program; all else is not simulated.
pub(crate) fn stub(process: &mut Process, text: &str) -> Result<ExitCode, Stop> {
    let asks = matches!(process.args(), [only] if matches!(only.as_str(), "--version" | "-v" | "-V" | "version"));
    let name = process.name().to_owned();
    let package = text.trim_end().rsplit(' ').next().unwrap_or_default();
    let Some(version) = version(package).filter(|_| asks) else {
        return Err(Stop::unsupported(format!("the program `{name}`")));
    };
    let known = VERSIONS.lines().filter_map(|it| it.split_once(' ')).find(|it| it.0 == name);
    let line = match known {
        Some((_, shape)) => shape.replace("{}", version),
        None => format!("{name} {version} (package {package})"),
    };
    process.print(format!("{line}\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// The version of the installed program `name`, by the text that stands for it.
pub(super) fn version_of(process: &mut Process, name: &str) -> String {
    let path = String::from(process.env("PATH").unwrap_or(crate::programs::DEFAULT_PATH));
    let file = process.find_program(name, &path).unwrap_or_default();
    let entry = process.find(&file, Follow::Last).ok();
    let content = entry.and_then(|it| it.1.content().cloned());
    let text = content.map(|it| it.text().into_owned()).unwrap_or_default();
    let package = text.trim_end().rsplit(' ').next().unwrap_or_default();
    String::from(version(package).unwrap_or("0"))
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
