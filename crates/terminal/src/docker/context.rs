//! The build context and the Dockerfile, as the client finds them on the laptop.
//!
//! As docker/cli: cli/command/image/build/context.go and build_buildkit.go.

use dockerfile::Ignore;
use engine::{Builder, Context};
use image::{AbsPath, EntryKind, FileTree, Follow, FsError};
use shell::{Process, Stop};

use super::sent_archive;
use crate::render::missing_dockerfile;
use crate::wording::{FROM_DAEMON, FROM_FRONTEND};

/// What Docker looks for when nothing is said.
const DOCKERFILE: &str = "Dockerfile";
/// Where the engine unpacks what it is sent. Docker draws the numbers by chance; here they are always the same.
const BUILDKIT_DIRECTORY: &str = "/var/lib/docker/tmp/buildkit-mount3912440766";
const CLASSIC_DIRECTORY: &str = "/var/lib/docker/tmp/docker-builder613731773";

/// What the client has found.
pub(crate) struct Found {
    pub(crate) context: Context,
    pub(crate) dockerfile: String,
    pub(crate) dockerfile_name: String,
}

/// Why nothing is sent: what the client prints on standard error.
pub(crate) struct Refusal(pub(crate) String);

/// Finds the context at `path`, and the Dockerfile `file` in it or beside it.
pub(crate) fn find(
    process: &mut Process,
    builder: Builder,
    path: &str,
    file: Option<&str>,
) -> Result<Result<Found, Refusal>, Stop> {
    let is_url = ["http://", "https://", "git://", "git@", "github.com/"];
    if is_url.iter().any(|it| path.starts_with(it)) {
        return Err(Stop::unsupported("a build context from a URL"));
    }
    let cwd = process.cwd().clone();
    let now = process.machine().now;
    let found = match (path, file) {
        ("-", Some("-")) => Err(Missing::Options(
            "invalid argument: can't use stdin for both build context and dockerfile".to_string(),
        )),
        ("-", _) => sent_archive::files(&process.stdin()?, now)
            .map_err(Missing::Client)
            .and_then(|tree| Laptop { tree: &tree, cwd: AbsPath::root() }.find_sent(builder, file)),
        (_, Some("-")) => {
            let dockerfile = String::from_utf8_lossy(&process.stdin()?).into_owned();
            Laptop { tree: &process.machine().tree, cwd }.find_around(builder, path, dockerfile)
        }
        (_, _) => Laptop { tree: &process.machine().tree, cwd }.find(builder, path, file),
    };
    Ok(found.map_err(|error| match error {
        Missing::Options(text) => Refusal(format!("{text}\n")),
        Missing::Daemon(text) => Refusal(format!("{FROM_DAEMON}{text}\n")),
        Missing::Checked(text) => Refusal(format!("error checking context: '{text}'.\n")),
        Missing::Client(text) => Refusal(format!("unable to prepare context: {text}\n")),
        Missing::Classic(text) => {
            Refusal(format!("{FROM_DAEMON}unexpected error reading Dockerfile: {text}\n"))
        }
        Missing::BuildKit { name, text } => Refusal(format!(
            "{}{FROM_FRONTEND}failed to read dockerfile: {text}\n",
            missing_dockerfile(&name, now)
        )),
    }))
}

/// Who finds out that something is missing.
enum Missing {
    /// The client, which looks through the context before it sends it.
    Checked(String),
    /// Nothing is: the options contradict each other.
    Options(String),
    /// The engine, which got the context and not the Dockerfile by itself.
    Daemon(String),
    Client(String),
    Classic(String),
    BuildKit {
        name: String,
        text: String,
    },
}

struct Laptop<'a> {
    tree: &'a FileTree,
    cwd: AbsPath,
}

impl Laptop<'_> {
    fn find(&self, builder: Builder, path: &str, file: Option<&str>) -> Result<Found, Missing> {
        let root = self.root(path)?;
        let wanted = match file {
            Some(file) => self.cwd.join(file),
            None => self.default_dockerfile(&root),
        };
        let dockerfile = self.read(builder, &wanted)?;
        let dockerfile_name = match (builder, wanted.below(&root)) {
            (Builder::Classic, Some(below)) => below.to_string(),
            (Builder::Classic, None) | (Builder::BuildKit, _) => wanted.name().to_string(),
        };
        let ignore = self.ignore(builder, &root, &wanted);
        if builder == Builder::Classic
            && let Some(Err(error)) = ignore.as_deref().map(Ignore::parse)
        {
            return Err(Missing::Checked(error.to_string()));
        }
        let context = Context { tree: sent(self.tree, &root), root: AbsPath::root(), ignore };
        Ok(Found { context, dockerfile, dockerfile_name })
    }

    /// The same in a context that was sent as it is: the classic engine looks for the Dockerfile itself.
    ///
    /// As moby: builder/remotecontext/detect.go, `withDockerfileFromContext`.
    fn find_sent(&self, builder: Builder, file: Option<&str>) -> Result<Found, Missing> {
        let name = file.unwrap_or(DOCKERFILE);
        let cleaned = dockerfile::clean_path(name);
        if builder == Builder::Classic && (cleaned == ".." || cleaned.starts_with("../")) {
            return Err(Missing::Daemon(format!("path outside the build context: {name} ()")));
        }
        let found = self.find(builder, ".", file);
        found.map_err(|error| match (error, builder) {
            (Missing::Client(_), Builder::Classic) => {
                Missing::Daemon(format!("Cannot locate specified Dockerfile: {name}"))
            }
            (error, _) => error,
        })
    }

    /// The same with a Dockerfile from elsewhere.
    fn find_around(
        &self,
        builder: Builder,
        path: &str,
        dockerfile: String,
    ) -> Result<Found, Missing> {
        let root = self.root(path)?;
        let ignore = self.ignore(builder, &root, &root.child(DOCKERFILE));
        let context = Context { tree: sent(self.tree, &root), root: AbsPath::root(), ignore };
        Ok(Found { context, dockerfile, dockerfile_name: DOCKERFILE.to_string() })
    }

    fn root(&self, path: &str) -> Result<AbsPath, Missing> {
        let not_found = || Missing::Client(format!("path \"{path}\" not found"));
        let root = self.resolve(path).map_err(|_| not_found())?;
        if !self.tree.entry(&root).is_some_and(|it| it.is_directory()) {
            return Err(Missing::Client(format!("context must be a directory: {root}")));
        }
        Ok(root)
    }

    fn resolve(&self, path: &str) -> Result<AbsPath, FsError> {
        self.tree.resolve(&self.cwd, path, Follow::Last)
    }

    /// `Dockerfile`, or else `dockerfile`.
    fn default_dockerfile(&self, root: &AbsPath) -> AbsPath {
        let names = [DOCKERFILE.to_string(), DOCKERFILE.to_lowercase()];
        let found = names.iter().map(|it| root.child(it)).find(|it| self.tree.entry(it).is_some());
        found.unwrap_or_else(|| root.child(DOCKERFILE))
    }

    fn read(&self, builder: Builder, path: &AbsPath) -> Result<String, Missing> {
        let name = path.name().to_string();
        let found = self.resolve(path.as_str()).ok().and_then(|it| self.tree.entry(&it));
        match (found.map(|it| &it.kind), builder) {
            (Some(EntryKind::File(content)), _) => Ok(content.text().into_owned()),
            (Some(_), Builder::Classic) => {
                Err(Missing::Classic(format!("read {CLASSIC_DIRECTORY}/{name}: is a directory")))
            }
            (None, Builder::Classic) => Err(Missing::Client(format!(
                "unable to evaluate symlinks in Dockerfile path: lstat {path}: no such file or directory"
            ))),
            (Some(_), Builder::BuildKit) => {
                let text = format!("read {BUILDKIT_DIRECTORY}/{name}: is a directory");
                Err(Missing::BuildKit { name, text })
            }
            (None, Builder::BuildKit) => {
                let text = format!("open {BUILDKIT_DIRECTORY}/{name}: no such file or directory");
                Err(Missing::BuildKit { name, text })
            }
        }
    }

    /// The text of `.dockerignore`; for BuildKit, a Dockerfile's own goes first.
    fn ignore(&self, builder: Builder, root: &AbsPath, dockerfile: &AbsPath) -> Option<String> {
        let own = match builder {
            Builder::BuildKit => dockerfile
                .parent()
                .map(|it| it.child(&format!("{}.dockerignore", dockerfile.name()))),
            Builder::Classic => None,
        };
        let candidates = own.into_iter().chain([root.child(".dockerignore")]);
        let texts = candidates.filter_map(|path| {
            let path = self.resolve(path.as_str()).ok()?;
            self.tree.entry(&path)?.content().map(|it| it.text().into_owned())
        });
        texts.into_iter().next()
    }
}

/// The directory `root` as the client sends it: all that is in it belongs to root.
fn sent(tree: &FileTree, root: &AbsPath) -> FileTree {
    let mut sent = tree.subtree(root).expect("a context is a directory");
    let paths: Vec<AbsPath> =
        sent.walk(&AbsPath::root()).into_iter().map(|(path, _)| path).collect();
    for path in paths {
        let owned = sent.update(&path, |it| (it.uid, it.gid) = (0, 0));
        owned.expect("what a walk found is there");
    }
    sent
}
