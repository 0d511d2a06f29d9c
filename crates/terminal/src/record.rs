//! What happened in a session.

use image::{AbsPath, SimTime};
use shell::{Limit, Stream};

/// An event with its place and its moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Counted from 0 in the session.
    pub seq: u32,
    pub at: SimTime,
    pub event: Event,
}

/// One thing that happened on the laptop or in its engine.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Somebody typed a line, or started a script.
    LineEntered { text: String },
    /// The editor saved a file.
    FileSaved { path: AbsPath },
    /// Something happened in the engine.
    Engine(engine::Event),
    /// The terminal showed something; for a build, right after the engine's event that it tells of.
    Printed { stream: Stream, text: String },
    /// The simulation ended a program on the laptop, not the program itself.
    LimitReached { limit: Limit },
    /// What was typed is over.
    CommandExited { code: u8 },
}
