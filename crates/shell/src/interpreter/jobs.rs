//! Commands in the background, and signals.
//!
//! One process runs at a time. A command behind `&` waits until its shell waits, sleeps or ends: then it runs as a whole.

use std::rc::Rc;

use crate::ast::AndOr;
use crate::flow::{Flow, Outcome};
use crate::interpreter::Interpreter;
use crate::process::Task;
use crate::signals::Signal;
use crate::state::State;
use crate::streams::Description;

/// A command that was started in the background.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) pid: u32,
    pub(crate) progress: Progress,
}

/// How far a [`Job`] is.
#[derive(Clone, Debug)]
pub(crate) enum Progress {
    /// It has not begun.
    Waits(Box<Work>),
    Ended(u8),
    Killed(Signal),
}

/// What a job will do, with the shell and the process as they were.
#[derive(Clone, Debug)]
pub(crate) struct Work {
    command: Rc<AndOr>,
    state: State,
    task: Task,
}

impl Interpreter<'_, '_, '_> {
    /// Leaves a command for later.
    pub(super) fn start_job(&mut self, command: &Rc<AndOr>) -> Outcome {
        self.process.burn(8 + self.state.size())?;
        let before = self.process.task.clone();
        let pid = self.process.fork();
        let mut task = std::mem::replace(&mut self.process.task, before);
        // As ash without job control: nothing to read, unless a redirection says otherwise.
        task.descriptors.set(0, Description::input([]).open());
        let work = Work { command: command.clone(), state: self.state.child(), task };
        self.state.jobs.push(Job { pid, progress: Progress::Waits(Box::new(work)) });
        Ok(0)
    }

    /// Runs all jobs that have not begun.
    pub(crate) fn run_jobs(&mut self) -> Outcome<()> {
        let mut index = 0;
        while let Some(job) = self.state.jobs.get_mut(index) {
            index += 1;
            if let Progress::Waits(_) = job.progress
                && let Progress::Waits(work) =
                    std::mem::replace(&mut job.progress, Progress::Ended(0))
            {
                let status = self.run_job(*work)?;
                if let Some(job) = self.state.jobs.get_mut(index - 1) {
                    job.progress = Progress::Ended(status);
                }
            }
        }
        Ok(())
    }

    fn run_job(&mut self, work: Work) -> Outcome {
        let Work { command, mut state, task } = work;
        self.process.enter()?;
        let before = std::mem::replace(&mut self.process.task, task);
        let mut inner = Interpreter { state: &mut state, process: &mut *self.process };
        let outcome = inner.and_or(&command);
        let status = inner.finish(outcome);
        self.process.task = before;
        self.process.leave();
        Ok(status?)
    }

    /// The signals that have reached this shell: runs the actions of `trap`, or ends.
    pub(super) fn receive(&mut self) -> Outcome<()> {
        while let Some(signal) = self.process.take_signal() {
            match self.state.traps.get(&signal).cloned() {
                Some(action) => {
                    let status = self.state.status;
                    self.script_inside(&action)?;
                    self.state.status = status;
                }
                // The first process of a container ignores what it does not expect, as Linux has it.
                None if !signal.ends() || self.process.pid() == 1 => (),
                None => {
                    self.process.eprint(death_line(signal))?;
                    self.state.traps.clear();
                    return Err(Flow::Exit(signal.status()));
                }
            }
        }
        Ok(())
    }
}

/// What a shell prints of something that `signal` ended.
pub(crate) fn death_line(signal: Signal) -> String {
    match signal.death() {
        "" => String::new(),
        words => format!("{words}\n"),
    }
}
