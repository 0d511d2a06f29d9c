//! The frames and tracks of one log.

use std::rc::Rc;

use engine::Record;
use image::SimTime;

use crate::scene::Scene;
use crate::track::Track;

/// Everything that can be drawn of the builds in one log. It grows by [`Timeline::push`]; earlier frames stay as they are.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// The moments worth drawing, in order of time.
    pub frames: Vec<Frame>,
    /// One track a build, in order of time.
    pub tracks: Vec<Track>,
}

/// A scene that is worth drawing, with its sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    pub at: SimTime,
    /// How long what is new takes to move, in milliseconds of the learner's time.
    pub motion_ms: u32,
    /// How long the frame stays in all, in milliseconds of the learner's time; at least `motion_ms`.
    pub dwell_ms: u32,
    /// Its whole meaning in one plain sentence.
    pub caption: Rc<str>,
    pub scene: Rc<Scene>,
    /// The number, in the log, of the last record that it shows.
    pub record: u32,
}

impl Timeline {
    /// The timeline of a whole log, its records counted from 0.
    pub fn of<'r>(log: impl IntoIterator<Item = &'r Record>) -> Timeline {
        let mut timeline = Timeline { frames: Vec::new(), tracks: Vec::new() };
        for (record, number) in log.into_iter().zip(0..) {
            timeline.push(number, record);
        }
        timeline
    }

    /// Goes on with one more record; `number` is its place in the log that the caller keeps.
    pub fn push(&mut self, number: u32, record: &Record) {
        let scene = Rc::new(Scene::empty());
        let caption = format!("{:?}", record.event).into();
        self.frames.push(Frame {
            at: record.at,
            motion_ms: 250,
            dwell_ms: 1000,
            caption,
            scene,
            record: number,
        });
    }
}
