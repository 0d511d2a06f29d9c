//! A place in the text, one character after the other.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::ast::Word;
use crate::syntax::{SyntaxError, SyntaxErrorKind};

/// How deeply quotes, substitutions and commands may nest. It bounds every recursion over a script.
const DEPTH_MAX: u32 = 40;

/// Where the reader is, and what it still has to read.
pub(super) struct Cursor {
    // Invariant: `at <= text.len()`.
    text: Vec<char>,
    at: usize,
    pub(super) line: u32,
    depth: u32,
    /// Here-documents whose operators were read, but not their bodies.
    pub(super) pending: Vec<PendingHere>,
    /// The text ended in a here-document.
    pub(super) open_here: bool,
    /// Aliases that stand in the text, each with the number of characters that follow it.
    aliases: Vec<(String, usize)>,
}

/// A here-document that waits for the end of its line.
pub(super) struct PendingHere {
    pub(super) delimiter: String,
    pub(super) quoted: bool,
    pub(super) strip_tabs: bool,
    pub(super) body: Rc<OnceCell<Word>>,
}

impl Cursor {
    pub(super) fn new(text: &str) -> Cursor {
        Cursor {
            text: text.chars().collect(),
            at: 0,
            line: 1,
            depth: 0,
            pending: Vec::new(),
            open_here: false,
            aliases: Vec::new(),
        }
    }

    /// The next character; pairs of backslash and newline are no characters.
    pub(super) fn peek(&mut self) -> Option<char> {
        while self.text[self.at..].starts_with(&['\\', '\n']) {
            self.at += 2;
            self.line += 1;
        }
        self.peek_raw()
    }

    /// The next character as it stands in the text.
    pub(super) fn peek_raw(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    /// The character after the next.
    pub(super) fn peek_second(&self) -> Option<char> {
        self.text.get(self.at + 1).copied()
    }

    pub(super) fn next_raw(&mut self) -> Option<char> {
        let next = self.peek_raw()?;
        self.at += 1;
        if next == '\n' {
            self.line += 1;
        }
        Some(next)
    }

    /// Steps over `expected`, if it is next.
    pub(super) fn eat(&mut self, expected: char) -> bool {
        let found = self.peek() == Some(expected);
        if found {
            self.next_raw();
        }
        found
    }

    /// The characters that `accept` takes.
    pub(super) fn take_while(&mut self, accept: impl Fn(char) -> bool) -> String {
        let mut taken = String::new();
        while let Some(next) = self.peek().filter(|it| accept(*it)) {
            taken.push(next);
            self.next_raw();
        }
        taken
    }

    /// The rest of the line, with its newline if it has one; none at the end of the text.
    pub(super) fn next_line(&mut self) -> Option<String> {
        self.peek_raw()?;
        let mut line = String::new();
        while let Some(next) = self.next_raw() {
            line.push(next);
            if next == '\n' {
                break;
            }
        }
        Some(line)
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }

    /// Goes back to a position that [`Cursor::position`] gave, on `line`.
    pub(super) fn back_to(&mut self, position: usize, line: u32) {
        self.at = position;
        self.line = line;
    }

    /// Puts `text` in the place of what was read since `start`, and goes back there.
    pub(super) fn replace_since(&mut self, start: usize, name: &str, text: &str) {
        let after = self.text.len() - self.at;
        self.text.splice(start..self.at, text.chars());
        self.at = start;
        self.aliases.push((String::from(name), after));
    }

    /// Whether the word at `start` stands in the text of the alias `name`, and then is one like any other.
    pub(super) fn is_inside_alias(&mut self, start: usize, name: &str) -> bool {
        let left = self.text.len() - start;
        self.aliases.retain(|(_, after)| *after < left);
        self.aliases.iter().any(|(it, _)| it == name)
    }

    /// Whether an alias whose text ends in a blank ended since `start`: then the next word may be one, too.
    pub(super) fn passed_alias_blank(&self, start: usize) -> bool {
        let ends = self.aliases.iter().map(|(_, after)| self.text.len() - after);
        let mut passed = ends.filter(|end| (start..=self.at).contains(end));
        passed.any(|end| end.checked_sub(1).is_some_and(|it| matches!(self.text[it], ' ' | '\t')))
    }

    /// Counts one more level of nesting around `read`.
    pub(super) fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Cursor) -> Result<T, SyntaxError>,
    ) -> Result<T, SyntaxError> {
        self.deeper()?;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Counts one more level of nesting; [`Cursor::shallower`] ends it.
    pub(super) fn deeper(&mut self) -> Result<(), SyntaxError> {
        if self.depth == DEPTH_MAX {
            return Err(SyntaxError { kind: SyntaxErrorKind::TooDeep, line: self.line });
        }
        self.depth += 1;
        Ok(())
    }

    pub(super) fn shallower(&mut self) {
        self.depth -= 1;
    }

    /// A reader of `text` that stands inside of this one.
    pub(super) fn inner(&self, text: &str) -> Result<Cursor, SyntaxError> {
        let mut inner = Cursor::new(text);
        inner.line = self.line;
        inner.depth = self.depth;
        inner.deeper()?;
        Ok(inner)
    }

    pub(super) fn incomplete(&self, message: &str) -> SyntaxError {
        SyntaxError { kind: SyntaxErrorKind::Incomplete(String::from(message)), line: self.line }
    }

    pub(super) fn wrong(&self, message: impl Into<String>) -> SyntaxError {
        SyntaxError { kind: SyntaxErrorKind::Wrong(message.into()), line: self.line }
    }
}
