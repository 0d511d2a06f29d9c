//! An interactive shell that stays.

use image::AbsPath;

use crate::limits::Stop;
use crate::machine::{Command, ExitCode, Machine};
use crate::process::Process;

/// An interactive shell: variables, working directory, functions, umask, aliases, last status.
#[derive(Clone, Debug)]
pub struct Shell {
    command: Command,
    status: u8,
}

/// How a piece of script text ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interpreted {
    /// It ran, and the shell waits for more.
    Complete(ExitCode),
    /// It ended the shell: `exit`, or `set -e`.
    Exited(ExitCode),
    /// It is the beginning of something: an open quote, here-document, `if`. Nothing was run.
    Incomplete,
}

/// Programs that a machine has beside the table.
pub trait Extras {
    /// Whether `name` is one of them.
    fn has(&self, name: &str) -> bool;

    /// Runs it. It may read and change files through the process, and print.
    fn run(&mut self, name: &str, process: &mut Process) -> Result<ExitCode, Stop>;
}

impl Shell {
    /// A shell that starts with the environment, directory and user of `command`; `argv[0]` is its name in messages.
    pub fn new(command: Command) -> Shell {
        Shell { command, status: 0 }
    }

    /// Runs a piece of script text.
    pub fn interpret(
        &mut self,
        machine: &mut Machine,
        _text: &str,
        _extras: &mut dyn Extras,
    ) -> Interpreted {
        let _process = Process::new(machine, self.command.clone());
        Interpreted::Complete(ExitCode(self.status))
    }

    /// The working directory.
    pub fn working_dir(&self) -> &AbsPath {
        &self.command.working_dir
    }

    /// The exit status of the last command.
    pub fn last_status(&self) -> u8 {
        self.status
    }
}
