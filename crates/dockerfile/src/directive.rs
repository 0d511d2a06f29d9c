//! Parser directives: the comments `# syntax=…`, `# escape=…` and `# check=…` at the top of a file.

use std::collections::BTreeSet;

use crate::expand::Escape;
use crate::json::{Json, parse_json};
use crate::span::{Lines, Span, Spanned};

/// What the directives of a Dockerfile say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directives {
    /// The escape character.
    pub escape: Escape,
    /// The frontend that BuildKit should use.
    pub syntax: Option<Spanned<String>>,
    /// Options of the build checks.
    pub check: Option<Spanned<String>>,
}

/// The names that Docker knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DirectiveName {
    Syntax,
    Escape,
    Check,
}

/// The value of a directive and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// The value, all of it.
    pub value: String,
    /// Where it is; a directive in JSON has no place of its own.
    pub lines: Lines,
}

impl Directive {
    /// The value up to the first space: for a syntax, the image of the frontend.
    pub fn reference(&self) -> &str {
        self.value.split_once(' ').map_or(&self.value, |it| it.0)
    }
}

/// Finds the frontend of a build file of any kind: in `#` or `//` comments, or in a JSON object.
pub fn detect_syntax(text: &str) -> Option<Directive> {
    let (text, first) = after_shebang(text);
    find(DirectiveName::Syntax, text, "#", first)
        .or_else(|| find(DirectiveName::Syntax, text, "//", first))
        .or_else(|| {
            let Json::Object(members) = parse_json(text)? else { return None };
            // As in Go, the last of two members with one name counts.
            let syntax = members.into_iter().rfind(|it| it.0 == DirectiveName::Syntax.name())?;
            let Json::String(value) = syntax.1 else { return None };
            Some(Directive { value, lines: Lines { first, last: first } })
        })
}

/// Finds a directive of a Dockerfile, behind a `#!` line if there is one.
pub fn find_directive(name: DirectiveName, text: &str) -> Option<Directive> {
    let (text, first) = after_shebang(text);
    find(name, text, "#", first)
}

fn after_shebang(text: &str) -> (&str, u32) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match text.strip_prefix("#!") {
        Some(line) => (line.split_once('\n').map_or("", |it| it.1), 2),
        None => (text, 1),
    }
}

fn find(name: DirectiveName, text: &str, comment: &str, first: u32) -> Option<Directive> {
    let mut reader = DirectiveReader::default();
    for (line, number) in text.lines().zip(first..) {
        match reader.read(line, comment) {
            Found::Directive(found, value) if found == name => {
                let value = value.value;
                return Some(Directive { value, lines: Lines { first: number, last: number } });
            }
            Found::Directive(..) => (),
            Found::Duplicate(_) | Found::Nothing => return None,
        }
    }
    None
}

/// Reads lines as long as they are directives.
#[derive(Default)]
pub(crate) struct DirectiveReader {
    seen: BTreeSet<DirectiveName>,
    done: bool,
}

/// What a line turned out to be; the span of a value counts from the start of its line.
pub(crate) enum Found {
    Directive(DirectiveName, Spanned<String>),
    Duplicate(DirectiveName),
    Nothing,
}

impl DirectiveReader {
    /// Looks at the next line. After the first that is no directive there are no more.
    pub(crate) fn read(&mut self, line: &str, comment: &str) -> Found {
        let found = if self.done { None } else { split(line, comment) };
        match found {
            None => {
                self.done = true;
                Found::Nothing
            }
            Some((name, _)) if !self.seen.insert(name) => Found::Duplicate(name),
            Some((name, value)) => Found::Directive(name, value),
        }
    }
}

fn split(line: &str, comment: &str) -> Option<(DirectiveName, Spanned<String>)> {
    // As Go's `\s`.
    let is_space = |it: char| matches!(it, '\t' | '\n' | '\u{c}' | '\r' | ' ');
    let body = line.strip_prefix(comment)?.trim_start();
    let (name, value) = body.split_once('=')?;
    let name = DirectiveName::of(name.trim_end_matches(is_space))?;
    let value = value.trim_start_matches(is_space);
    let start = line.len() - value.len();
    let value = value.trim_end_matches(is_space);
    if value.is_empty() {
        return None;
    }
    Some((name, Spanned { value: value.to_owned(), span: Span::new(start..start + value.len()) }))
}

impl DirectiveName {
    fn of(word: &str) -> Option<DirectiveName> {
        let all = [DirectiveName::Syntax, DirectiveName::Escape, DirectiveName::Check];
        all.into_iter().find(|it| it.name().eq_ignore_ascii_case(word))
    }

    /// The name as Docker's messages write it.
    pub fn name(self) -> &'static str {
        match self {
            DirectiveName::Syntax => "syntax",
            DirectiveName::Escape => "escape",
            DirectiveName::Check => "check",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_syntax_is_found_in_any_kind_of_file() {
        for (text, reference, line) in [
            ("# syntax = docker/dockerfile:1 // x\n", "docker/dockerfile:1", 1),
            ("#!/bin/sh\n# escape=`\n#SYNTAX=a", "a", 3),
            ("// syntax=b\n", "b", 1),
            ("{\"syntax\": \"c\"}", "c", 1),
        ] {
            let directive = detect_syntax(text).expect("there is one");
            assert_eq!((directive.reference(), directive.lines.first), (reference, line), "{text}");
        }
        for text in ["\n# syntax=a", "FROM a", "# x=y\n# syntax=a", "# syntax=\n", "# comment"] {
            assert_eq!(detect_syntax(text), None, "{text}");
        }
    }
}
