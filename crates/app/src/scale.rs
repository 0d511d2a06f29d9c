//! The axis of simulated time that all builds share.

use std::time::Duration;

use image::SimTime;

/// From 0 to a round number of microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scale {
    step: u64,
    steps: u64,
}

/// Round distances between two ticks, in tenths of a second.
const STEPS: [u64; 14] = [1, 2, 5, 10, 20, 50, 100, 200, 300, 600, 1200, 3000, 6000, 36000];

impl Scale {
    /// An axis on which the longest of `spans` has room.
    pub(crate) fn of(spans: impl Iterator<Item = Duration>) -> Scale {
        let longest = spans.max().unwrap_or_default().as_micros().max(1);
        let longest = u64::try_from(longest).unwrap_or(u64::MAX);
        let fits = |step: &&u64| longest <= **step * 600_000;
        let step = STEPS.iter().find(fits).unwrap_or(&STEPS[STEPS.len() - 1]) * 100_000;
        Scale { step, steps: longest.div_ceil(step) }
    }

    /// Each tick's place, in thousandths of the axis, and its words.
    pub(crate) fn ticks(self) -> impl Iterator<Item = (u64, String)> {
        (0..=self.steps).map(move |index| (index * 1000 / self.steps, label(index * self.step)))
    }

    /// Where a bar lies that lasts from `start` to `end`, in a build that began at `zero`: custom properties for a style.
    pub(crate) fn place(self, zero: SimTime, start: SimTime, end: SimTime) -> String {
        let at = self.thousandths(zero, start);
        format!("--at: {at}; --span: {}", self.thousandths(zero, end).saturating_sub(at))
    }

    fn thousandths(self, zero: SimTime, at: SimTime) -> u64 {
        at.micros().saturating_sub(zero.micros()) * 1000 / (self.step * self.steps)
    }
}

fn label(micros: u64) -> String {
    let tenths = micros / 100_000;
    match (tenths % 10, tenths / 10) {
        (0, seconds) if seconds % 60 == 0 && seconds != 0 => format!("{} min", seconds / 60),
        (0, seconds) => format!("{seconds} s"),
        (rest, seconds) => format!("{seconds}.{rest} s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_few() {
        for (longest, labels) in [
            (0, "0 s 0.1 s"),
            (450_000, "0 s 0.1 s 0.2 s 0.3 s 0.4 s 0.5 s"),
            (11_300_000, "0 s 2 s 4 s 6 s 8 s 10 s 12 s"),
            (100_000_000, "0 s 20 s 40 s 1 min 80 s 100 s"),
        ] {
            let ticks: Vec<String> = Scale::of([Duration::from_micros(longest)].into_iter())
                .ticks()
                .map(|it| it.1)
                .collect();
            assert_eq!(ticks.join(" "), labels);
        }
    }
}
