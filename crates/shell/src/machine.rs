//! What a run sees, and what it leaves.

use image::{AbsPath, FileTree, SimTime};

use crate::costs::Costs;
use crate::limits::{Limit, Limits};

/// A machine that programs see: its files, its clock, its limits.
#[derive(Clone, Debug)]
pub struct Machine<'a> {
    /// The root file system; it changes as programs write.
    pub tree: FileTree,
    /// Where files may be changed and where not; of several paths the longest counts. Nothing is said: everywhere.
    pub access: Vec<(AbsPath, Access)>,
    /// The clock; it moves on by [`Costs`].
    pub now: SimTime,
    /// The machine's name, as `hostname` prints it.
    pub hostname: String,
    /// The packages that can be had.
    pub upstream: &'a alpine::Upstream,
    /// How long work takes.
    pub costs: Costs,
    /// How far a run may go.
    pub limits: Limits,
    /// What happened, in order.
    pub trace: Vec<Traced>,
}

/// Whether a part of the tree may be changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// As permissions say.
    Writable,
    /// By nobody.
    ReadOnly,
}

/// Something that a run did, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
    /// The moment it was done.
    pub at: SimTime,
    /// What was done.
    pub activity: Activity,
}

/// What a run can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Activity {
    /// A program was started; the shell's own commands are none.
    ProgramStarted { argv: Vec<String> },
    /// Text reached the run's output, as a terminal or a log shows it.
    Printed { stream: Stream, text: String },
    /// Bytes came over the simulated network.
    Fetched { url: String, bytes: u64 },
    /// A program ended.
    ProgramExited { program: String, code: u8 },
    /// The simulator gave up; the run ended here.
    LimitReached { limit: Limit },
}

/// Where text is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stream {
    /// File descriptor 1.
    Stdout,
    /// File descriptor 2.
    Stderr,
}

/// How a program is started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// The program's name or path, and its arguments.
    pub argv: Vec<String>,
    /// The environment, in order.
    pub env: Vec<(String, String)>,
    /// The working directory.
    pub working_dir: AbsPath,
    /// Whom the program runs as.
    pub user: User,
    /// All that the program can read from its standard input.
    pub stdin: Vec<u8>,
}

/// Whom a program runs as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// The user's number; 0 is root.
    pub uid: u32,
    /// The group's number.
    pub gid: u32,
}

/// How a program ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExitCode(pub u8);

impl ExitCode {
    /// What a run gives that a limit of the simulator ended. The trace says which.
    pub const LIMIT_REACHED: ExitCode = ExitCode(125);
    /// All went well.
    pub const SUCCESS: ExitCode = ExitCode(0);
    /// What most programs give for an error.
    pub const FAILURE: ExitCode = ExitCode(1);
}

/// What a program gives that `SIGPIPE` ended.
pub(crate) const BROKEN_PIPE: ExitCode = ExitCode(128 + 13);
