//! A remark about a place in a Dockerfile.

use crate::problem::{Problem, Severity};
use crate::span::{Lines, Span};

/// Something that Docker, or we, have to say about the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The words that it is about.
    pub span: Span,
    /// The lines of the whole instruction, as Docker counts them in its messages.
    pub lines: Lines,
    /// What is wrong.
    pub problem: Problem,
}

impl Diagnostic {
    /// Whether Docker refuses the Dockerfile.
    pub fn severity(&self) -> Severity {
        self.problem.severity()
    }

    /// Docker's own words.
    pub fn message(&self) -> String {
        self.problem.to_string()
    }

    /// Our advice.
    pub fn hint(&self) -> Option<String> {
        self.problem.hint()
    }
}
