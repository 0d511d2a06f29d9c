//! Builds on the simulated time axis.

use std::rc::Rc;

use engine::{BuildId, Builder, StepId};
use image::SimTime;

use crate::fold::Fold;
use crate::scene::{BuildEnd, StepCard, StepStatus};

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
    /// Whether it still grows.
    is_open: bool,
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

impl Track {
    /// A build that begins.
    pub(crate) fn begin(build: BuildId, builder: Builder, start: SimTime, frame: u32) -> Track {
        let frames = (frame, frame);
        Track {
            build,
            builder,
            start,
            end: start,
            bars: Vec::new(),
            outcome: None,
            saved: None,
            frames,
        }
    }

    /// Takes over what changed; `frame` is the next frame's number.
    pub(crate) fn follow(&mut self, fold: &Fold, now: SimTime, frame: u32) {
        for step in &fold.changed {
            let Some(card) = fold.scene.step(*step) else { continue };
            match self.bars.get_mut(step.0 as usize) {
                Some(bar) => bar.follow(card, frame),
                None => self.bars.push(Bar::new(card, self.start)),
            }
        }
        if self.outcome.is_some() {
            return;
        }
        self.end = now;
        self.outcome = fold.scene.end.clone();
        self.saved = Some(fold.saved).filter(|it| 0 < it.steps);
        for bar in self.bars.iter_mut().filter(|it| it.is_open) {
            bar.end = now;
            bar.is_open = self.outcome.is_none();
        }
    }
}

impl Bar {
    fn new(card: &StepCard, start: SimTime) -> Bar {
        Bar {
            step: card.id,
            start,
            end: start,
            status: card.status,
            text: card.text.clone(),
            lines: card.lines,
            reused_from: card.reused_from,
            frame: None,
            is_open: false,
        }
    }

    fn follow(&mut self, card: &StepCard, frame: u32) {
        self.status = card.status;
        self.reused_from = card.reused_from;
        if let (Some(started), None) = (card.started, self.frame) {
            (self.start, self.frame) = (started, Some(frame));
        }
        self.is_open = card.started.is_some() && card.finished.is_none();
        self.end = card.finished.unwrap_or(self.end).max(self.start);
    }
}
