//! What BuildKit refuses in an instruction once its variables are known: dockerfile2llb/convert_copy.go and its kin.

use crate::instruction::{Instruction, Source};
use crate::mount::parse_mount;
use crate::ports::parse_ports;

/// What is wrong with an instruction, if something is.
pub(super) fn step_problem(instruction: &Instruction) -> Option<String> {
    match instruction {
        Instruction::Run(run) => {
            run.mounts.iter().find_map(|it| parse_mount(it).err()).map(|it| it.to_string())
        }
        Instruction::Expose(ports) => {
            ports.iter().find_map(|it| parse_ports(it).err()).map(|it| it.to_string())
        }
        Instruction::Volume(paths) => paths
            .iter()
            .any(|it| it.is_empty())
            .then(|| "VOLUME specified can not be an empty string".to_owned()),
        Instruction::Copy(copy) => {
            let paths = paths(&copy.sources);
            let wrong = |kind: &str| format!("source can't be a {kind} for COPY");
            paths.into_iter().find_map(|it| match it {
                it if is_git(it) => Some(wrong("git ref")),
                it if is_http(it) => Some(wrong("URL")),
                _ => None,
            })
        }
        Instruction::Add(add) => {
            let paths = paths(&add.sources);
            let problem = match (add.checksum.as_deref(), paths.as_slice()) {
                (None | Some(""), _) => return None,
                (Some(_), [path]) if is_http(path) || is_git(path) => return None,
                (Some(_), [_]) => "checksum requires HTTP(S) or Git sources",
                (Some(_), _) => "checksum can't be specified for multiple sources",
            };
            Some(problem.to_owned())
        }
        Instruction::Arg(_)
        | Instruction::Cmd(_)
        | Instruction::Entrypoint(_)
        | Instruction::Env(_)
        | Instruction::From(_)
        | Instruction::Healthcheck(_)
        | Instruction::Label(_)
        | Instruction::Maintainer(_)
        | Instruction::Onbuild(_)
        | Instruction::Shell(_)
        | Instruction::Stopsignal(_)
        | Instruction::User(_)
        | Instruction::Workdir(_) => None,
    }
}

/// Whether a source is fetched from the network.
pub(super) fn is_remote(source: &str) -> bool {
    is_http(source) || is_git(source)
}

fn is_http(source: &str) -> bool {
    ["http://", "https://"].iter().any(|it| source.starts_with(it)) && !is_git(source)
}

// As buildkit: util/gitutil, `ParseGitRef`; names without a scheme are files.
fn is_git(source: &str) -> bool {
    let name = source.split(['#', '?']).next().unwrap_or_default();
    let is_repository = name.starts_with("http") && name.contains("://") && name.ends_with(".git");
    is_repository || ["git://", "ssh://", "git@"].iter().any(|it| source.starts_with(it))
}

fn paths(sources: &[Source]) -> Vec<&str> {
    let paths = sources.iter().filter_map(|it| match it {
        Source::Path(path) => Some(path.as_str()),
        Source::Heredoc(_) => None,
    });
    paths.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;

    #[test]
    fn what_no_build_can_do_is_said_before() {
        for (line, expected) in [
            ("COPY http://a/b /c", Some("source can't be a URL for COPY")),
            ("COPY https://github.com/a/b.git#v1 /c", Some("source can't be a git ref for COPY")),
            ("ADD --checksum=sha256:0 a /c", Some("checksum requires HTTP(S) or Git sources")),
            (
                "ADD --checksum=sha256:0 http://a http://b /c",
                Some("checksum can't be specified for multiple sources"),
            ),
            ("ADD --checksum=sha256:0 http://a /c", None),
            ("ADD http://a/b git@github.com:a/b /c", None),
            ("RUN --mount=type=what true", Some("unsupported mount type \"what\"")),
            ("EXPOSE x", Some("invalid port: \"x\": invalid containerPort: x")),
        ] {
            let parse = parse(&format!("FROM a\n{line}\n"));
            let problem = step_problem(&parse.instructions[1].instruction);
            assert_eq!(problem.as_deref(), expected, "{line}");
        }
    }
}
