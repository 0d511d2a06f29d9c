//! What a program sees.

use std::time::Duration;

use image::AbsPath;

use crate::limits::Stop;
use crate::machine::{Activity, Command, ExitCode, Machine, Stream, Traced, User};

/// A running program: its arguments, its files, its clock, and the machine around it.
pub struct Process<'w, 'a> {
    machine: &'w mut Machine<'a>,
    command: Command,
}

impl<'w, 'a> Process<'w, 'a> {
    pub(crate) fn new(machine: &'w mut Machine<'a>, command: Command) -> Process<'w, 'a> {
        Process { machine, command }
    }

    pub(crate) fn start(&mut self) -> Result<ExitCode, Stop> {
        Ok(ExitCode::SUCCESS)
    }

    /// The program's name and arguments.
    pub fn argv(&self) -> &[String] {
        &self.command.argv
    }

    /// The value of an environment variable.
    pub fn env(&self, name: &str) -> Option<&str> {
        self.command.env.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// The environment, in order.
    pub fn envs(&self) -> &[(String, String)] {
        &self.command.env
    }

    /// The working directory.
    pub fn cwd(&self) -> &AbsPath {
        &self.command.working_dir
    }

    /// Whom the program runs as.
    pub fn user(&self) -> User {
        self.command.user
    }

    /// The machine around it.
    pub fn machine(&mut self) -> &mut Machine<'a> {
        self.machine
    }

    /// Writes to standard output.
    pub fn print(&mut self, text: &str) -> Result<(), Stop> {
        self.printed(Stream::Stdout, text)
    }

    /// Writes to standard error.
    pub fn eprint(&mut self, text: &str) -> Result<(), Stop> {
        self.printed(Stream::Stderr, text)
    }

    /// Lets time pass.
    pub fn spend(&mut self, time: Duration) {
        self.machine.now = self.machine.now + time;
    }

    /// Takes `steps` steps.
    pub fn burn(&mut self, _steps: u64) -> Result<(), Stop> {
        Ok(())
    }

    fn printed(&mut self, stream: Stream, text: &str) -> Result<(), Stop> {
        let at = self.machine.now;
        let activity = Activity::Printed { stream, text: String::from(text) };
        self.machine.trace.push(Traced { at, activity });
        Ok(())
    }
}
