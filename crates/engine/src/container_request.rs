//! What a client asks about containers.

use image::{AbsPath, ContainerConfig, FileTree, Reference};

/// How to make a container.
#[derive(Clone, Debug)]
pub struct CreateRequest {
    /// Its name; none to have one drawn.
    pub name: Option<String>,
    /// A reference or (the start of) an image ID.
    pub image: String,
    /// What the client says; the image's settings complete it.
    pub config: ContainerConfig,
    pub host: HostConfig,
    pub mounts: Vec<MountRequest>,
}

/// How a container stands in its surroundings: Docker's `HostConfig`, as far as it matters or is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostConfig {
    /// `--rm`
    pub auto_remove: bool,
    /// `-v`, as written.
    pub binds: Vec<String>,
    pub ports: Vec<PortBinding>,
    /// `default`, a network's name, or `container:NAME`.
    pub network: String,
    /// `no`, `always`, `on-failure`, `unless-stopped`; only recorded.
    pub restart: String,
    pub restart_max: u32,
    pub privileged: bool,
    /// `--read-only`
    pub read_only: bool,
    pub memory: u64,
    /// `--init`: process 1 passes signals on.
    pub init: bool,
    pub volumes_from: Vec<String>,
    /// Seconds before `docker stop` kills.
    pub stop_timeout: Option<u64>,
}

/// A port of the container's that the host has too: only recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PortBinding {
    /// `80/tcp`
    pub port: String,
    pub host_ip: String,
    pub host_port: String,
}

/// Something to mount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MountRequest {
    pub source: Source,
    pub target: AbsPath,
    pub writable: bool,
    /// Whether an empty volume gets what the image has there; not so with `nocopy`.
    pub fills: bool,
}

/// What to mount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A volume of this name, made if it is not there.
    Named(String),
    /// A new volume.
    Anonymous,
    /// A directory of the laptop's.
    Host(AbsPath),
    /// Memory.
    Memory,
}

/// What to do with a container.
#[derive(Clone, Debug)]
pub enum ContainerAction {
    /// `docker start`
    Start { attach: Attach, stdin: Vec<u8> },
    /// `docker exec`
    Execute(Box<ExecuteRequest>),
    /// `docker stop`: after `timeout` seconds it is killed.
    Stop { timeout: Option<u64> },
    /// `docker kill`
    Kill { signal: String },
    /// `docker wait`
    Wait,
    /// `docker pause`
    Pause,
    /// `docker unpause`
    Unpause,
    /// `docker rename`
    Rename { to: String },
    /// `docker rm`; `volumes` takes anonymous volumes away, too.
    Remove { force: bool, volumes: bool },
    /// `docker cp` into it: its files, mounts included, as they are to be.
    CopyIn { tree: FileTree },
    /// `docker commit`
    Commit(Box<CommitRequest>),
}

/// Whether the client stays with what it started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attach {
    /// To its end; what it prints is told.
    Attached,
    /// It goes on in the background.
    Detached,
}

/// A program to run in a running container.
#[derive(Clone, Debug)]
pub struct ExecuteRequest {
    pub argv: Vec<String>,
    /// `NAME=value`, beside the container's own.
    pub env: Vec<String>,
    /// Empty for the container's own.
    pub user: String,
    /// Empty for the container's own.
    pub working_dir: String,
    pub attach: Attach,
    pub stdin: Vec<u8>,
    pub tty: bool,
}

/// How to make an image of a container.
#[derive(Clone, Debug, Default)]
pub struct CommitRequest {
    pub reference: Option<Reference>,
    pub author: String,
    pub message: String,
    /// Instructions of a Dockerfile.
    pub changes: Vec<String>,
}
