//! The line that `awk` looks at, and its fields.

use std::rc::Rc;

use crate::limits::Stop;
use crate::process::Process;
use crate::programs::awk::run::{Run, search};
use crate::programs::awk::syntax::{FS, NF, OFS};
use crate::programs::awk::value::{Cell, Value};
use crate::regex::Regex;

/// The most fields that a line may get.
const FIELDS_MAX: usize = 1 << 16;

/// A line and its fields; each is made from the other when it is asked for.
#[derive(Debug, Default)]
pub(super) struct Record {
    line: Value,
    fields: Vec<Value>,
    state: State,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// Line and fields say the same.
    #[default]
    Split,
    /// Only the line is right.
    Line,
    /// Only the fields are right.
    Fields,
}

impl Run<'_> {
    pub(super) fn set_line(&mut self, line: Value) {
        self.record.line = line;
        self.record.state = State::Line;
    }

    /// `$0`
    pub(super) fn line(&mut self) -> Value {
        if self.record.state == State::Fields {
            let separator = self.special(OFS);
            let format = self.conversion();
            let fields: Vec<Rc<str>> =
                self.record.fields.iter().map(|it| it.shown(&format)).collect();
            self.record.line = Value::input(&fields.join(&separator));
            self.record.state = State::Split;
        }
        self.record.line.clone()
    }

    /// `$number`
    pub(super) fn field(&mut self, process: &mut Process, number: f64) -> Result<Value, Stop> {
        let Some(index) = self.field_index(process, number)? else { return Ok(self.line()) };
        self.split(process)?;
        Ok(self.record.fields.get(index).cloned().unwrap_or_default())
    }

    pub(super) fn set_field(
        &mut self,
        process: &mut Process,
        number: f64,
        value: Value,
    ) -> Result<(), Stop> {
        let Some(index) = self.field_index(process, number)? else {
            self.set_line(Value::Input(value.shown(&self.conversion())));
            return Ok(());
        };
        self.split(process)?;
        if self.record.fields.len() <= index {
            process.burn(index as u64 / 8)?;
            self.record.fields.resize(index + 1, Value::text(""));
        }
        self.record.fields[index] = value;
        self.record.state = State::Fields;
        self.count_fields();
        Ok(())
    }

    fn field_index(&self, process: &mut Process, number: f64) -> Result<Option<usize>, Stop> {
        if number < 0.0 {
            return Err(self.fail(process, "Access to negative field"));
        }
        if FIELDS_MAX as f64 <= number {
            return Err(Stop::Limit(crate::limits::Limit::TooMuchOutput));
        }
        Ok((number as usize).checked_sub(1))
    }

    /// The number of fields.
    pub(super) fn fields(&mut self, process: &mut Process) -> Result<usize, Stop> {
        self.split(process)?;
        Ok(self.record.fields.len())
    }

    /// What an assignment to `NF` does.
    pub(super) fn set_fields(&mut self, process: &mut Process, count: f64) -> Result<(), Stop> {
        self.split(process)?;
        let count = self.field_index(process, count)?.map_or(0, |it| it + 1);
        process.burn(count as u64 / 8)?;
        self.record.fields.resize(count, Value::text(""));
        self.record.state = State::Fields;
        Ok(())
    }

    fn count_fields(&mut self) {
        self.globals[NF] = Cell::Value(Value::Number(self.record.fields.len() as f64));
    }

    fn split(&mut self, process: &mut Process) -> Result<(), Stop> {
        if self.record.state != State::Line {
            return Ok(());
        }
        let line = self.record.line.shown("%.6g");
        let separator = self.special(FS);
        let fields = self.pieces(process, &line, &separator)?;
        self.record.fields = fields.iter().map(|it| Value::input(it)).collect();
        self.record.state = State::Split;
        self.count_fields();
        Ok(())
    }

    /// `text` split as `FS` says.
    pub(super) fn pieces(
        &mut self,
        process: &mut Process,
        text: &str,
        separator: &str,
    ) -> Result<Vec<String>, Stop> {
        process.burn(1 + text.len() as u64 / 32)?;
        let mut single = separator.chars();
        let pieces: Vec<String> = match (single.next(), single.next()) {
            _ if text.is_empty() => Vec::new(),
            (Some(' '), None) => text.split_ascii_whitespace().map(String::from).collect(),
            (None, _) => text.chars().map(String::from).collect(),
            (Some(only), None) if only != '\\' => text.split(only).map(String::from).collect(),
            _ => {
                let regex = self.regex_of(process, separator)?;
                split_by(process, text, &regex)?
            }
        };
        process.burn(pieces.len() as u64 / 8)?;
        Ok(pieces)
    }
}

/// `text` split at each match.
pub(super) fn split_by(
    process: &mut Process,
    text: &str,
    regex: &Regex,
) -> Result<Vec<String>, Stop> {
    let characters: Vec<char> = text.chars().collect();
    let mut pieces = Vec::new();
    let (mut begin, mut from) = (0, 0);
    if text.is_empty() {
        return Ok(pieces);
    }
    while let Some((start, end)) = search(process, regex, &characters, from)? {
        from = end;
        if start == end {
            // An empty match separates nothing.
            from += 1;
            if characters.len() < from {
                break;
            }
            continue;
        }
        pieces.push(characters[begin..start].iter().collect());
        begin = end;
    }
    pieces.push(characters[begin..].iter().collect());
    Ok(pieces)
}
