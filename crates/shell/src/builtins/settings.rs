//! `set`, `shift`, `export`, `readonly`, `local`, `unset`.

use crate::flow::Outcome;
use crate::interpreter::{Interpreter, single_quoted};
use crate::state::{OPTIONS, Switch};
use crate::syntax::is_name;
use crate::variables::Variable;

pub(super) fn set(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    if argv.len() == 1 {
        let variables = interpreter.state.variables.all();
        let lines = variables.filter_map(|(name, it)| Some((name, it.value.as_deref()?)));
        let text: String =
            lines.map(|(name, value)| format!("{name}={}\n", single_quoted(value))).collect();
        interpreter.process.print(text)?;
        return Ok(0);
    }
    let mut arguments = argv[1..].iter();
    while let Some(argument) = arguments.as_slice().first() {
        let (switch, letters) = match (argument.strip_prefix('-'), argument.strip_prefix('+')) {
            (Some("-"), _) => {
                arguments.next();
                interpreter.state.arguments = arguments.cloned().collect();
                return Ok(0);
            }
            // As ash: it also ends tracing.
            (Some(""), _) => {
                arguments.next();
                for letter in ['x', 'v'] {
                    let _known = interpreter.state.options.turn_letter(letter, Switch::Off);
                }
                break;
            }
            (Some(letters), _) => (Switch::On, letters),
            (None, Some(letters)) => (Switch::Off, letters),
            (None, None) => break,
        };
        arguments.next();
        for letter in letters.chars() {
            if letter == 'o' {
                match arguments.next() {
                    None => print_options(interpreter, switch)?,
                    Some(name) if interpreter.state.options.turn(name, switch) => (),
                    Some(name) => {
                        let message = format!("illegal option {}o {name}", sign(switch));
                        interpreter.state.complain(interpreter.process, Some("set"), &message)?;
                        return Ok(1);
                    }
                }
            } else if !interpreter.state.options.turn_letter(letter, switch) {
                return interpreter
                    .refuse_builtin("set", &format!("illegal option {}{letter}", sign(switch)));
            }
        }
    }
    if !arguments.as_slice().is_empty() {
        interpreter.state.arguments = arguments.cloned().collect();
    }
    Ok(0)
}

fn sign(switch: Switch) -> char {
    match switch {
        Switch::On => '-',
        Switch::Off => '+',
    }
}

fn print_options(interpreter: &mut Interpreter, switch: Switch) -> Outcome<()> {
    let options = interpreter.state.options;
    for (_, name) in OPTIONS {
        let on = options.is_on(name);
        let line = match switch {
            Switch::On => format!("{name:<16}{}\n", if on { "on" } else { "off" }),
            Switch::Off => format!("set {}o {name}\n", if on { '-' } else { '+' }),
        };
        interpreter.process.print(line)?;
    }
    Ok(())
}

pub(super) fn shift(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    let count = match argv.get(1) {
        None => 1,
        Some(text) => interpreter.number("shift", text)? as usize,
    };
    if interpreter.state.arguments.len() < count {
        return Ok(1);
    }
    interpreter.state.arguments.drain(..count);
    Ok(0)
}

pub(super) fn export(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    if argv.get(1).is_some_and(|it| it == "-n") {
        return mark(interpreter, &argv[0], &argv[2..], |it| it.exported = false);
    }
    match arguments(argv) {
        [] => print_marked(interpreter, "export", |it| it.exported),
        names => mark(interpreter, &argv[0], names, |it| it.exported = true),
    }
}

pub(super) fn readonly(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    match arguments(argv) {
        [] => print_marked(interpreter, "readonly", |it| it.read_only),
        names => mark(interpreter, &argv[0], names, |it| it.read_only = true),
    }
}

/// What follows a `-p`.
fn arguments(argv: &[String]) -> &[String] {
    match &argv[1..] {
        [first, rest @ ..] if first == "-p" => rest,
        all => all,
    }
}

fn mark(
    interpreter: &mut Interpreter,
    builtin: &str,
    arguments: &[String],
    change: fn(&mut Variable),
) -> Outcome {
    for argument in arguments {
        let name = check_name(interpreter, builtin, argument)?;
        if let Some((_, value)) = argument.split_once('=') {
            interpreter.assign(&name, value)?;
        }
        interpreter.state.variables.mark(&name, change);
    }
    Ok(0)
}

/// The name before the equals sign.
fn check_name(interpreter: &mut Interpreter, builtin: &str, argument: &str) -> Outcome<String> {
    let name = argument.split_once('=').map_or(argument, |(name, _)| name);
    match is_name(name) {
        true => Ok(String::from(name)),
        false => interpreter.refuse_builtin(builtin, &format!("{name}: bad variable name")),
    }
}

fn print_marked(
    interpreter: &mut Interpreter,
    word: &str,
    is_marked: fn(&Variable) -> bool,
) -> Outcome {
    let marked = interpreter.state.variables.all().filter(|(_, it)| is_marked(it));
    let lines = marked.map(|(name, variable)| match &variable.value {
        Some(value) => format!("{word} {name}={}\n", single_quoted(value)),
        None => format!("{word} {name}\n"),
    });
    let text: String = lines.collect();
    interpreter.process.print(text)?;
    Ok(0)
}

pub(super) fn local(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    if interpreter.state.calls.is_empty() {
        return interpreter.refuse_builtin("local", "not in a function");
    }
    for argument in &argv[1..] {
        let name = check_name(interpreter, "local", argument)?;
        interpreter.state.variables.localize(&name);
        match argument.split_once('=') {
            Some((_, value)) => interpreter.assign(&name, value)?,
            // As ash: a local variable without a value begins unset (shell/ash.c, `mklocal`).
            None => {
                let _read_only = interpreter.state.variables.unset(&name);
            }
        }
    }
    Ok(0)
}

pub(super) fn unset(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    let mut names = &argv[1..];
    let mut functions = false;
    while let Some(option) = names.first().filter(|it| it.starts_with('-')) {
        match option.as_str() {
            "-f" => functions = true,
            "-v" => functions = false,
            other => {
                return interpreter.refuse_builtin("unset", &format!("illegal option {other}"));
            }
        }
        names = &names[1..];
    }
    for name in names {
        if functions {
            interpreter.state.functions.remove(name);
        } else if !is_name(name) {
            return interpreter.refuse_builtin("unset", &format!("{name}: bad variable name"));
        } else if interpreter.state.variables.unset(name).is_err() {
            return interpreter.refuse_builtin("unset", &format!("{name}: is read only"));
        }
    }
    Ok(0)
}
