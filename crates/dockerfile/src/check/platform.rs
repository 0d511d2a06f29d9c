//! Platforms such as `linux/arm64`, as containerd/platforms reads them.

use std::fmt;

use crate::quote::quote;

/// What a binary runs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Platform {
    pub os: String,
    pub architecture: String,
    /// Such as `v7`; often empty.
    pub variant: String,
}

const SYSTEMS: &str = " aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris \
    windows zos ";
const ARCHITECTURES: &str = " 386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le \
    mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm ";

impl Platform {
    /// Reads `os`, `architecture`, `os/architecture` or `os/architecture/variant`; what is not said is that of a PC with Linux.
    pub fn parse(text: &str) -> Result<Platform, PlatformError> {
        let wrong = |part: &str, problem| PlatformError {
            text: text.to_owned(),
            part: part.to_owned(),
            problem,
        };
        if text.contains('*') {
            return Err(wrong("", PlatformProblem::Wildcard));
        }
        let parts: Vec<&str> = text.split('/').collect();
        let is_fit = |it: char| it.is_ascii_alphanumeric() || "_.-".contains(it);
        for (index, part) in parts.iter().enumerate() {
            let is_system = index == 0;
            if part.is_empty() || !part.chars().all(|it| is_fit(it) && !(is_system && it == '.')) {
                let problem = match is_system {
                    true => PlatformProblem::System,
                    false => PlatformProblem::Component,
                };
                return Err(wrong(part, problem));
            }
        }
        let first = parts[0].to_lowercase();
        match parts.as_slice() {
            [_] if is_known(SYSTEMS, system(&first)) => Ok(Platform::of(&first, "amd64", "")),
            [_] => {
                let platform = Platform::of("linux", &first, "");
                match is_known(ARCHITECTURES, &platform.architecture) {
                    true => Ok(platform),
                    false => Err(wrong("", PlatformProblem::Unknown)),
                }
            }
            [_, architecture] => Ok(Platform::of(&first, architecture, "")),
            [_, architecture, variant] => Ok(Platform::of(&first, architecture, variant)),
            _ => Err(wrong("", PlatformProblem::Format)),
        }
    }

    fn of(os: &str, architecture: &str, variant: &str) -> Platform {
        let (architecture, variant) = (architecture.to_lowercase(), variant.to_lowercase());
        let (architecture, variant) = match (architecture.as_str(), variant.as_str()) {
            ("i386", _) => ("386", ""),
            ("x86_64" | "x86-64" | "amd64", "v1" | "") => ("amd64", ""),
            ("x86_64" | "x86-64" | "amd64", variant) => ("amd64", variant),
            ("aarch64" | "arm64", "8" | "v8" | "") => ("arm64", ""),
            ("aarch64" | "arm64", variant) => ("arm64", variant),
            ("armhf", _) | ("arm", "" | "7") => ("arm", "v7"),
            ("armel", _) | ("arm", "6") => ("arm", "v6"),
            ("arm", "5") => ("arm", "v5"),
            ("arm", "8") => ("arm", "v8"),
            other => other,
        };
        Platform {
            os: system(os).to_owned(),
            architecture: architecture.to_owned(),
            variant: variant.to_owned(),
        }
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        if self.variant.is_empty() { Ok(()) } else { write!(f, "/{}", self.variant) }
    }
}

/// A text that names no platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformError {
    /// All of it.
    pub text: String,
    /// The part that is wrong.
    pub part: String,
    pub problem: PlatformProblem,
}

/// Why a text names no platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlatformProblem {
    Wildcard,
    System,
    Component,
    Unknown,
    Format,
}

impl fmt::Display for PlatformError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (text, part) = (quote(&self.text), quote(&self.part));
        match self.problem {
            PlatformProblem::Wildcard => write!(f, "{text}: wildcards not yet supported"),
            PlatformProblem::System => write!(
                f,
                "{part} is an invalid OS component of {text}: OSAndVersion specifier component must match \
                 \"^([A-Za-z0-9_-]+)(?:\\\\(([A-Za-z0-9_.-]*)((?:\\\\+[A-Za-z0-9_.-]+)*)\\\\))?$\""
            ),
            PlatformProblem::Component => write!(
                f,
                "{part} is an invalid component of {text}: platform specifier component must match \
                 \"^[A-Za-z0-9_.-]+$\""
            ),
            PlatformProblem::Unknown => {
                write!(f, "{text}: unknown operating system or architecture")
            }
            PlatformProblem::Format => write!(f, "{text}: cannot parse platform specifier"),
        }?;
        f.write_str(": invalid argument")
    }
}

fn system(name: &str) -> &str {
    if name == "macos" { "darwin" } else { name }
}

fn is_known(list: &str, name: &str) -> bool {
    list.split(' ').any(|it| !it.is_empty() && it == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_is_written_short_or_long() {
        for (text, expected) in [
            ("linux/amd64", "linux/amd64"),
            ("linux", "linux/amd64"),
            ("aarch64", "linux/arm64"),
            ("linux/arm", "linux/arm/v7"),
            ("macos/arm64/v8", "darwin/arm64"),
            ("what", "\"what\": unknown operating system or architecture: invalid argument"),
            ("a/b/c/d", "\"a/b/c/d\": cannot parse platform specifier: invalid argument"),
            (
                "linux/",
                "\"\" is an invalid component of \"linux/\": platform specifier component must match \
                 \"^[A-Za-z0-9_.-]+$\": invalid argument",
            ),
        ] {
            let shown = Platform::parse(text).map_or_else(|it| it.to_string(), |it| it.to_string());
            assert_eq!(shown, expected, "{text}");
        }
    }
}
