//! `getopts`.

use crate::flow::Outcome;
use crate::interpreter::Interpreter;

/// What the next option is.
enum Found {
    Option { letter: char, argument: Option<String> },
    Unknown(char),
    Unfinished(char),
    End,
}

pub(super) fn getopts(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    let [_, known, name, rest @ ..] = argv else {
        return interpreter.refuse_builtin("getopts", "usage: getopts optstring var [arg]");
    };
    let words = if rest.is_empty() { interpreter.state.arguments.clone() } else { rest.to_vec() };
    let index = interpreter.state.variables.get("OPTIND").and_then(|it| it.parse::<usize>().ok());
    let mut index = index.unwrap_or(1).max(1);
    if index == 1 && interpreter.state.getopts_index != 1 {
        interpreter.state.getopts_at = 0;
    }
    let found = next(&words, known, &mut index, &mut interpreter.state.getopts_at);
    interpreter.assign("OPTIND", &index.to_string())?;
    interpreter.state.getopts_index = index;
    let quiet = known.starts_with(':');
    let told = interpreter.state.variables.get("OPTERR") != Some("0");
    let (value, argument, status) = match found {
        Found::Option { letter, argument } => (String::from(letter), argument, 0),
        Found::Unknown(letter) if quiet => (String::from("?"), Some(String::from(letter)), 0),
        Found::Unfinished(letter) if quiet => (String::from(":"), Some(String::from(letter)), 0),
        Found::Unknown(letter) => {
            if told {
                interpreter.process.eprint(format!("Illegal option -{letter}\n"))?;
            }
            (String::from("?"), None, 0)
        }
        Found::Unfinished(letter) => {
            if told {
                interpreter.process.eprint(format!("No arg for -{letter} option\n"))?;
            }
            (String::from("?"), None, 0)
        }
        Found::End => (String::from("?"), None, 1),
    };
    match argument {
        Some(argument) => interpreter.assign("OPTARG", &argument)?,
        None => {
            let _read_only = interpreter.state.variables.unset("OPTARG");
        }
    }
    interpreter.assign(name, &value)?;
    Ok(status)
}

/// The option at the character `at` of the word before `index` (from 1), or the first of the word at `index` if `at` is
/// 0; moves both on.
fn next(words: &[String], known: &str, index: &mut usize, at: &mut usize) -> Found {
    if *at == 0 {
        match words.get(*index - 1).map(String::as_str) {
            None | Some("-") => return Found::End,
            Some("--") => {
                *index += 1;
                return Found::End;
            }
            Some(word) if !word.starts_with('-') => return Found::End,
            Some(_) => (),
        }
        *index += 1;
        *at = 1;
    }
    let word = index.checked_sub(2).and_then(|it| words.get(it)).map_or("", String::as_str);
    let mut letters = word.chars().skip(*at);
    let Some(letter) = letters.next() else {
        *at = 0;
        return Found::End;
    };
    let tail: String = letters.collect();
    *at = if tail.is_empty() { 0 } else { *at + 1 };
    let Some(position) = known.find(letter).filter(|_| letter != ':') else {
        return Found::Unknown(letter);
    };
    if known[position..].chars().nth(1) != Some(':') {
        return Found::Option { letter, argument: None };
    }
    *at = 0;
    if !tail.is_empty() {
        return Found::Option { letter, argument: Some(tail) };
    }
    match words.get(*index - 1) {
        Some(argument) => {
            *index += 1;
            Found::Option { letter, argument: Some(argument.clone()) }
        }
        None => Found::Unfinished(letter),
    }
}
