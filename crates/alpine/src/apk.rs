//! `apk`, the package manager, as a function.

use image::{FileTree, FsError, SimTime};

use crate::commands::{add, del, fix, update, upgrade};
use crate::database::{Database, RepositoryLine, repositories};
use crate::effect::{Effect, Log, Run};
use crate::info::info;
use crate::options::{Flag, Misuse, Options};
use crate::sources::{Freshness, Opened, open};
use crate::upstream::Upstream;

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
    Command { name: "del", access: Access::Writes, run: del },
    Command { name: "fix", access: Access::Writes, run: fix },
    Command { name: "update", access: Access::Writes, run: update },
    Command { name: "upgrade", access: Access::Writes, run: upgrade },
    Command { name: "info", access: Access::Reads, run: info },
];

/// The others that apk 2.14 has.
const UNSUPPORTED: &[&str] = &[
    "audit", "cache", "dot", "fetch", "index", "list", "manifest", "policy", "search", "stats",
    "verify", "version",
];

/// A run that ends before its time.
pub(crate) enum Stop {
    /// Something is not simulated.
    Unsupported(String),
}

/// One run.
pub(crate) struct Session<'a> {
    pub(crate) options: Options,
    pub(crate) database: Database,
    pub(crate) tree: &'a mut FileTree,
    pub(crate) upstream: &'a Upstream,
    pub(crate) now: SimTime,
    pub(crate) log: Log,
}

/// Runs `apk` with `args` (without the program's own name) as the user `uid` over `tree`, at `now`.
///
/// All that it knows of the container it reads from `tree`; all that it does is in `tree` and in the effects.
pub fn apk(
    args: &[String],
    tree: &mut FileTree,
    upstream: &Upstream,
    now: SimTime,
    uid: u32,
) -> Run {
    let mut session = Session {
        options: Options::default(),
        database: Database::default(),
        tree,
        upstream,
        now,
        log: Log::default(),
    };
    let status = session.run(args, uid).unwrap_or_else(|stop| {
        let Stop::Unsupported(what) = stop;
        session.log.push(Effect::Unsupported { what });
        1
    });
    let code = u8::try_from(status).unwrap_or(u8::MAX);
    Run { effects: session.log.effects, code }
}

impl Session<'_> {
    fn run(&mut self, args: &[String], uid: u32) -> Result<u32, Stop> {
        let known = COMMANDS.iter().map(|it| it.name).chain(UNSUPPORTED.iter().copied());
        let known: Vec<&str> = known.collect();
        self.options = match Options::parse(args, &known) {
            Ok(options) => options,
            Err(Misuse::Unsupported(option)) => {
                return Err(Stop::Unsupported(format!("apk {option}")));
            }
            Err(Misuse::Unknown(text)) => {
                self.log.error_of_getopt(&text);
                return Ok(1);
            }
        };
        self.log.is_quiet = 0 < self.options.quiet;
        let database = Database::read(self.tree);
        if let Ok(database) = &database {
            self.database = database.clone();
        }
        if self.options.has(Flag::Version) {
            let line = self.version();
            self.log.print(line);
            return Ok(0);
        }
        if self.options.has(Flag::PrintArch) {
            self.log.print(String::from("x86_64"));
            return Ok(0);
        }
        let Some(name) = self.options.command.clone().filter(|_| !self.options.has(Flag::Help))
        else {
            return self.usage(args);
        };
        let Some(command) = COMMANDS.iter().find(|it| it.name == name) else {
            return Err(Stop::Unsupported(format!("apk {name}")));
        };
        if let Err(error) = database {
            return Ok(self.refuse("read", error));
        }
        if command.access == Access::Writes && uid != 0 {
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
        let version = self.database.find("apk-tools").map_or("", |it| &it.package.version);
        let version = version.rsplit_once("-r").map_or(version, |(version, _)| version);
        format!("apk-tools {version}, compiled for x86_64.")
    }

    fn usage(&mut self, args: &[String]) -> Result<u32, Stop> {
        if let (Some(first), false) = (args.first(), self.options.has(Flag::Help)) {
            self.log.error(&format!("'{first}' is not an apk command. See 'apk --help'."));
            return Ok(1);
        }
        let version = self.version();
        self.log.print(version);
        self.log.print(String::new());
        self.log.print(String::from("usage: apk [<OPTIONS>...] COMMAND [<ARGUMENTS>...]"));
        Err(Stop::Unsupported(String::from("the rest of apk's help")))
    }

    /// Reads the indexes of all repositories.
    pub(crate) fn open(&mut self, freshness: Freshness) -> Result<Vec<Opened>, Stop> {
        let added = self
            .options
            .repositories
            .iter()
            .map(|url| RepositoryLine { tag: None, url: url.trim_end_matches('/').to_string() });
        let lines = added.chain(repositories(self.tree)).collect();
        let is_forced = freshness == Freshness::Recent && self.options.has(Flag::UpdateCache);
        let freshness = match () {
            () if self.options.has(Flag::NoNetwork) => Freshness::Cached,
            () if self.options.has(Flag::NoCache) => Freshness::Uncached,
            () if is_forced => Freshness::New,
            () => freshness,
        };
        open(lines, freshness, self.tree, self.upstream, self.now, &mut self.log)
            .map_err(|it| Stop::Unsupported(format!("the package repository {}", it.url)))
    }
}
