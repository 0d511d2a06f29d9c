//! The text of a build: a fold over the engine's records, one at a time.

mod checks;
mod classic;
mod plain;
mod pull;
mod vertices;

use engine::{BuildRequest, Builder, Record};

pub use checks::{check_failure, check_report};
use classic::ClassicText;
use plain::PlainText;
pub(crate) use plain::missing_dockerfile;
pub(crate) use pull::PullText;

/// What a terminal shows of a build, growing record by record.
pub(crate) enum BuildText {
    Classic(ClassicText),
    Plain(PlainText),
}

impl BuildText {
    /// The text of `request`'s build, before it begins.
    pub(crate) fn new(request: &BuildRequest) -> BuildText {
        match request.builder {
            Builder::Classic => BuildText::Classic(ClassicText::new(request)),
            Builder::BuildKit => BuildText::Plain(PlainText::new(request)),
        }
    }

    /// What `record` adds to the text.
    pub(crate) fn push(&mut self, record: &Record) -> String {
        match self {
            BuildText::Classic(text) => text.push(record),
            BuildText::Plain(text) => text.push(record),
        }
    }

    /// The line that ends a failed build.
    pub(crate) fn failure(&self, error: &engine::BuildError) -> String {
        match self {
            BuildText::Classic(text) => text.failure(error),
            BuildText::Plain(text) => text.failure(error),
        }
    }
}
