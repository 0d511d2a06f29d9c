//! Where the learner is in a timeline.

use crate::timeline::Frame;

/// A position in a list of frames, and the pace. A value: each command gives a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Playback {
    // Invariant: cursor < count, or both are 0.
    cursor: u32,
    count: u32,
    /// Quarters of a millisecond, at normal speed, that the frame has been shown.
    shown: u64,
    /// Whether time passes.
    pub playing: bool,
    pub speed: Speed,
}

/// How fast time passes, in quarters of the normal speed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Speed(u32);

/// What the learner can do to a timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Let time pass, from the start if at the end.
    Play,
    /// Stop.
    Pause,
    /// `Play` or `Pause`, whichever is not so now.
    Toggle,
    /// One frame on.
    StepForward,
    /// One frame back, and stop.
    StepBack,
    /// Go to the first frame.
    First,
    /// Go to the last frame.
    Last,
    /// Go to a frame.
    Seek(u32),
    /// Let time pass at another speed.
    Pace(Speed),
}

impl Speed {
    pub const NORMAL: Speed = Speed(4);

    /// All speeds to choose from, slowest first: 0.25 to 8.
    pub const ALL: [Speed; 6] = [Speed(1), Speed(2), Speed(4), Speed(8), Speed(16), Speed(32)];

    /// The speed in quarters of the normal one.
    pub fn quarters(self) -> u32 {
        self.0
    }

    /// As people write it: `0.25×`, `1×`, `8×`.
    pub fn label(self) -> String {
        match (self.0 / 4, self.0 % 4) {
            (whole, 0) => format!("{whole}×"),
            (whole, quarters) => {
                format!("{whole}.{}×", format!("{:02}", quarters * 25).trim_end_matches('0'))
            }
        }
    }

    /// The next faster one, if there is one.
    pub fn faster(self) -> Speed {
        Speed::ALL.into_iter().find(|it| self < *it).unwrap_or(self)
    }

    /// The next slower one, if there is one.
    pub fn slower(self) -> Speed {
        Speed::ALL.into_iter().rev().find(|it| *it < self).unwrap_or(self)
    }
}

impl Playback {
    /// Starts at the first of `count` frames, at rest.
    pub fn new(count: u32) -> Playback {
        Playback { cursor: 0, count, shown: 0, playing: false, speed: Speed::NORMAL }
    }

    /// The frame to show; 0 if there is none.
    pub fn cursor(self) -> u32 {
        self.cursor
    }

    /// How many frames there are.
    pub fn count(self) -> u32 {
        self.count
    }

    pub fn is_at_end(self) -> bool {
        self.count <= self.cursor + 1
    }

    /// Obeys `command`.
    pub fn apply(self, command: Command) -> Playback {
        let last = self.count.saturating_sub(1);
        let (cursor, playing) = match command {
            Command::Play if self.is_at_end() => (0, true),
            Command::Play => (self.cursor, true),
            Command::Pause => (self.cursor, false),
            Command::Toggle if self.playing => (self.cursor, false),
            Command::Toggle => return self.apply(Command::Play),
            Command::StepForward => (last.min(self.cursor + 1), self.playing),
            Command::StepBack => (self.cursor.saturating_sub(1), false),
            Command::First => (0, self.playing),
            Command::Last => (last, false),
            Command::Seek(frame) => (last.min(frame), self.playing),
            Command::Pace(speed) => return Playback { speed, ..self },
        };
        let shown = if cursor == self.cursor { self.shown } else { 0 };
        Playback { cursor, shown, playing: playing && cursor < last, ..self }
    }

    /// Goes on to a longer list of frames, and plays what is new.
    pub fn extend(self, count: u32) -> Playback {
        if count <= self.count {
            return self;
        }
        let cursor = if self.playing { self.cursor } else { self.count };
        Playback { cursor, count, playing: cursor + 1 < count, shown: 0, ..self }
    }

    /// Lets `elapsed_ms` of the learner's time pass over `frames`.
    pub fn tick(self, elapsed_ms: u32, frames: &[Frame]) -> Playback {
        if !self.playing {
            return self;
        }
        let mut next = self;
        next.shown += u64::from(elapsed_ms) * u64::from(self.speed.0);
        while next.playing {
            let dwell = frames.get(next.cursor as usize).map_or(0, |it| u64::from(it.dwell_ms) * 4);
            if next.shown < dwell {
                break;
            }
            let left = next.shown - dwell;
            next = next.apply(Command::StepForward);
            next.shown = left;
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::Command::*;
    use super::*;

    #[test]
    fn commands_never_leave_the_timeline() {
        for (count, commands, cursor) in [
            (3, &[StepBack][..], 0),
            (3, &[StepForward, StepForward, StepForward, StepForward], 2),
            (3, &[Seek(99), StepBack], 1),
            (3, &[Seek(2), Play], 0),
            (3, &[Last, Toggle, Toggle], 0),
            (0, &[Play, StepForward, Last, Seek(7)], 0),
        ] {
            let end = commands.iter().fold(Playback::new(count), |it, command| it.apply(*command));
            assert_eq!(end.cursor(), cursor, "{commands:?}");
        }
    }

    #[test]
    fn time_passes_at_the_chosen_speed_and_stops_at_the_end() {
        let frame = Frame {
            at: image::SimTime::default(),
            motion_ms: 250,
            dwell_ms: 1000,
            caption: "Something happens.".into(),
            scene: std::rc::Rc::new(crate::scene::Scene::empty()),
            record: 0,
        };
        let frames = vec![frame; 4];
        for (speed, ticks, cursor, playing) in [
            (Speed::NORMAL, &[999][..], 0, true),
            (Speed::NORMAL, &[999, 1], 1, true),
            (Speed::ALL[0], &[3999], 0, true),
            (Speed::ALL[5], &[125, 125], 2, true),
            (Speed::NORMAL, &[60_000], 3, false),
        ] {
            let start = Playback::new(4).apply(Pace(speed)).apply(Play);
            let end = ticks.iter().fold(start, |it, elapsed| it.tick(*elapsed, &frames));
            assert_eq!((end.cursor(), end.playing), (cursor, playing), "{speed:?} {ticks:?}");
        }
    }

    #[test]
    fn new_frames_are_played_from_the_first_of_them() {
        let watched = Playback::new(3).apply(Last).extend(5);
        assert_eq!((watched.cursor(), watched.playing), (3, true));
        let still_playing = Playback::new(3).apply(Play).extend(5);
        assert_eq!((still_playing.cursor(), still_playing.playing), (0, true));
        assert_eq!(Playback::new(0).extend(1).cursor(), 0);
    }

    #[test]
    fn speeds_double_and_have_plain_names() {
        let labels: Vec<String> = Speed::ALL.iter().map(|it| it.label()).collect();
        assert_eq!(labels, ["0.25×", "0.5×", "1×", "2×", "4×", "8×"]);
        assert_eq!(Speed::NORMAL.faster().slower(), Speed::NORMAL);
        assert_eq!(Speed::ALL[5].faster(), Speed::ALL[5]);
    }
}
