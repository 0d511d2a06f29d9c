//! Here-documents.

use crate::ast::{Part, Word};
use crate::syntax::SyntaxError;
use crate::syntax::cursor::{Cursor, PendingHere};
use crate::syntax::words::{Context, word};

/// Reads the bodies that wait for the end of the line, in order.
pub(super) fn read_bodies(cursor: &mut Cursor) -> Result<(), SyntaxError> {
    for here in std::mem::take(&mut cursor.pending) {
        let text = body(cursor, &here);
        let body = match here.quoted {
            true => Word(vec![Part::Quoted(text)]),
            false => {
                let mut inner = cursor.inner(&text)?;
                Word(vec![Part::Double(word(&mut inner, Context::Here)?.0)])
            }
        };
        here.body.set(body).expect("each body is read once");
    }
    Ok(())
}

/// The delimiter that a word means: its text without the quotes; and whether there were any.
pub(super) fn delimiter(word: &Word) -> (String, bool) {
    let mut text = String::new();
    let mut quoted = false;
    for part in &word.0 {
        match part {
            Part::Text(it) => text.push_str(it),
            Part::Quoted(it) => {
                quoted = true;
                text.push_str(it);
            }
            Part::Double(parts) => {
                quoted = true;
                let (inner, _) = delimiter(&Word(parts.clone()));
                text.push_str(&inner);
            }
            // Not expanded; ash keeps the text, which nobody writes.
            Part::Parameter(parameter) => {
                text.push('$');
                text.push_str(&parameter.name);
            }
            Part::Command(_) | Part::Arithmetic(_) => (),
        }
    }
    (text, quoted)
}

fn body(cursor: &mut Cursor, here: &PendingHere) -> String {
    let mut body = String::new();
    loop {
        let Some(line) = cursor.next_line() else {
            cursor.open_here = true;
            return body;
        };
        let line = match here.strip_tabs {
            true => line.trim_start_matches('\t'),
            false => &line,
        };
        if line.strip_suffix('\n').unwrap_or(line) == here.delimiter {
            return body;
        }
        body.push_str(line);
    }
}
