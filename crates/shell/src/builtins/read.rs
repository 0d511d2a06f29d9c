//! `read`.

use crate::flow::Outcome;
use crate::input::Amount;
use crate::interpreter::Interpreter;
use crate::pattern::Mark;
use crate::syntax::is_name;

/// Whether a backslash quotes the character behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Backslash {
    Quotes,
    IsText,
}

pub(super) fn read(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    let mut names = &argv[1..];
    let mut backslash = Backslash::Quotes;
    let mut fd = 0;
    let mut most = None;
    let mut delimiter = b'\n';
    while let Some(option) = names.first().filter(|it| it.starts_with('-') && 1 < it.len()) {
        names = &names[1..];
        let mut letters = option[1..].chars();
        while let Some(letter) = letters.next() {
            match letter {
                'r' => backslash = Backslash::IsText,
                's' => (),
                'p' | 'n' | 't' | 'u' | 'd' => {
                    let rest = letters.as_str();
                    let value = match (rest.is_empty(), names.split_first()) {
                        (false, _) => String::from(rest),
                        (true, Some((value, rest))) => {
                            names = rest;
                            value.clone()
                        }
                        (true, None) => {
                            let message = format!("no arg for -{letter} option");
                            return interpreter.refuse_builtin("read", &message);
                        }
                    };
                    match letter {
                        // Input is never a terminal here, so nothing is asked.
                        'p' | 't' => (),
                        'd' => delimiter = value.bytes().next().unwrap_or(0),
                        'n' => most = Some(interpreter.number("read", &value)?),
                        _ => fd = interpreter.number("read", &value)?,
                    }
                    break;
                }
                other => {
                    let message = format!("illegal option -{other}");
                    return interpreter.refuse_builtin("read", &message);
                }
            }
        }
    }
    for name in names {
        if !is_name(name) {
            let line =
                format!("{}: read: '{name}': bad variable name\n", interpreter.state.short_name());
            interpreter.process.eprint(line)?;
            return Ok(1);
        }
    }
    let (line, complete) = match most {
        Some(count) => {
            let bytes = interpreter.process.read_from(fd, Amount::Bytes(count as usize))?;
            let complete = !bytes.is_empty();
            (plain(&String::from_utf8_lossy(&bytes)), complete)
        }
        None => read_line(interpreter, fd, delimiter, backslash)?,
    };
    match names {
        [] => {
            let text: String = line.iter().map(|(character, _)| *character).collect();
            interpreter.assign("REPLY", &text)?;
        }
        names => share_out(interpreter, &line, names)?,
    }
    Ok(u8::from(!complete))
}

/// A line, with the characters that a backslash quoted, and whether it was complete.
fn read_line(
    interpreter: &mut Interpreter,
    fd: u32,
    delimiter: u8,
    backslash: Backslash,
) -> Outcome<(Vec<Mark>, bool)> {
    let mut line = Vec::new();
    loop {
        let bytes = interpreter.process.read_from(fd, Amount::Until(delimiter))?;
        let complete = bytes.ends_with(&[delimiter]);
        let bytes = bytes.strip_suffix(&[delimiter]).unwrap_or(&bytes);
        let text = String::from_utf8_lossy(bytes).replace('\0', "");
        if backslash == Backslash::IsText {
            line.extend(plain(&text));
            return Ok((line, complete));
        }
        let mut characters = text.chars();
        let mut continued = false;
        while let Some(next) = characters.next() {
            match next {
                '\\' => match characters.next() {
                    Some(quoted) => line.push((quoted, true)),
                    None => continued = true,
                },
                other => line.push((other, false)),
            }
        }
        if !continued || !complete || delimiter != b'\n' {
            return Ok((line, complete));
        }
    }
}

fn plain(text: &str) -> Vec<Mark> {
    text.chars().map(|it| (it, false)).collect()
}

/// Gives each name a field, and the last one all the rest.
fn share_out(interpreter: &mut Interpreter, line: &[Mark], names: &[String]) -> Outcome<()> {
    let separators = String::from(interpreter.state.variables.get("IFS").unwrap_or(" \t\n"));
    let is_separator = |mark: &Mark| !mark.1 && separators.contains(mark.0);
    let is_blank = |mark: &Mark| is_separator(mark) && matches!(mark.0, ' ' | '\t' | '\n');
    let skip_blanks = |rest: &mut &[Mark]| {
        let count = rest.iter().take_while(|it| is_blank(it)).count();
        *rest = &rest[count..];
    };
    let mut rest = line;
    skip_blanks(&mut rest);
    for (index, name) in names.iter().enumerate() {
        let field = if index + 1 == names.len() {
            let mut end = rest.len();
            while 0 < end && is_blank(&rest[end - 1]) {
                end -= 1;
            }
            // One separator at the very end closes the last field and is no part of it.
            let only = rest[..end].iter().position(is_separator);
            if only.is_some_and(|it| it + 1 == end) {
                end -= 1;
            }
            &rest[..end]
        } else {
            let length = rest.iter().position(is_separator).unwrap_or(rest.len());
            let (field, behind) = rest.split_at(length);
            rest = behind;
            skip_blanks(&mut rest);
            if rest.first().is_some_and(|it| is_separator(it) && !is_blank(it)) {
                rest = &rest[1..];
                skip_blanks(&mut rest);
            }
            field
        };
        let text: String = field.iter().map(|(character, _)| *character).collect();
        interpreter.assign(name, &text)?;
    }
    Ok(())
}
