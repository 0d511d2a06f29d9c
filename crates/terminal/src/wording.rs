//! What Docker 20.10's clients say when a build fails.

use dockerfile::{Diagnostic, Problem};
use engine::{BuildError, Builder, EngineError, PlanStep, not_started};
use image::Reference;
use shell::ExitCode;

/// What the client puts before the daemon's own words.
pub(crate) const FROM_DAEMON: &str = "Error response from daemon: ";
/// What BuildKit puts before an error of the Dockerfile's reader.
pub(crate) const FROM_FRONTEND: &str = "failed to solve with frontend dockerfile.v0: ";

/// The classic builder's last line. `step` is where it happened; none before the first step.
pub(crate) fn classic_failure(
    error: &BuildError,
    step: Option<&PlanStep>,
    dockerfile_name: &str,
) -> String {
    let text = match error {
        BuildError::Dockerfile { diagnostic } => match &diagnostic.problem {
            Problem::Line(_) => {
                format!("failed to parse {dockerfile_name}: {}", at_line(diagnostic))
            }
            Problem::Instruction(_)
            | Problem::Stage(_)
            | Problem::Remark(_)
            | Problem::Check(_) => at_line(diagnostic),
        },
        BuildError::EmptyDockerfile => {
            format!("the Dockerfile ({dockerfile_name}) cannot be empty")
        }
        BuildError::TargetNotFound { target } => {
            format!("failed to reach build target {target} in Dockerfile")
        }
        BuildError::SourceNotFound { keyword, path, from } => {
            let where_to = match from {
                Some(_) => "",
                None => "file not found in build context or excluded by .dockerignore: ",
            };
            let path = path.trim_start_matches('/');
            format!("{keyword} failed: {where_to}stat {path}: file does not exist")
        }
        BuildError::NoSources { keyword } => format!("{keyword} failed: {error}"),
        BuildError::CopiedUrl => format!("COPY failed: {error}"),
        BuildError::Download { host: Some(_), .. } => format!("ADD failed: {error}"),
        BuildError::Download { url, host: None } => {
            format!("ADD failed: failed to GET {url} with status 404 Not Found: ")
        }
        BuildError::ProgramFailed { command, code } => {
            format!("The command '{command}' returned a non-zero code: {code}")
        }
        BuildError::NotStarted { error, .. } => format!(
            "failed to create shim task: OCI runtime create failed: runc create failed: {}: unknown",
            not_started(error)
        ),
        BuildError::UnknownOwner { .. }
        | BuildError::FromNotFound { .. }
        | BuildError::DestinationNotDirectory { .. }
        | BuildError::Base(_)
        | BuildError::NeedsBuildKit { .. }
        | BuildError::BlankBase { .. }
        | BuildError::UnknownUser { .. }
        | BuildError::Invalid { .. }
        | BuildError::Limit(_) => error.to_string(),
    };
    match step {
        None => format!("{FROM_DAEMON}{text}"),
        Some(_) => text,
    }
}

/// BuildKit's last line, when an operation failed.
pub(crate) fn buildkit_failure(error: &BuildError, step: Option<&PlanStep>) -> String {
    let text = operation_failure(error, step);
    match error {
        BuildError::SourceNotFound { .. } => format!("failed to compute cache key: {text}"),
        BuildError::Base(_) | BuildError::FromNotFound { .. } | BuildError::Download { .. } => {
            format!("failed to load cache key: {text}")
        }
        BuildError::Dockerfile { .. }
        | BuildError::EmptyDockerfile
        | BuildError::TargetNotFound { .. }
        | BuildError::NoSources { .. }
        | BuildError::CopiedUrl
        | BuildError::UnknownOwner { .. }
        | BuildError::DestinationNotDirectory { .. }
        | BuildError::ProgramFailed { .. }
        | BuildError::NotStarted { .. }
        | BuildError::NeedsBuildKit { .. }
        | BuildError::BlankBase { .. }
        | BuildError::UnknownUser { .. }
        | BuildError::Invalid { .. }
        | BuildError::Limit(_) => text,
    }
}

/// BuildKit's last line, when the Dockerfile could not become a graph.
pub(crate) fn frontend_failure(error: &BuildError) -> String {
    format!("{FROM_FRONTEND}failed to create LLB definition: {}", operation_failure(error, None))
}

/// What BuildKit says beside the operation that failed; `step` is the operation, if there is one.
pub(crate) fn operation_failure(error: &BuildError, step: Option<&PlanStep>) -> String {
    match error {
        BuildError::UnknownUser { .. } => match step.map(command) {
            Some(command) => format!("executor failed running [{command}]: {error}"),
            None => error.to_string(),
        },
        BuildError::Dockerfile { diagnostic } => at_line(diagnostic),
        BuildError::ProgramFailed { command, code } => {
            format!("executor failed running [{command}]: exit code: {code}")
        }
        BuildError::NotStarted { command, .. } => {
            format!("executor failed running [{command}]: exit code: 1")
        }
        BuildError::Base(EngineError::PullDenied { .. }) => {
            "pull access denied, repository does not exist or may \
            require authorization: server message: insufficient_scope: authorization failed"
                .to_string()
        }
        BuildError::Base(EngineError::ManifestUnknown { reference }) => {
            let full = reference.parse::<Reference>().map(|it| it.to_string());
            format!("{}: not found", full.as_deref().unwrap_or(reference))
        }
        BuildError::EmptyDockerfile
        | BuildError::TargetNotFound { .. }
        | BuildError::SourceNotFound { .. }
        | BuildError::Download { .. }
        | BuildError::NoSources { .. }
        | BuildError::CopiedUrl
        | BuildError::UnknownOwner { .. }
        | BuildError::FromNotFound { .. }
        | BuildError::DestinationNotDirectory { .. }
        | BuildError::Base(_)
        | BuildError::NeedsBuildKit { .. }
        | BuildError::BlankBase { .. }
        | BuildError::Invalid { .. }
        | BuildError::Limit(_) => error.to_string(),
    }
}

/// The base image that the registry does not have, if that is the error.
pub(crate) fn missing_base(error: &BuildError) -> Option<Reference> {
    let BuildError::Base(error) = error else { return None };
    let name = match error {
        EngineError::PullDenied { repository } => repository,
        EngineError::ManifestUnknown { reference } => reference,
        EngineError::NoSuchImage { .. }
        | EngineError::NoSuchContainer { .. }
        | EngineError::NoSuchVolume { .. }
        | EngineError::NotStarted { .. }
        | EngineError::Refused { .. }
        | EngineError::Conflict { .. }
        | EngineError::Build(_) => return None,
    };
    name.parse::<Reference>().ok().map(Reference::tagged)
}

/// The exit code of `docker build`.
pub(crate) fn exit_code(builder: Builder, error: &BuildError) -> ExitCode {
    match (builder, error) {
        (_, BuildError::Limit(_)) => ExitCode::LIMIT_REACHED,
        (Builder::Classic, BuildError::ProgramFailed { code, .. }) => ExitCode(*code),
        (Builder::Classic | Builder::BuildKit, _) => ExitCode::FAILURE,
    }
}

/// What is wrong with a Dockerfile, and where.
fn at_line(diagnostic: &Diagnostic) -> String {
    let text = diagnostic.problem.legacy();
    match diagnostic.problem {
        Problem::Instruction(_) => {
            format!("dockerfile parse error line {}: {text}", diagnostic.lines.first)
        }
        Problem::Line(_) | Problem::Stage(_) | Problem::Remark(_) | Problem::Check(_) => text,
    }
}

/// The program of a `RUN`, as far as its text tells.
fn command(step: &PlanStep) -> String {
    let text = step.text.split_once(' ').map_or("", |(_, rest)| rest.trim_start());
    match dockerfile::exec_form(text) {
        Ok(Some(words)) => words.join(" "),
        Ok(None) | Err(_) => format!("/bin/sh -c {text}"),
    }
}
