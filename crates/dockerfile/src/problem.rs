//! Everything that can be wrong with a Dockerfile, in Docker's words.

use crate::expand::ExpandError;
use crate::instruction_problem::InstructionProblem;
use crate::keyword::Keyword;
use crate::mount::MountProblem;
use crate::quote::quote;

/// What is wrong; `Display` is the wording of today's BuildKit, [`Problem::legacy`] that of Docker Engine 20.10.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    #[error(transparent)]
    Line(#[from] LineProblem),
    #[error(transparent)]
    Instruction(#[from] InstructionProblem),
    #[error(transparent)]
    Stage(#[from] StageProblem),
    #[error(transparent)]
    Remark(#[from] Remark),
    #[error(transparent)]
    Check(#[from] Violation),
}

/// What is wrong with a line, before its instruction is looked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineProblem {
    #[error("only one {0} parser directive can be used")]
    DuplicateDirective(String),
    #[error("invalid escape token '{0}' does not match ` or \\")]
    InvalidEscape(String),
    #[error("dockerfile line greater than max allowed size of 65535")]
    TooLong,
    #[error("file with no instructions")]
    NoInstructions,
    #[error("{0} must have two arguments")]
    TwoArguments(Keyword),
    #[error("Syntax error - can't find = in {}. Must be of the form: name=value", quote(.0))]
    MissingEquals(String),
    #[error("when using JSON array syntax, arrays must be comprised of strings only")]
    NotStrings,
    #[error(transparent)]
    HeredocName(ExpandError),
    #[error("unterminated heredoc")]
    UnterminatedHeredoc,
}

/// What is wrong with the order of the instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StageProblem {
    #[error("no build stage in current context")]
    NoBuildStage,
    #[error("dockerfile contains no stages to build")]
    NoStages,
}

/// A warning: Docker goes on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Remark {
    /// The instruction that has an empty line in it, joined.
    #[error("Empty continuation line found in: {0}")]
    EmptyContinuation(String),
    /// The builder will fail when it gets there.
    #[error("RUN requires at least one argument")]
    NothingToRun,
    /// The same: a `--mount` that is none.
    #[error(transparent)]
    Mount(#[from] MountProblem),
    /// An `ONBUILD` instruction that will fail in the build that triggers it.
    #[error("ONBUILD: {0}")]
    Trigger(InstructionProblem),
}

/// What a build check remarks on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{rule}: {detail}")]
pub struct Violation {
    /// The name of the rule.
    pub rule: &'static str,
    /// BuildKit's words about the place.
    pub detail: String,
    /// Why it is a rule.
    pub explanation: &'static str,
}

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Docker refuses the Dockerfile.
    Error,
    /// Docker goes on.
    Warning,
}

impl Problem {
    /// How much it matters.
    pub fn severity(&self) -> Severity {
        match self {
            Problem::Line(_) | Problem::Instruction(_) | Problem::Stage(_) => Severity::Error,
            Problem::Remark(_) | Problem::Check(_) => Severity::Warning,
        }
    }

    /// The same in the words of Docker Engine 20.10, in the classic builder as in its BuildKit.
    pub fn legacy(&self) -> String {
        match self {
            Problem::Instruction(problem) => problem.legacy(),
            Problem::Stage(StageProblem::NoStages) => {
                "No image was generated. Is your Dockerfile empty?".to_owned()
            }
            Problem::Remark(Remark::EmptyContinuation(line)) => {
                format!("Empty continuation line found in:\n    {line}")
            }
            Problem::Line(_) | Problem::Stage(_) | Problem::Remark(_) | Problem::Check(_) => {
                self.to_string()
            }
        }
    }

    /// What the learner can do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Problem::Line(problem) => problem.hint().map(str::to_owned),
            Problem::Instruction(problem) => problem.hint(),
            Problem::Stage(_) => Some("Only `ARG` may stand before the first `FROM`.".to_owned()),
            Problem::Remark(Remark::EmptyContinuation(_)) => {
                Some("Take the empty line out, or the `\\` of the line above.".to_owned())
            }
            Problem::Remark(Remark::NothingToRun) => {
                Some("Write the command to run behind `RUN`.".to_owned())
            }
            Problem::Remark(Remark::Mount(_)) => {
                Some("Write `type=`, and then the fields of that kind of mount.".to_owned())
            }
            Problem::Remark(Remark::Trigger(problem)) => problem.hint(),
            Problem::Check(violation) => Some(violation.explanation.to_owned()),
        }
    }
}

impl LineProblem {
    fn hint(&self) -> Option<&'static str> {
        match self {
            LineProblem::NoInstructions => {
                Some("Start with `FROM` and a base image, such as `FROM alpine`.")
            }
            LineProblem::TwoArguments(_) => Some("Write `NAME=value`."),
            LineProblem::MissingEquals(_) => Some("Put values with blanks in double quotes."),
            LineProblem::NotStrings => Some("Put every item of the list in double quotes."),
            LineProblem::HeredocName(_) => Some("Close the quote around the word behind `<<`."),
            LineProblem::UnterminatedHeredoc => {
                Some("Repeat the word behind `<<` alone on a line.")
            }
            LineProblem::DuplicateDirective(_)
            | LineProblem::InvalidEscape(_)
            | LineProblem::TooLong => None,
        }
    }
}
