//! The log while it is written.

use std::collections::BTreeSet;
use std::time::Duration;

use image::SimTime;

use crate::event::{Event, EventLog, Record, StepOutcome};

/// A log that grows, and the clock of what writes it.
#[derive(Debug)]
pub(crate) struct Recorder {
    now: SimTime,
    log: EventLog,
}

impl Recorder {
    /// An empty log that begins at `now`.
    pub(crate) fn new(now: SimTime) -> Recorder {
        Recorder { now, log: Vec::new() }
    }

    /// The present moment.
    pub(crate) fn now(&self) -> SimTime {
        self.now
    }

    /// Lets time pass.
    pub(crate) fn spend(&mut self, time: Duration) {
        self.now = self.now + time;
    }

    /// Goes to `moment`, forwards or backwards: steps of a graph run side by side.
    pub(crate) fn go_to(&mut self, moment: SimTime) {
        self.now = moment;
    }

    /// Writes that `event` happened now.
    pub(crate) fn push(&mut self, event: Event) {
        self.push_at(self.now, event);
    }

    /// Writes that `event` happened at `at`.
    pub(crate) fn push_at(&mut self, at: SimTime, event: Event) {
        self.log.push(Record { at, event });
    }

    /// Ends all that is still under way: what was to happen after now does not, and steps that began are canceled.
    pub(crate) fn cancel(&mut self) {
        let now = self.now;
        self.log.retain(|it| it.at <= now);
        let mut open = BTreeSet::new();
        for record in &self.log {
            if let Event::StepStarted { step } = &record.event {
                open.insert(*step);
            } else if let Event::StepFinished { step, .. } = &record.event {
                open.remove(step);
            }
        }
        for step in open {
            self.push(Event::StepFinished { step, outcome: StepOutcome::Canceled });
        }
    }

    /// The log in order of time; what happened at one moment stays in the order of writing.
    pub(crate) fn finish(mut self) -> EventLog {
        self.log.sort_by_key(|it| it.at);
        self.log
    }
}
