//! Words to fields: the expansions of a shell, in their order.

mod fields;
mod glob;
mod parameter;

use crate::ast::{Operation, Parameter, Part, Word};
use crate::flow::Outcome;
use crate::interpreter::Interpreter;
use crate::limits::Limit;
use crate::pattern::{Mark, Pattern};
use crate::process::Process;

/// A piece of a word, expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Chunk {
    Text {
        text: String,
        origin: Origin,
    },
    /// One argument of `"$@"` ends here.
    Break,
}

/// Where text comes from, and so what may still happen to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Written without quotes: a pattern.
    Literal,
    /// From an expansion without quotes: split into fields, then a pattern.
    Expanded,
    /// From inside of quotes: itself.
    Quoted,
}

impl Origin {
    fn of_expansion(quoted: bool) -> Origin {
        if quoted { Origin::Quoted } else { Origin::Expanded }
    }
}

impl Interpreter<'_, '_, '_> {
    /// All fields of `words`: split, and with the names of the files that patterns match.
    pub(crate) fn fields(&mut self, words: &[Word]) -> Outcome<Vec<String>> {
        let mut found = Vec::new();
        for word in words {
            self.process.burn(1)?;
            if let Some(text) = word.plain().filter(|it| !it.contains(['*', '?', '[', '~'])) {
                found.push(String::from(text));
                continue;
            }
            let chunks = self.chunks(word)?;
            let separators = self.state.variables.get("IFS").unwrap_or(" \t\n");
            for field in fields::split(&chunks, separators) {
                self.process.burn(1)?;
                self.glob(&field, &mut found)?;
            }
        }
        Ok(found)
    }

    /// `word` as one text: neither split nor matched.
    pub(crate) fn text(&mut self, word: &Word) -> Outcome<String> {
        if let Some(text) = word.plain().filter(|it| !it.contains('~')) {
            return Ok(String::from(text));
        }
        let chunks = self.chunks(word)?;
        Ok(joined(&chunks, &self.state.first_separator()))
    }

    /// `word` as the value of an assignment: as [`Interpreter::text`], with `~` behind colons, too.
    pub(crate) fn value(&mut self, word: &Word) -> Outcome<String> {
        let has_tilde = |it: &Part| matches!(it, Part::Text(text) if text.contains(":~"));
        if !word.0.iter().any(has_tilde) {
            return self.text(word);
        }
        let mut parts = Vec::new();
        for (index, part) in word.0.iter().enumerate() {
            let Part::Text(text) = part else {
                parts.push(part.clone());
                continue;
            };
            let pieces: Vec<&str> = text.split(':').collect();
            for (at, piece) in pieces.iter().enumerate() {
                let first = at == 0;
                let ends = at + 1 < pieces.len() || index + 1 == word.0.len();
                let home = if first && 0 < index { None } else { self.tilde(piece, ends) };
                let colon = if first { "" } else { ":" };
                match home {
                    Some((home, rest)) => parts.push(Part::Quoted(format!("{colon}{home}{rest}"))),
                    None => parts.push(Part::Text(format!("{colon}{piece}"))),
                }
            }
        }
        self.text(&Word(parts))
    }

    /// `word` as a pattern.
    pub(crate) fn pattern(&mut self, word: &Word) -> Outcome<Pattern> {
        let chunks = self.chunks(word)?;
        Ok(Pattern::from_marks(&marks(&chunks)))
    }

    fn chunks(&mut self, word: &Word) -> Outcome<Vec<Chunk>> {
        let mut chunks = Vec::new();
        self.nested(|it| it.expand_unquoted(word, &mut chunks))?;
        Ok(chunks)
    }

    /// Expands a word that is not in quotes, with a `~` at its beginning.
    fn expand_unquoted(&mut self, word: &Word, chunks: &mut Vec<Chunk>) -> Outcome<()> {
        let mut parts = word.0.as_slice();
        if let Some((Part::Text(text), rest)) = word.0.split_first()
            && let Some((home, after)) = self.tilde(text, rest.is_empty())
        {
            let origin = if home.is_empty() { Origin::Literal } else { Origin::Quoted };
            chunks.push(Chunk::Text { text: home, origin });
            chunks.push(Chunk::Text { text: after, origin: Origin::Literal });
            parts = rest;
        }
        self.expand_parts(parts, false, chunks)
    }

    /// The home directory that a leading `~` means, and the text behind it.
    fn tilde(&mut self, text: &str, ends: bool) -> Option<(String, String)> {
        let rest = text.strip_prefix('~')?;
        let (user, after) = match rest.split_once('/') {
            Some((user, after)) => (user, format!("/{after}")),
            None if ends => (rest, String::new()),
            None => return None,
        };
        let home = match user {
            "" => self.state.variables.get("HOME").map(String::from)?,
            user => crate::users::home_of(self.process, user)?,
        };
        Some((home, after))
    }

    /// Expands `parts` onto the end of `chunks`.
    pub(crate) fn expand_parts(
        &mut self,
        parts: &[Part],
        quoted: bool,
        chunks: &mut Vec<Chunk>,
    ) -> Outcome<()> {
        for part in parts {
            match part {
                Part::Text(text) => {
                    let origin = if quoted { Origin::Quoted } else { Origin::Literal };
                    self.push(text.clone(), origin, chunks)?;
                }
                Part::Quoted(text) => self.push(text.clone(), Origin::Quoted, chunks)?,
                Part::Double(parts) => {
                    // Alone, `"$@"` may be no field at all.
                    if !matches!(parts.as_slice(), [one] if is_all_arguments(one)) {
                        self.push(String::new(), Origin::Quoted, chunks)?;
                    }
                    self.expand_parts(parts, true, chunks)?;
                }
                Part::Parameter(parameter) => self.expand_parameter(parameter, quoted, chunks)?,
                Part::Command(list) => {
                    let text = self.substitute(list)?;
                    self.push(text, Origin::of_expansion(quoted), chunks)?;
                }
                Part::Arithmetic(word) => {
                    let text = self.text(word)?;
                    let value = self.arithmetic(&text)?;
                    self.push(value.to_string(), Origin::of_expansion(quoted), chunks)?;
                }
            }
        }
        Ok(())
    }

    /// The value of an arithmetic expression; an error ends the script.
    pub(crate) fn arithmetic(&mut self, text: &str) -> Outcome<i64> {
        self.process.burn(1)?;
        match crate::arithmetic::evaluate(text, &mut self.state.variables) {
            Ok(value) => Ok(value),
            Err(error) => self.abort(2, &error.to_string()),
        }
    }

    /// Adds text, within the limit of what one word may hold.
    pub(crate) fn push(
        &mut self,
        text: String,
        origin: Origin,
        chunks: &mut Vec<Chunk>,
    ) -> Outcome<()> {
        self.process.burn_bytes(text.len())?;
        let before = match chunks.last() {
            Some(Chunk::Text { text, .. }) => text.len(),
            Some(Chunk::Break) | None => 0,
        };
        bounded(self.process, before + text.len())?;
        match chunks.last_mut() {
            Some(Chunk::Text { text: last, origin: it }) if *it == origin => last.push_str(&text),
            Some(Chunk::Text { .. } | Chunk::Break) | None => {
                chunks.push(Chunk::Text { text, origin });
            }
        }
        Ok(())
    }
}

/// An error if a text of `length` bytes is too long to be kept.
pub(crate) fn bounded(process: &Process, length: usize) -> Result<(), Limit> {
    if process.most_bytes() < length { Err(Limit::TooMuchOutput) } else { Ok(()) }
}

fn is_all_arguments(part: &Part) -> bool {
    match part {
        Part::Parameter(parameter) => {
            let Parameter { name, operation } = &**parameter;
            name == "@" && *operation == Operation::Value
        }
        Part::Text(_)
        | Part::Quoted(_)
        | Part::Double(_)
        | Part::Command(_)
        | Part::Arithmetic(_) => false,
    }
}

/// All text, with `separator` between the arguments of `"$@"`.
fn joined(chunks: &[Chunk], separator: &str) -> String {
    let mut all = String::new();
    for chunk in chunks {
        match chunk {
            Chunk::Text { text, .. } => all.push_str(text),
            Chunk::Break => all.push_str(separator),
        }
    }
    all
}

/// All characters, with whether they were quoted.
fn marks(chunks: &[Chunk]) -> Vec<Mark> {
    let mut marks = Vec::new();
    for chunk in chunks {
        match chunk {
            Chunk::Text { text, origin } => {
                marks.extend(text.chars().map(|it| (it, *origin == Origin::Quoted)));
            }
            Chunk::Break => marks.push((' ', true)),
        }
    }
    marks
}
