//! The flags that an instruction knows, and their values.

use std::collections::BTreeMap;

use crate::instruction_problem::FlagProblem;
use crate::span::{Span, Spanned};
use crate::suggest::suggest;

/// What a flag takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlagKind {
    /// Nothing, `true` or `false`.
    Switch,
    /// One text.
    Text,
    /// Texts, for it may be given more than once.
    Texts,
}

/// The flags that were given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flags {
    values: BTreeMap<String, Vec<String>>,
}

impl Flags {
    /// Checks the flags of an instruction against those that it knows.
    pub(crate) fn read(
        written: &[Spanned<String>],
        known: &[(&str, FlagKind)],
    ) -> Result<Flags, (FlagProblem, Span)> {
        let mut flags = Flags::default();
        for flag in written.iter().take_while(|it| it.value != "--") {
            flags.add(&flag.value, known).map_err(|problem| (problem, flag.span))?;
        }
        Ok(flags)
    }

    /// The same of flags that stand nowhere. `--` ends them.
    pub fn of(written: &[String], known: &[(&str, FlagKind)]) -> Result<Flags, FlagProblem> {
        let mut flags = Flags::default();
        for flag in written.iter().take_while(|it| *it != "--") {
            flags.add(flag, known)?;
        }
        Ok(flags)
    }

    /// The value that a flag was given last.
    pub fn last(&self, name: &str) -> Option<&str> {
        self.values.get(name)?.last().map(String::as_str)
    }

    fn add(&mut self, written: &str, known: &[(&str, FlagKind)]) -> Result<(), FlagProblem> {
        let (name, value) = read_flag(written, known, &self.values)?;
        self.values.entry(name).or_default().push(value);
        Ok(())
    }

    /// The value of a text flag; an empty one counts as none, as in Docker.
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        self.texts(name).pop().filter(|it| !it.is_empty())
    }

    /// The values of a flag, in order.
    pub(crate) fn texts(&mut self, name: &str) -> Vec<String> {
        self.values.remove(name).unwrap_or_default()
    }

    /// Whether a switch is on.
    pub(crate) fn is_on(&mut self, name: &str) -> bool {
        self.texts(name).pop().is_some_and(|it| it == "true")
    }
}

// As BuildKit's instructions/bflag.go.
fn read_flag(
    written: &str,
    known: &[(&str, FlagKind)],
    earlier: &BTreeMap<String, Vec<String>>,
) -> Result<(String, String), FlagProblem> {
    let Some(written) = written.strip_prefix("--") else {
        return Err(FlagProblem::NoDashes(written.to_owned()));
    };
    let (name, value) = match written.split_once('=') {
        Some((name, value)) => (name.to_owned(), Some(value)),
        None => (written.to_owned(), None),
    };
    let Some((_, kind)) = known.iter().find(|it| it.0 == name) else {
        let names: Vec<&str> = known.iter().map(|it| it.0).collect();
        let suggestion = suggest(&name, &names).map(str::to_owned);
        return Err(FlagProblem::Unknown { name, suggestion });
    };
    if *kind != FlagKind::Texts && earlier.contains_key(&name) {
        return Err(FlagProblem::Duplicate(name));
    }
    let value = match (kind, value) {
        (FlagKind::Switch, None) => "true".to_owned(),
        (FlagKind::Switch, Some("")) | (FlagKind::Text | FlagKind::Texts, None) => {
            return Err(FlagProblem::MissingValue(name));
        }
        (FlagKind::Switch, Some(value)) => match value.to_ascii_lowercase() {
            lower if lower == "true" || lower == "false" => lower,
            _ => return Err(FlagProblem::NotBoolean { name, value: value.to_owned() }),
        },
        (FlagKind::Text | FlagKind::Texts, Some(value)) => value.to_owned(),
    };
    Ok((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_checked_one_by_one() {
        let known =
            [("link", FlagKind::Switch), ("from", FlagKind::Text), ("mount", FlagKind::Texts)];
        for (written, expected) in [
            ("--link --from=a --mount=b --mount=", Ok(())),
            ("--form=a", Err("unknown flag: --form (did you mean from?)")),
            ("--link --link", Err("duplicate flag specified: --link")),
            ("--from", Err("missing a value on flag: --from")),
            ("--link=", Err("missing a value on flag: --link")),
            ("--link=1", Err("expecting boolean value for flag --link, not: 1")),
        ] {
            let span = Span::new(0..0);
            let flags = written.split(' ').map(|it| Spanned { value: it.to_owned(), span });
            let flags: Vec<Spanned<String>> = flags.collect();
            let result = Flags::read(&flags, &known).map(|_| ());
            let message = result.map_err(|it| it.0.to_string());
            assert_eq!(message, expected.map_err(str::to_owned), "{written}");
        }
    }
}
