//! Text to syntax: a script read command by command.

mod command;
mod cursor;
mod grammar;
mod here;
mod parameter;
mod token;
mod words;

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::ast::Word;

pub(crate) use command::{assignment, is_name};
pub(crate) use grammar::Parser;
pub(crate) use token::is_reserved;

/// Words and the texts that take their place at the beginning of a command.
pub(crate) type Aliases = BTreeMap<String, String>;

/// Why a text is no script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub(crate) kind: SyntaxErrorKind,
    pub(crate) line: u32,
}

/// The kinds of [`SyntaxError`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SyntaxErrorKind {
    /// More text could make it right; the message is what ash says if there is none.
    Incomplete(String),
    /// No text can.
    Wrong(String),
    /// It nests more deeply than we read.
    TooDeep,
}

/// `text` as the body of a here-document, to be expanded; none if it is no such text.
pub(crate) fn template(text: &str) -> Option<Word> {
    let mut cursor = cursor::Cursor::new(text);
    words::word(&mut cursor, words::Context::Here).ok()
}

/// Whether `text` is the beginning of something longer.
pub(crate) fn is_incomplete(text: &str, aliases: &Rc<Aliases>) -> bool {
    let mut parser = Parser::new(text);
    loop {
        match parser.next_command(aliases) {
            Ok(Some(_)) => (),
            Ok(None) => return parser.ends_in_here_document() || ends_in_backslash(text),
            Err(error) => return matches!(error.kind, SyntaxErrorKind::Incomplete(_)),
        }
    }
}

/// Whether the last line goes on: it ends in a backslash that is not itself escaped, outside of a comment.
fn ends_in_backslash(text: &str) -> bool {
    let line = text.strip_suffix('\n').unwrap_or(text);
    let backslashes = line.bytes().rev().take_while(|it| *it == b'\\').count();
    backslashes % 2 == 1
        && !line.lines().next_back().is_some_and(|it| it.trim_start().starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_something_is_no_error() {
        for (text, incomplete) in [
            ("echo hi", false),
            ("echo 'hi", true),
            ("echo \"hi", true),
            ("echo $(date", true),
            ("echo `date", true),
            ("echo ${x", true),
            ("echo $((1 + ", true),
            ("if true", true),
            ("if true; then echo; fi", false),
            ("for i in 1 2; do", true),
            ("case x in", true),
            ("f() {", true),
            ("cat <<EOF\nhi", true),
            ("cat <<EOF\nhi\nEOF\n", false),
            ("cat <<'A' <<B\nA\n", true),
            ("echo a &&", true),
            ("echo a |", true),
            ("echo a \\", true),
            ("echo a \\\n", true),
            ("( echo", true),
            ("fi", false),
            ("echo )", false),
            ("", false),
            ("# if", false),
        ] {
            assert_eq!(is_incomplete(text, &Rc::default()), incomplete, "{text}");
        }
    }

    #[test]
    fn errors_are_ashs() {
        for (text, message) in [
            ("fi", "unexpected \"fi\""),
            ("echo )", "unexpected \")\""),
            ("if true; fi", "unexpected \"fi\" (expecting \"then\")"),
            ("for 1 in", "bad for loop variable"),
            ("while true; done", "unexpected \"done\" (expecting \"do\")"),
            ("a ;; b", "unexpected \";;\""),
            ("&& a", "unexpected \"&&\""),
            ("echo > ;", "unexpected \";\""),
            ("echo >\n", "unexpected newline"),
        ] {
            let mut parser = Parser::new(text);
            let error = loop {
                match parser.next_command(&Rc::default()) {
                    Ok(command) => assert!(command.is_some(), "{text}"),
                    Err(error) => break error,
                }
            };
            assert_eq!(error.kind, SyntaxErrorKind::Wrong(String::from(message)), "{text}");
        }
    }
}
