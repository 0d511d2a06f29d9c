//! Scripts as values: what the parser makes and the interpreter runs.

use std::cell::OnceCell;
use std::rc::Rc;

/// Commands one after the other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct List(pub(crate) Vec<Rc<AndOr>>);

/// Pipelines joined by `&&` and `||`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AndOr {
    pub(crate) first: Pipeline,
    pub(crate) rest: Vec<(Connector, Pipeline)>,
    /// Ended by `&`.
    pub(crate) background: bool,
}

/// What joins two pipelines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Connector {
    And,
    Or,
}

/// Commands joined by `|`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pipeline {
    /// Begun by `!`.
    pub(crate) negated: bool,
    pub(crate) commands: Vec<Node>,
}

/// One command with its redirections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) kind: NodeKind,
    pub(crate) redirects: Vec<Redirect>,
    /// The line that it begins on, from 1.
    pub(crate) line: u32,
}

/// The kinds of commands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NodeKind {
    Simple { assignments: Vec<Assignment>, words: Vec<Word> },
    Group(List),
    Subshell(List),
    If { arms: Vec<(List, List)>, otherwise: Option<List> },
    Loop { kind: LoopKind, condition: List, body: List },
    For { name: String, words: Option<Vec<Word>>, body: List },
    Case { word: Word, arms: Vec<CaseArm> },
    Function { name: String, body: Rc<Node> },
}

/// What a loop waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LoopKind {
    While,
    Until,
}

/// One arm of `case`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CaseArm {
    pub(crate) patterns: Vec<Word>,
    pub(crate) body: List,
}

/// `name=value` before a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assignment {
    pub(crate) name: String,
    pub(crate) value: Word,
}

/// A redirection of the descriptor `fd`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Redirect {
    pub(crate) fd: u32,
    pub(crate) target: Target,
}

/// Where a redirection leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// `<`
    Read(Word),
    /// `>`
    Write(Word),
    /// `>|`
    Clobber(Word),
    /// `>>`
    Append(Word),
    /// `<>`
    ReadWrite(Word),
    /// `&>`: descriptor 2, too.
    Both(Word),
    /// `<&` and `>&`: a number, or `-` to close.
    Duplicate(Word),
    /// `<<` and `<<-`; the body is filled in when its lines have been read.
    Here(Rc<OnceCell<Word>>),
}

/// A word before expansion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Word(pub(crate) Vec<Part>);

/// A piece of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// As written, without quotes.
    Text(String),
    /// From `'…'` or `\x`.
    Quoted(String),
    /// `"…"`
    Double(Vec<Part>),
    /// `$x`, `${…}`
    Parameter(Box<Parameter>),
    /// `$(…)`, `` `…` ``
    Command(Rc<List>),
    /// `$((…))`
    Arithmetic(Word),
}

/// `${name…}`
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) operation: Operation,
}

/// What `${…}` does with the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Value,
    /// `${#name}`
    Length,
    /// `-`, `=`, `?`, `+`, each also with a colon.
    Conditional {
        condition: Condition,
        missing: Missing,
        word: Word,
    },
    /// `#`, `##`, `%`, `%%`
    Trim {
        side: Side,
        extent: Extent,
        pattern: Word,
    },
    /// `:offset`, `:offset:length`
    Slice {
        offset: Word,
        length: Option<Word>,
    },
    /// `/pattern/with`, `//pattern/with`
    Replace {
        extent: Extent,
        pattern: Word,
        with: Word,
    },
    /// Something that is none of these.
    Bad,
}

/// `-`, `=`, `?`, `+`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Condition {
    Default,
    Assign,
    Require,
    Alternative,
}

/// What counts as missing: with a colon an empty value does, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Missing {
    Unset,
    UnsetOrEmpty,
}

/// Which end of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Prefix,
    Suffix,
}

/// How much a pattern takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// As little as matches; the first place only.
    Short,
    /// As much as matches; every place.
    Long,
}

impl Word {
    /// The text of a word that is written without any quotes or expansions.
    pub(crate) fn plain(&self) -> Option<&str> {
        match self.0.as_slice() {
            [Part::Text(text)] => Some(text),
            [] | [_] | [_, _, ..] => None,
        }
    }
}
