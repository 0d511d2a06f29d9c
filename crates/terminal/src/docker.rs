//! `docker`: the client's command line on the laptop.

mod archives;
mod build;
mod check;
mod commands;
mod context;
mod copy;
mod explain;
mod flags;
mod help;
mod history;
mod images;
mod inspect;
mod lifecycle;
mod manage;
mod options;
mod output;
mod prune;
mod ps;
mod rows;
mod run;
mod sent_archive;
mod share;
mod system;
mod version;
mod volumes;

use engine::{Engine, EngineError, Event, Outcome, Record, Request};
use image::AbsPath;
use shell::{ExitCode, Extras, Process, Stop};

use commands::{Arguments, Command};
use flags::{Parsed, Place};

use crate::template::TemplateError;
use crate::wording::FROM_DAEMON;

/// What Docker's client gives when it does not understand its own arguments.
const USAGE_ERROR: ExitCode = ExitCode(125);

const COMPLETION: &str =
    "  completion  Generate the autocompletion script for the specified shell\n";

/// The client, the engine that it talks to, and what the engine did.
#[derive(Debug)]
pub(crate) struct Docker {
    pub(crate) engine: Engine,
    /// Each record with the number of the shell's activities that came before it.
    pub(crate) records: Vec<(usize, Record)>,
    /// The laptop's directories that a container has at the moment.
    lent: Vec<AbsPath>,
}

impl Extras for Docker {
    fn has(&self, name: &str) -> bool {
        name == "docker"
    }

    fn run(&mut self, _name: &str, process: &mut Process) -> Result<ExitCode, Stop> {
        let words = process.args().to_vec();
        if self.engine.is_due(process.machine().now) {
            self.apply(process, &Request::Settle, |_, _| Ok(()))?;
        }
        self.dispatch(process, &words)
    }
}

impl Docker {
    pub(crate) fn new(engine: Engine) -> Docker {
        Docker { engine, records: Vec::new(), lent: Vec::new() }
    }

    /// Has the engine do `request`, writes down its records and prints what `text` makes of each.
    fn apply(
        &mut self,
        process: &mut Process,
        request: &Request,
        mut text: impl FnMut(&mut Process, &Record) -> Result<(), Stop>,
    ) -> Result<Outcome, Stop> {
        let now = process.machine().now;
        let (engine, outcome) = self.engine.apply(request, now);
        self.engine = engine;
        // What is not printed any more, because nobody reads it, happened all the same.
        let mut printed = Ok(());
        for record in &outcome.log {
            let machine = process.machine();
            machine.now = record.at;
            let before = machine.trace.len();
            self.records.push((before, record.clone()));
            printed = printed.and_then(|()| text(process, record));
            // The text is there as soon as what it tells of, however long it is.
            process.machine().trace[before..].iter_mut().for_each(|it| it.at = record.at);
        }
        process.machine().now = outcome.end;
        printed.map(|()| outcome)
    }

    fn dispatch(&mut self, process: &mut Process, words: &[String]) -> Result<ExitCode, Stop> {
        let parsed = match flags::parse(&help::global_flags(), Place::First, words) {
            Ok(parsed) => parsed,
            Err(message) => return bad_global_option(process, &message),
        };
        if let Some(code) = global_option(process, &parsed)? {
            return Ok(code);
        }
        let words = &parsed.arguments;
        let Some(name) = words.first() else {
            process.eprint(help::overview())?;
            return Ok(ExitCode::SUCCESS);
        };
        if name == "help" {
            return self.help(process, &words[1..]);
        }
        match commands::find(name) {
            Some(group) if group.is_group() => self.dispatch_group(process, &group, &words[1..]),
            Some(command) => self.command(process, &command, name, &words[1..]),
            None => fail(
                process,
                &format!("docker: '{name}' is not a docker command.\nSee 'docker --help'"),
            ),
        }
    }

    /// `docker image …`, `docker builder …`.
    fn dispatch_group(
        &mut self,
        process: &mut Process,
        group: &Command,
        words: &[String],
    ) -> Result<ExitCode, Stop> {
        if commands::below(group.name).is_empty() {
            return Err(Stop::unsupported(format!("`docker {}`", group.name)));
        }
        let Some(below) = words.first() else {
            process.eprint(help::group(group))?;
            return Ok(ExitCode::SUCCESS);
        };
        if below == "--help" || below == "help" {
            process.print(help::group(group))?;
            return Ok(ExitCode::SUCCESS);
        }
        let full = format!("{} {below}", group.name);
        match commands::find(&full) {
            Some(command) => self.command(process, &command, &full, &words[1..]),
            None => {
                process.eprint(help::group(group))?;
                Ok(ExitCode::FAILURE)
            }
        }
    }

    fn help(&mut self, process: &mut Process, words: &[String]) -> Result<ExitCode, Stop> {
        match words.first() {
            None => {
                process.print(help::overview())?;
                Ok(ExitCode::SUCCESS)
            }
            Some(name) if commands::find(name).is_some() => {
                self.dispatch(process, &[name.clone(), "--help".to_string()])
            }
            Some(_) => {
                process.eprint(format!("unknown help topic: {}\n", words.join(" ")))?;
                Ok(ExitCode::FAILURE)
            }
        }
    }

    fn command(
        &mut self,
        process: &mut Process,
        command: &Command,
        name: &str,
        words: &[String],
    ) -> Result<ExitCode, Stop> {
        let Some(run) = command.run else {
            if words.iter().any(|it| it == "--help") {
                process.print(help::command(command, name))?;
                return Ok(ExitCode::SUCCESS);
            }
            return Err(Stop::unsupported(format!("`docker {name}`")));
        };
        let place = if command.ends_flags() { Place::First } else { Place::Anywhere };
        let parsed = match flags::parse(&command.flags, place, words) {
            Ok(parsed) => parsed,
            Err(message) => {
                process.eprint(format!("{message}\nSee 'docker {name} --help'.\n"))?;
                return Ok(USAGE_ERROR);
            }
        };
        if parsed.is_on(flags::HELP.long) {
            process.print(help::command(command, name))?;
            return Ok(ExitCode::SUCCESS);
        }
        if let Some(wanted) = wrong_count(command.arguments, parsed.arguments.len()) {
            let usage = help::usage(command, name);
            process.eprint(format!(
                "\"docker {name}\" {wanted}.\nSee 'docker {name} --help'.\n{usage}\n"
            ))?;
            return Ok(ExitCode::FAILURE);
        }
        refuse_unsimulated(command, name, &parsed)?;
        run(self, process, &parsed)
    }
}

/// Prints an error's line and gives the exit code 1.
fn fail(process: &mut Process, message: &str) -> Result<ExitCode, Stop> {
    process.eprint(format!("{message}\n"))?;
    Ok(ExitCode::FAILURE)
}

/// A template's error as a line, or as a limit of ours.
fn template_message(error: TemplateError) -> Result<String, Stop> {
    match error {
        TemplateError::Refused(_) => Ok(error.to_string()),
        TemplateError::Unsupported(what) => Err(Stop::unsupported(what)),
    }
}

/// An error as the client words it where it knows what it asked for. (docker/docker: client/errors.go, `objectNotFoundError`.)
fn not_found_or(error: &EngineError, name: &str) -> String {
    let what = match error {
        EngineError::NoSuchImage { .. } => "image",
        EngineError::NoSuchContainer { .. } => "container",
        EngineError::NoSuchVolume { .. } => "volume",
        EngineError::PullDenied { .. }
        | EngineError::ManifestUnknown { .. }
        | EngineError::Conflict { .. }
        | EngineError::NotStarted { .. }
        | EngineError::Refused { .. }
        | EngineError::Build(_) => return format!("{FROM_DAEMON}{error}"),
    };
    format!("Error: No such {what}: {name}")
}

/// The error that a request failed with, if it did.
fn failure(record: &Record) -> Option<&engine::EngineError> {
    let Event::RequestFailed { error } = &record.event else { return None };
    Some(error)
}

/// What an option before the command does, if it ends the client.
fn global_option(process: &mut Process, parsed: &Parsed) -> Result<Option<ExitCode>, Stop> {
    if parsed.is_on(flags::HELP.long) {
        process.print(help::overview())?;
        return Ok(Some(ExitCode::SUCCESS));
    }
    if parsed.is_on("version") {
        process.print(version::short())?;
        return Ok(Some(ExitCode::SUCCESS));
    }
    for name in parsed.names() {
        match name {
            "config" | "debug" | "log-level" => (),
            "context" if parsed.text(name) == Some("default") => (),
            it if it.starts_with("tls") => {
                let text = "unable to resolve docker endpoint: open /home/you/.docker/ca.pem: no such file or directory";
                return fail(process, text).map(Some);
            }
            other => return Err(Stop::unsupported(format!("`docker --{other}`"))),
        }
    }
    Ok(None)
}

fn bad_global_option(process: &mut Process, message: &str) -> Result<ExitCode, Stop> {
    // Docker adds this command only once it has understood its own options.
    let text = help::overview().replace(COMPLETION, "");
    process.eprint(format!("{message}\nSee 'docker --help'.\n{text}"))?;
    Ok(USAGE_ERROR)
}

/// What a command wants, if it did not get it. (docker/cli: cli/required.go.)
fn wrong_count(Arguments { least, most }: Arguments, count: usize) -> Option<String> {
    if (least..=most).contains(&count) {
        return None;
    }
    let wants = |how: &str, number: usize| {
        let plural = if number == 1 { "argument" } else { "arguments" };
        Some(format!("requires {how} {number} {plural}"))
    };
    match (least, most) {
        (0, 0) => Some("accepts no arguments".to_string()),
        (least, usize::MAX) => wants("at least", least),
        (0, most) => wants("at most", most),
        (least, most) if least == most => wants("exactly", least),
        (least, most) => Some(format!("requires at least {least} and at most {most} arguments")),
    }
}

fn refuse_unsimulated(command: &Command, name: &str, parsed: &Parsed) -> Result<(), Stop> {
    for flag in parsed.names() {
        let known = command.flags.iter().find(|it| it.long == flag);
        if known.is_some_and(|it| !it.simulated) {
            return Err(Stop::unsupported(format!("`docker {name} --{flag}`")));
        }
    }
    Ok(())
}
