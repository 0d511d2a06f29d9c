//! Words, with their quotes and expansions.

use std::rc::Rc;

use crate::ast::{Part, Word};
use crate::syntax::SyntaxError;
use crate::syntax::cursor::Cursor;
use crate::syntax::grammar::Parser;
use crate::syntax::parameter::parameter;

/// Which rules hold, and what ends the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    /// A word between blanks and operators.
    Plain,
    /// Inside of `"…"`.
    Double,
    /// The body of a here-document.
    Here,
    /// The word of a `${…}`, up to `}` or the given character.
    Brace { also: Option<char>, quoted: Quoted },
    /// Inside of `$((…))`.
    Arithmetic,
}

/// Whether a `${…}` stands in double quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quoted {
    Yes,
    No,
}

impl Context {
    /// Whether the rules of double quotes hold: a backslash quotes only a few characters, single quotes quote nothing.
    pub(super) fn quoted(self) -> Quoted {
        match self {
            Context::Plain => Quoted::No,
            Context::Double | Context::Here | Context::Arithmetic => Quoted::Yes,
            Context::Brace { quoted, .. } => quoted,
        }
    }
}

/// Collects parts; neighboring text becomes one part.
#[derive(Default)]
struct Collector {
    parts: Vec<Part>,
    text: String,
}

impl Collector {
    fn push(&mut self, part: Part) {
        self.flush();
        self.parts.push(part);
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.parts.push(Part::Text(std::mem::take(&mut self.text)));
        }
    }

    fn finish(mut self) -> Word {
        self.flush();
        Word(self.parts)
    }
}

/// Reads up to the end that `context` asks for, and not over it.
pub(super) fn word(cursor: &mut Cursor, context: Context) -> Result<Word, SyntaxError> {
    let mut found = Collector::default();
    let mut parens = 0u32;
    while let Some(next) = cursor.peek() {
        match context {
            Context::Plain if is_meta(next) => break,
            Context::Double if next == '"' => break,
            Context::Brace { also, .. } if next == '}' || Some(next) == also => break,
            Context::Arithmetic if next == ')' && parens == 0 => break,
            Context::Arithmetic if next == '(' => parens += 1,
            Context::Arithmetic if next == ')' => parens -= 1,
            Context::Plain
            | Context::Double
            | Context::Here
            | Context::Brace { .. }
            | Context::Arithmetic => (),
        }
        cursor.next_raw();
        match (next, context.quoted()) {
            ('\\', quoted) => backslash(cursor, context, quoted, &mut found),
            ('\'', Quoted::No) => found.push(Part::Quoted(single_quoted(cursor)?)),
            ('"', _) if context != Context::Here && context != Context::Double => {
                let Word(parts) = cursor.nested(|it| word(it, Context::Double))?;
                if !cursor.eat('"') {
                    return Err(cursor.incomplete("unterminated quoted string"));
                }
                found.push(Part::Double(parts));
            }
            ('`', quoted) => found.push(backquoted(cursor, quoted)?),
            ('$', quoted) => match dollar(cursor, quoted)? {
                Some(part) => found.push(part),
                None => found.text.push('$'),
            },
            (other, _) => found.text.push(other),
        }
    }
    Ok(found.finish())
}

/// Whether `character` ends a word.
pub(super) fn is_meta(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\n' | ';' | '&' | '|' | '<' | '>' | '(' | ')')
}

fn backslash(cursor: &mut Cursor, context: Context, quoted: Quoted, found: &mut Collector) {
    let Some(next) = cursor.peek_raw() else {
        found.text.push('\\');
        return;
    };
    let quotes = match quoted {
        Quoted::No => true,
        Quoted::Yes => match next {
            '$' | '`' | '\\' => true,
            '"' => context != Context::Here,
            '}' => matches!(context, Context::Brace { .. }),
            _ => false,
        },
    };
    match quotes {
        true => {
            cursor.next_raw();
            found.push(Part::Quoted(String::from(next)));
        }
        false => found.text.push('\\'),
    }
}

fn single_quoted(cursor: &mut Cursor) -> Result<String, SyntaxError> {
    let mut text = String::new();
    loop {
        match cursor.next_raw() {
            Some('\'') => return Ok(text),
            Some(other) => text.push(other),
            None => return Err(cursor.incomplete("unterminated quoted string")),
        }
    }
}

/// What follows a dollar sign; none if the sign means itself.
fn dollar(cursor: &mut Cursor, quoted: Quoted) -> Result<Option<Part>, SyntaxError> {
    let part = match cursor.peek() {
        Some('(') => {
            cursor.next_raw();
            match cursor.eat('(') {
                true => arithmetic(cursor)?,
                false => substitution(cursor)?,
            }
        }
        Some('{') => {
            cursor.next_raw();
            cursor.nested(|it| parameter(it, quoted))?
        }
        Some(next) if next == '_' || next.is_ascii_alphabetic() => {
            Part::value(cursor.take_while(is_name_character))
        }
        Some(next) if is_special(next) || next.is_ascii_digit() => {
            cursor.next_raw();
            Part::value(String::from(next))
        }
        Some('\'') if quoted == Quoted::No => {
            cursor.next_raw();
            Part::Quoted(ansi_quoted(cursor)?)
        }
        Some(_) | None => return Ok(None),
    };
    Ok(Some(part))
}

/// Whether `$character` is a special parameter.
pub(super) fn is_special(character: char) -> bool {
    matches!(character, '@' | '*' | '#' | '?' | '-' | '$' | '!')
}

/// Whether a name may go on with `character`.
pub(crate) fn is_name_character(character: char) -> bool {
    character == '_' || character.is_ascii_alphanumeric()
}

fn arithmetic(cursor: &mut Cursor) -> Result<Part, SyntaxError> {
    let expression = cursor.nested(|it| word(it, Context::Arithmetic))?;
    match cursor.eat(')') && cursor.eat(')') {
        true => Ok(Part::Arithmetic(expression)),
        false => Err(cursor.incomplete("missing '))'")),
    }
}

fn substitution(cursor: &mut Cursor) -> Result<Part, SyntaxError> {
    cursor.deeper()?;
    // The commands stand in the same text, so the same cursor goes on: here-documents and quotes in it are its own.
    let mut parser = Parser::resume(std::mem::replace(cursor, Cursor::new("")));
    let list = parser.until_parenthesis();
    *cursor = parser.into_cursor();
    cursor.shallower();
    Ok(Part::Command(Rc::new(list?)))
}

fn backquoted(cursor: &mut Cursor, quoted: Quoted) -> Result<Part, SyntaxError> {
    let mut text = String::new();
    loop {
        match cursor.next_raw() {
            Some('`') => break,
            Some('\\') => match cursor.peek_raw() {
                Some(next @ ('`' | '\\' | '$')) => {
                    cursor.next_raw();
                    text.push(next);
                }
                Some('"') if quoted == Quoted::Yes => {
                    cursor.next_raw();
                    text.push('"');
                }
                Some(_) | None => text.push('\\'),
            },
            Some(other) => text.push(other),
            None => return Err(cursor.incomplete("EOF in backquote substitution")),
        }
    }
    let mut parser = Parser::resume(cursor.inner(&text)?);
    Ok(Part::Command(Rc::new(parser.rest()?)))
}

/// The text of `$'…'`, which ash has from Bash.
fn ansi_quoted(cursor: &mut Cursor) -> Result<String, SyntaxError> {
    let mut text = String::new();
    loop {
        match cursor.next_raw() {
            Some('\'') => return Ok(crate::escape::unescape(&text)),
            // As ash, which knows no `\e` here.
            Some('\\') if cursor.peek_raw() == Some('e') => text.push_str(r"\\"),
            Some('\\') => {
                text.push('\\');
                text.extend(cursor.next_raw());
            }
            Some(other) => text.push(other),
            None => return Err(cursor.incomplete("unterminated quoted string")),
        }
    }
}
