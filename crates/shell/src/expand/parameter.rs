//! `$x` and `${…}`.

use crate::ast::{Condition, Extent, Missing, Operation, Parameter, Side, Word};
use crate::expand::{Chunk, Origin};
use crate::flow::{Flow, Outcome};
use crate::interpreter::Interpreter;
use crate::limits::Stop;
use crate::pattern::Pattern;
use crate::process::Process;
use crate::state::Source;

impl Interpreter<'_, '_, '_> {
    pub(super) fn expand_parameter(
        &mut self,
        parameter: &Parameter,
        quoted: bool,
        chunks: &mut Vec<Chunk>,
    ) -> Outcome<()> {
        let Parameter { name, operation } = parameter;
        let origin = Origin::of_expansion(quoted);
        if matches!(name.as_str(), "@" | "*") && *operation == Operation::Value {
            return self.expand_arguments(name == "@", quoted, chunks);
        }
        let value = self.parameter_value(name);
        match operation {
            Operation::Bad => return self.abort(2, "syntax error: bad substitution"),
            Operation::Conditional { condition, missing, word } => {
                let is_missing = match (&value, missing) {
                    (None, _) => true,
                    (Some(value), Missing::UnsetOrEmpty) => value.is_empty(),
                    (Some(_), Missing::Unset) => false,
                };
                let missing = is_missing.then_some(*missing);
                return self.conditional(name, value, *condition, missing, word, quoted, chunks);
            }
            Operation::Value
            | Operation::Length
            | Operation::Trim { .. }
            | Operation::Slice { .. }
            | Operation::Replace { .. } => (),
        }
        if value.is_none()
            && self.state.options.is_on("nounset")
            && !matches!(name.as_str(), "@" | "*")
        {
            return self.abort(2, &format!("{name}: parameter not set"));
        }
        let value = value.unwrap_or_default();
        let text = match operation {
            Operation::Length => value.chars().count().to_string(),
            Operation::Trim { side, extent, pattern } => {
                let pattern = self.pattern(pattern)?;
                trim(self.process, &value, *side, *extent, &pattern)?
            }
            Operation::Slice { offset, length } => self.slice(&value, offset, length.as_ref())?,
            Operation::Replace { extent, pattern, with } => {
                let pattern = self.pattern(pattern)?;
                let with = self.text(with)?;
                replace(self.process, &value, *extent, &pattern, &with)?
            }
            Operation::Value | Operation::Conditional { .. } | Operation::Bad => value,
        };
        self.push(text, origin, chunks)
    }

    /// `$@` and `$*`: the arguments one by one, or in quotes with `$*` as one text.
    fn expand_arguments(
        &mut self,
        each: bool,
        quoted: bool,
        chunks: &mut Vec<Chunk>,
    ) -> Outcome<()> {
        let arguments = self.state.arguments.clone();
        if quoted && !each {
            let separator = self.state.first_separator();
            return self.push(arguments.join(&separator), Origin::Quoted, chunks);
        }
        for (index, argument) in arguments.into_iter().enumerate() {
            if 0 < index {
                chunks.push(Chunk::Break);
            }
            self.push(argument, Origin::of_expansion(quoted), chunks)?;
        }
        Ok(())
    }

    /// The value of a parameter, if it is set.
    fn parameter_value(&mut self, name: &str) -> Option<String> {
        let state = &mut *self.state;
        match name {
            "@" | "*" => Some(state.arguments.join(&state.first_separator())),
            "#" => Some(state.arguments.len().to_string()),
            "?" => Some(state.status.to_string()),
            "-" => {
                let mut letters = state.options.letters();
                // Where ash has the option, too.
                let at = letters.find(['s', 'n', 'm', 'i', 'I', 'f', 'e']).unwrap_or(letters.len());
                if state.source == Source::Text {
                    letters.insert(at, 'c');
                }
                Some(letters)
            }
            "$" => Some(state.pid.to_string()),
            "!" => state.jobs.last().map(|it| it.pid.to_string()),
            "0" => Some(state.name.clone()),
            "LINENO" => {
                let assigned = state.variables.get(name).filter(|it| !it.is_empty());
                assigned.map(String::from).or_else(|| Some(state.line_number().to_string()))
            }
            "FUNCNAME" => Some(state.calls.last().cloned().unwrap_or_default()),
            "RANDOM" => Some(state.random().to_string()),
            _ => match name.parse::<usize>() {
                Ok(index) => state.arguments.get(index.checked_sub(1)?).cloned(),
                Err(_) => state.variables.get(name).map(String::from),
            },
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one expansion")]
    fn conditional(
        &mut self,
        name: &str,
        value: Option<String>,
        condition: Condition,
        missing: Option<Missing>,
        word: &Word,
        quoted: bool,
        chunks: &mut Vec<Chunk>,
    ) -> Outcome<()> {
        let origin = Origin::of_expansion(quoted);
        match (condition, missing) {
            (Condition::Alternative, Some(_)) => Ok(()),
            (Condition::Alternative, None) | (Condition::Default, Some(_)) => {
                self.nested(|it| it.expand_alternative(word, quoted, chunks))
            }
            (Condition::Assign, Some(_)) => {
                let text = self.text(word)?;
                self.assign(name, &text)?;
                self.push(text, origin, chunks)
            }
            (Condition::Require, Some(missing)) => {
                let text = self.text(word)?;
                let message = match (text.as_str(), missing) {
                    ("", Missing::Unset) => "parameter not set",
                    ("", Missing::UnsetOrEmpty) => "parameter not set or null",
                    (text, _) => text,
                };
                self.abort(2, &format!("{name}: {message}"))
            }
            (Condition::Default | Condition::Assign | Condition::Require, None) => match name {
                "@" | "*" => self.expand_arguments(name == "@", quoted, chunks),
                _ => self.push(value.unwrap_or_default(), origin, chunks),
            },
        }
    }

    /// The word of `${x-word}`: unquoted text in it is split, quoted text is not.
    fn expand_alternative(
        &mut self,
        word: &Word,
        quoted: bool,
        chunks: &mut Vec<Chunk>,
    ) -> Outcome<()> {
        let mut inner = Vec::new();
        match quoted {
            true => self.expand_parts(&word.0, quoted, &mut inner)?,
            false => self.expand_unquoted(word, &mut inner)?,
        }
        for chunk in inner {
            match chunk {
                Chunk::Text { text, origin: Origin::Literal } => {
                    self.push(text, Origin::Expanded, chunks)?;
                }
                Chunk::Text { text, origin } => self.push(text, origin, chunks)?,
                Chunk::Break => chunks.push(Chunk::Break),
            }
        }
        Ok(())
    }

    fn slice(&mut self, value: &str, offset: &Word, length: Option<&Word>) -> Outcome<String> {
        let offset = self.text(offset)?;
        let offset = self.arithmetic(&offset)?;
        let count = i64::try_from(value.chars().count()).unwrap_or(i64::MAX);
        let start = if offset < 0 { count.saturating_add(offset) } else { offset };
        if start < 0 || count < start {
            return Ok(String::new());
        }
        let end = match length {
            None => count,
            Some(length) => {
                let length = self.text(length)?;
                let length = self.arithmetic(&length)?;
                if length < 0 { count.saturating_add(length) } else { start.saturating_add(length) }
            }
        };
        let wanted = usize::try_from(end.saturating_sub(start)).unwrap_or(0);
        let skipped = usize::try_from(start).unwrap_or(0);
        Ok(value.chars().skip(skipped).take(wanted).collect())
    }

    /// Sets a variable; one that is read-only ends the script.
    pub(crate) fn assign(&mut self, name: &str, value: &str) -> Outcome<()> {
        if !crate::syntax::is_name(name) {
            return self.abort(2, &format!("{name}: bad variable name"));
        }
        match self.state.variables.set(name, value) {
            Err(_) => self.abort(2, &format!("{name}: is read only")),
            Ok(()) => {
                if self.state.options.is_on("allexport") {
                    self.state.variables.mark(name, |it| it.exported = true);
                }
                Ok(())
            }
        }
    }

    /// Prints an error and ends the script with it.
    pub(crate) fn abort<T>(&mut self, status: u8, message: &str) -> Outcome<T> {
        self.state.complain(self.process, None, message)?;
        Err(Flow::Abort(status))
    }
}

fn trim(
    process: &mut Process,
    value: &str,
    side: Side,
    extent: Extent,
    pattern: &Pattern,
) -> Result<String, Stop> {
    let characters: Vec<char> = value.chars().collect();
    let count = characters.len();
    for taken in 0..=count {
        let taken = if extent == Extent::Short { taken } else { count - taken };
        process.burn(1 + count as u64 / 64)?;
        let (part, rest) = match side {
            Side::Prefix => characters.split_at(taken),
            Side::Suffix => {
                let (rest, part) = characters.split_at(count - taken);
                (part, rest)
            }
        };
        if pattern.matches_characters(part) {
            return Ok(rest.iter().collect());
        }
    }
    Ok(String::from(value))
}

/// Replaces the longest match from each place on; the first only, or all.
fn replace(
    process: &mut Process,
    value: &str,
    extent: Extent,
    pattern: &Pattern,
    with: &str,
) -> Result<String, Stop> {
    let characters: Vec<char> = value.chars().collect();
    let mut replaced = String::new();
    let mut at = 0;
    let mut done = false;
    while at < characters.len() {
        let mut end = None;
        if !done {
            for candidate in (at + 1..=characters.len()).rev() {
                process.burn(1 + (candidate - at) as u64 / 16)?;
                if pattern.matches_characters(&characters[at..candidate]) {
                    end = Some(candidate);
                    break;
                }
            }
        }
        match end {
            Some(end) => {
                replaced.push_str(with);
                at = end;
                done = extent == Extent::Short;
            }
            None => {
                replaced.push(characters[at]);
                at += 1;
            }
        }
        crate::expand::bounded(process, replaced.len()).map_err(Stop::Limit)?;
    }
    Ok(replaced)
}
