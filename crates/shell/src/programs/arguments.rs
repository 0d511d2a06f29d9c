//! Options and operands.

use crate::limits::Stop;
use crate::process::Process;

/// Which options a program knows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Syntax {
    /// Letters without a value.
    pub(super) flags: &'static str,
    /// Letters with one.
    pub(super) values: &'static str,
    /// Long names, each with the letter that means the same.
    pub(super) long: &'static [(&'static str, char)],
    pub(super) order: Order,
}

/// Where options may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Anywhere.
    Mixed,
    /// Before the first operand: what follows is another program's.
    First,
}

/// What was given.
#[derive(Clone, Debug, Default)]
pub(super) struct Arguments {
    options: Vec<(char, String)>,
    pub(super) operands: Vec<String>,
}

impl Syntax {
    pub(super) const fn flags(flags: &'static str) -> Syntax {
        Syntax { flags, values: "", long: &[], order: Order::Mixed }
    }

    pub(super) const fn values(self, values: &'static str) -> Syntax {
        Syntax { values, ..self }
    }

    pub(super) const fn long(self, long: &'static [(&'static str, char)]) -> Syntax {
        Syntax { long, ..self }
    }

    pub(super) const fn options_first(self) -> Syntax {
        Syntax { order: Order::First, ..self }
    }

    /// Reads the arguments of `process`. An option that is not known here is not simulated.
    pub(super) fn read(&self, process: &Process) -> Result<Arguments, Stop> {
        let mut found = Arguments::default();
        let mut rest = process.args().iter();
        let unknown = |option: &str| Stop::unsupported(format!("`{} {option}`", process.name()));
        while let Some(argument) = rest.next() {
            if argument == "--" {
                found.operands.extend(rest.cloned());
                break;
            }
            if let Some(long) = argument.strip_prefix("--") {
                let (name, value) = long.split_once('=').unwrap_or((long, ""));
                let known = self.long.iter().find(|(it, _)| *it == name);
                let (_, letter) = known.ok_or_else(|| unknown(argument))?;
                let value = match self.values.contains(*letter) && !long.contains('=') {
                    true => rest.next().cloned().ok_or_else(|| unknown(argument))?,
                    false => String::from(value),
                };
                found.options.push((*letter, value));
                continue;
            }
            let Some(letters) = argument.strip_prefix('-').filter(|it| !it.is_empty()) else {
                found.operands.push(argument.clone());
                if self.order == Order::First {
                    found.operands.extend(rest.cloned());
                    break;
                }
                continue;
            };
            let mut letters = letters.chars();
            while let Some(letter) = letters.next() {
                if self.flags.contains(letter) {
                    found.options.push((letter, String::new()));
                } else if self.values.contains(letter) {
                    let value = match letters.as_str() {
                        "" => rest.next().cloned().ok_or_else(|| unknown(argument))?,
                        attached => String::from(attached),
                    };
                    found.options.push((letter, value));
                    break;
                } else {
                    return Err(unknown(&format!("-{letter}")));
                }
            }
        }
        Ok(found)
    }
}

impl Arguments {
    pub(super) fn has(&self, letter: char) -> bool {
        self.options.iter().any(|(it, _)| *it == letter)
    }

    /// The last value of an option.
    pub(super) fn value(&self, letter: char) -> Option<&str> {
        self.options.iter().rev().find(|(it, _)| *it == letter).map(|(_, value)| value.as_str())
    }

    /// All values of an option, in order.
    pub(super) fn values(&self, letter: char) -> impl Iterator<Item = &str> {
        self.options.iter().filter(move |(it, _)| *it == letter).map(|(_, value)| value.as_str())
    }

    /// Which of `letters` was given last.
    pub(super) fn last_of(&self, letters: &str) -> Option<char> {
        self.options.iter().rev().map(|(it, _)| *it).find(|it| letters.contains(*it))
    }
}
