//! Why a request fails. `Display` is the engine's own text; `hint` is ours.

use dockerfile::{Diagnostic, quote};
use shell::{Limit, StartError};

/// Why a build fails, without what a client puts around it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// The Dockerfile cannot be read as one; the words are those of the crate `dockerfile`.
    #[error("{}", .diagnostic.message())]
    Dockerfile { diagnostic: Diagnostic },
    /// The Dockerfile has no bytes at all.
    #[error("the Dockerfile cannot be empty")]
    EmptyDockerfile,
    /// `--target` names no stage.
    #[error("target stage {target} could not be found")]
    TargetNotFound { target: String },
    /// A `COPY` or `ADD` names a file that the context, or the stage or image `from`, does not have.
    #[error("\"{path}\" not found: not found")]
    SourceNotFound { keyword: String, path: String, from: Option<String> },
    /// An `ADD` names an address that gives nothing; `host` is the host, if nobody knows it.
    #[error("{}", download_failure(.url, .host.as_deref()))]
    Download { url: String, host: Option<String> },
    /// A wildcard of a `COPY` or `ADD` matches no file (classic builder).
    #[error("no source files were specified")]
    NoSources { keyword: String },
    /// `COPY` does not download.
    #[error("source can't be a URL for COPY")]
    CopiedUrl,
    /// A `--chown` names a user or group that the image's files do not (classic builder).
    #[error(
        "unable to convert uid/gid chown string to host mapping: can't find {id} for {kind} {name}: no such {kind}: {name}"
    )]
    UnknownOwner { id: &'static str, kind: &'static str, name: String },
    /// A `COPY --from` names a stage or image that there is not.
    #[error("invalid from flag value {name}: {reason}")]
    FromNotFound { name: String, reason: String },
    /// More than one source, and the destination is not written as a directory.
    #[error(
        "When using {keyword} with more than one source file, the destination must be a directory and end with a /"
    )]
    DestinationNotDirectory { keyword: String },
    /// The base image is nowhere.
    #[error("{0}")]
    Base(EngineError),
    /// A program in a `RUN` failed.
    #[error("process \"{command}\" did not complete successfully: exit code: {code}")]
    ProgramFailed { command: String, code: u8 },
    /// A `RUN` could not even start.
    #[error("{error}")]
    NotStarted { command: String, error: StartError },
    /// The classic builder does not have this flag of an instruction.
    #[error(
        "the --{flag} option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled"
    )]
    NeedsBuildKit { flag: &'static str },
    /// A `FROM` without a name, or whose variables are empty.
    #[error("base name ({written}) should not be blank")]
    BlankBase { written: String },
    /// A user or group that the image's files do not name.
    #[error("unable to find {kind} {name}: no matching entries in {file} file")]
    UnknownUser { kind: &'static str, name: String, file: &'static str },
    /// An argument of an instruction is not what it must be.
    #[error("{message}")]
    Invalid { message: String },
    /// The simulation ends here; real Docker may well succeed.
    #[error("{0}")]
    Limit(Limit),
}

/// Why another request fails.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// No image has this name or ID.
    #[error("No such image: {name}")]
    NoSuchImage { name: String },
    /// The registry does not have the repository.
    #[error(
        "pull access denied for {repository}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied"
    )]
    PullDenied { repository: String },
    /// The registry has the repository, but not this tag.
    #[error("manifest for {reference} not found: manifest unknown: manifest unknown")]
    ManifestUnknown { reference: String },
    /// The image is in use. `detail` closes the bracket, as the engine's own text has it.
    #[error("conflict: unable to delete {id} ({detail}")]
    Conflict { id: String, detail: String },
    /// No container has this name or ID.
    #[error("No such container: {name}")]
    NoSuchContainer { name: String },
    /// No volume has this name.
    #[error("get {name}: no such volume")]
    NoSuchVolume { name: String },
    /// A container's program could not even start.
    #[error("failed to create shim task: OCI runtime create failed: runc create failed: {}: unknown", not_started(.error))]
    NotStarted { error: StartError },
    /// Another reason, in the engine's own words.
    #[error("{message}")]
    Refused { message: String },
    /// A build failed.
    #[error("{0}")]
    Build(Box<BuildError>),
}

/// Why runc could not start a program.
pub fn not_started(error: &StartError) -> String {
    let reason = match error {
        StartError::NotFound { program } if program.contains('/') => {
            format!("exec: {}: stat {program}: no such file or directory", quote(program))
        }
        StartError::NotFound { program } => {
            format!("exec: {}: executable file not found in $PATH", quote(program))
        }
        StartError::PermissionDenied { program } | StartError::IsADirectory { program } => {
            format!("exec: {}: permission denied", quote(program))
        }
        StartError::ExecFormat { program } => {
            format!("exec: {}: exec format error", quote(program))
        }
        StartError::NoWorkingDirectory { path } => format!(
            "chdir to cwd ({}) set in config.json failed: no such file or directory",
            quote(path)
        ),
    };
    format!("unable to start container process: {reason}")
}

impl BuildError {
    /// What to look at or do next.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            BuildError::Dockerfile { diagnostic } => return diagnostic.hint(),
            BuildError::EmptyDockerfile => "Begin with a base image: `FROM alpine`.".to_string(),
            BuildError::TargetNotFound { .. } => {
                "A target is the name after `AS` in a `FROM` line, or a stage's number from 0."
                    .to_string()
            }
            BuildError::SourceNotFound { path, from: Some(from), .. } => {
                format!("`{path}` is looked up in `{from}`; does a step there make it?")
            }
            BuildError::Download { host: Some(_), .. } => {
                "The simulated network has few hosts; `example.com` is one.".to_string()
            }
            BuildError::Download { host: None, .. } => {
                "The host is there, but has no such file.".to_string()
            }
            BuildError::SourceNotFound { path, .. } => {
                format!(
                    "`{path}` is looked up in the build context; is it there, and not in .dockerignore?"
                )
            }
            BuildError::CopiedUrl => "`ADD` downloads; `COPY` does not.".to_string(),
            BuildError::NoSources { .. } => {
                "No file of the build context matches the pattern.".to_string()
            }
            BuildError::UnknownOwner { .. } => {
                "Names are looked up in the image's own /etc/passwd and /etc/group.".to_string()
            }
            BuildError::FromNotFound { .. } => {
                "`--from` takes an earlier stage's name or number, or an image.".to_string()
            }
            BuildError::DestinationNotDirectory { .. } => {
                "Add a `/` to the end of the destination.".to_string()
            }
            BuildError::Base(error) => return error.hint(),
            BuildError::ProgramFailed { code: 127, .. } => {
                "127 means that the shell did not find the program; is its package installed?"
                    .to_string()
            }
            BuildError::ProgramFailed { .. } => {
                "Docker stops at the first command that fails; its last lines of output say why."
                    .to_string()
            }
            BuildError::NotStarted { .. } => {
                "The program must exist in the image so far.".to_string()
            }
            BuildError::NeedsBuildKit { .. } => {
                "Build with BuildKit, or leave the flag out.".to_string()
            }
            BuildError::BlankBase { .. } => {
                "Give the ARG a default, or pass --build-arg.".to_string()
            }
            BuildError::UnknownUser { file, .. } => {
                format!("Names are looked up in the image's own /etc/{file}.")
            }
            BuildError::Invalid { .. } => return None,
            BuildError::Limit(_) => {
                "This is a limit of the simulation; real Docker may well succeed.".to_string()
            }
        })
    }
}

impl EngineError {
    /// A refusal in words that no variant has.
    pub(crate) fn refused(message: impl Into<String>) -> EngineError {
        EngineError::Refused { message: message.into() }
    }

    /// What to look at or do next.
    pub fn hint(&self) -> Option<String> {
        match self {
            EngineError::NoSuchImage { .. } => {
                Some("`docker images` lists what is there.".to_string())
            }
            EngineError::PullDenied { .. } | EngineError::ManifestUnknown { .. } => Some(
                "The simulated registry has `alpine`; its tags are `latest`, `3.22` and more."
                    .to_string(),
            ),
            EngineError::Conflict { .. } => {
                Some("Remove what uses it first, or add `-f`.".to_string())
            }
            EngineError::NoSuchContainer { .. } => {
                Some("`docker ps -a` lists what is there.".to_string())
            }
            EngineError::NoSuchVolume { .. } => {
                Some("`docker volume ls` lists what is there.".to_string())
            }
            EngineError::NotStarted { .. } => {
                Some("The program must exist in the container's files.".to_string())
            }
            EngineError::Refused { .. } => None,
            EngineError::Build(error) => error.hint(),
        }
    }
}

/// As Go's HTTP client says it; the name server is that of the containers.
fn download_failure(url: &str, host: Option<&str>) -> String {
    match host {
        Some(host) => {
            format!("Get \"{url}\": dial tcp: lookup {host} on 127.0.0.53:53: no such host")
        }
        None => "invalid response status 404".to_string(),
    }
}
