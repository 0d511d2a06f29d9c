//! Whole sessions, conformance suites and recordings.

mod normalise;
mod transcript;

pub use normalise::{mask, normalise};
pub use transcript::{session, transcript};
