//! The commands of `docker`: one table, from which help is printed.

use shell::{ExitCode, Process, Stop};

use super::Docker;
use super::flags::{Flag, Parsed, Value, any, filter, label, reference, variable};
use super::{build, history, images, inspect, manage, version};

/// A command that is simulated.
#[derive(Clone, Copy)]
pub(crate) struct Command {
    /// As it is typed, without `docker`.
    pub(crate) name: &'static str,
    pub(crate) usage: &'static str,
    pub(crate) about: &'static str,
    pub(crate) aliases: &'static [&'static str],
    pub(crate) arguments: Arguments,
    pub(crate) flags: &'static [Flag],
    pub(crate) run: fn(&mut Docker, &mut Process, &Parsed) -> Result<ExitCode, Stop>,
}

/// How many arguments a command takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arguments {
    None,
    Exactly(usize),
    AtMost(usize),
    AtLeast(usize),
}

/// What is simulated. `docker image NAME` finds the entry of `docker NAME` where Docker has both.
pub(crate) const COMMANDS: &[Command] = &[
    Command {
        name: "build",
        usage: "[OPTIONS] PATH | URL | -",
        about: "Build an image from a Dockerfile",
        aliases: &[],
        arguments: Arguments::Exactly(1),
        flags: BUILD,
        run: build::run,
    },
    Command {
        name: "history",
        usage: "[OPTIONS] IMAGE",
        about: "Show the history of an image",
        aliases: &[],
        arguments: Arguments::Exactly(1),
        flags: HISTORY,
        run: history::run,
    },
    Command {
        name: "images",
        usage: "[OPTIONS] [REPOSITORY[:TAG]]",
        about: "List images",
        aliases: &[],
        arguments: Arguments::AtMost(1),
        flags: IMAGES,
        run: images::run,
    },
    Command {
        name: "inspect",
        usage: "[OPTIONS] NAME|ID [NAME|ID...]",
        about: "Return low-level information on Docker objects",
        aliases: &[],
        arguments: Arguments::AtLeast(1),
        flags: INSPECT,
        run: inspect::run,
    },
    Command {
        name: "pull",
        usage: "[OPTIONS] NAME[:TAG|@DIGEST]",
        about: "Pull an image or a repository from a registry",
        aliases: &[],
        arguments: Arguments::Exactly(1),
        flags: PULL,
        run: manage::pull,
    },
    Command {
        name: "rmi",
        usage: "[OPTIONS] IMAGE [IMAGE...]",
        about: "Remove one or more images",
        aliases: &[],
        arguments: Arguments::AtLeast(1),
        flags: REMOVE,
        run: manage::remove,
    },
    Command {
        name: "tag",
        usage: "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]",
        about: "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE",
        aliases: &[],
        arguments: Arguments::Exactly(2),
        flags: &[],
        run: manage::tag,
    },
    Command {
        name: "version",
        usage: "[OPTIONS]",
        about: "Show the Docker version information",
        aliases: &[],
        arguments: Arguments::None,
        flags: VERSION,
        run: version::run,
    },
    Command {
        name: "image inspect",
        usage: "[OPTIONS] IMAGE [IMAGE...]",
        about: "Display detailed information on one or more images",
        aliases: &[],
        arguments: Arguments::AtLeast(1),
        flags: IMAGE_INSPECT,
        run: inspect::run_image,
    },
    Command {
        name: "image ls",
        usage: "[OPTIONS] [REPOSITORY[:TAG]]",
        about: "List images",
        aliases: &["list"],
        arguments: Arguments::AtMost(1),
        flags: IMAGES,
        run: images::run,
    },
    Command {
        name: "image rm",
        usage: "[OPTIONS] IMAGE [IMAGE...]",
        about: "Remove one or more images",
        aliases: &["rmi", "remove"],
        arguments: Arguments::AtLeast(1),
        flags: REMOVE,
        run: manage::remove,
    },
];

/// Commands of `docker` that also stand below `docker image`, and `docker builder build`.
pub(crate) const BELOW: &[(&str, &str)] = &[
    ("image build", "build"),
    ("image history", "history"),
    ("image pull", "pull"),
    ("image tag", "tag"),
    ("builder build", "build"),
];

/// Docker's commands that manage one kind of thing.
pub(crate) const MANAGEMENT: &[(&str, &str)] = &[
    ("builder", "Manage builds"),
    ("completion", "Generate the autocompletion script for the specified shell"),
    ("config", "Manage Docker configs"),
    ("container", "Manage containers"),
    ("context", "Manage contexts"),
    ("image", "Manage images"),
    ("manifest", "Manage Docker image manifests and manifest lists"),
    ("network", "Manage networks"),
    ("node", "Manage Swarm nodes"),
    ("plugin", "Manage plugins"),
    ("secret", "Manage Docker secrets"),
    ("service", "Manage services"),
    ("stack", "Manage Docker stacks"),
    ("swarm", "Manage Swarm"),
    ("system", "Manage Docker"),
    ("trust", "Manage trust on Docker images"),
    ("volume", "Manage volumes"),
];

/// Docker's own list; those without an entry in [`COMMANDS`] are not simulated.
pub(crate) const REAL: &[(&str, &str)] = &[
    ("attach", "Attach local standard input, output, and error streams to a running container"),
    ("build", "Build an image from a Dockerfile"),
    ("commit", "Create a new image from a container's changes"),
    ("cp", "Copy files/folders between a container and the local filesystem"),
    ("create", "Create a new container"),
    ("diff", "Inspect changes to files or directories on a container's filesystem"),
    ("events", "Get real time events from the server"),
    ("exec", "Run a command in a running container"),
    ("export", "Export a container's filesystem as a tar archive"),
    ("history", "Show the history of an image"),
    ("images", "List images"),
    ("import", "Import the contents from a tarball to create a filesystem image"),
    ("info", "Display system-wide information"),
    ("inspect", "Return low-level information on Docker objects"),
    ("kill", "Kill one or more running containers"),
    ("load", "Load an image from a tar archive or STDIN"),
    ("login", "Log in to a Docker registry"),
    ("logout", "Log out from a Docker registry"),
    ("logs", "Fetch the logs of a container"),
    ("pause", "Pause all processes within one or more containers"),
    ("port", "List port mappings or a specific mapping for the container"),
    ("ps", "List containers"),
    ("pull", "Pull an image or a repository from a registry"),
    ("push", "Push an image or a repository to a registry"),
    ("rename", "Rename a container"),
    ("restart", "Restart one or more containers"),
    ("rm", "Remove one or more containers"),
    ("rmi", "Remove one or more images"),
    ("run", "Run a command in a new container"),
    ("save", "Save one or more images to a tar archive (streamed to STDOUT by default)"),
    ("search", "Search the Docker Hub for images"),
    ("start", "Start one or more stopped containers"),
    ("stats", "Display a live stream of container(s) resource usage statistics"),
    ("stop", "Stop one or more running containers"),
    ("tag", "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE"),
    ("top", "Display the running processes of a container"),
    ("unpause", "Unpause all processes within one or more containers"),
    ("update", "Update configuration of one or more containers"),
    ("version", "Show the Docker version information"),
    ("wait", "Block until one or more containers stop, then print their exit codes"),
];

/// What stands below `docker image`.
pub(crate) const IMAGE: &[(&str, &str)] = &[
    ("build", "Build an image from a Dockerfile"),
    ("history", "Show the history of an image"),
    ("import", "Import the contents from a tarball to create a filesystem image"),
    ("inspect", "Display detailed information on one or more images"),
    ("load", "Load an image from a tar archive or STDIN"),
    ("ls", "List images"),
    ("prune", "Remove unused images"),
    ("pull", "Pull an image or a repository from a registry"),
    ("push", "Push an image or a repository to a registry"),
    ("rm", "Remove one or more images"),
    ("save", "Save one or more images to a tar archive (streamed to STDOUT by default)"),
    ("tag", "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE"),
];

/// What stands below `docker builder`.
pub(crate) const BUILDER: &[(&str, &str)] =
    &[("build", "Build an image from a Dockerfile"), ("prune", "Remove build cache")];

/// Docker does not list flags that only the classic builder has, as long as BuildKit is the default.
const HIDDEN: &str = "";
const TEXT: Value = Value::Text("string", any);
const LIST: Value = Value::Text("list", any);
const FORMAT_IMAGES: Flag =
    Flag::new("format", None, TEXT, "Pretty-print images using a Go template");
const NO_TRUNC: Flag = Flag::new("no-trunc", None, Value::Switch, "Don't truncate output");
const QUIET_IDS: Flag = Flag::new("quiet", Some('q'), Value::Switch, "Only show image IDs");
const TRUST: Flag = Flag::real(
    "disable-content-trust",
    None,
    Value::Switch,
    "Skip image verification (default true)",
);
const FORMAT_OUTPUT: Flag =
    Flag::new("format", Some('f'), TEXT, "Format the output using the given Go template");

const HISTORY: &[Flag] = &[
    FORMAT_IMAGES,
    Flag::new(
        "human",
        Some('H'),
        Value::Switch,
        "Print sizes and dates in human readable format (default true)",
    ),
    NO_TRUNC,
    QUIET_IDS,
];

const IMAGES: &[Flag] = &[
    Flag::new(
        "all",
        Some('a'),
        Value::Switch,
        "Show all images (default hides intermediate images)",
    ),
    Flag::new("digests", None, Value::Switch, "Show digests"),
    Flag::new(
        "filter",
        Some('f'),
        Value::Text("filter", filter),
        "Filter output based on conditions provided",
    ),
    FORMAT_IMAGES,
    NO_TRUNC,
    QUIET_IDS,
];

const INSPECT: &[Flag] = &[
    FORMAT_OUTPUT,
    Flag::new(
        "size",
        Some('s'),
        Value::Switch,
        "Display total file sizes if the type is container",
    ),
    Flag::new("type", None, TEXT, "Return JSON for specified type"),
];

const IMAGE_INSPECT: &[Flag] = &[FORMAT_OUTPUT];

const PULL: &[Flag] = &[
    Flag::real(
        "all-tags",
        Some('a'),
        Value::Switch,
        "Download all tagged images in the repository",
    ),
    TRUST,
    Flag::real("platform", None, TEXT, "Set platform if server is multi-platform capable"),
    Flag::new("quiet", Some('q'), Value::Switch, "Suppress verbose output"),
];

const REMOVE: &[Flag] = &[
    Flag::new("force", Some('f'), Value::Switch, "Force removal of the image"),
    Flag::real("no-prune", None, Value::Switch, "Do not delete untagged parents"),
];

const VERSION: &[Flag] =
    &[FORMAT_OUTPUT, Flag::real("kubeconfig", None, TEXT, "Kubernetes config file")];

const BUILD: &[Flag] = &[
    Flag::real("add-host", None, LIST, "Add a custom host-to-IP mapping (host:ip)"),
    Flag::new("build-arg", None, Value::Text("list", variable), "Set build-time variables"),
    Flag::real(
        "cache-from",
        None,
        Value::Text("strings", any),
        "Images to consider as cache sources",
    ),
    Flag::new("compress", None, Value::Switch, HIDDEN),
    TRUST,
    Flag::new("file", Some('f'), TEXT, "Name of the Dockerfile (Default is 'PATH/Dockerfile')"),
    Flag::new("force-rm", None, Value::Switch, HIDDEN),
    Flag::new("iidfile", None, TEXT, "Write the image ID to the file"),
    Flag::real("isolation", None, TEXT, "Container isolation technology"),
    Flag::new("label", None, Value::Text("list", label), "Set metadata for an image"),
    Flag::real("memory", Some('m'), Value::Text("bytes", any), HIDDEN),
    Flag::new(
        "network",
        None,
        TEXT,
        "Set the networking mode for the RUN instructions during build (default \"default\")",
    ),
    Flag::new("no-cache", None, Value::Switch, "Do not use cache when building the image"),
    Flag::real(
        "output",
        Some('o'),
        Value::Text("stringArray", any),
        "Output destination (format: type=local,dest=path)",
    ),
    Flag::real("platform", None, TEXT, "Set platform if server is multi-platform capable"),
    Flag::new(
        "progress",
        None,
        TEXT,
        "Set type of progress output (auto, plain, tty). Use plain to show container output (default \"auto\")",
    ),
    Flag::new("pull", None, Value::Switch, "Always attempt to pull a newer version of the image"),
    Flag::new(
        "quiet",
        Some('q'),
        Value::Switch,
        "Suppress the build output and print image ID on success",
    ),
    Flag::new("rm", None, Value::Switch, HIDDEN),
    Flag::real(
        "secret",
        None,
        Value::Text("stringArray", any),
        "Secret file to expose to the build (only if BuildKit enabled): id=mysecret,src=/local/secret",
    ),
    Flag::real("squash", None, Value::Switch, HIDDEN),
    Flag::real(
        "ssh",
        None,
        Value::Text("stringArray", any),
        "SSH agent socket or keys to expose to the build (only if BuildKit enabled) (format: default|<id>[=<socket>|<key>[,<key>]])",
    ),
    Flag::new(
        "tag",
        Some('t'),
        Value::Text("list", reference),
        "Name and optionally a tag in the 'name:tag' format",
    ),
    Flag::new("target", None, TEXT, "Set the target build stage to build."),
];
