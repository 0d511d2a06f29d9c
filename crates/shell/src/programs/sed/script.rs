//! The script of `sed`, read.

use std::collections::BTreeMap;

use crate::limits::Stop;
use crate::programs::sed::command::{Action, Address, Command, Part, Substitution, When};
use crate::regex::{Case, Flavor, Regex};

pub(super) enum Problem {
    Message(String),
    Stop(Stop),
}

pub(super) fn parse(text: &str, flavor: Flavor) -> Result<Vec<Command>, Problem> {
    let mut reader = Reader {
        text: text.chars().collect(),
        at: 0,
        flavor,
        last: None,
        labels: BTreeMap::new(),
        jumps: Vec::new(),
    };
    let mut commands: Vec<Command> = Vec::new();
    let mut open = Vec::new();
    loop {
        reader.skip(|it| it.is_whitespace() || it == ';');
        let Some(next) = reader.peek() else { break };
        if next == '#' {
            reader.skip(|it| it != '\n');
            continue;
        }
        let command = reader.command(commands.len())?;
        if let Action::Block { .. } = command.action {
            open.push(commands.len());
        }
        if let Action::End = command.action {
            let begin = open.pop().ok_or_else(|| message("unexpected '}'"))?;
            commands[begin].action = Action::Block { end: commands.len() };
        }
        commands.push(command);
    }
    if !open.is_empty() {
        return Err(message("unmatched '{'"));
    }
    for (command, label, when) in reader.jumps {
        let to = match label.as_str() {
            "" => commands.len(),
            label => *reader
                .labels
                .get(label)
                .ok_or_else(|| message(format!("can't find label for jump to '{label}'")))?,
        };
        commands[command].action = Action::Jump { to, when };
    }
    Ok(commands)
}

fn message(text: impl Into<String>) -> Problem {
    Problem::Message(text.into())
}

struct Reader {
    text: Vec<char>,
    at: usize,
    flavor: Flavor,
    /// The last expression, which an empty one means again.
    last: Option<Regex>,
    /// The commands that are labels.
    labels: BTreeMap<String, usize>,
    /// The commands that jump, and where to.
    jumps: Vec<(usize, String, When)>,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += 1;
        Some(next)
    }

    fn skip(&mut self, accept: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&accept) {
            self.at += 1;
        }
    }

    fn number(&mut self) -> Option<usize> {
        let start = self.at;
        self.skip(|it| it.is_ascii_digit());
        let digits: String = self.text[start..self.at].iter().collect();
        digits.parse().ok()
    }

    fn command(&mut self, index: usize) -> Result<Command, Problem> {
        let from = self.address()?;
        let mut to = None;
        if from.is_some() && self.peek() == Some(',') {
            self.at += 1;
            to = match self.peek() {
                Some('+') => {
                    self.at += 1;
                    Some(Address::Step(0, self.number().unwrap_or(0)))
                }
                Some(_) | None => self.address()?,
            };
            if to.is_none() {
                return Err(message("no address after comma"));
            }
        }
        self.skip(|it| it == ' ' || it == '\t');
        let negated = self.peek() == Some('!');
        if negated {
            self.at += 1;
            self.skip(|it| it == ' ');
        }
        let Some(letter) = self.next() else { return Err(message("missing command")) };
        let action = self.action(letter, index)?;
        Ok(Command { from, to, negated, action })
    }

    fn address(&mut self) -> Result<Option<Address>, Problem> {
        Ok(match self.peek() {
            Some('$') => {
                self.at += 1;
                Some(Address::Last)
            }
            Some(digit) if digit.is_ascii_digit() => {
                let line = self.number().unwrap_or(0);
                if self.peek() == Some('~') {
                    self.at += 1;
                    let step = self.number().unwrap_or(0);
                    return Ok(Some(Address::Step(line, step)));
                }
                Some(Address::Line(line))
            }
            Some('/') => {
                self.at += 1;
                let pattern = self.until('/')?;
                let case = match self.peek() {
                    Some('I') => {
                        self.at += 1;
                        Case::Ignored
                    }
                    Some(_) | None => Case::Heeded,
                };
                Some(Address::Match(self.regex(&pattern, case)?))
            }
            Some('\\') => {
                self.at += 1;
                let delimiter = self.next().unwrap_or('/');
                let pattern = self.until(delimiter)?;
                Some(Address::Match(self.regex(&pattern, Case::Heeded)?))
            }
            Some(_) | None => None,
        })
    }

    fn regex(&mut self, pattern: &str, case: Case) -> Result<Regex, Problem> {
        let regex = match pattern {
            "" => self.last.clone().ok_or_else(|| message("no previous regexp"))?,
            _ => Regex::new(pattern, self.flavor, case)
                .map_err(|error| message(format!("bad regex '{pattern}': {error}")))?,
        };
        self.last = Some(regex.clone());
        Ok(regex)
    }

    /// The text up to `delimiter`, which a backslash makes a part of it.
    fn until(&mut self, delimiter: char) -> Result<String, Problem> {
        let mut text = String::new();
        let mut in_set = false;
        while let Some(next) = self.next() {
            match next {
                '\\' => match self.next() {
                    Some(escaped) if escaped == delimiter => text.push(escaped),
                    Some('n') => text.push_str("\\n"),
                    Some(escaped) => {
                        text.push('\\');
                        text.push(escaped);
                    }
                    None => break,
                },
                '[' if !in_set => {
                    in_set = true;
                    text.push('[');
                }
                ']' => {
                    in_set = false;
                    text.push(']');
                }
                end if end == delimiter && !in_set => return Ok(text),
                other => text.push(other),
            }
        }
        Err(message("unterminated expression"))
    }

    fn action(&mut self, letter: char, index: usize) -> Result<Action, Problem> {
        let action = match letter {
            '{' => return Ok(Action::Block { end: 0 }),
            '}' => Action::End,
            'd' => Action::Delete,
            'p' => Action::Print,
            'P' => Action::PrintFirst,
            '=' => Action::Number,
            'n' => Action::Next,
            'N' => Action::AppendNext,
            'h' => Action::Hold,
            'H' => Action::HoldMore,
            'g' => Action::Get,
            'G' => Action::GetMore,
            'x' => Action::Exchange,
            'q' | 'Q' => {
                self.skip(|it| it == ' ');
                let code = self.number().unwrap_or(0) & 0xff;
                Action::Quit { code: code as u8, prints: letter == 'q' }
            }
            'a' | 'i' | 'c' => {
                let text = self.text_argument();
                return Ok(match letter {
                    'a' => Action::Append(text),
                    'i' => Action::Insert(text),
                    _ => Action::Change(text),
                });
            }
            's' => self.substitution()?,
            'y' => {
                let delimiter = self.next().ok_or_else(|| message("missing delimiter"))?;
                let (from, to) = (self.until(delimiter)?, self.until(delimiter)?);
                if from.chars().count() != to.chars().count() {
                    return Err(message("y command strings have different lengths"));
                }
                Action::Translate(from.chars().zip(to.chars()).collect())
            }
            't' | 'b' => {
                let label = self.label();
                let when = if letter == 't' { When::Substituted } else { When::Always };
                self.jumps.push((index, label, when));
                Action::Jump { to: 0, when }
            }
            ':' => {
                let label = self.label();
                self.labels.insert(label, index);
                Action::Label
            }
            'D' => Action::DeleteFirst,
            'w' | 'r' | 'e' | 'l' | 'T' | 'W' | 'R' => {
                return Err(Problem::Stop(Stop::unsupported(format!(
                    "`sed`'s command `{letter}`"
                ))));
            }
            other => return Err(message(format!("unsupported command {other}"))),
        };
        self.skip(|it| it == ' ' || it == '\t');
        match self.peek() {
            None | Some(';' | '\n' | '}' | '#') => Ok(action),
            Some(_) => Err(message("extra characters after command")),
        }
    }

    fn label(&mut self) -> String {
        self.skip(|it| it == ' ');
        let start = self.at;
        self.skip(|it| !matches!(it, ';' | '\n' | '}' | ' '));
        self.text[start..self.at].iter().collect()
    }

    /// The text of `a`, `i`, `c`: on the same line, or behind a backslash on the next ones.
    fn text_argument(&mut self) -> String {
        self.skip(|it| it == ' ' || it == '\t');
        if self.peek() == Some('\\') {
            self.at += 1;
            self.skip(|it| it == ' ' || it == '\t');
            if self.peek() == Some('\n') {
                self.at += 1;
            }
        }
        let mut text = String::new();
        while let Some(next) = self.next() {
            match next {
                '\n' => break,
                '\\' => text.extend(self.next()),
                other => text.push(other),
            }
        }
        text
    }

    fn substitution(&mut self) -> Result<Action, Problem> {
        let delimiter = self.next().ok_or_else(|| message("missing delimiter"))?;
        let pattern = self.until(delimiter)?;
        let with = self.replacement(delimiter)?;
        let (mut first, mut all, mut prints, mut case) = (1, false, false, Case::Heeded);
        loop {
            match self.peek() {
                Some('g') => all = true,
                Some('p') => prints = true,
                Some('i' | 'I') => case = Case::Ignored,
                Some(digit) if digit.is_ascii_digit() => {
                    first = self.number().unwrap_or(1);
                    continue;
                }
                Some('w' | 'e') => return Err(Problem::Stop(Stop::unsupported("`sed`'s `s///w`"))),
                Some(_) | None => break,
            }
            self.at += 1;
        }
        let regex = self.regex(&pattern, case)?;
        Ok(Action::Substitute(Substitution { regex, with, first, all, prints }))
    }

    fn replacement(&mut self, delimiter: char) -> Result<Vec<Part>, Problem> {
        let mut parts = Vec::new();
        let mut text = String::new();
        loop {
            let next = self.next().ok_or_else(|| message("unterminated expression"))?;
            let group = match next {
                end if end == delimiter => break,
                '&' => 0,
                '\\' => match self.next() {
                    Some(digit) if digit.is_ascii_digit() => {
                        digit.to_digit(10).unwrap_or(0) as usize
                    }
                    Some('n') => {
                        text.push('\n');
                        continue;
                    }
                    Some('t') => {
                        text.push('\t');
                        continue;
                    }
                    Some(other) => {
                        text.push(other);
                        continue;
                    }
                    None => continue,
                },
                other => {
                    text.push(other);
                    continue;
                }
            };
            parts.push(Part::Text(std::mem::take(&mut text)));
            parts.push(Part::Group(group));
        }
        parts.push(Part::Text(text));
        Ok(parts)
    }
}
