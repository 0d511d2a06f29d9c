//! A session: a laptop, its Docker engine, and the log of all that happened.

use std::rc::Rc;

use engine::{Costs, Engine, Request, Upstream};
use image::{AbsPath, FileTree, Reference, SimTime};
use shell::{Activity, ExitCode, Interpreted, Machine, Shell, Traced};

use crate::docker::Docker;
use crate::laptop;
use crate::record::{Event, Record};

/// When every session starts: 2025-11-17T09:00:00Z.
const START: SimTime = SimTime::from_seconds(1_763_370_000);

/// How far a forecast looks into a program: enough for large packages, and endless loops do not keep typing waiting.
const FORECAST: shell::Limits =
    shell::Limits { fuel: 100_000, depth: 16, bytes: 1 << 30, output: 1 << 16 };

/// A simulated laptop with its Docker engine: files, shell, clock, engine, and the log of all that happened.
///
/// A value: cheap to clone, never changed in place from outside.
#[derive(Clone, Debug)]
pub struct Session {
    now: SimTime,
    files: FileTree,
    shell: Shell,
    engine: Engine,
    log: Rc<Vec<Record>>,
}

/// What a session starts from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Decides what Docker draws by chance: the names of containers.
    pub seed: u64,
    /// Images that were pulled before the session began.
    pub pulled: Vec<Reference>,
}

/// What running a line came to.
#[derive(Clone, Debug)]
pub struct Run {
    /// The session after it.
    pub session: Session,
    pub end: RunEnd,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunEnd {
    /// It is done; the shell waits for the next line.
    Done { code: u8 },
    /// The shell itself ended: `exit`.
    Exited { code: u8 },
    /// It is the beginning of something longer, such as an open quote. Nothing ran and nothing changed.
    Incomplete,
}

impl Session {
    /// A fresh laptop with a fresh engine.
    pub fn new(settings: Settings) -> Session {
        Session::in_world(settings, Upstream::default())
    }

    /// The same in a world of its own.
    pub fn in_world(settings: Settings, upstream: Upstream) -> Session {
        let fresh = Engine::new(settings.seed, upstream, Costs::default());
        let pull = |engine: Engine, reference: &Reference| {
            engine.apply(&Request::Pull { reference: reference.clone() }, START).0
        };
        let engine = settings.pulled.iter().fold(fresh, pull);
        let files = laptop::files(&engine, START);
        Session { now: START, files, shell: laptop::shell(), engine, log: Rc::default() }
    }

    /// Runs what was typed: one line, or a whole script.
    pub fn run(&self, text: &str) -> Run {
        let upstream = self.engine.upstream().clone();
        let mut machine = Machine {
            tree: self.files.clone(),
            now: self.now,
            hostname: laptop::HOSTNAME.to_string(),
            upstream: &upstream,
            costs: self.engine.costs().shell,
            access: Vec::new(),
            limits: shell::Limits::default(),
            trace: Vec::new(),
        };
        let mut shell = self.shell.clone();
        let mut docker = Docker::new(self.engine.clone());
        let interpreted = shell.interpret(&mut machine, text, &mut docker);
        let end = match interpreted {
            Interpreted::Complete(ExitCode(code)) => RunEnd::Done { code },
            Interpreted::Exited(ExitCode(code)) => RunEnd::Exited { code },
            Interpreted::Incomplete => {
                return Run { session: self.clone(), end: RunEnd::Incomplete };
            }
        };
        let mut session = Session {
            now: machine.now,
            files: machine.tree,
            shell,
            engine: docker.engine.clone(),
            log: self.log.clone(),
        };
        session.push(self.now, Event::LineEntered { text: text.to_string() });
        session.push_all(machine.trace, docker);
        if let RunEnd::Done { code } | RunEnd::Exited { code } = end {
            session.push(session.now, Event::CommandExited { code });
        }
        Run { session, end }
    }

    /// What running `text` would come to, with little patience for programs that go on and on.
    pub fn forecast(&self, text: &str) -> Run {
        Session { engine: self.engine.within(FORECAST), ..self.clone() }.run(text)
    }

    /// The session after the editor saved a file. Missing directories above it are made.
    pub fn save_file(&self, path: &AbsPath, text: &str) -> Session {
        let mut session = self.clone();
        if laptop::save(&mut session.files, path, text, self.now).is_ok() {
            session.push(self.now, Event::FileSaved { path: path.clone() });
        }
        session
    }

    /// The session with other files on the laptop.
    pub fn with_files(&self, files: FileTree) -> Session {
        Session { files, ..self.clone() }
    }

    /// All that happened since the session began.
    pub fn log(&self) -> &[Record] {
        &self.log
    }

    /// The laptop's files.
    pub fn files(&self) -> &FileTree {
        &self.files
    }

    /// The shell's working directory.
    pub fn working_dir(&self) -> &AbsPath {
        self.shell.working_dir()
    }

    /// The laptop's Docker engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The present moment.
    pub fn now(&self) -> SimTime {
        self.now
    }

    /// What the shell prints when it waits: `~/app $ `.
    pub fn prompt(&self) -> String {
        let directory = self.working_dir();
        match directory.below(&laptop::home()) {
            Some("") => "~ $ ".to_string(),
            Some(below) => format!("~/{below} $ "),
            None => format!("{directory} $ "),
        }
    }

    /// Writes down what a run did: the shell's activities, and the engine's events where they belong among them.
    fn push_all(&mut self, trace: Vec<Traced>, docker: Docker) {
        let mut engine_records = docker.records.into_iter().peekable();
        for (index, traced) in trace.into_iter().enumerate() {
            while let Some((_, record)) = engine_records.next_if(|(place, _)| *place <= index) {
                self.push(record.at, Event::Engine(record.event));
            }
            match traced.activity {
                Activity::Printed { stream, text } => {
                    self.push(traced.at, Event::Printed { stream, text });
                }
                Activity::LimitReached { limit } => {
                    self.push(traced.at, Event::LimitReached { limit });
                }
                Activity::ProgramStarted { .. }
                | Activity::Fetched { .. }
                | Activity::ProgramExited { .. } => (),
            }
        }
        for (_, record) in engine_records {
            self.push(record.at, Event::Engine(record.event));
        }
    }

    fn push(&mut self, at: SimTime, event: Event) {
        let log = Rc::make_mut(&mut self.log);
        let seq = u32::try_from(log.len()).expect("a session has fewer than 4 G records");
        log.push(Record { seq, at, event });
    }
}
