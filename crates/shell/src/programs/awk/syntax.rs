//! The shape of an `awk` program.

use std::rc::Rc;

use crate::regex::Regex;

/// A whole program.
#[derive(Debug, Default)]
pub(super) struct Program {
    pub(super) begin: Vec<Statement>,
    pub(super) rules: Vec<Rule>,
    pub(super) end: Vec<Statement>,
    pub(super) functions: Vec<Function>,
    /// The names of the variables, by number.
    pub(super) globals: Vec<String>,
}

/// `pattern { action }`
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) from: Option<Expr>,
    /// `from, to`
    pub(super) to: Option<Expr>,
    /// None prints the line.
    pub(super) action: Option<Vec<Statement>>,
}

#[derive(Debug)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) parameters: usize,
    /// None until its definition is read.
    pub(super) body: Option<Vec<Statement>>,
}

#[derive(Debug)]
pub(super) enum Statement {
    Expr(Expr),
    Print { values: Vec<Expr>, formatted: bool, to: Option<(Target, Expr)> },
    If(Expr, Vec<Statement>, Vec<Statement>),
    While(Expr, Vec<Statement>),
    Do(Vec<Statement>, Expr),
    For(Vec<Statement>, Option<Expr>, Vec<Statement>, Vec<Statement>),
    ForIn(Place, Variable, Vec<Statement>),
    Block(Vec<Statement>),
    Delete(Variable, Option<Vec<Expr>>),
    Break,
    Continue,
    Next,
    NextFile,
    Exit(Option<Expr>),
    Return(Option<Expr>),
}

/// Where `print` and `getline` lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    File,
    Append,
    Pipe,
}

/// A variable by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variable {
    Global(usize),
    /// A parameter of the function.
    Local(usize),
}

/// What can be assigned to.
#[derive(Debug)]
pub(super) enum Place {
    Variable(Variable),
    Field(Box<Expr>),
    Element(Variable, Vec<Expr>),
}

#[derive(Debug)]
pub(super) enum Expr {
    Number(f64),
    Text(Rc<str>),
    /// `/…/` alone: whether the line matches.
    Regex(Rc<Regex>),
    Get(Place),
    Assign(Place, Option<Arithmetic>, Box<Expr>),
    /// `x++` and the like: what is added, and whether the old value counts.
    Step {
        place: Place,
        by: f64,
        old: bool,
    },
    Conditional(Box<[Expr; 3]>),
    And(Box<[Expr; 2]>),
    Or(Box<[Expr; 2]>),
    Not(Box<Expr>),
    Negative(Box<Expr>),
    Positive(Box<Expr>),
    Arithmetic(Arithmetic, Box<[Expr; 2]>),
    Compare(Compare, Box<[Expr; 2]>),
    Concat(Box<[Expr; 2]>),
    Match(Box<[Expr; 2]>),
    In(Vec<Expr>, Variable),
    Call(usize, Vec<Expr>),
    Builtin(&'static str, Vec<Expr>),
    /// `getline`, `getline < file`, `command | getline`.
    Getline {
        to: Option<Box<Place>>,
        from: Option<(Target, Box<Expr>)>,
    },
    /// `(…)`; several only before `in` and behind `print`.
    Group(Vec<Expr>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compare {
    Less,
    LessEqual,
    Equal,
    NotEqual,
    Greater,
    GreaterEqual,
}

/// The functions that are built in, and how many arguments each needs.
pub(super) const BUILTINS: &[(&str, usize)] = &[
    ("and", 2),
    ("atan2", 2),
    ("close", 1),
    ("compl", 1),
    ("cos", 1),
    ("exp", 1),
    ("fflush", 0),
    ("gensub", 3),
    ("gsub", 2),
    ("index", 2),
    ("int", 1),
    ("length", 0),
    ("log", 1),
    ("lshift", 2),
    ("match", 2),
    ("or", 2),
    ("rand", 0),
    ("rshift", 2),
    ("sin", 1),
    ("split", 2),
    ("sprintf", 1),
    ("sqrt", 1),
    ("srand", 0),
    ("strftime", 0),
    ("sub", 2),
    ("substr", 2),
    ("system", 1),
    ("systime", 0),
    ("tolower", 1),
    ("toupper", 1),
    ("xor", 2),
];

/// The variables that the language knows, by number.
pub(super) const SPECIAL: &[&str] = &[
    "NF",
    "NR",
    "FNR",
    "FS",
    "OFS",
    "ORS",
    "RS",
    "SUBSEP",
    "FILENAME",
    "RSTART",
    "RLENGTH",
    "CONVFMT",
    "OFMT",
    "ENVIRON",
    "ARGC",
    "ARGV",
    "IGNORECASE",
];
pub(super) const NF: usize = 0;
pub(super) const NR: usize = 1;
pub(super) const FNR: usize = 2;
pub(super) const FS: usize = 3;
pub(super) const OFS: usize = 4;
pub(super) const ORS: usize = 5;
pub(super) const RS: usize = 6;
pub(super) const SUBSEP: usize = 7;
pub(super) const FILENAME: usize = 8;
pub(super) const RSTART: usize = 9;
pub(super) const RLENGTH: usize = 10;
pub(super) const CONVFMT: usize = 11;
pub(super) const OFMT: usize = 12;
pub(super) const ENVIRON: usize = 13;
pub(super) const ARGC: usize = 14;
pub(super) const ARGV: usize = 15;
pub(super) const IGNORECASE: usize = 16;
