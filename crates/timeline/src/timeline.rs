//! The frames and tracks of one log.

use std::rc::Rc;

use engine::{Event, Record};
use image::SimTime;

use crate::fold::{Beat, Fold};
use crate::scene::Scene;
use crate::track::Track;

/// Everything that can be drawn of the builds in one log. It grows by [`Timeline::push`]; earlier frames stay as they are.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// The moments worth drawing, in order of time.
    pub frames: Vec<Frame>,
    /// One track a build, in order of time.
    pub tracks: Vec<Track>,
    fold: Fold,
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
        let mut timeline = Timeline::default();
        for (record, number) in log.into_iter().zip(0..) {
            timeline.push(number, record);
        }
        timeline
    }

    /// Goes on with one more record; `number` is its place in the log that the caller keeps.
    pub fn push(&mut self, number: u32, record: &Record) {
        let beat = self.fold.advance(record);
        let frame = u32::try_from(self.frames.len()).unwrap_or(u32::MAX);
        if let Event::BuildStarted { build, builder } = &record.event {
            self.tracks.push(Track::begin(*build, *builder, record.at, frame));
        }
        if let Some(track) = self.tracks.last_mut() {
            track.follow(&self.fold, record.at, frame);
        }
        let Some(Beat { caption, pace }) = beat else { return };
        let words = u32::try_from(caption.split_whitespace().count()).unwrap_or(u32::MAX);
        self.frames.push(Frame {
            at: record.at,
            motion_ms: pace.motion_ms(),
            dwell_ms: pace.motion_ms().saturating_add(words.saturating_mul(pace.word_ms())),
            caption: caption.into(),
            scene: Rc::new(self.fold.scene.clone()),
            record: number,
        });
        if let Some(track) = self.tracks.last_mut() {
            track.frames.1 = frame + 1;
        }
    }

    /// The frame that shows the moment `at`: the last one that is not after it.
    pub fn frame_at(&self, at: SimTime) -> u32 {
        let after = self.frames.partition_point(|it| it.at <= at);
        u32::try_from(after.saturating_sub(1)).unwrap_or(u32::MAX)
    }
}
