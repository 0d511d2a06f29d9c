//! What a shell remembers between commands.

use std::collections::BTreeMap;
use std::rc::Rc;

use image::AbsPath;

use crate::ast::Node;
use crate::interpreter::Job;
use crate::limits::Stop;
use crate::process::Process;
use crate::signals::Signal;
use crate::syntax::Aliases;
use crate::variables::Variables;

/// The state of a shell. A subshell starts with a copy.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) variables: Variables,
    pub(crate) functions: BTreeMap<String, Rc<Node>>,
    pub(crate) aliases: Rc<Aliases>,
    /// `$0`, which errors begin with.
    pub(crate) name: String,
    /// `$1` and so on.
    pub(crate) arguments: Vec<String>,
    pub(crate) options: Options,
    /// `$?`
    pub(crate) status: u8,
    /// The status of the last command substitution of the command that is being expanded.
    pub(crate) substituted: Option<u8>,
    /// Actions of `trap`, by signal.
    pub(crate) traps: BTreeMap<Signal, String>,
    /// What was started in the background.
    pub(crate) jobs: Vec<Job>,
    /// `$$`: the process of the shell that this one is a subshell of, or is.
    pub(crate) pid: u32,
    /// What errors name behind the shell: a builtin that runs, the script's file.
    pub(crate) command: Option<String>,
    /// The functions that run.
    pub(crate) calls: Vec<String>,
    /// The last `$RANDOM`.
    random: u32,
    /// Loops around the command that runs, in this function.
    pub(crate) loops: u32,
    pub(crate) source: Source,
    /// The line of the command that runs.
    pub(crate) line: u32,
    /// Where `getopts` stands inside of an argument, in characters.
    pub(crate) getopts_at: usize,
    /// The `OPTIND` that `getopts` left; when it is another one now, it begins anew.
    pub(crate) getopts_index: usize,
    /// Commands under `if`, `while`, `&&`, `||` and `!`, where `set -e` does not count.
    pub(crate) tested: u32,
}

/// Where commands come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A terminal: an error ends a line, not the shell.
    Terminal,
    /// The text after `-c`.
    Text,
    /// A file, or standard input.
    File,
}

/// The options of `set`, by letter or by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Options {
    on: u32,
}

/// Letter (a blank if there is none), name; in the order that `set -o` prints them.
pub(crate) const OPTIONS: [(char, &str); 14] = [
    ('e', "errexit"),
    ('f', "noglob"),
    ('I', "ignoreeof"),
    ('i', "interactive"),
    ('m', "monitor"),
    ('n', "noexec"),
    ('s', "stdin"),
    ('x', "xtrace"),
    ('v', "verbose"),
    ('C', "noclobber"),
    ('a', "allexport"),
    ('b', "notify"),
    ('u', "nounset"),
    (' ', "pipefail"),
];

impl Options {
    pub(crate) fn is_on(self, name: &str) -> bool {
        position(|(_, it)| it == name).is_some_and(|it| self.on & (1 << it) != 0)
    }

    /// Turns an option on or off; says whether there is one of that name.
    #[must_use]
    pub(crate) fn turn(&mut self, name: &str, switch: Switch) -> bool {
        self.turn_at(position(|(_, it)| it == name), switch)
    }

    /// As [`Options::turn`], by letter.
    #[must_use]
    pub(crate) fn turn_letter(&mut self, letter: char, switch: Switch) -> bool {
        self.turn_at(position(|(it, _)| it == letter && letter != ' '), switch)
    }

    fn turn_at(&mut self, position: Option<usize>, switch: Switch) -> bool {
        let Some(position) = position else { return false };
        match switch {
            Switch::On => self.on |= 1 << position,
            Switch::Off => self.on &= !(1 << position),
        }
        true
    }

    /// `$-`
    pub(crate) fn letters(self) -> String {
        OPTIONS
            .iter()
            .rev()
            .filter(|(letter, name)| *letter != ' ' && self.is_on(name))
            .map(|it| it.0)
            .collect()
    }
}

/// What becomes of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Switch {
    On,
    Off,
}

fn position(is: impl Fn((char, &str)) -> bool) -> Option<usize> {
    OPTIONS.iter().position(|it| is(*it))
}

impl State {
    /// A shell that starts with the environment `env` in the directory `cwd`.
    pub(crate) fn new(
        name: &str,
        env: &[(String, String)],
        cwd: &AbsPath,
        source: Source,
    ) -> State {
        let mut variables = Variables::default();
        let mut start = |name: &str, value: String, exported: bool| {
            variables.set(name, value).expect("nothing is read-only yet");
            variables.mark(name, |it| it.exported = exported);
        };
        start("PATH", String::from("/sbin:/usr/sbin:/bin:/usr/bin"), false);
        start("IFS", String::from(" \t\n"), false);
        start("PS1", String::from("\\w \\$ "), false);
        start("PS2", String::from("> "), false);
        start("PS4", String::from("+ "), false);
        start("OPTIND", String::from("1"), false);
        for (name, value) in env {
            start(name, value.clone(), true);
        }
        let level = env.iter().find(|(it, _)| it == "SHLVL").and_then(|(_, it)| it.parse().ok());
        start("SHLVL", (level.unwrap_or(0u32).saturating_add(1)).to_string(), true);
        start("PWD", String::from(cwd.as_str()), true);
        State {
            variables,
            functions: BTreeMap::new(),
            aliases: Rc::default(),
            name: String::from(name),
            arguments: Vec::new(),
            options: Options::default(),
            status: 0,
            substituted: None,
            traps: BTreeMap::new(),
            jobs: Vec::new(),
            pid: 1,
            command: None,
            calls: Vec::new(),
            random: 1,
            loops: 0,
            source,
            line: 0,
            getopts_at: 0,
            getopts_index: 1,
            tested: 0,
        }
    }

    /// Sets a variable that a shell begins with.
    pub(crate) fn start(&mut self, name: &str, value: String) {
        let _read_only = self.variables.set(name, value);
    }

    /// The state that a subshell begins with.
    pub(crate) fn child(&mut self) -> State {
        let jobs = std::mem::take(&mut self.jobs);
        let mut child = self.clone();
        self.jobs = jobs;
        // Only what is ignored stays so.
        child.traps.retain(|_, action| action.is_empty());
        child
    }

    /// The job of a number, or the last one.
    pub(crate) fn job_number(&self, number: &str) -> Option<&Job> {
        match number {
            "" | "%" | "+" => self.jobs.last(),
            _ => self.jobs.get(number.parse::<usize>().ok()?.checked_sub(1)?),
        }
    }

    /// The next `$RANDOM`: the same ones each time, so that a build can be repeated.
    pub(crate) fn random(&mut self) -> u32 {
        self.random = self.random.wrapping_mul(1_103_515_245).wrapping_add(12345);
        (self.random >> 16) & 0x7fff
    }

    /// How much a copy has to copy, in entries.
    pub(crate) fn size(&self) -> u64 {
        let entries = self.variables.count() + self.functions.len() + self.arguments.len();
        entries as u64
    }

    /// What parts the arguments of `"$*"`: the first character of `IFS`.
    pub(crate) fn first_separator(&self) -> String {
        self.variables.get("IFS").unwrap_or(" ").chars().take(1).collect()
    }

    /// The last part of the shell's name.
    pub(crate) fn short_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }

    /// The text after the name of the shell and before a message, where ash says the line.
    pub(crate) fn place(&self, builtin: Option<&str>) -> String {
        let command = builtin.or(self.command.as_deref());
        let Some(command) = command else { return String::new() };
        let name = if command == self.name { String::new() } else { format!("{command}: ") };
        match self.source {
            Source::Terminal => name,
            Source::Text | Source::File => format!("{name}line {}: ", self.line_number()),
        }
    }

    /// `$LINENO`. Text after `-c` counts its lines from 0.
    pub(crate) fn line_number(&self) -> u32 {
        match self.source {
            Source::Text => self.line.saturating_sub(1),
            Source::Terminal | Source::File => self.line,
        }
    }

    /// Prints an error as ash does: the shell's name, the place, the message.
    pub(crate) fn complain(
        &self,
        process: &mut Process,
        builtin: Option<&str>,
        message: &str,
    ) -> Result<(), Stop> {
        process.eprint(format!("{}: {}{message}\n", self.name, self.place(builtin)))
    }
}
