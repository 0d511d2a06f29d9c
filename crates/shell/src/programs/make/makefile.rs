//! Makefiles: rules, variables and patterns.

use std::collections::BTreeMap;

use crate::limits::{Limit, Stop};
use crate::process::Process;

#[derive(Clone, Debug, Default)]
pub(super) struct Rule {
    pub(super) target: String,
    pub(super) needs: Vec<String>,
    pub(super) recipe: Vec<String>,
    pub(super) line: usize,
}

#[derive(Debug, Default)]
pub(super) struct Makefile {
    pub(super) name: String,
    pub(super) variables: BTreeMap<String, String>,
    pub(super) rules: Vec<Rule>,
    pub(super) phony: Vec<String>,
}

/// What is wrong, in the words behind `make: ***`.
pub(super) type Made<T> = Result<Result<T, String>, Stop>;

impl Makefile {
    pub(super) fn read(
        &mut self,
        process: &mut Process,
        text: &str,
        given: &[(String, String)],
    ) -> Made<()> {
        let text = text.replace("\\\n", " ");
        let mut open: Vec<usize> = Vec::new();
        for (index, line) in text.lines().enumerate() {
            process.burn(1)?;
            if let Some(command) = line.strip_prefix('\t') {
                open.iter().for_each(|it| self.rules[*it].recipe.push(String::from(command)));
                continue;
            }
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let first = line.split([' ', '(']).next().unwrap_or_default();
            if ["ifeq", "ifneq", "ifdef", "ifndef", "define", "include", "-include"]
                .contains(&first)
            {
                return Err(Stop::unsupported(format!("`{first}` in a makefile")));
            }
            let line = line.strip_prefix("export ").unwrap_or(line);
            let parts = line.split_once('=');
            let assigned = parts.filter(|it| !it.0.trim_end_matches(':').contains(':'));
            if let Some((name, value)) = assigned {
                self.assign(process, name, value.trim(), given)?;
                open.clear();
                continue;
            }
            let line_number = index + 1;
            let Some((targets, needs)) = line.split_once(':') else {
                return Ok(Err(format!(
                    "{}:{line_number}: *** missing separator.  Stop.",
                    self.name
                )));
            };
            let targets = self.expand(process, targets, &[], 0)?;
            let (needs, command) = match needs.split_once(';') {
                Some((needs, command)) => (needs, Some(command.trim())),
                None => (needs, None),
            };
            let needs = self.expand(process, &needs.replace('|', " "), &[], 0)?;
            let needs: Vec<String> = needs.split_whitespace().map(String::from).collect();
            open.clear();
            for target in targets.split_whitespace() {
                if target == ".PHONY" {
                    self.phony.extend(needs.clone());
                    continue;
                }
                let recipe = command.into_iter().map(String::from).collect();
                let target = String::from(target);
                open.push(self.rules.len());
                self.rules.push(Rule { target, needs: needs.clone(), recipe, line: line_number });
            }
        }
        Ok(Ok(()))
    }

    fn assign(
        &mut self,
        process: &mut Process,
        name: &str,
        value: &str,
        given: &[(String, String)],
    ) -> Result<(), Stop> {
        let operator = name.chars().next_back().filter(|it| ":?+".contains(*it));
        let name = name.trim_end_matches([':', '?', '+']).trim();
        if given.iter().any(|it| it.0 == name) {
            return Ok(());
        }
        let old = self.variables.get(name);
        let value = match (operator, old) {
            (Some('?'), Some(_)) => return Ok(()),
            (Some('+'), Some(old)) => format!("{old} {value}"),
            (Some(':'), _) => self.expand(process, value, &[], 0)?,
            _ => String::from(value),
        };
        self.variables.insert(String::from(name), value);
        Ok(())
    }

    /// `text` with `$(…)`, `${…}`, `$@` and the like replaced; `own` are those that a rule sets.
    pub(super) fn expand(
        &self,
        process: &mut Process,
        text: &str,
        own: &[(&str, String)],
        depth: u32,
    ) -> Result<String, Stop> {
        if 16 < depth {
            return Err(Stop::Limit(Limit::TooDeep));
        }
        let mut expanded = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            process.burn(1)?;
            expanded += &rest[..at];
            rest = &rest[at + 1..];
            let Some(next) = rest.chars().next() else { break };
            let (name, after) = match next {
                '$' => {
                    expanded.push('$');
                    rest = &rest[1..];
                    continue;
                }
                '(' | '{' => {
                    let end = closing(rest).unwrap_or(rest.len() - 1);
                    (&rest[1..end], rest.get(end + 1..).unwrap_or_default())
                }
                _ => rest.split_at(next.len_utf8()),
            };
            rest = after;
            expanded += &self.value(process, name, own, depth + 1)?;
            crate::expand::bounded(process, expanded.len()).map_err(Stop::Limit)?;
        }
        Ok(expanded + rest)
    }

    fn value(
        &self,
        process: &mut Process,
        name: &str,
        own: &[(&str, String)],
        depth: u32,
    ) -> Result<String, Stop> {
        if let Some((_, value)) = own.iter().find(|it| it.0 == name) {
            return Ok(value.clone());
        }
        if let Some((function, arguments)) = name.split_once(' ') {
            let arguments = self.expand(process, arguments, own, depth)?;
            let arguments: Vec<&str> = arguments.split(',').collect();
            return match (function, arguments.as_slice()) {
                ("wildcard", [pattern]) => Ok(wildcard(process, pattern.trim())),
                ("patsubst", [from, to, words]) => Ok(substituted(words, from, to)),
                _ => Err(Stop::unsupported(format!("`$({function} …)` in a makefile"))),
            };
        }
        // `$(SRC:.c=.o)`
        if let Some((name, (from, to))) =
            name.split_once(':').and_then(|(name, it)| Some((name, it.split_once('=')?)))
        {
            let words = self.value(process, name, own, depth)?;
            let whole =
                |it: &str| if it.contains('%') { String::from(it) } else { format!("%{it}") };
            return Ok(substituted(&words, &whole(from), &whole(to)));
        }
        let value = self.variables.get(name).cloned().unwrap_or_default();
        self.expand(process, &value, own, depth)
    }

    /// The rule for `target`: its own, or the first pattern that fits.
    pub(super) fn rule(&self, target: &str) -> Option<Rule> {
        let own: Vec<&Rule> = self.rules.iter().filter(|it| it.target == target).collect();
        let mut rule = Rule { target: String::from(target), ..Rule::default() };
        for one in &own {
            rule.needs.extend(one.needs.clone());
            if !one.recipe.is_empty() {
                (rule.recipe, rule.line) = (one.recipe.clone(), one.line);
            }
        }
        if !rule.recipe.is_empty() || self.phony.iter().any(|it| it == target) {
            return Some(rule);
        }
        let pattern = self.rules.iter().find_map(|it| Some((it, stem(&it.target, target)?)));
        if let Some((pattern, stem)) = pattern {
            (rule.recipe, rule.line) = (pattern.recipe.clone(), pattern.line);
            let needs = pattern.needs.iter().map(|it| it.replacen('%', stem, 1));
            rule.needs = needs.chain(rule.needs).collect();
            return Some(rule);
        }
        (!own.is_empty()).then_some(rule)
    }
}

/// Where the bracket that `text` begins with closes.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0;
    text.char_indices().find_map(|(at, it)| {
        depth += i32::from(it == '(' || it == '{') - i32::from(it == ')' || it == '}');
        (depth == 0).then_some(at)
    })
}

pub(super) fn stem<'t>(pattern: &str, target: &'t str) -> Option<&'t str> {
    let (before, after) = pattern.split_once('%')?;
    target.strip_prefix(before)?.strip_suffix(after).filter(|it| !it.is_empty())
}

fn substituted(words: &str, from: &str, to: &str) -> String {
    let change = |word: &str| match stem(from.trim(), word) {
        Some(stem) => to.trim().replacen('%', stem, 1),
        None => String::from(word),
    };
    words.split_whitespace().map(change).collect::<Vec<String>>().join(" ")
}

fn wildcard(process: &Process, pattern: &str) -> String {
    let (directory, name) = pattern.rsplit_once('/').map_or(("", pattern), |(it, name)| (it, name));
    let names =
        process.names(if directory.is_empty() { "." } else { directory }).unwrap_or_default();
    let pattern = crate::pattern::Pattern::new(name);
    let matching = names.into_iter().filter(|it| !it.starts_with('.') && pattern.matches(it));
    let path =
        |name: String| if directory.is_empty() { name } else { format!("{directory}/{name}") };
    matching.map(path).collect::<Vec<String>>().join(" ")
}
