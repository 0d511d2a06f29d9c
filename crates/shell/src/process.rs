//! What a program sees.

use std::time::Duration;

use image::{AbsPath, FsError};

use crate::limits::{Limit, Stop};
use crate::machine::{Activity, Command, ExitCode, Machine, Stream, Traced, User};
use crate::shell::Extras;
use crate::signals::Signal;
use crate::streams::{Description, Descriptors, Overflow};

/// What a running program has of its own. A child starts with a copy.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    pub(crate) argv: Vec<String>,
    pub(crate) env: Vec<(String, String)>,
    pub(crate) cwd: AbsPath,
    pub(crate) user: User,
    pub(crate) umask: u32,
    pub(crate) descriptors: Descriptors,
    /// The numbers of the processes from the first one to this one.
    lineage: Vec<u32>,
    /// What was written to standard output did not all arrive.
    pub(crate) lost: Option<Written>,
}

impl Task {
    pub(crate) fn new(command: Command) -> Task {
        Task {
            argv: command.argv,
            env: command.env,
            cwd: command.working_dir,
            user: command.user,
            umask: 0o022,
            descriptors: Descriptors::new(&command.stdin),
            lineage: vec![1],
            lost: None,
        }
    }
}

/// A running program: its arguments, its files, its clock, and the machine around it.
pub struct Process<'w, 'a> {
    pub(crate) machine: &'w mut Machine<'a>,
    pub(crate) extras: Option<&'w mut (dyn Extras + 'w)>,
    pub(crate) task: Task,
    pub(crate) left: Left,
    /// The number of the process that was started last.
    last_pid: u32,
    /// Signals on their way, each with the process that it is for.
    signals: Vec<(u32, Signal)>,
}

/// How much is left of each limit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Left {
    fuel: u64,
    depth: u32,
    bytes: u64,
    output: u64,
}

impl<'w, 'a> Process<'w, 'a> {
    pub(crate) fn new(
        machine: &'w mut Machine<'a>,
        task: Task,
        extras: Option<&'w mut (dyn Extras + 'w)>,
    ) -> Process<'w, 'a> {
        let limits = machine.limits;
        let left = Left {
            fuel: limits.fuel,
            depth: limits.depth,
            bytes: limits.bytes,
            output: limits.output,
        };
        Process { machine, extras, task, left, last_pid: 1, signals: Vec::new() }
    }

    /// The program's name and arguments.
    pub fn argv(&self) -> &[String] {
        &self.task.argv
    }

    /// The arguments without the program's name.
    pub fn args(&self) -> &[String] {
        self.task.argv.get(1..).unwrap_or_default()
    }

    /// The name that the program prints before its messages: the last part of how it was called.
    pub fn name(&self) -> &str {
        let program = self.task.argv.first().map_or("", String::as_str);
        program.rsplit('/').next().unwrap_or(program)
    }

    /// The value of an environment variable.
    pub fn env(&self, name: &str) -> Option<&str> {
        self.task.env.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// The environment, in order.
    pub fn envs(&self) -> &[(String, String)] {
        &self.task.env
    }

    /// The working directory, free of links.
    pub fn cwd(&self) -> &AbsPath {
        &self.task.cwd
    }

    /// Whom the program runs as.
    pub fn user(&self) -> User {
        self.task.user
    }

    /// The number of this process.
    pub(crate) fn pid(&self) -> u32 {
        self.task.lineage.last().copied().unwrap_or(1)
    }

    /// The number of the process that started it; 0 for the first one.
    pub(crate) fn parent_pid(&self) -> u32 {
        self.task.lineage.iter().rev().nth(1).copied().unwrap_or(0)
    }

    /// Becomes a child of itself, until the task is set back; gives its number.
    pub(crate) fn fork(&mut self) -> u32 {
        self.last_pid += 1;
        self.task.lineage.push(self.last_pid);
        self.last_pid
    }

    /// Sends a signal to this process or one that it descends from; says whether `pid` is one.
    pub(crate) fn send_signal(&mut self, pid: u32, signal: Signal) -> bool {
        let known = self.task.lineage.contains(&pid);
        if known && signal != Signal::EXIT {
            self.signals.push((pid, signal));
        }
        known
    }

    /// The next signal for this process.
    pub(crate) fn next_signal(&self) -> Option<Signal> {
        let pid = self.pid();
        self.signals.iter().find(|it| it.0 == pid).map(|it| it.1)
    }

    /// As [`Process::next_signal`], and it has arrived.
    pub(crate) fn take_signal(&mut self) -> Option<Signal> {
        let pid = self.pid();
        let at = self.signals.iter().position(|it| it.0 == pid)?;
        Some(self.signals.remove(at).1)
    }

    /// The machine around it.
    pub fn machine(&mut self) -> &mut Machine<'a> {
        self.machine
    }

    /// Writes to standard output.
    pub fn print(&mut self, text: impl AsRef<[u8]>) -> Result<(), Stop> {
        match self.write_to(1, text.as_ref())? {
            Written::All => (),
            lost @ (Written::BadDescriptor | Written::NoSpace) => self.task.lost = Some(lost),
        }
        Ok(())
    }

    /// Writes to standard error.
    pub fn eprint(&mut self, text: impl AsRef<[u8]>) -> Result<(), Stop> {
        self.write_to(2, text.as_ref()).map(|_| ())
    }

    /// Prints `message` behind the program's name, as an error is reported, and gives the exit code 1.
    pub fn fail(&mut self, message: impl AsRef<str>) -> Result<ExitCode, Stop> {
        let line = format!("{}: {}\n", self.name(), message.as_ref());
        self.eprint(line)?;
        Ok(ExitCode::FAILURE)
    }

    /// Whether what is written to `fd` goes to the terminal.
    pub fn is_terminal(&self, fd: u32) -> bool {
        let handle = self.task.descriptors.get(fd);
        handle.is_some_and(|it| matches!(&*it.borrow(), Description::Run(_)))
    }

    /// Lets time pass.
    pub fn spend(&mut self, time: Duration) {
        self.machine.now = self.machine.now + time;
    }

    /// Takes `steps` steps, which take time too.
    pub fn burn(&mut self, steps: u64) -> Result<(), Stop> {
        self.left.fuel = self.left.fuel.checked_sub(steps).ok_or(Stop::Limit(Limit::OutOfFuel))?;
        let time = self.machine.costs.step.saturating_mul(steps);
        self.spend(Duration::from_micros(time));
        Ok(())
    }

    /// Steps for looking at `bytes` bytes.
    pub(crate) fn burn_bytes(&mut self, bytes: usize) -> Result<(), Stop> {
        self.burn(bytes as u64 / 256)
    }

    /// Counts one more level of nesting; [`Process::leave`] ends it.
    pub(crate) fn enter(&mut self) -> Result<(), Stop> {
        self.left.depth = self.left.depth.checked_sub(1).ok_or(Stop::Limit(Limit::TooDeep))?;
        Ok(())
    }

    pub(crate) fn leave(&mut self) {
        self.left.depth += 1;
    }

    /// Takes `bytes` of the file system's room, if there is so much.
    pub(crate) fn grow(&mut self, bytes: u64) -> Result<(), FsError> {
        self.left.bytes = self.left.bytes.checked_sub(bytes).ok_or(FsError::NoSpace)?;
        Ok(())
    }

    /// Gives back room that was taken.
    pub(crate) fn shrink(&mut self, bytes: u64) {
        self.left.bytes = self.left.bytes.saturating_add(bytes);
    }

    /// The most bytes that one variable, pipe or substitution may hold.
    pub(crate) fn most_bytes(&self) -> usize {
        usize::try_from(self.machine.limits.output).unwrap_or(usize::MAX)
    }

    /// Notes that something happened.
    pub fn note(&mut self, activity: Activity) {
        let at = self.machine.now;
        self.machine.trace.push(Traced { at, activity });
    }

    /// Writes to a descriptor; says whether it could be written to.
    pub(crate) fn write_to(&mut self, fd: u32, bytes: &[u8]) -> Result<Written, Stop> {
        self.burn_bytes(bytes.len())?;
        if bytes.is_empty() {
            return Ok(Written::All);
        }
        let Some(handle) = self.task.descriptors.get(fd).cloned() else {
            return Ok(Written::BadDescriptor);
        };
        let most = self.most_bytes();
        match &mut *handle.borrow_mut() {
            Description::Run(stream) => self.print_to_run(*stream, bytes)?,
            Description::Input(_) => return Ok(Written::BadDescriptor),
            Description::Output(output) => {
                let most = match output.overflow {
                    Overflow::Stop => most / 8,
                    Overflow::Limit => most,
                };
                output.bytes.extend_from_slice(bytes);
                if most < output.bytes.len() {
                    output.bytes.truncate(most);
                    return Err(match output.overflow {
                        Overflow::Stop => Stop::BrokenPipe,
                        Overflow::Limit => Stop::Limit(Limit::TooMuchOutput),
                    });
                }
            }
            Description::File(file) => return self.write_to_file(file, bytes),
            Description::Device(device) => return self.write_to_device(*device, bytes),
        }
        Ok(Written::All)
    }

    fn write_to_device(&mut self, device: image::Device, bytes: &[u8]) -> Result<Written, Stop> {
        match device {
            crate::mounts::FULL => Ok(Written::NoSpace),
            crate::mounts::TTY => {
                self.print_to_run(Stream::Stdout, bytes)?;
                Ok(Written::All)
            }
            image::Device::Character { .. } | image::Device::Block { .. } => Ok(Written::All),
        }
    }

    fn print_to_run(&mut self, stream: Stream, bytes: &[u8]) -> Result<(), Stop> {
        let length = bytes.len() as u64;
        self.left.output =
            self.left.output.checked_sub(length).ok_or(Stop::Limit(Limit::TooMuchOutput))?;
        let text = String::from_utf8_lossy(bytes).into_owned();
        self.note(Activity::Printed { stream, text });
        Ok(())
    }
}

/// What became of bytes that were to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    All,
    /// The descriptor is closed, or only to read.
    BadDescriptor,
    NoSpace,
}

impl Written {
    /// Why not all arrived, in the words of C's library.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Written::All => "Success",
            Written::BadDescriptor => "Bad file descriptor",
            Written::NoSpace => "No space left on device",
        }
    }
}
