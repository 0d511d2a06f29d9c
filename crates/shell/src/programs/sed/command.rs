//! The commands of `sed`.

use crate::regex::Regex;

/// A command and the lines that it is for.
#[derive(Clone, Debug)]
pub(super) struct Command {
    pub(super) from: Option<Address>,
    pub(super) to: Option<Address>,
    pub(super) negated: bool,
    pub(super) action: Action,
}

/// A line.
#[derive(Clone, Debug)]
pub(super) enum Address {
    Line(usize),
    /// `first~step`, and as a second address `+count`.
    Step(usize, usize),
    Last,
    Match(Regex),
}

#[derive(Clone, Debug)]
pub(super) enum Action {
    /// `{`; `end` is the command behind the `}`.
    Block {
        end: usize,
    },
    /// `}`
    End,
    Delete,
    Print,
    PrintFirst,
    Number,
    Quit {
        code: u8,
        prints: bool,
    },
    Append(String),
    Insert(String),
    Change(String),
    Translate(Vec<(char, char)>),
    Substitute(Substitution),
    Next,
    AppendNext,
    Hold,
    HoldMore,
    Get,
    GetMore,
    Exchange,
    /// `b`, `t`: goes on at a command, or at the end of the script.
    Jump {
        to: usize,
        when: When,
    },
    /// `:`
    Label,
    /// `D`
    DeleteFirst,
}

/// When a jump is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    Always,
    Substituted,
}

#[derive(Clone, Debug)]
pub(super) struct Substitution {
    pub(super) regex: Regex,
    pub(super) with: Vec<Part>,
    /// Which match is the first to be replaced, from 1.
    pub(super) first: usize,
    pub(super) all: bool,
    pub(super) prints: bool,
}

/// A piece of what takes the place of a match.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Text(String),
    Group(usize),
}
