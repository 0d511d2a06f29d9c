//! `alias`, `unalias`.

use std::rc::Rc;

use crate::flow::Outcome;
use crate::interpreter::{Interpreter, single_quoted};

pub(super) fn alias(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    if argv.len() == 1 {
        let all = interpreter.state.aliases.clone();
        for (name, text) in all.iter() {
            interpreter.process.print(format!("{name}={}\n", single_quoted(text)))?;
        }
        return Ok(0);
    }
    let mut status = 0;
    for argument in &argv[1..] {
        match argument.split_once('=').filter(|(name, _)| !name.is_empty()) {
            Some((name, text)) => {
                Rc::make_mut(&mut interpreter.state.aliases)
                    .insert(String::from(name), String::from(text));
            }
            None => match interpreter.state.aliases.get(argument).cloned() {
                Some(text) => {
                    interpreter.process.print(format!("{argument}={}\n", single_quoted(&text)))?;
                }
                None => {
                    interpreter.process.eprint(format!("alias: {argument} not found\n"))?;
                    status = 1;
                }
            },
        }
    }
    Ok(status)
}

pub(super) fn unalias(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    let mut status = 0;
    for name in &argv[1..] {
        if name == "-a" {
            interpreter.state.aliases = Rc::default();
        } else if Rc::make_mut(&mut interpreter.state.aliases).remove(name).is_none() {
            interpreter.process.eprint(format!("unalias: {name} not found\n"))?;
            status = 1;
        }
    }
    Ok(status)
}
