//! How far a run may go.

use std::fmt;

use crate::machine::ExitCode;

/// Bounds of one run. Counted, never timed, so that every machine stops at the same step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Steps: commands, words, lines and files looked at.
    pub fuel: u64,
    /// How deep commands, functions, substitutions and programs may nest.
    pub depth: u32,
    /// Bytes by which the file system may grow.
    pub bytes: u64,
    /// Bytes that may be printed, and the most that one variable, pipe or substitution may hold.
    pub output: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { fuel: 1_000_000, depth: 64, bytes: 4 << 30, output: 1 << 20 }
    }
}

/// What a run came up against. Never an error of the program: real Docker may well go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Limit {
    /// It took too many steps; an endless loop, most likely.
    OutOfFuel,
    /// It nested too deeply; an endless recursion, most likely.
    TooDeep,
    /// It wrote more than the file system may hold.
    QuotaExceeded,
    /// It printed, or kept in a variable or a pipe, more than can be shown.
    TooMuchOutput,
    /// It waits for ever, as servers do.
    Endless { program: String },
    /// It wanted a package that our lists do not have. The program goes on, with its own error.
    Unlisted { name: String },
    /// It asked for something that is not simulated.
    Unsupported { what: String },
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::OutOfFuel => f.write_str("Layerlab stopped this after too many steps"),
            Limit::TooDeep => f.write_str("Layerlab stopped this because it nests too deeply"),
            Limit::QuotaExceeded => f.write_str("Layerlab's file systems hold no more than this"),
            Limit::TooMuchOutput => f.write_str("Layerlab stopped this after too much output"),
            Limit::Endless { program } => {
                write!(f, "Layerlab does not wait for `{program}`, which runs until it is stopped")
            }
            Limit::Unlisted { name } => {
                write!(f, "Layerlab knows only a part of Alpine's packages, and no `{name}`")
            }
            Limit::Unsupported { what } => write!(f, "Layerlab does not simulate {what}"),
        }
    }
}

/// Why a run ends early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// A limit of the simulator: the whole run ends.
    Limit(Limit),
    /// The pipe is full, and what reads it runs only after this program: the program ends, as `SIGPIPE` would end it.
    BrokenPipe,
    /// The program has said why.
    Ended(ExitCode),
}

impl Stop {
    /// A stop because `what` is not simulated.
    pub fn unsupported(what: impl Into<String>) -> Stop {
        Stop::Limit(Limit::Unsupported { what: what.into() })
    }

    /// A stop because `program` waits for ever.
    pub(crate) fn endless(program: &str) -> Stop {
        Stop::Limit(Limit::Endless { program: program.to_string() })
    }
}
