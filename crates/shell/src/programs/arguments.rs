//! Options and operands.

use crate::limits::Stop;
use crate::process::Process;
use crate::programs::usage;

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

    /// Reads the arguments of `process`. An option that BusyBox does not know is an error; one that only we do not
    /// know is not simulated.
    pub(super) fn read(&self, process: &mut Process) -> Result<Arguments, Stop> {
        let mut found = Arguments::default();
        let arguments = process.args().to_vec();
        let mut rest = arguments.into_iter();
        while let Some(argument) = rest.next() {
            if argument == "--" {
                found.operands.extend(rest);
                break;
            }
            if let Some(long) = argument.strip_prefix("--") {
                let (name, value) = long.split_once('=').unwrap_or((long, ""));
                let Some((_, letter)) = self.long.iter().find(|(it, _)| *it == name) else {
                    return Err(usage::wrong(process, &format!("unrecognized option: {name}")));
                };
                let value = match self.values.contains(*letter) && !long.contains('=') {
                    true => rest.next().ok_or_else(|| lacks_value(process, name))?,
                    false => String::from(value),
                };
                found.options.push((*letter, value));
                continue;
            }
            let Some(letters) = argument.strip_prefix('-').filter(|it| !it.is_empty()) else {
                found.operands.push(argument);
                if self.order == Order::First {
                    found.operands.extend(rest);
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
                        "" => {
                            rest.next().ok_or_else(|| lacks_value(process, &letter.to_string()))?
                        }
                        attached => String::from(attached),
                    };
                    found.options.push((letter, value));
                    break;
                } else {
                    return Err(unknown(process, letter));
                }
            }
        }
        Ok(found)
    }
}

fn unknown(process: &mut Process, letter: char) -> Stop {
    let name = process.name();
    match letter.is_ascii_alphanumeric() && usage::has_option(name, letter) {
        true => Stop::unsupported(format!("`{name} -{letter}`")),
        false => usage::wrong(process, &format!("unrecognized option: {letter}")),
    }
}

fn lacks_value(process: &mut Process, option: &str) -> Stop {
    usage::wrong(process, &format!("option requires an argument: {option}"))
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

    /// All options in order, each with its value.
    pub(super) fn given(&self) -> impl Iterator<Item = (char, &str)> {
        self.options.iter().map(|(letter, value)| (*letter, value.as_str()))
    }

    /// The same, as if the flag `letter` had been given too.
    pub(super) fn with(mut self, letter: char) -> Arguments {
        self.options.push((letter, String::new()));
        self
    }

    /// The operands, or `-` for standard input if there are none.
    pub(super) fn files(&self) -> Vec<String> {
        match self.operands.is_empty() {
            true => vec![String::from("-")],
            false => self.operands.clone(),
        }
    }

    /// Which of `letters` was given last.
    pub(super) fn last_of(&self, letters: &str) -> Option<char> {
        self.options.iter().rev().map(|(it, _)| *it).find(|it| letters.contains(*it))
    }
}
