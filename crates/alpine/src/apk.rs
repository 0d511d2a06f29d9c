//! `apk`, the package manager, as a function.

use std::time::Duration;

use image::{AbsPath, FileTree, Follow, FsError, SimTime};

use crate::audit::audit;
use crate::cache::cache;
use crate::commands::{add, del, fix, update, upgrade};
use crate::database::{self, Database, RepositoryLine, repositories, repository_lines};
use crate::effect::{Effect, Log, Run};
use crate::fetch::fetch;
use crate::help::{ARGUMENTS, HELP};
use crate::info::info;
use crate::list::{list, search};
use crate::options::{Flag, Misuse, Options, Setting};
use crate::policy::{policy, version};
use crate::sources::{Freshness, Opened, open};
use crate::upstream::Upstream;

/// The only architecture that there is here.
const ARCH: &str = "x86_64";
/// The version that apk has where no database tells.
const APK_VERSION: &str = "2.14.9";
/// How old a cached index may be before `add` and `upgrade` fetch it again.
const CACHE_AGE_MAX: Duration = Duration::from_secs(4 * 3600);

/// The status of a run that never got as far as its command.
pub(crate) const FAILURE: u32 = 99;

/// A command, and who may use it.
struct Command {
    name: &'static str,
    access: Access,
    run: fn(&mut Session) -> Result<u32, Stop>,
}

/// What a command does to the container.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    Reads,
    /// Only root may.
    Writes,
}

/// All commands that are simulated.
const COMMANDS: &[Command] = &[
    Command { name: "add", access: Access::Writes, run: add },
    Command { name: "audit", access: Access::Reads, run: audit },
    Command { name: "cache", access: Access::Reads, run: cache },
    Command { name: "del", access: Access::Writes, run: del },
    Command { name: "fetch", access: Access::Reads, run: fetch },
    Command { name: "fix", access: Access::Writes, run: fix },
    Command { name: "info", access: Access::Reads, run: info },
    Command { name: "list", access: Access::Reads, run: list },
    Command { name: "policy", access: Access::Reads, run: policy },
    Command { name: "search", access: Access::Reads, run: search },
    Command { name: "update", access: Access::Writes, run: update },
    Command { name: "upgrade", access: Access::Writes, run: upgrade },
    Command { name: "version", access: Access::Reads, run: version },
];

/// The others that apk 2.14 has.
const UNSUPPORTED: &[&str] = &["dot", "index", "manifest", "stats", "verify"];

/// A run that ends before its time.
pub(crate) enum Stop {
    /// Something is not simulated.
    Unsupported(String),
}

/// Who runs `apk`, and where.
#[derive(Clone, Copy, Debug)]
pub struct Caller<'a> {
    pub uid: u32,
    pub working_dir: &'a AbsPath,
}

/// One run.
pub(crate) struct Session<'a> {
    pub(crate) options: Options,
    pub(crate) database: Database,
    pub(crate) tree: &'a mut FileTree,
    pub(crate) upstream: &'a Upstream,
    pub(crate) now: SimTime,
    pub(crate) caller: Caller<'a>,
    /// The repositories, in place of those that the tree lists.
    repositories: Option<Vec<RepositoryLine>>,
    pub(crate) log: Log,
}

/// Runs `apk` with `args` (without the program's own name) over `tree`, at `now`.
///
/// All that it knows of the container it reads from `tree`; all that it does is in `tree` and in the effects.
pub fn apk(
    args: &[String],
    tree: &mut FileTree,
    upstream: &Upstream,
    now: SimTime,
    caller: Caller,
) -> Run {
    let mut session = Session {
        options: Options::default(),
        database: Database::default(),
        tree,
        upstream,
        now,
        caller,
        repositories: None,
        log: Log::default(),
    };
    let status = session.start(args).unwrap_or_else(|stop| {
        let Stop::Unsupported(what) = stop;
        session.log.push(Effect::Unsupported { what });
        1
    });
    let code = u8::try_from(status).unwrap_or(u8::MAX);
    Run { effects: session.log.effects, code }
}

impl Session<'_> {
    /// Reads the command line, and runs the command over the tree that it means.
    fn start(&mut self, args: &[String]) -> Result<u32, Stop> {
        let known = COMMANDS.iter().map(|it| it.name).chain(UNSUPPORTED.iter().copied());
        let known: Vec<&str> = known.collect();
        self.options = match Options::parse(args, &known) {
            Ok(options) => options,
            Err(Misuse::Unsupported(option)) => {
                return Err(Stop::Unsupported(format!("apk {option}")));
            }
            Err(Misuse::Unknown(text)) => {
                self.log.error_of_getopt(&text);
                self.help(args.iter().find(|it| known.contains(&it.as_str())).map(String::as_str));
                return Ok(1);
            }
        };
        self.log.is_quiet = self.options.verbosity() < 1;
        if let Some(arch) = self.options.value(Setting::Arch).filter(|it| *it != ARCH) {
            return Err(Stop::Unsupported(format!("packages for {arch}")));
        }
        if let Some(file) = self.options.value(Setting::RepositoriesFile) {
            let file = database::text_at(self.tree, self.caller.working_dir, file);
            self.repositories = Some(repository_lines(&file.unwrap_or_default()));
        }
        match self.options.value(Setting::Root).map(|it| self.caller.working_dir.join(it)) {
            Some(root) if !root.is_root() => self.run_below(args, &root),
            Some(_) | None => self.run(args),
        }
    }

    /// Runs the command over the files below `root`, as if they were all.
    fn run_below(&mut self, args: &[String], root: &AbsPath) -> Result<u32, Stop> {
        let real = self.tree.resolve(&AbsPath::root(), root.as_str(), Follow::Last);
        let before = real.ok().and_then(|it| self.tree.subtree(&it)).unwrap_or_default();
        let mut below = before.clone();
        let mut session = Session {
            options: self.options.clone(),
            database: Database::default(),
            tree: &mut below,
            upstream: self.upstream,
            now: self.now,
            caller: self.caller,
            repositories: self.repositories.take(),
            log: std::mem::take(&mut self.log),
        };
        let result = session.run(args);
        self.log = std::mem::take(&mut session.log);
        let failed = database::directory(self.tree, root, 0o755, self.now)
            .and_then(|root| graft(&below, &before, self.tree, &root));
        if let Err(error) = failed {
            self.log.error(&format!("{root}: {error}"));
        }
        result
    }

    fn run(&mut self, args: &[String]) -> Result<u32, Stop> {
        let database = match Database::read(self.tree) {
            Err(FsError::NotFound) if self.options.has(Flag::InitDb) => {
                let mut fresh = Database::default();
                fresh.write(self.tree, self.now).map(|()| fresh)
            }
            database => database,
        };
        if let Ok(database) = &database {
            self.database = database.clone();
        }
        if self.options.has(Flag::Version) {
            let line = self.version();
            self.log.print(line);
            return Ok(0);
        }
        if self.options.has(Flag::PrintArch) {
            self.log.print(String::from(ARCH));
            return Ok(0);
        }
        let command = self.options.command.clone();
        let Some(name) = command.as_deref().filter(|_| !self.options.has(Flag::Help)) else {
            if let (Some(first), None, false) =
                (args.first(), &command, self.options.has(Flag::Help))
            {
                self.log.error(&format!("'{first}' is not an apk command. See 'apk --help'."));
            } else {
                self.help(command.as_deref());
            }
            return Ok(1);
        };
        let Some(command) = COMMANDS.iter().find(|it| it.name == name) else {
            return Err(Stop::Unsupported(format!("apk {name}")));
        };
        let needs_database = !self.options.has(Flag::Check) && !self.options.has(Flag::Test);
        if let (Err(error), true) = (database, needs_database) {
            return Ok(self.refuse("read", error));
        }
        if command.access == Access::Writes && self.caller.uid != 0 {
            return Ok(self.refuse("lock", FsError::PermissionDenied));
        }
        if self.database.is_too_large(self.tree) {
            return Err(Stop::Unsupported(String::from("so large a package database")));
        }
        (command.run)(self)
    }

    fn refuse(&mut self, action: &str, error: FsError) -> u32 {
        self.log.error(&format!("Unable to {action} database: {error}"));
        self.log.error(&format!("Failed to open apk database: {error}"));
        FAILURE
    }

    fn version(&self) -> String {
        let version =
            self.database.find("apk-tools").map_or(APK_VERSION, |it| it.package.upstream_version());
        format!("apk-tools {version}, compiled for {ARCH}.")
    }

    /// What apk says of itself, or of a command; of the latter only the beginning.
    pub(crate) fn help(&mut self, command: Option<&str>) {
        let version = self.version();
        self.log.print(version);
        self.log.print(String::new());
        match command {
            None => HELP.lines().for_each(|it| self.log.print(it.to_string())),
            Some(command) => {
                let arguments = ARGUMENTS.iter().find(|it| it.0 == command).map_or("", |it| it.1);
                self.log.print(format!("usage: apk {command} [<OPTIONS>...]{arguments}"));
                let what = format!("the rest of apk's help about `{command}`");
                self.log.push(Effect::Omitted { what });
            }
        }
    }

    /// Reads the indexes of all repositories.
    pub(crate) fn open(&mut self, freshness: Freshness) -> Result<Vec<Opened>, Stop> {
        let added = self
            .options
            .values(Setting::Repository)
            .map(|url| RepositoryLine { tag: None, url: url.trim_end_matches('/').to_string() });
        let listed = self.repositories.clone().unwrap_or_else(|| repositories(self.tree));
        let lines = added.chain(listed);
        let is_forced = freshness == Freshness::Recent && self.options.has(Flag::UpdateCache);
        let minutes = self.options.value(Setting::CacheMaxAge).and_then(|it| it.parse().ok());
        let age_max =
            minutes.map_or(CACHE_AGE_MAX, |it: u32| Duration::from_secs(u64::from(it) * 60));
        let freshness = match () {
            () if self.options.has(Flag::NoNetwork) => Freshness::Cached,
            () if self.options.has(Flag::NoCache) => Freshness::Uncached,
            () if is_forced => Freshness::New,
            () => freshness,
        };
        if !self.trusts_repositories() {
            for RepositoryLine { url, .. } in lines.collect::<Vec<RepositoryLine>>() {
                self.log.message(format!("fetch {url}/{ARCH}/APKINDEX.tar.gz"));
                self.log.warning(&format!("updating and opening {url}: UNTRUSTED signature"));
            }
            return Ok(Vec::new());
        }
        let place = (self.upstream, self.now, age_max);
        open(lines.collect(), freshness, self.tree, place, &mut self.log)
            .map_err(|it| Stop::Unsupported(format!("the package repository {}", it.url)))
    }

    /// Whether there are keys to check the indexes with.
    fn trusts_repositories(&self) -> bool {
        self.options.has(Flag::AllowUntrusted)
            || self.options.value(Setting::KeysDir).is_some()
            || self.options.value(Setting::Root).is_none()
            || self.tree.children(&AbsPath::new("/etc/apk/keys")).next().is_some()
    }
}

/// Makes the changes from `before` to `after` below the directory `root` of `tree`.
fn graft(
    after: &FileTree,
    before: &FileTree,
    tree: &mut FileTree,
    root: &AbsPath,
) -> Result<(), FsError> {
    for change in after.diff(before).changes() {
        let path = root.join(change.path.as_str().trim_start_matches('/'));
        match change.kind.entry() {
            Some(entry) => tree.insert(&path, entry.clone())?,
            None => tree.remove(&path)?,
        }
    }
    Ok(())
}
