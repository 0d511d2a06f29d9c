//! The physical lines of a text.

use crate::span::Span;

/// Hands out lines; stops before one that is longer than Docker's reader takes.
pub(crate) struct Reader<'a> {
    text: &'a str,
    at: usize,
    number: u32,
    // Where the last line ends, without its newline.
    last_end: usize,
    too_long: Option<Span>,
}

/// One line.
pub(crate) struct RawLine<'a> {
    /// With its newline.
    pub(crate) text: &'a str,
    /// Where it starts.
    pub(crate) start: usize,
    /// Counted from 1.
    pub(crate) number: u32,
}

// As Go's `bufio.MaxScanTokenSize`.
const LONGEST: usize = 64 * 1024;

impl<'a> Reader<'a> {
    pub(crate) fn new(text: &'a str) -> Reader<'a> {
        // A byte order mark is no part of the first line.
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Reader { text, at, number: 0, last_end: at, too_long: None }
    }

    pub(crate) fn next(&mut self) -> Option<RawLine<'a>> {
        let rest = &self.text[self.at..];
        if rest.is_empty() || self.too_long.is_some() {
            return None;
        }
        let (length, limit) = match rest.find('\n') {
            Some(newline) => (newline + 1, LONGEST),
            None => (rest.len(), LONGEST - 1),
        };
        if limit < length {
            self.too_long = Some(Span::new(self.at..self.at + length));
            return None;
        }
        self.number += 1;
        let line = RawLine { text: &rest[..length], start: self.at, number: self.number };
        self.last_end = self.at + line.without_newline().len();
        self.at += length;
        Some(line)
    }

    /// The number of the last line.
    pub(crate) fn number(&self) -> u32 {
        self.number
    }

    /// Where the last line ends.
    pub(crate) fn last_end(&self) -> usize {
        self.last_end
    }

    /// Where the next line starts.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// The line that was too long, if there was one.
    pub(crate) fn too_long(&self) -> Option<Span> {
        self.too_long
    }
}

impl<'a> RawLine<'a> {
    pub(crate) fn without_newline(&self) -> &'a str {
        self.text.trim_end_matches(['\r', '\n'])
    }

    /// Without the newline and the blanks before the first word.
    pub(crate) fn body(&self) -> &'a str {
        self.without_newline().trim_start()
    }

    /// The number of bytes before the first word.
    pub(crate) fn indent(&self) -> usize {
        self.without_newline().len() - self.body().len()
    }
}
