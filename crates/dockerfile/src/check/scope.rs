//! The variables that are known at a place.

use std::collections::{BTreeMap, BTreeSet};

use super::Surroundings;
use super::platform::Platform;
use crate::expand::{Escape, ExpandError, Expansion, Options, expand};
use crate::instruction::{ArgDefinition, Instruction};
use crate::parse::Parse;
use crate::suggest::suggest;

/// Variables with their values, and those that are declared without one.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    pub(super) values: BTreeMap<String, String>,
    pub(super) declared: BTreeSet<String>,
}

/// A variable that is used but not defined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unknown {
    pub(super) name: String,
    pub(super) suggestion: Option<String>,
}

/// Among more names than these none is searched for the nearest.
const MOST_SUGGESTIONS: usize = 1_000;

impl Scope {
    /// What is known before the first instruction. (dockerfile2llb/platform.go, `defaultArgs`.)
    pub(super) fn predefined(around: &Surroundings<'_>, target: &str) -> Scope {
        let platform = Platform::parse(around.platform);
        let part = |of: fn(&Platform) -> &String| {
            platform.as_ref().map_or_else(|_| String::new(), |it| of(it).clone())
        };
        let mut scope = Scope::default();
        for side in ["BUILD", "TARGET"] {
            for (name, value) in [
                ("PLATFORM", around.platform.to_owned()),
                ("OS", part(|it| &it.os)),
                ("OSVERSION", String::new()),
                ("ARCH", part(|it| &it.architecture)),
                ("VARIANT", part(|it| &it.variant)),
            ] {
                scope.values.insert(format!("{side}{name}"), value);
            }
        }
        let target = if target.is_empty() { "default" } else { target };
        scope.values.insert("TARGETSTAGE".to_owned(), target.to_owned());
        for (name, value) in &mut scope.values {
            if let Some(given) = around.build_args.get(name) {
                value.clone_from(given);
            }
        }
        scope
    }

    /// Adds what the `ARG`s before the first `FROM` say. An error is that of a default, and its line's number.
    pub(super) fn globals(
        mut self,
        parse: &Parse,
        given: &BTreeMap<String, String>,
    ) -> Result<Scope, (ExpandError, usize)> {
        for (index, statement) in parse.preamble().iter().enumerate() {
            let Instruction::Arg(definitions) = &statement.instruction else { continue };
            for ArgDefinition { name, default } in definitions {
                let value = match (given.get(name), default) {
                    (Some(value), _) => Some(value.clone()),
                    (None, Some(default)) => {
                        let expansion = self.expand(default, parse.directives.escape);
                        Some(expansion.map_err(|error| (error, index))?.text)
                    }
                    (None, None) => None,
                };
                self.declared.insert(name.clone());
                if let Some(value) = value {
                    self.values.insert(name.clone(), value);
                }
            }
        }
        Ok(self)
    }

    /// Replaces the variables of one word.
    pub(super) fn expand(&self, text: &str, escape: Escape) -> Result<Expansion, ExpandError> {
        self.expand_with(text, escape, Options::default())
    }

    /// The same with options.
    pub(super) fn expand_with(
        &self,
        text: &str,
        escape: Escape,
        options: Options,
    ) -> Result<Expansion, ExpandError> {
        expand(text, escape, &|name| self.values.get(name).cloned(), options)
    }

    /// The variables of a word that nothing defines, each with the nearest of those that have a value.
    pub(super) fn undefined(&self, expansion: &Expansion) -> Vec<Unknown> {
        if expansion.unmatched.is_empty() {
            return Vec::new();
        }
        let known = self.values.keys().map(String::as_str).take(MOST_SUGGESTIONS);
        self.unknown(expansion, &known.collect::<Vec<&str>>())
    }

    /// The same, with the nearest of `known`.
    pub(super) fn unknown(&self, expansion: &Expansion, known: &[&str]) -> Vec<Unknown> {
        let unknown = expansion.unmatched.iter().filter(|it| !self.declared.contains(*it));
        let unknown = unknown.map(|name| {
            let suggestion = suggest(name, known).map(str::to_owned);
            Unknown { name: name.clone(), suggestion }
        });
        unknown.collect()
    }
}
