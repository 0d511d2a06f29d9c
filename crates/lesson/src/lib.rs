//! Markdown -> lessons; goals with reasons.
//!
//! A lesson is one Markdown file that reads well anywhere. [`course`] gives all that are compiled in; [`parse`] reads
//! one, and its errors speak to the author. The page is given the lessons as data, read when the page is built. A [`Goal`] looks at sessions and logs, never at screens.

mod build_report;
mod course;
mod error;
mod fence;
mod goal;
mod lesson;
mod markdown;
mod parse;

pub use course::{Course, Part, course};
pub use error::{LessonError, Mistake};
pub use goal::{Answer, Goal};
pub use lesson::{Action, Block, Inline, Lens, Lesson, ListKind};
pub use parse::parse;
