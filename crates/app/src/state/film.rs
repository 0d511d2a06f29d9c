//! The timeline of a session, and which part of the terminal's text belongs to which frame.

use std::rc::Rc;

use engine::{BuildId, Builder, StepId};
use terminal::{Event, Record};
use timeline::{Frame, Playback, Scene, Timeline, Track};
use yew::prelude::AttrValue;

/// Everything that can be played back. It grows with the session's log.
#[derive(Clone, Debug)]
pub(crate) struct Film {
    /// Which of the learner's laptops it shows.
    pub(crate) laptop: u32,
    timeline: Timeline,
    /// How many records of the session's log are in it.
    records: usize,
}

impl Film {
    /// An empty film.
    pub(crate) fn new(laptop: u32) -> Film {
        Film { laptop, timeline: Timeline::of([]), records: 0 }
    }

    /// Goes on to the end of `log`, of which it holds a prefix.
    pub(crate) fn extend(&mut self, log: &[Record]) {
        for (seq, record) in of_engine(&log[self.records..]) {
            self.timeline.push(seq, &record);
        }
        self.records = log.len();
    }

    /// How many frames it has.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.timeline.frames.len())
            .expect("each frame is a record, and those have 32 bits")
    }

    pub(crate) fn tracks(&self) -> &[Track] {
        &self.timeline.tracks
    }

    pub(crate) fn frame(&self, cursor: u32) -> Option<&Frame> {
        self.timeline.frames.get(cursor as usize)
    }

    /// The first frame from `known` on that shows a build's step `number`, counted from 1.
    pub(crate) fn frame_of_step(&self, known: u32, number: u32) -> Option<u32> {
        let step = StepId(number.checked_sub(1)?);
        (known..self.len()).find(|it| self.scene(*it).focus == Some(step))
    }

    /// What is on the stage at frame `cursor`; an empty stage before the first frame.
    pub(crate) fn scene(&self, cursor: u32) -> Rc<Scene> {
        self.frame(cursor).map_or_else(empty_stage, |it| Rc::clone(&it.scene))
    }

    /// The scene in one sentence.
    pub(crate) fn caption(&self, cursor: u32) -> AttrValue {
        const FIRST: &str = "Press `Build`: the client sends this folder to the engine, and every step will be shown here.";
        self.frame(cursor)
            .map_or(AttrValue::Static(FIRST), |it| AttrValue::from(Rc::clone(&it.caption)))
    }

    /// The step that was under way at a record of the log.
    pub(crate) fn step_at(&self, record: u32) -> Option<(BuildId, StepId)> {
        let after = self.timeline.frames.partition_point(|it| it.record <= record);
        let scene = &self.timeline.frames.get(after.checked_sub(1)?)?.scene;
        scene.build.zip(scene.focus)
    }

    pub(crate) fn dwell_ms(&self, cursor: u32) -> u32 {
        self.frame(cursor).map_or(0, |it| it.dwell_ms)
    }

    /// How long what is new takes to move, at the chosen speed.
    pub(crate) fn motion_ms(&self, playback: Playback) -> u32 {
        let motion_ms = self.frame(playback.cursor()).map_or(0, |it| it.motion_ms);
        motion_ms * 4 / playback.speed.quarters()
    }

    /// The number of the first record that the terminal does not show yet at frame `cursor`; none if it shows all.
    pub(crate) fn hidden_from(&self, cursor: u32) -> Option<u32> {
        // What is printed follows the event that it tells of, and a frame shows its record.
        self.frame(cursor + 1).map(|it| it.record)
    }
}

/// The engine's records in a part of a session's log, with their numbers.
pub(crate) fn of_engine(log: &[Record]) -> impl Iterator<Item = (u32, engine::Record)> {
    log.iter().filter_map(|record| match &record.event {
        Event::Engine(event) => {
            Some((record.seq, engine::Record { at: record.at, event: event.clone() }))
        }
        Event::LineEntered { .. }
        | Event::FileSaved { .. }
        | Event::Printed { .. }
        | Event::LimitReached { .. }
        | Event::CommandExited { .. } => None,
    })
}

fn empty_stage() -> Rc<Scene> {
    Rc::new(Scene {
        build: None,
        builder: Builder::Classic,
        plan: None,
        messages: Vec::new(),
        steps: Rc::default(),
        containers: Vec::new(),
        images: Rc::default(),
        stack: Rc::default(),
        focus: None,
        end: None,
    })
}
