//! What is wrong with a lesson, said to its author.

use std::fmt;

/// A mistake in a lesson's file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LessonError {
    /// The file's name: `order-matters.md`.
    pub file: String,
    /// Counted from 1.
    pub line: u32,
    pub mistake: Mistake,
}

/// What is wrong. `Display` also says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    #[error(
        "the lesson does not begin with front matter; write `+++`, `title = \"…\"`, `minutes = 5`, `+++` at the top"
    )]
    NoFrontMatter,
    #[error("the front matter cannot be read: {reason}")]
    FrontMatter { reason: String },
    #[error("a lesson has no {what}; say it with paragraphs, lists, quotes and code")]
    Unsupported { what: &'static str },
    #[error("headings begin with `##`: the title stands in the front matter")]
    TitleHeading,
    #[error("`{written}` is no kind of code block; there are {known}")]
    UnknownLanguage { written: String, known: String },
    #[error(
        "`{written}` means nothing after ```{language}; there are `file=NAME`, `solution=NAME` and, for `run`, `step=NUMBER` and `solution`"
    )]
    UnknownAttribute { language: String, written: String },
    #[error("this block is empty; write what it is to hold, or take it away")]
    EmptyBlock,
    #[error("`{written}` is no goal; goals are {known}")]
    UnknownGoal { written: String, known: String },
    #[error(
        "`{written}` is no instruction; write it as in the Dockerfile, such as `RUN apk add redis`"
    )]
    NotAnInstruction { written: String },
    #[error(
        "`{written}` is no name of an image; write it as in `docker build -t`, such as `me/redis:1.0`"
    )]
    NotAName { written: String },
    #[error("`{written}` is no absolute path; begin with `/`")]
    NotAbsolute { written: String },
    #[error(
        "there are goals, but no solution; add a block such as ```dockerfile solution=Dockerfile"
    )]
    NoSolution,
    #[error("there is a solution or hint, but no goal above it; add a ```goal block")]
    NoGoal,
}

impl std::error::Error for LessonError {}

impl fmt::Display for LessonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "lessons/{}:{}: {}", self.file, self.line, self.mistake)
    }
}
