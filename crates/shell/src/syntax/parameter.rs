//! `${…}`.

use crate::ast::{Condition, Extent, Missing, Operation, Parameter, Part, Side, Word};
use crate::syntax::SyntaxError;
use crate::syntax::cursor::Cursor;
use crate::syntax::words::{Context, Quoted, is_name_character, is_special, word};

impl Part {
    /// `$name`
    pub(super) fn value(name: String) -> Part {
        Part::Parameter(Box::new(Parameter { name, operation: Operation::Value }))
    }
}

/// Reads a parameter expansion, from behind its opening brace to behind the closing one.
pub(super) fn parameter(cursor: &mut Cursor, quoted: Quoted) -> Result<Part, SyntaxError> {
    let length = cursor.peek() == Some('#') && !matches!(after_hash(cursor), None | Some('}'));
    if length && !matches!(after_hash(cursor), Some(':' | '-' | '=' | '+' | '%' | '#' | '?')) {
        cursor.next_raw();
        let name = name(cursor);
        let operation = if name.is_empty() || cursor.peek() != Some('}') {
            Operation::Bad
        } else {
            Operation::Length
        };
        return close(cursor, quoted, name, operation);
    }
    let name = name(cursor);
    let operation = match name.is_empty() {
        true => Operation::Bad,
        false => operation(cursor, quoted)?,
    };
    close(cursor, quoted, name, operation)
}

fn after_hash(cursor: &Cursor) -> Option<char> {
    cursor.peek_second()
}

fn name(cursor: &mut Cursor) -> String {
    match cursor.peek() {
        Some(next) if is_special(next) => {
            cursor.next_raw();
            String::from(next)
        }
        Some(next) if next.is_ascii_digit() => cursor.take_while(|it| it.is_ascii_digit()),
        Some(_) | None => cursor.take_while(is_name_character),
    }
}

fn close(
    cursor: &mut Cursor,
    quoted: Quoted,
    name: String,
    mut operation: Operation,
) -> Result<Part, SyntaxError> {
    if cursor.peek() != Some('}') {
        operation = Operation::Bad;
        word(cursor, Context::Brace { also: None, quoted })?;
    }
    match cursor.eat('}') {
        true => Ok(Part::Parameter(Box::new(Parameter { name, operation }))),
        false => Err(cursor.incomplete("missing '}'")),
    }
}

fn operation(cursor: &mut Cursor, quoted: Quoted) -> Result<Operation, SyntaxError> {
    let Some(next) = cursor.peek().filter(|it| *it != '}') else { return Ok(Operation::Value) };
    cursor.next_raw();
    let rest = Context::Brace { also: None, quoted };
    if let Some(condition) = condition(next) {
        return Ok(Operation::Conditional {
            condition,
            missing: Missing::Unset,
            word: word(cursor, rest)?,
        });
    }
    match next {
        ':' => match cursor.peek().and_then(condition) {
            Some(condition) => {
                cursor.next_raw();
                let word = word(cursor, rest)?;
                Ok(Operation::Conditional { condition, missing: Missing::UnsetOrEmpty, word })
            }
            None => {
                let offset = word(cursor, Context::Brace { also: Some(':'), quoted })?;
                let length = match cursor.eat(':') {
                    true => Some(word(cursor, rest)?),
                    false => None,
                };
                Ok(Operation::Slice { offset, length })
            }
        },
        '#' | '%' => {
            let side = if next == '#' { Side::Prefix } else { Side::Suffix };
            let extent = if cursor.eat(next) { Extent::Long } else { Extent::Short };
            Ok(Operation::Trim { side, extent, pattern: pattern(cursor, None)? })
        }
        '/' => {
            let extent = if cursor.eat('/') { Extent::Long } else { Extent::Short };
            let pattern = pattern(cursor, Some('/'))?;
            let with = match cursor.eat('/') {
                true => word(cursor, Context::Brace { also: None, quoted: Quoted::No })?,
                false => Word::default(),
            };
            Ok(Operation::Replace { extent, pattern, with })
        }
        _ => Ok(Operation::Bad),
    }
}

/// A pattern, in which quotes quote even inside of double quotes.
fn pattern(cursor: &mut Cursor, also: Option<char>) -> Result<Word, SyntaxError> {
    word(cursor, Context::Brace { also, quoted: Quoted::No })
}

fn condition(character: char) -> Option<Condition> {
    match character {
        '-' => Some(Condition::Default),
        '=' => Some(Condition::Assign),
        '?' => Some(Condition::Require),
        '+' => Some(Condition::Alternative),
        _ => None,
    }
}
