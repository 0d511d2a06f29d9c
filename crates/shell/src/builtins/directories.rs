//! `cd`, `pwd`, `umask`.

use image::{AbsPath, Follow, FsError};

use crate::files::EXECUTE;
use crate::flow::Outcome;
use crate::interpreter::Interpreter;

pub(super) fn cd(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    let mut arguments = &argv[1..];
    let mut physical = false;
    while let Some(option @ ("-P" | "-L" | "--")) = arguments.first().map(String::as_str) {
        physical = option == "-P";
        arguments = &arguments[1..];
    }
    let variables = &interpreter.state.variables;
    let (mut wanted, mut announced) = match arguments.first().map(String::as_str) {
        None => (String::from(variables.get("HOME").unwrap_or_default()), false),
        Some("-") => (String::from(variables.get("OLDPWD").unwrap_or_default()), true),
        Some(directory) => (String::from(directory), false),
    };
    let before = logical(interpreter);
    if wanted.is_empty() {
        if announced {
            interpreter.process.print(format!("{before}\n"))?;
        }
        return Ok(0);
    }
    let places = String::from(interpreter.state.variables.get("CDPATH").unwrap_or_default());
    if !wanted.starts_with(['/', '.']) && !places.is_empty() {
        for place in places.split(':').filter(|it| !it.is_empty()) {
            let candidate = format!("{}/{wanted}", place.trim_end_matches('/'));
            let found = interpreter.process.find(&candidate, Follow::Last);
            if found.is_ok_and(|(_, entry)| entry.is_directory()) {
                (wanted, announced) = (candidate, true);
                break;
            }
        }
    }
    let target = before.join(&wanted);
    let way = if physical { wanted.as_str() } else { target.as_str() };
    let found = interpreter.process.find(way, Follow::Last);
    let real = match found {
        Ok((_, entry)) if !entry.is_directory() => Err(FsError::NotADirectory),
        Ok((real, entry)) => interpreter.process.require(&entry, EXECUTE).map(|()| real),
        Err(error) => Err(error),
    };
    let real = match real {
        Ok(real) => real,
        Err(error) => {
            return interpreter.refuse_builtin(&argv[0], &format!("can't cd to {wanted}: {error}"));
        }
    };
    let shown = if physical { real.clone() } else { target };
    interpreter.process.task.cwd = real;
    interpreter.assign("OLDPWD", before.as_str())?;
    interpreter.assign("PWD", shown.as_str())?;
    if announced {
        interpreter.process.print(format!("{shown}\n"))?;
    }
    Ok(0)
}

pub(super) fn pwd(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    let path = match argv.get(1).map(String::as_str) {
        Some("-P") => interpreter.process.cwd().clone(),
        Some(_) | None => logical(interpreter),
    };
    interpreter.process.print(format!("{path}\n"))?;
    Ok(0)
}

/// The working directory by the names that led there: `PWD`, as long as it is true.
fn logical(interpreter: &Interpreter) -> AbsPath {
    let real = interpreter.process.cwd().clone();
    let shown = AbsPath::new(interpreter.state.variables.get("PWD").unwrap_or("/"));
    if shown == real {
        return real;
    }
    match interpreter.process.find(shown.as_str(), Follow::Last) {
        Ok((found, _)) if found == real => shown,
        Ok(_) | Err(_) => real,
    }
}

pub(super) fn umask(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    let umask = interpreter.process.task.umask;
    match argv.get(1).map(String::as_str) {
        None => interpreter.process.print(format!("{umask:04o}\n"))?,
        Some("-S") => {
            let letters = |shift: u32| -> String {
                let allowed = !umask >> shift;
                [(4, 'r'), (2, 'w'), (1, 'x')]
                    .iter()
                    .filter(|it| allowed & it.0 != 0)
                    .map(|it| it.1)
                    .collect()
            };
            let text = format!("u={},g={},o={}\n", letters(6), letters(3), letters(0));
            interpreter.process.print(text)?;
        }
        Some(text) => {
            let octal = u32::from_str_radix(text, 8).ok().filter(|it| *it <= 0o777);
            let symbolic =
                || crate::mode::apply(text, !umask & 0o777, false, 0).map(|it| !it & 0o777);
            match octal.or_else(symbolic) {
                Some(umask) => interpreter.process.task.umask = umask,
                None => {
                    return interpreter.refuse_builtin("umask", &format!("illegal mode: {text}"));
                }
            }
        }
    }
    Ok(0)
}
