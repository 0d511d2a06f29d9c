//! Finding and starting programs.

use std::time::Duration;

use image::{AbsPath, Content, Entry, Follow, FsError};

use crate::files::EXECUTE;
use crate::limits::{Limit, Stop};
use crate::machine::{Activity, BROKEN_PIPE, ExitCode};
use crate::process::Process;
use crate::programs::{self, Program};

/// Steps that the start of a program takes: what the shell does in one is done many times here.
const START_STEPS: u64 = 60;
/// How many `#!` interpreters may stand before a program, as Linux counts them.
const INTERPRETERS_MAX: u32 = 4;

/// Why a program cannot be started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExecError {
    NotFound,
    PermissionDenied,
    IsADirectory,
    /// A text without a `#!` line, which a shell runs itself.
    Format,
}

/// A program that can be started.
pub(crate) struct Executable {
    kind: Kind,
    argv: Vec<String>,
}

enum Kind {
    Extra(String),
    Program(&'static Program),
    /// An applet of BusyBox, a package's program or another binary that is not simulated.
    Unsupported(String),
    /// A program of a package, known by the text that stands for it.
    Package(Content),
}

impl Process<'_, '_> {
    /// Finds `argv[0]` along `path` and prepares to start it.
    pub(crate) fn look_up(&self, argv: &[String], path: &str) -> Result<Executable, ExecError> {
        let name = argv.first().map_or("", String::as_str);
        let file = self.find_program(name, path)?;
        let mut argv = argv.to_vec();
        let mut file = file;
        for _ in 0..INTERPRETERS_MAX {
            let (real, entry) = self.executable(&file)?;
            match self.kind(&real, &entry, &argv)? {
                Ok(kind) => return Ok(Executable { kind, argv }),
                Err(interpreter) => {
                    argv.splice(..argv.len().min(1), interpreter.iter().cloned().chain([file]));
                    file = interpreter.first().cloned().ok_or(ExecError::Format)?;
                }
            }
        }
        Err(ExecError::NotFound)
    }

    /// The path of the program `name`: itself if it has a slash, else the first executable along `path`.
    pub(crate) fn find_program(&self, name: &str, path: &str) -> Result<String, ExecError> {
        if name.contains('/') {
            return Ok(String::from(name));
        }
        let mut denied = ExecError::NotFound;
        for directory in path.split(':') {
            let directory = if directory.is_empty() { "." } else { directory };
            let file = format!("{}/{name}", directory.trim_end_matches('/'));
            match self.executable(&file) {
                Ok(_) if !name.is_empty() => return Ok(file),
                Ok(_) | Err(ExecError::NotFound | ExecError::Format) => {}
                Err(error @ (ExecError::IsADirectory | ExecError::PermissionDenied)) => {
                    denied = error;
                }
            }
        }
        Err(denied)
    }

    /// Starts a program and runs it to its end, with what `self.task` has for it.
    pub(crate) fn execute(&mut self, executable: Executable) -> Result<ExitCode, Stop> {
        self.enter()?;
        let program = executable.argv.first().cloned().unwrap_or_default();
        self.note(Activity::ProgramStarted { argv: executable.argv.clone() });
        self.spend(Duration::from_micros(self.machine.costs.program_start));
        self.burn(START_STEPS + self.task.env.len() as u64)?;
        let caller = std::mem::replace(&mut self.task.argv, executable.argv);
        self.task.lost = None;
        let result = self.dispatch(&executable.kind).and_then(|code| self.report_lost(code));
        self.task.argv = caller;
        let code = match &result {
            Ok(code) => *code,
            Err(Stop::Ended(code)) => *code,
            Err(Stop::BrokenPipe) => BROKEN_PIPE,
            Err(Stop::Limit(_)) => ExitCode::LIMIT_REACHED,
        };
        self.note(Activity::ProgramExited { program, code: code.0 });
        self.leave();
        result
    }

    /// What a program says whose output did not all arrive.
    fn report_lost(&mut self, code: ExitCode) -> Result<ExitCode, Stop> {
        match self.task.lost.take() {
            Some(lost) => self.fail(format!("write error: {}", lost.reason())),
            None => Ok(code),
        }
    }

    /// Runs another program as a child: it changes nothing of this one's.
    pub(crate) fn spawn(&mut self, argv: &[String]) -> Result<Result<ExitCode, ExecError>, Stop> {
        let path = String::from(self.env("PATH").unwrap_or(programs::DEFAULT_PATH));
        let executable = match self.look_up(argv, &path) {
            Ok(executable) => executable,
            Err(error) => return Ok(Err(error)),
        };
        let before = self.task.clone();
        self.fork();
        let result = self.execute(executable);
        self.task = before;
        result.map(Ok)
    }

    fn dispatch(&mut self, kind: &Kind) -> Result<ExitCode, Stop> {
        match kind {
            Kind::Extra(name) => match self.extras.take() {
                Some(extras) => {
                    let result = extras.run(name, self);
                    self.extras = Some(extras);
                    result
                }
                None => Err(Stop::unsupported(format!("`{name}` inside of `{name}`"))),
            },
            Kind::Program(program) => program.start(self),
            Kind::Package(content) => {
                let text = content.text().into_owned();
                programs::stub(self, &text)
            }
            Kind::Unsupported(name) => {
                Err(Stop::Limit(Limit::Unsupported { what: format!("the program `{name}`") }))
            }
        }
    }

    /// The real path of the executable file that `path` names.
    fn executable(&self, path: &str) -> Result<(AbsPath, Entry), ExecError> {
        let (real, entry) = self.find(path, Follow::Last).map_err(|error| {
            let denied = matches!(error, FsError::PermissionDenied | FsError::Loop);
            if denied { ExecError::PermissionDenied } else { ExecError::NotFound }
        })?;
        if entry.is_directory() {
            return Err(ExecError::IsADirectory);
        }
        match self.may(&entry, EXECUTE) && entry.content().is_some() {
            true => Ok((real, entry)),
            false => Err(ExecError::PermissionDenied),
        }
    }

    /// What the file at `real` is, called as `argv`; or the interpreter that it asks for.
    fn kind(
        &self,
        real: &AbsPath,
        entry: &Entry,
        argv: &[String],
    ) -> Result<Result<Kind, Vec<String>>, ExecError> {
        let called = argv.first().map_or("", |it| it.rsplit('/').next().unwrap_or(it));
        let Some(content) = entry.content() else { return Err(ExecError::PermissionDenied) };
        if self.extras.as_ref().is_some_and(|it| it.has(real.name())) {
            return Ok(Ok(Kind::Extra(String::from(real.name()))));
        }
        if let Some(line) = content.bytes().strip_prefix(b"#!") {
            let line = line.split(|it| *it == b'\n').next().unwrap_or_default();
            let line = String::from_utf8_lossy(line);
            let (program, argument) = match line.trim().split_once([' ', '\t']) {
                Some((program, argument)) => (program, Some(argument.trim())),
                None => (line.trim(), None),
            };
            return Ok(Err([Some(program), argument]
                .into_iter()
                .flatten()
                .map(String::from)
                .collect()));
        }
        let is_stub = content.size() != content.bytes().len() as u64;
        let name = if real.name() == "busybox" { called } else { real.name() };
        match programs::find(name) {
            Some(program) if is_stub || real.name() == "busybox" => Ok(Ok(Kind::Program(program))),
            Some(_) | None if real.name() == "busybox" => {
                Ok(Ok(Kind::Unsupported(String::from(called))))
            }
            Some(_) | None if is_stub => Ok(Ok(Kind::Package(content.clone()))),
            Some(_) | None if content.bytes().starts_with(b"\x7fELF") => {
                Ok(Ok(Kind::Unsupported(String::from(real.name()))))
            }
            Some(_) | None => Err(ExecError::Format),
        }
    }
}
