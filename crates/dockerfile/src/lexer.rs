//! Reads one word for [`expand`](crate::expand()).

use std::collections::BTreeSet;

use crate::expand::{Escapes, ExpandProblem, Options, Quotes, Unset};
use crate::substitute::{Trim, Which, replace, trim};

// Doubling a variable in each of a hundred lines must not take all memory.
const LONGEST: usize = 1 << 20;
const DEEPEST: u32 = 64;

/// A word being read.
pub(crate) struct Lexer<'a> {
    characters: Vec<char>,
    at: usize,
    depth: u32,
    escape: char,
    lookup: &'a dyn Fn(&str) -> Option<String>,
    options: Options,
    pub(crate) matched: BTreeSet<String>,
    pub(crate) unmatched: BTreeSet<String>,
}

impl<'a> Lexer<'a> {
    /// Starts at the start of `word`.
    pub(crate) fn new(
        word: &str,
        escape: char,
        lookup: &'a dyn Fn(&str) -> Option<String>,
        options: Options,
    ) -> Lexer<'a> {
        let characters = word.chars().collect();
        let (matched, unmatched) = (BTreeSet::new(), BTreeSet::new());
        Lexer { characters, at: 0, depth: 0, escape, lookup, options, matched, unmatched }
    }

    fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek();
        self.at += usize::from(next.is_some());
        next
    }

    /// Reads up to `stop`, or to the end without one.
    pub(crate) fn until(
        &mut self,
        stop: Option<char>,
        escapes: Escapes,
    ) -> Result<(String, Vec<String>), ExpandProblem> {
        let mut result = String::new();
        let mut words = Words::default();
        while let Some(character) = self.peek() {
            if Some(character) == stop {
                self.next();
                return Ok((result, words.finish()));
            }
            let quoting = self.options.quotes != Quotes::Ignore;
            match character {
                '$' => {
                    let value = self.dollar()?;
                    words.push(&value);
                    result.push_str(&value);
                }
                '\'' | '"' if quoting => {
                    let value = match character {
                        '"' => self.double_quoted(escapes)?,
                        _ => self.single_quoted()?,
                    };
                    words.push_raw(&value);
                    result.push_str(&value);
                }
                '<' => {
                    let value = self.possible_heredoc();
                    words.push_raw(&value);
                    result.push_str(&value);
                }
                _ if character == self.escape => {
                    self.next();
                    let kept = escapes == Escapes::Keep;
                    let protected = self.next();
                    let value = kept.then_some(character).into_iter().chain(protected);
                    let value: String = value.collect();
                    if !value.is_empty() {
                        words.push_raw(&value);
                    }
                    result.push_str(&value);
                }
                _ => {
                    self.next();
                    words.push(character.encode_utf8(&mut [0; 4]));
                    result.push(character);
                }
            }
            if LONGEST < result.len() {
                return Err(ExpandProblem::TooLarge);
            }
        }
        match stop {
            Some(stop) => Err(ExpandProblem::UnclosedText(stop)),
            None => Ok((result, words.finish())),
        }
    }

    /// `<<` and `<<-` take the blanks behind them into their word, for `<< EOF`.
    fn possible_heredoc(&mut self) -> String {
        let start = self.at;
        self.next();
        if self.peek() == Some('<') {
            self.next();
            if self.peek() == Some('-') {
                self.next();
            }
            while self.peek().is_some_and(|it| matches!(it, ' ' | '\t' | '\r' | '\n')) {
                self.next();
            }
        }
        self.characters[start..self.at].iter().collect()
    }

    fn single_quoted(&mut self) -> Result<String, ExpandProblem> {
        let start = self.at;
        self.next();
        while let Some(character) = self.next() {
            if character == '\'' {
                let inner = match self.options.quotes {
                    Quotes::Keep => start..self.at,
                    Quotes::Remove | Quotes::Ignore => start + 1..self.at - 1,
                };
                return Ok(self.characters[inner].iter().collect());
            }
        }
        Err(ExpandProblem::UnclosedSingleQuote)
    }

    fn double_quoted(&mut self, escapes: Escapes) -> Result<String, ExpandProblem> {
        let kept = |it: char| (self.options.quotes == Quotes::Keep).then_some(it);
        let (opening, closing) = (kept('"'), kept('"'));
        let mut result = String::from_iter(opening);
        self.next();
        loop {
            match self.peek().ok_or(ExpandProblem::UnclosedDoubleQuote)? {
                '"' => {
                    self.next();
                    result.extend(closing);
                    return Ok(result);
                }
                '$' => result.push_str(&self.dollar()?),
                character => {
                    self.next();
                    let mut literal = character;
                    if character == self.escape {
                        if escapes == Escapes::Keep {
                            result.push(character);
                        }
                        match self.peek() {
                            None => continue,
                            // Only these can be escaped here; before others the escape stays.
                            Some(next) if next == '"' || next == '$' || next == self.escape => {
                                self.next();
                                literal = next;
                            }
                            Some(_) => (),
                        }
                    }
                    result.push(literal);
                }
            }
            if LONGEST < result.len() {
                return Err(ExpandProblem::TooLarge);
            }
        }
    }

    fn dollar(&mut self) -> Result<String, ExpandProblem> {
        self.next();
        if self.peek() == Some('{') {
            self.next();
            if self.depth == DEEPEST {
                return Err(ExpandProblem::TooLarge);
            }
            self.depth += 1;
            let value = self.braced();
            self.depth -= 1;
            return value;
        }
        let name = self.name();
        if name.is_empty() {
            return Ok("$".to_owned());
        }
        Ok(self.value(&name).unwrap_or_else(|| self.unset(format!("${name}"))))
    }

    fn unset(&self, written: String) -> String {
        match self.options.unset {
            Unset::Empty => String::new(),
            Unset::Keep => written,
        }
    }

    /// Behind `${`.
    fn braced(&mut self) -> Result<String, ExpandProblem> {
        match self.peek() {
            None => return Err(ExpandProblem::MissingBrace),
            Some('{' | '}' | ':') => return Err(ExpandProblem::BadSubstitution),
            Some(_) => (),
        }
        let name = self.name();
        // As Go: the end of the text counts as U+FFFD.
        let mut operator = self.next().unwrap_or(char::REPLACEMENT_CHARACTER);
        let mut written = String::from(operator);
        let null_is_unset = operator == ':';
        match operator {
            '}' => {
                let value = self.value(&name);
                return Ok(value.unwrap_or_else(|| self.unset(format!("${{{name}}}"))));
            }
            '/' => return self.replacement(&name),
            ':' => {
                operator = self.next().unwrap_or(char::REPLACEMENT_CHARACTER);
                written.push(operator);
                if matches!(operator, '#' | '%') {
                    return Err(ExpandProblem::UnsupportedModifier(written));
                }
            }
            '+' | '-' | '?' | '#' | '%' => (),
            _ => return Err(ExpandProblem::UnsupportedModifier(written)),
        }
        let escapes = match operator {
            '#' | '%' => Escapes::Keep,
            _ => Escapes::Remove,
        };
        let word = self.operand('}', escapes, ExpandProblem::MissingBrace)?;
        let value = self.value(&name);
        if value.is_none() && self.options.unset == Unset::Keep {
            return Ok(format!("${{{name}{written}{word}}}"));
        }
        let filled = value.clone().filter(|it| !(null_is_unset && it.is_empty()));
        match operator {
            '-' => Ok(filled.unwrap_or(word)),
            '+' => Ok(filled.map(|_| word).unwrap_or_default()),
            '?' => filled.ok_or_else(|| {
                let state = if value.is_some() { "empty" } else { "unset" };
                let default = format!("is not allowed to be {state}");
                let message = if word.is_empty() { default } else { word };
                ExpandProblem::Required { name, message }
            }),
            '#' => trim(&value.unwrap_or_default(), &word, Trim::Prefix),
            '%' => trim(&value.unwrap_or_default(), &word, Trim::Suffix),
            _ => Err(ExpandProblem::UnsupportedModifier(written)),
        }
    }
    /// Behind `${name/`.
    fn replacement(&mut self, name: &str) -> Result<String, ExpandProblem> {
        let all = self.peek() == Some('/');
        if all {
            self.next();
        }
        let pattern = self.operand('/', Escapes::Keep, ExpandProblem::MissingSlash)?;
        let replacement = self.operand('}', Escapes::Keep, ExpandProblem::MissingBrace)?;
        let value = self.value(name);
        if value.is_none() && self.options.unset == Unset::Keep {
            return Ok(format!("${{{name}/{pattern}/{replacement}}}"));
        }
        let which = if all { Which::All } else { Which::First };
        replace(&value.unwrap_or_default(), &pattern, &replacement, which)
    }

    fn operand(
        &mut self,
        stop: char,
        escapes: Escapes,
        missing: ExpandProblem,
    ) -> Result<String, ExpandProblem> {
        match self.until(Some(stop), escapes) {
            Ok((operand, _)) => Ok(operand),
            Err(ExpandProblem::TooLarge) => Err(ExpandProblem::TooLarge),
            Err(_) if self.peek().is_none() => Err(missing),
            Err(problem) => Err(problem),
        }
    }

    /// A name, digits, or one special character such as `@`; empty if there is none.
    fn name(&mut self) -> String {
        let start = self.at;
        match self.peek() {
            Some(first) if first.is_numeric() => {
                while self.peek().is_some_and(char::is_numeric) {
                    self.next();
                }
            }
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => {
                self.next();
            }
            Some(_) | None => {
                while self.peek().is_some_and(|it| it.is_alphanumeric() || it == '_') {
                    self.next();
                }
            }
        }
        self.characters[start..self.at].iter().collect()
    }

    fn value(&mut self, name: &str) -> Option<String> {
        let value = (self.lookup)(name);
        let seen = if value.is_some() { &mut self.matched } else { &mut self.unmatched };
        seen.insert(name.to_owned());
        value
    }
}

#[derive(Default)]
struct Words {
    done: Vec<String>,
    word: String,
    inside: bool,
}

impl Words {
    /// Adds text whose blanks separate words.
    fn push(&mut self, text: &str) {
        for character in text.chars() {
            if !character.is_whitespace() {
                self.word.push(character);
                self.inside = true;
            } else if self.inside && !self.word.is_empty() {
                self.done.push(std::mem::take(&mut self.word));
                self.inside = false;
            }
        }
    }

    /// Adds text whose blanks are part of the word.
    fn push_raw(&mut self, text: &str) {
        self.word.push_str(text);
        self.inside = true;
    }

    fn finish(mut self) -> Vec<String> {
        if !self.word.is_empty() {
            self.done.push(self.word);
        }
        self.done
    }
}
