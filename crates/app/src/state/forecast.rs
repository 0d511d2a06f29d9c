//! What a build would come to, without building: the future of a session that is then forgotten.

use std::rc::Rc;
use std::time::Duration;

use terminal::Record;
use timeline::{BuildEnd, StepCard, Timeline};

use crate::state::film::of_engine;

/// A build that did not happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Forecast {
    /// How each step would end.
    pub(crate) steps: Rc<Vec<Rc<StepCard>>>,
    /// How long it would take.
    pub(crate) took: Duration,
    /// How many steps would be reused.
    pub(crate) reused: u32,
    /// Whether it would go on for longer than a forecast looks.
    pub(crate) is_cut: bool,
}

impl Forecast {
    /// The forecast that the log of such a build gives; none if it does not come as far as a plan.
    pub(crate) fn of(log: &[Record]) -> Option<Forecast> {
        let mut timeline = Timeline::of([]);
        for (seq, record) in of_engine(log) {
            timeline.push(seq, &record);
        }
        let track = timeline.tracks.last()?;
        Some(Forecast {
            steps: Rc::clone(&timeline.frames.last()?.scene.steps),
            took: track.end - track.start,
            reused: track.saved.map_or(0, |it| it.steps),
            is_cut: matches!(track.outcome, Some(BuildEnd::Limited { .. })),
        })
    }
}
