//! Runs a command line over a root file system: a POSIX shell (as BusyBox ash behaves) and small programs.
//!
//! [`run()`] starts a program in a container; a [`Shell`] is the one that waits in a terminal. Both work on a
//! [`Machine`], change its files and its clock, and leave a trace. Programs see a [`Process`].

mod arithmetic;
mod ast;
mod builtins;
mod costs;
mod dates;
mod deflate;
mod escape;
mod exec;
mod expand;
mod files;
mod flow;
mod input;
mod interpreter;
mod limits;
mod machine;
mod md5;
mod mode;
mod mounts;
mod pattern;
mod process;
mod programs;
mod regex;
mod shell;
mod signals;
mod sizes;
mod start;
mod state;
mod streams;
mod syntax;
mod users;
mod variables;

pub use costs::Costs;
pub use files::Changed;
pub use limits::{Limit, Limits, Stop};
pub use machine::{Access, Activity, Command, ExitCode, Machine, Stream, Traced, User};
pub use mode::apply as apply_mode;
pub use process::Process;
pub use programs::{PROGRAMS, Program};
pub use shell::{Extras, Interpreted, Shell};
pub use start::{StartError, run};
