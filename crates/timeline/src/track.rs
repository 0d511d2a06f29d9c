//! Builds on the simulated time axis.

use std::rc::Rc;

use engine::{BuildId, Builder, StepId};
use image::SimTime;

use crate::scene::{BuildEnd, StepStatus};

/// One build as a row of bars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    pub build: BuildId,
    pub builder: Builder,
    pub start: SimTime,
    /// So far, while the build is under way.
    pub end: SimTime,
    /// One bar a step, in the order of the Dockerfile; a step that never began has a bar without length.
    pub bars: Vec<Bar>,
    /// How it ended; none while it is under way.
    pub outcome: Option<BuildEnd>,
    /// What it did not have to do again; none if nothing was reused.
    pub saved: Option<Saving>,
    /// Its first frame, and the one after its last.
    pub frames: (u32, u32),
}

/// One step on the time axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    pub step: StepId,
    pub start: SimTime,
    pub end: SimTime,
    pub status: StepStatus,
    /// The instruction in one line.
    pub text: Rc<str>,
    /// First and last line in the Dockerfile, counted from 1.
    pub lines: (u32, u32),
    /// Where its result was made, if that was an earlier build.
    pub reused_from: Option<(BuildId, StepId)>,
    /// The frame that shows its beginning.
    pub frame: Option<u32>,
}

/// What reuse saved, against the builds that made what was reused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Saving {
    /// Steps that were reused.
    pub steps: u32,
    /// Simulated microseconds that they took when they ran.
    pub micros: u64,
    /// Bytes that they downloaded when they ran.
    pub bytes: u64,
}
