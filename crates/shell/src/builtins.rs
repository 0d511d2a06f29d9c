//! The shell's own commands.

mod aliases;
mod control;
mod directories;
mod getopts;
mod jobs;
mod names;
mod read;
mod settings;
mod traps;

use crate::flow::{Flow, Outcome};
use crate::interpreter::Interpreter;
use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs;

/// A command that the shell runs itself.
pub(crate) struct Builtin {
    pub(crate) name: &'static str,
    pub(crate) standing: Standing,
    pub(crate) run: fn(&mut Interpreter, &[String]) -> Outcome,
}

/// Whether an error in it ends a script, and assignments before it stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Special,
    Regular,
}

use Standing::{Regular, Special};

const BUILTINS: &[Builtin] = &[
    Builtin { name: ".", standing: Special, run: control::source },
    Builtin { name: ":", standing: Special, run: |_, _| Ok(0) },
    Builtin { name: "[", standing: Regular, run: bracket },
    Builtin { name: "[[", standing: Regular, run: bracket },
    Builtin { name: "alias", standing: Regular, run: aliases::alias },
    Builtin { name: "bg", standing: Regular, run: jobs::foreground },
    Builtin { name: "break", standing: Special, run: control::leave_loop },
    Builtin { name: "cd", standing: Regular, run: directories::cd },
    Builtin { name: "chdir", standing: Regular, run: directories::cd },
    Builtin { name: "command", standing: Regular, run: names::command },
    Builtin { name: "continue", standing: Special, run: control::continue_loop },
    Builtin { name: "echo", standing: Regular, run: |it, _| it.applet(programs::echo) },
    Builtin { name: "eval", standing: Special, run: control::eval },
    Builtin { name: "exec", standing: Special, run: control::exec },
    Builtin { name: "exit", standing: Special, run: control::exit },
    Builtin { name: "export", standing: Special, run: settings::export },
    Builtin { name: "false", standing: Regular, run: |_, _| Ok(1) },
    Builtin { name: "fg", standing: Regular, run: jobs::foreground },
    Builtin { name: "getopts", standing: Regular, run: getopts::getopts },
    Builtin { name: "hash", standing: Regular, run: names::hash },
    Builtin { name: "jobs", standing: Regular, run: |_, _| Ok(0) },
    Builtin { name: "kill", standing: Regular, run: jobs::kill },
    Builtin { name: "let", standing: Regular, run: let_expressions },
    Builtin { name: "local", standing: Special, run: settings::local },
    Builtin { name: "printf", standing: Regular, run: |it, _| it.applet(programs::printf) },
    Builtin { name: "pwd", standing: Regular, run: directories::pwd },
    Builtin { name: "read", standing: Regular, run: read::read },
    Builtin { name: "readonly", standing: Special, run: settings::readonly },
    Builtin { name: "return", standing: Special, run: control::leave_function },
    Builtin { name: "set", standing: Special, run: settings::set },
    Builtin { name: "shift", standing: Special, run: settings::shift },
    Builtin { name: "source", standing: Special, run: control::source },
    Builtin { name: "test", standing: Regular, run: |it, _| it.applet(programs::test) },
    Builtin { name: "times", standing: Special, run: times },
    Builtin { name: "trap", standing: Special, run: traps::trap },
    Builtin { name: "true", standing: Regular, run: |_, _| Ok(0) },
    Builtin { name: "type", standing: Regular, run: names::describe },
    Builtin { name: "ulimit", standing: Regular, run: ulimit },
    Builtin { name: "umask", standing: Regular, run: directories::umask },
    Builtin { name: "unalias", standing: Regular, run: aliases::unalias },
    Builtin { name: "unset", standing: Special, run: settings::unset },
    Builtin { name: "wait", standing: Regular, run: jobs::wait },
];

pub(crate) fn find(name: &str) -> Option<&'static Builtin> {
    BUILTINS.iter().find(|it| it.name == name)
}

impl Interpreter<'_, '_, '_> {
    /// Runs a program as a part of the shell: its messages begin with the shell's name.
    pub(crate) fn applet(&mut self, run: fn(&mut Process) -> Result<ExitCode, Stop>) -> Outcome {
        if let Some(first) = self.process.task.argv.first_mut() {
            first.clone_from(&self.state.name);
        }
        Ok(run(self.process)?.0)
    }

    /// Reports an error of the builtin `name`.
    pub(crate) fn refuse_builtin<T>(&mut self, name: &str, message: &str) -> Outcome<T> {
        self.state.complain(self.process, Some(name), message)?;
        Err(Flow::Abort(2))
    }

    /// A status or a count that an argument names.
    pub(crate) fn number(&mut self, name: &str, text: &str) -> Outcome<u32> {
        match text.parse::<u32>() {
            Ok(number) if text.bytes().all(|it| it.is_ascii_digit()) => Ok(number),
            Ok(_) | Err(_) => self.refuse_builtin(name, &format!("Illegal number: {text}")),
        }
    }
}

/// `[` and `[[`, which differ in how they end.
fn bracket(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    let end = if argv[0] == "[" { "]" } else { "]]" };
    if argv.len() == 1 || argv.last().is_none_or(|it| it != end) {
        let name = interpreter.state.short_name().to_owned();
        interpreter.process.eprint(format!("{name}: missing {end}\n"))?;
        return Ok(2);
    }
    interpreter.process.task.argv.pop();
    interpreter.applet(programs::test)
}

fn let_expressions(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    if argv.len() == 1 {
        return interpreter.refuse_builtin("let", "expression expected");
    }
    let mut value = 0;
    for expression in &argv[1..] {
        value = interpreter.arithmetic(expression)?;
    }
    Ok(u8::from(value == 0))
}

fn times(interpreter: &mut Interpreter, _argv: &[String]) -> Outcome {
    interpreter.process.print("0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n")?;
    Ok(0)
}

/// Nothing is limited in this way here; what is set is forgotten.
fn ulimit(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    if argv[1..].iter().all(|it| it.starts_with('-')) {
        interpreter.process.print("unlimited\n")?;
    }
    Ok(0)
}
