//! `command`, `type`: what names stand for.

use crate::builtins::Standing;
use crate::flow::Outcome;
use crate::interpreter::{Interpreter, Meaning};
use crate::programs;
use crate::syntax::is_reserved;

/// How to say what a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// As it could be typed.
    Short,
    /// As a sentence.
    Long,
}

pub(super) fn describe(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    let mut status = 0;
    for name in &argv[1..] {
        status |= describe_one(interpreter, name, Manner::Long)?;
    }
    Ok(status)
}

pub(super) fn command(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    let mut arguments = &argv[1..];
    let mut manner = None;
    let mut default_path = false;
    while let Some(option) = arguments.first().filter(|it| it.starts_with('-') && 1 < it.len()) {
        arguments = &arguments[1..];
        match option.as_str() {
            "--" => break,
            "-v" => manner = Some(Manner::Short),
            "-V" => manner = Some(Manner::Long),
            "-p" => default_path = true,
            other => {
                return interpreter.refuse_builtin("command", &format!("illegal option {other}"));
            }
        }
    }
    let Some(name) = arguments.first() else { return Ok(0) };
    if let Some(manner) = manner {
        return describe_one(interpreter, name, manner);
    }
    if default_path {
        let path = programs::DEFAULT_PATH;
        let before = interpreter.state.variables.save("PATH");
        interpreter.assign("PATH", path)?;
        let outcome = run(interpreter, arguments);
        interpreter.state.variables.restore("PATH", before);
        return outcome;
    }
    run(interpreter, arguments)
}

/// Remembers where programs are, which here is never forgotten.
pub(super) fn hash(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    let path = String::from(interpreter.state.variables.get("PATH").unwrap_or_default());
    let mut status = 0;
    for name in argv[1..].iter().filter(|it| *it != "-r") {
        let known = !matches!(interpreter.meaning(name), Meaning::Program)
            || interpreter.process.find_program(name, &path).is_ok();
        if !known {
            let message = format!("{name}: not found");
            interpreter.state.complain(interpreter.process, None, &message)?;
            status = 1;
        }
    }
    Ok(status)
}

/// Runs a command, but no function. A special builtin's errors end no script here.
fn run(interpreter: &mut Interpreter, fields: &[String]) -> Outcome {
    match crate::builtins::find(&fields[0]) {
        Some(builtin) => interpreter.builtin(builtin, fields.to_vec()),
        None => interpreter.program(fields),
    }
}

fn describe_one(interpreter: &mut Interpreter, name: &str, manner: Manner) -> Outcome {
    let path = String::from(interpreter.state.variables.get("PATH").unwrap_or_default());
    let text = if is_reserved(name) {
        Some((String::from(name), format!("{name} is a shell keyword")))
    } else if let Some(text) = interpreter.state.aliases.get(name) {
        Some((format!("alias {name}='{text}'"), format!("{name} is an alias for {text}")))
    } else {
        match interpreter.meaning(name) {
            Meaning::Function(_) => Some((String::from(name), format!("{name} is a function"))),
            Meaning::Builtin(builtin) => {
                let special = if builtin.standing == Standing::Special { "special " } else { "" };
                Some((String::from(name), format!("{name} is a {special}shell builtin")))
            }
            Meaning::Program => match interpreter.process.find_program(name, &path) {
                Ok(file) if interpreter.process.exists(&file) => {
                    Some((file.clone(), format!("{name} is {file}")))
                }
                Ok(_) | Err(_) => None,
            },
        }
    };
    match (text, manner) {
        (Some((short, _)), Manner::Short) => interpreter.process.print(format!("{short}\n"))?,
        (Some((_, long)), Manner::Long) => interpreter.process.print(format!("{long}\n"))?,
        (None, Manner::Short) => return Ok(127),
        (None, Manner::Long) => {
            interpreter.process.print(format!("{name}: not found\n"))?;
            return Ok(127);
        }
    }
    Ok(0)
}
