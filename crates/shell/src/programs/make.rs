//! `make`: rules, variables and patterns; recipes run in the shell.

mod makefile;

use image::Follow;

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::make::makefile::{Made, Makefile, Rule, stem};
use crate::programs::stub::version_of;

const SYNTAX: Syntax = Syntax::flags("snkBeiw").values("fCj").long(&[
    ("silent", 's'),
    ("quiet", 's'),
    ("dry-run", 'n'),
    ("just-print", 'n'),
    ("keep-going", 'k'),
    ("always-make", 'B'),
    ("file", 'f'),
    ("directory", 'C'),
    ("version", 'v'),
]);
/// What `make` gives for every error.
const ERROR: ExitCode = ExitCode(2);

struct Maker {
    file: Makefile,
    silent: bool,
    dry: bool,
    always: bool,
    /// Targets that were looked at.
    done: Vec<String>,
    /// Whether a command was run.
    acted: bool,
}

pub(super) fn make(process: &mut Process) -> Result<ExitCode, Stop> {
    // `-j4` and `-j` alone are the same here.
    process.task.argv.retain(|it| !it.starts_with("-j"));
    let arguments = SYNTAX.read(process)?;
    if arguments.has('v') {
        let version = version_of(process, "make");
        process.print(format!("GNU Make {version}\n"))?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(directory) = arguments.value('C') {
        match process.find(directory, Follow::Last) {
            Ok((real, entry)) if entry.is_directory() => process.task.cwd = real,
            _ => return stop(process, &format!("{directory}: No such file or directory.  Stop.")),
        }
    }
    let names = match arguments.value('f') {
        Some(name) => vec![String::from(name)],
        None => ["GNUmakefile", "makefile", "Makefile"].map(String::from).to_vec(),
    };
    let name = names.iter().find(|it| process.exists(it)).cloned();
    let (given, goals): (Vec<&String>, Vec<&String>) =
        arguments.operands.iter().partition(|it| it.contains('='));
    let Some(name) = name else {
        return match (arguments.value('f'), goals.first()) {
            (Some(name), _) => {
                process.eprint(format!("make: {name}: No such file or directory\n"))?;
                stop(process, &format!("No rule to make target '{name}'.  Stop."))
            }
            (None, Some(goal)) => {
                stop(process, &format!("No rule to make target '{goal}'.  Stop."))
            }
            (None, None) => stop(process, "No targets specified and no makefile found.  Stop."),
        };
    };
    let text = match process.read(&name)? {
        Ok(content) => content.text().into_owned(),
        Err(error) => return stop(process, &format!("{name}: {error}.  Stop.")),
    };
    let (file, goals) = match open(process, name, &text, &given, goals)? {
        Ok(opened) => opened,
        Err(message) => {
            process.eprint(format!("{message}\n"))?;
            return Ok(ERROR);
        }
    };
    let has = |letter| arguments.has(letter);
    let mut maker = Maker {
        file,
        silent: has('s'),
        dry: has('n'),
        always: has('B'),
        done: Vec::new(),
        acted: false,
    };
    for goal in goals {
        maker.acted = false;
        if let Err(message) = maker.update(process, &goal, None)? {
            return stop(process, &message);
        }
        if !maker.acted {
            let has_recipe = maker.file.rule(&goal).is_some_and(|it| !it.recipe.is_empty());
            let line = match has_recipe {
                true => format!("make: '{goal}' is up to date.\n"),
                false => format!("make: Nothing to be done for '{goal}'.\n"),
            };
            process.print(line)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads a makefile with the variables of the environment and of the arguments; gives the goals, too.
fn open(
    process: &mut Process,
    name: String,
    text: &str,
    given: &[&String],
    goals: Vec<&String>,
) -> Made<(Makefile, Vec<String>)> {
    let mut file = Makefile { name, ..Makefile::default() };
    for (variable, value) in process.envs() {
        file.variables.insert(variable.clone(), value.clone());
    }
    for (variable, value) in [("CC", "cc"), ("RM", "rm -f"), ("MAKE", "make"), ("CXX", "g++")] {
        file.variables.entry(String::from(variable)).or_insert_with(|| String::from(value));
    }
    let given: Vec<(String, String)> = given
        .iter()
        .filter_map(|it| it.split_once('='))
        .map(|(name, value)| (String::from(name.trim_end_matches(':')), String::from(value)))
        .collect();
    file.variables.extend(given.iter().cloned());
    if let Err(message) = file.read(process, text, &given)? {
        return Ok(Err(message));
    }
    let first =
        file.rules.iter().find(|it| !it.target.contains('%') && !it.target.starts_with('.'));
    let goals: Vec<String> = match (goals.is_empty(), first) {
        (true, Some(first)) => vec![first.target.clone()],
        (true, None) => return Ok(Err(String::from("make: *** No targets.  Stop."))),
        (false, _) => goals.into_iter().cloned().collect(),
    };
    Ok(Ok((file, goals)))
}

fn stop(process: &mut Process, message: &str) -> Result<ExitCode, Stop> {
    process.eprint(format!("make: *** {message}\n"))?;
    Ok(ERROR)
}

impl Maker {
    /// Brings `target` up to date; says whether it is newer than before.
    fn update(&mut self, process: &mut Process, target: &str, parent: Option<&str>) -> Made<bool> {
        process.burn(4)?;
        let is_phony = self.file.phony.iter().any(|it| it == target);
        let age = |process: &Process, path: &str| {
            process.find(path, Follow::Last).ok().map(|it| it.1.metadata.mtime)
        };
        let own = age(process, target).filter(|_| !is_phony);
        if self.done.iter().any(|it| it == target) {
            return Ok(Ok(false));
        }
        self.done.push(String::from(target));
        let Some(rule) = self.file.rule(target) else {
            let whose = parent.map_or(String::new(), |it| format!(", needed by '{it}'"));
            return Ok(match own {
                Some(_) => Ok(false),
                None => Err(format!("No rule to make target '{target}'{whose}.  Stop.")),
            });
        };
        process.enter()?;
        let mut stale = own.is_none() || self.always;
        for need in &rule.needs {
            match self.update(process, need, Some(target))? {
                Ok(renewed) => stale |= renewed,
                Err(message) => {
                    process.leave();
                    return Ok(Err(message));
                }
            }
            stale |= own < age(process, need);
        }
        process.leave();
        if !stale {
            return Ok(Ok(false));
        }
        let made = self.run(process, &rule)?;
        Ok(made.map(|()| true))
    }

    fn run(&mut self, process: &mut Process, rule: &Rule) -> Made<()> {
        let mut unique = rule.needs.clone();
        unique.dedup();
        let stem = self.file.rules.iter().find_map(|it| stem(&it.target, &rule.target));
        let own = [
            ("@", rule.target.clone()),
            ("<", rule.needs.first().cloned().unwrap_or_default()),
            ("^", unique.join(" ")),
            ("?", unique.join(" ")),
            ("*", String::from(stem.unwrap_or_default())),
        ];
        for (index, command) in rule.recipe.iter().enumerate() {
            let command = self.file.expand(process, command, &own, 0)?;
            let marks =
                command.len() - command.trim_start_matches(['@', '-', '+', ' ', '\t']).len();
            let (marks, command) = command.split_at(marks);
            if command.is_empty() {
                continue;
            }
            self.acted = true;
            if self.dry || !(self.silent || marks.contains('@')) {
                process.print(format!("{command}\n"))?;
            }
            if self.dry {
                continue;
            }
            let argv = ["/bin/sh", "-c", command].map(String::from);
            let code = process.spawn(&argv)?.unwrap_or(ExitCode(127));
            if code != ExitCode::SUCCESS {
                let (file, line) = (&self.file.name, rule.line + 1 + index);
                let place = format!("[{file}:{line}: {}] Error {}", rule.target, code.0);
                if marks.contains('-') {
                    process.eprint(format!("make: {place} (ignored)\n"))?;
                    continue;
                }
                return Ok(Err(place));
            }
        }
        Ok(Ok(()))
    }
}
