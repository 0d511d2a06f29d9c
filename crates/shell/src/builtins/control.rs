//! `break`, `continue`, `return`, `exit`, `eval`, `.`, `exec`.

use crate::flow::{Flow, Outcome};
use crate::interpreter::{Interpreter, exec_message};
use crate::programs;
use crate::state::Source;

pub(super) fn leave_loop(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    match levels(interpreter, argv)? {
        0 => Ok(0),
        levels => Err(Flow::Break(levels)),
    }
}

pub(super) fn continue_loop(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    match levels(interpreter, argv)? {
        0 => Ok(0),
        levels => Err(Flow::Continue(levels)),
    }
}

/// How many loops to jump over: no more than there are.
fn levels(interpreter: &mut Interpreter, argv: &[String]) -> Outcome<u32> {
    let wanted = match argv.get(1) {
        None => 1,
        Some(text) => match interpreter.number(&argv[0], text)? {
            0 => return interpreter.refuse_builtin(&argv[0], &format!("Illegal number: {text}")),
            levels => levels,
        },
    };
    Ok(wanted.min(interpreter.state.loops))
}

pub(super) fn leave_function(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    status(interpreter, argv).and_then(|it| Err(Flow::Return(it)))
}

pub(super) fn exit(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    status(interpreter, argv).and_then(|it| Err(Flow::Exit(it)))
}

fn status(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    match argv.get(1) {
        None => Ok(interpreter.state.status),
        Some(text) => Ok((interpreter.number(&argv[0], text)? & 0xff) as u8),
    }
}

pub(super) fn eval(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    let text = argv[1..].join(" ");
    interpreter.script_inside(&text)
}

pub(super) fn source(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    let Some(name) = argv.get(1) else { return Ok(2) };
    let mut path = name.clone();
    if !name.contains('/') {
        let directories = String::from(interpreter.state.variables.get("PATH").unwrap_or_default());
        let files = directories
            .split(':')
            .map(|it| format!("{}/{name}", if it.is_empty() { "." } else { it }));
        match files.into_iter().find(|it| interpreter.process.exists(it)) {
            Some(found) => path = found,
            None => return interpreter.refuse_builtin(&argv[0], &format!("{name}: not found")),
        }
    }
    let text = match interpreter.process.read(&path)? {
        Ok(content) => content.text().into_owned(),
        Err(error) => {
            return interpreter.refuse_builtin(&argv[0], &format!("can't open '{path}': {error}"));
        }
    };
    let arguments = (2 < argv.len())
        .then(|| std::mem::replace(&mut interpreter.state.arguments, argv[2..].to_vec()));
    // Errors name the file and its lines.
    let (line, source) = (interpreter.state.line, interpreter.state.source);
    interpreter.state.command = Some(path);
    interpreter.state.source = Source::File;
    let outcome = interpreter.nested(|it| it.script(&text));
    if matches!(outcome, Ok(_) | Err(Flow::Return(_))) {
        (interpreter.state.line, interpreter.state.source) = (line, source);
    }
    if let Some(arguments) = arguments {
        interpreter.state.arguments = arguments;
    }
    match outcome {
        Err(Flow::Return(status)) => Ok(status),
        outcome => outcome,
    }
}

pub(super) fn exec(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    let fields = &argv[1..];
    let Some(name) = fields.first() else { return Ok(0) };
    let path =
        String::from(interpreter.state.variables.get("PATH").unwrap_or(programs::DEFAULT_PATH));
    if let Err(error) = interpreter.process.look_up(fields, &path) {
        let (status, message) = exec_message(error);
        interpreter.state.complain(interpreter.process, None, &format!("{name}: {message}"))?;
        return Err(Flow::Exit(status));
    }
    let status = interpreter.program(fields)?;
    // The shell is gone, and with it what it would do at its end.
    interpreter.state.traps.clear();
    Err(Flow::Exit(status))
}
