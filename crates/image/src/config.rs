//! Image configuration: the JSON whose digest is the image ID.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::digest::{DiffId, Digest, ImageId};
use crate::time::SimTime;

/// The configuration of an image.
///
/// Fields stand in the order in which Docker writes them: sorted by name. (moby: image/image.go, `MarshalJSON`.)
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImageConfig {
    /// The processor, in Go's words.
    pub architecture: String,
    /// Who made it: `MAINTAINER`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub author: String,
    /// How containers of the image run.
    pub config: ContainerConfig,
    /// The intermediate container that the classic builder committed, in hex.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub container: String,
    /// How that container ran. The classic builder's cache compares this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container_config: Option<ContainerConfig>,
    /// When the image was made.
    #[serde(serialize_with = "as_text")]
    pub created: SimTime,
    /// The engine that made it; BuildKit leaves it out.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub docker_version: String,
    /// One record an instruction, oldest first.
    pub history: Vec<History>,
    /// The operating system, in Go's words.
    pub os: String,
    /// The layers.
    pub rootfs: RootFs,
}

/// How a container runs: Docker's `Config`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ContainerConfig {
    pub hostname: String,
    pub domainname: String,
    /// `USER`, as written.
    pub user: String,
    pub attach_stdin: bool,
    pub attach_stdout: bool,
    pub attach_stderr: bool,
    /// `EXPOSE`: `"80/tcp"`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exposed_ports: Option<BTreeMap<String, Nothing>>,
    pub tty: bool,
    pub open_stdin: bool,
    pub stdin_once: bool,
    /// `ENV`: `"NAME=value"`, in order of definition.
    pub env: Vec<String>,
    pub cmd: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub healthcheck: Option<Healthcheck>,
    /// Only ever set on Windows, and by BuildKit.
    #[serde(skip_serializing_if = "is_false")]
    pub args_escaped: bool,
    /// The parent's ID; the classic builder writes it.
    pub image: String,
    pub volumes: Option<BTreeMap<String, Nothing>>,
    pub working_dir: String,
    pub entrypoint: Option<Vec<String>>,
    /// Instructions that wait for a child image's build.
    pub on_build: Option<Vec<String>>,
    pub labels: Option<BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stop_signal: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shell: Option<Vec<String>>,
}

impl ContainerConfig {
    /// The value of the environment variable `name`.
    pub fn env(&self, name: &str) -> Option<&str> {
        self.env
            .iter()
            .find_map(|it| it.split_once('=').filter(|(key, _)| *key == name))
            .map(|(_, value)| value)
    }

    /// Whether a container of `other` runs as one of this, as far as Docker's cache looks.
    ///
    /// As moby: image/cache/compare.go.
    pub fn runs_like(&self, other: &ContainerConfig) -> bool {
        fn same<T: Default + PartialEq>(a: &Option<T>, b: &Option<T>) -> bool {
            match (a, b) {
                (None, None) => true,
                (Some(a), Some(b)) => a == b,
                (Some(it), None) | (None, Some(it)) => *it == T::default(),
            }
        }
        !self.open_stdin
            && !other.open_stdin
            && self.attach_stdout == other.attach_stdout
            && self.attach_stderr == other.attach_stderr
            && self.user == other.user
            && self.tty == other.tty
            && self.cmd == other.cmd
            && self.env == other.env
            && same(&self.labels, &other.labels)
            && same(&self.exposed_ports, &other.exposed_ports)
            && same(&self.entrypoint, &other.entrypoint)
            && same(&self.volumes, &other.volumes)
    }
}

/// The value of a set's member: Go writes a set as a map to empty objects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Nothing {}

/// `HEALTHCHECK`. Times are in nanoseconds, as Go's `time.Duration` counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Healthcheck {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub test: Vec<String>,
    #[serde(skip_serializing_if = "is_zero")]
    pub interval: u64,
    #[serde(skip_serializing_if = "is_zero")]
    pub timeout: u64,
    #[serde(skip_serializing_if = "is_zero")]
    pub start_period: u64,
    #[serde(skip_serializing_if = "is_zero")]
    pub retries: u64,
}

/// What one instruction left in the image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct History {
    #[serde(serialize_with = "as_text")]
    pub created: SimTime,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub author: String,
    /// The instruction, in the words of the builder that ran it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub created_by: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub comment: String,
    /// Whether it made no layer.
    #[serde(skip_serializing_if = "is_false")]
    pub empty_layer: bool,
}

/// The layers of an image, lowest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RootFs {
    /// Always `layers`.
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(serialize_with = "as_texts")]
    pub diff_ids: Vec<DiffId>,
}

impl ImageConfig {
    /// The configuration as JSON, byte for byte what is hashed.
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("the keys of every map are strings")
    }

    /// The digest of [`ImageConfig::json`].
    pub fn image_id(&self) -> ImageId {
        ImageId(Digest::of(self.json().as_bytes()))
    }
}

fn as_text<S: serde::Serializer>(value: &SimTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

fn as_texts<S: serde::Serializer>(values: &[DiffId], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(values.iter().map(|it| it.0.to_string()))
}

// The shape of these two is serde's.
fn is_false(value: &bool) -> bool {
    !value
}

fn is_zero(value: &u64) -> bool {
    *value == 0
}
