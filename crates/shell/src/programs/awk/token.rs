//! The words of an `awk` program.

use crate::escape::{Dialect, unescape_bytes};
use crate::programs::awk::syntax::BUILTINS;
use crate::programs::awk::value::parse;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Newline,
    Number(f64),
    Text(String),
    Regex(String),
    Name(String),
    /// A name with `(` right behind it.
    Call(String),
    Builtin(&'static str, usize),
    Keyword(&'static str),
    Symbol(&'static str),
    End,
}

const KEYWORDS: &[&str] = &[
    "BEGIN", "END", "break", "continue", "delete", "do", "else", "exit", "for", "func", "function",
    "getline", "if", "in", "next", "nextfile", "print", "printf", "return", "while",
];

/// The longest first.
const SYMBOLS: &[&str] = &[
    "**=", "&&", "||", "==", "!=", "<=", ">=", "++", "--", "+=", "-=", "*=", "/=", "%=", "^=",
    "**", "!~", ">>", "{", "}", "(", ")", "[", "]", ";", ",", "+", "-", "*", "/", "%", "^", "!",
    ">", "<", "|", "?", ":", "~", "$", "=",
];

/// All words with their lines, or the message and line of the first that is none.
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, u32)>, (&'static str, u32)> {
    let mut tokens: Vec<(Token, u32)> = Vec::new();
    let mut line = 1;
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\r']);
        if let Some(after) = rest.strip_prefix("\\\n").or(rest.strip_prefix("\\\r\n")) {
            line += 1;
            rest = after;
            continue;
        }
        let Some(first) = rest.chars().next() else { break };
        if first == '#' {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
            continue;
        }
        let (token, after) = match first {
            '\n' => (Token::Newline, &rest[1..]),
            '"' => {
                let (text, after) =
                    quoted(&rest[1..], '"').ok_or(("Unexpected end of string", line))?;
                (Token::Text(unescaped(text)), after)
            }
            '/' if !divides(tokens.last().map(|it| &it.0)) => {
                let (text, after) =
                    quoted(&rest[1..], '/').ok_or(("Unexpected end of string", line))?;
                (Token::Regex(text.replace("\\/", "/")), after)
            }
            '0'..='9' | '.' => {
                let Some((value, length)) = parse(rest).filter(|it| !rest[it.1..].starts_with('.'))
                else {
                    return Err(("Unexpected token", line));
                };
                (Token::Number(value), &rest[length..])
            }
            '_' | 'a'..='z' | 'A'..='Z' => {
                let is_part = |it: char| it == '_' || it.is_ascii_alphanumeric();
                let end = rest.find(|it| !is_part(it)).unwrap_or(rest.len());
                (word(&rest[..end], &rest[end..]), &rest[end..])
            }
            _ => match SYMBOLS.iter().find(|it| rest.starts_with(**it)) {
                Some(symbol) => (Token::Symbol(symbol), &rest[symbol.len()..]),
                None => return Err(("Unexpected token", line)),
            },
        };
        let taken = &rest[..rest.len() - after.len()];
        tokens.push((token, line));
        line += taken.matches('\n').count() as u32;
        rest = after;
    }
    tokens.push((Token::Newline, line));
    tokens.push((Token::End, line));
    Ok(tokens)
}

/// Whether a slash behind `before` is a division.
fn divides(before: Option<&Token>) -> bool {
    match before {
        Some(Token::Number(_) | Token::Text(_) | Token::Name(_) | Token::Builtin(..)) => true,
        Some(Token::Symbol(symbol)) => [")", "]", "$", "++", "--"].contains(symbol),
        Some(
            Token::Newline | Token::Regex(_) | Token::Call(_) | Token::Keyword(_) | Token::End,
        )
        | None => false,
    }
}

/// The text up to `end`, and what is behind it.
fn quoted(text: &str, end: char) -> Option<(&str, &str)> {
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        if character == end && !escaped {
            return Some((&text[..at], &text[at + 1..]));
        }
        if character == '\n' && !escaped {
            return None;
        }
        escaped = character == '\\' && !escaped;
    }
    None
}

/// `text` with its escapes replaced; a backslash before another character goes.
pub(super) fn unescaped(text: &str) -> String {
    let text = text.replace("\\\n", "");
    let mut plain = String::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find('\\') {
        plain += &rest[..at];
        rest = &rest[at + 1..];
        let Some(next) = rest.chars().next() else {
            plain.push('\\');
            break;
        };
        let digits = rest.bytes().take(3).take_while(|it| (b'0'..=b'7').contains(it)).count();
        let length = if 0 < digits { digits } else { next.len_utf8() };
        match "abfnrtv\\".contains(next) || 0 < digits {
            true => {
                let escape = format!("\\{}", &rest[..length]);
                let bytes = unescape_bytes(&escape, Dialect::Printf).bytes;
                plain += &String::from_utf8_lossy(&bytes);
            }
            false => plain.push(next),
        }
        rest = &rest[length..];
    }
    plain + rest
}

fn word(word: &str, after: &str) -> Token {
    if let Some((builtin, least)) = BUILTINS.iter().find(|it| it.0 == word) {
        return Token::Builtin(builtin, *least);
    }
    match KEYWORDS.iter().find(|it| **it == word) {
        Some(keyword) => Token::Keyword(keyword),
        None if after.starts_with('(') => Token::Call(String::from(word)),
        None => Token::Name(String::from(word)),
    }
}
