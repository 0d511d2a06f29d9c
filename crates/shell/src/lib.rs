//! Runs a command line over a root file system: a POSIX shell (as BusyBox ash behaves) and small programs.

mod costs;
mod limits;
mod machine;
mod process;
mod shell;
mod start;

pub use costs::Costs;
pub use limits::{Limit, Limits, Stop};
pub use machine::{Activity, Command, ExitCode, Machine, Stream, Traced, User};
pub use process::Process;
pub use shell::{Extras, Interpreted, Shell};
pub use start::{StartError, run};
