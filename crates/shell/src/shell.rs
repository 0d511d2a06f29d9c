//! An interactive shell that stays.

use image::{AbsPath, Follow};

use crate::flow::Flow;
use crate::interpreter::Interpreter;
use crate::limits::Stop;
use crate::machine::{Command, ExitCode, Machine};
use crate::mounts::Mounts;
use crate::process::{Process, Task};
use crate::start::give_up;
use crate::state::{Source, State};
use crate::syntax::is_incomplete;

/// An interactive shell: variables, working directory, functions, umask, aliases, last status.
#[derive(Debug)]
pub struct Shell {
    state: State,
    task: Task,
}

/// A copy that shares nothing, not even how far an open file was read.
impl Clone for Shell {
    fn clone(&self) -> Shell {
        let mut task = self.task.clone();
        task.descriptors = self.task.descriptors.detached();
        Shell { state: self.state.clone(), task }
    }
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
        let name = command.argv.first().map_or("sh", String::as_str);
        let state = State::new(name, &command.env, &command.working_dir, Source::Terminal);
        Shell { state, task: Task::new(command) }
    }

    /// Runs a piece of script text.
    pub fn interpret(
        &mut self,
        machine: &mut Machine,
        text: &str,
        extras: &mut dyn Extras,
    ) -> Interpreted {
        if is_incomplete(text, &self.state.aliases) {
            return Interpreted::Incomplete;
        }
        let mounted = Mounts::Laptop.mount(machine);
        let interpreted = self.interpret_mounted(machine, text, extras);
        mounted.unmount(machine);
        interpreted
    }

    fn interpret_mounted(
        &mut self,
        machine: &mut Machine,
        text: &str,
        extras: &mut dyn Extras,
    ) -> Interpreted {
        let before = self.task.descriptors.clone();
        let mut process = Process::new(machine, self.task.clone(), Some(extras));
        let directory = String::from(process.cwd().as_str());
        if let Ok((real, _)) = process.find(&directory, Follow::Last) {
            process.task.cwd = real;
        }
        let mut interpreter = Interpreter { state: &mut self.state, process: &mut process };
        let outcome = interpreter.script(text);
        let unwound = outcome.is_err();
        let (status, ends) = match outcome {
            Ok(status) => (status, false),
            Err(Flow::Exit(_)) => match interpreter.finish(outcome) {
                Ok(status) => (status, true),
                Err(stop) => (give_up(&mut process, stop), true),
            },
            Err(Flow::Abort(status) | Flow::Return(status)) => (status, false),
            Err(Flow::Break(_) | Flow::Continue(_)) => (0, false),
            Err(Flow::Stop(stop)) => (give_up(&mut process, stop), false),
        };
        self.task = process.task;
        if unwound {
            self.task.descriptors = before;
        }
        self.settle(status);
        match ends {
            true => Interpreted::Exited(ExitCode(status)),
            false => Interpreted::Complete(ExitCode(status)),
        }
    }

    /// Forgets whatever ran when the text ended: loops, tests, functions.
    fn settle(&mut self, status: u8) {
        self.state.status = status;
        self.state.loops = 0;
        self.state.tested = 0;
        self.state.command = None;
        while self.state.calls.pop().is_some() {
            self.state.variables.end_scope();
        }
    }

    /// The working directory.
    pub fn working_dir(&self) -> &AbsPath {
        &self.task.cwd
    }

    /// The exit status of the last command.
    pub fn last_status(&self) -> u8 {
        self.state.status
    }
}
