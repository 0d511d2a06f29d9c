//! Tokens: words, operators, ends of lines.

use crate::ast::Word;
use crate::syntax::SyntaxError;
use crate::syntax::cursor::Cursor;
use crate::syntax::here;
use crate::syntax::words::{Context, word};

/// One token of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(Word),
    /// Digits right before `<` or `>`.
    Number(u32),
    Operator(&'static str),
    Newline,
    End,
}

/// All operators, longer ones first.
const OPERATORS: [&str; 18] = [
    "<<-", "&&", "&>", "||", ";;", "<<", ">>", "<&", ">&", "<>", ">|", "&", "|", ";", "<", ">",
    "(", ")",
];

impl Token {
    /// How ash names it in an error.
    pub(super) fn description(&self) -> String {
        match self {
            Token::Word(word) => match word.plain().filter(|it| is_reserved(it)) {
                Some(reserved) => format!("\"{reserved}\""),
                None => String::from("word"),
            },
            Token::Number(_) => String::from("redirection"),
            Token::Operator(operator) if is_redirection(operator) => String::from("redirection"),
            Token::Operator(operator) => format!("\"{operator}\""),
            Token::Newline => String::from("newline"),
            Token::End => String::from("end of file"),
        }
    }
}

/// Whether `word` has a meaning of its own at the beginning of a command.
pub(crate) fn is_reserved(word: &str) -> bool {
    matches!(
        word,
        "!" | "{"
            | "}"
            | "case"
            | "do"
            | "done"
            | "elif"
            | "else"
            | "esac"
            | "fi"
            | "for"
            | "if"
            | "in"
            | "then"
            | "until"
            | "while"
    )
}

/// Whether `operator` redirects a descriptor.
pub(super) fn is_redirection(operator: &str) -> bool {
    operator.contains(['<', '>'])
}

/// Whether a list of commands ends where `word` begins one.
pub(super) fn ends_list(word: &str) -> bool {
    matches!(word, "}" | "do" | "done" | "elif" | "else" | "esac" | "fi" | "then")
}

/// Skips blanks and a comment.
pub(super) fn skip_blanks(cursor: &mut Cursor) {
    cursor.take_while(|it| matches!(it, ' ' | '\t' | '\r'));
    if cursor.peek() == Some('#') {
        // A backslash does not continue a comment.
        while cursor.peek_raw().is_some_and(|it| it != '\n') {
            cursor.next_raw();
        }
    }
}

/// Reads the next token, from behind the blanks. Behind the end of a line it reads the here-documents that wait.
pub(super) fn token(cursor: &mut Cursor) -> Result<Token, SyntaxError> {
    let Some(next) = cursor.peek() else {
        here::read_bodies(cursor)?;
        return Ok(Token::End);
    };
    if next == '\n' {
        cursor.next_raw();
        here::read_bodies(cursor)?;
        return Ok(Token::Newline);
    }
    if let Some(operator) = operator(cursor) {
        return Ok(Token::Operator(operator));
    }
    let word = word(cursor, Context::Plain)?;
    let number = word.plain().and_then(|it| it.parse::<u32>().ok());
    match (number, cursor.peek()) {
        (Some(number), Some('<' | '>')) => Ok(Token::Number(number)),
        (_, _) => Ok(Token::Word(word)),
    }
}

fn operator(cursor: &mut Cursor) -> Option<&'static str> {
    let (start, line) = (cursor.position(), cursor.line);
    for operator in OPERATORS {
        if operator.chars().all(|it| cursor.eat(it)) {
            return Some(operator);
        }
        cursor.back_to(start, line);
    }
    None
}
