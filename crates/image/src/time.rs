//! Simulated time.

use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

const MICROS_PER_SECOND: u64 = 1_000_000;
const SECONDS_PER_DAY: u64 = 86_400;

/// A moment of the simulation, in microseconds since 1970-01-01T00:00:00Z. Nothing ever reads a real clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimTime {
    micros: u64,
}

impl SimTime {
    /// The moment `seconds` after 1970 began.
    pub const fn from_seconds(seconds: u64) -> SimTime {
        SimTime { micros: seconds.saturating_mul(MICROS_PER_SECOND) }
    }

    /// Whole seconds since 1970 began, as a file's `mtime` counts.
    pub const fn seconds(self) -> u64 {
        self.micros / MICROS_PER_SECOND
    }

    /// Microseconds since 1970 began.
    pub const fn micros(self) -> u64 {
        self.micros
    }

    /// The date as (year, month, day) of the Gregorian calendar.
    pub fn date(self) -> (u64, u64, u64) {
        // Days are counted from 0000-03-01, so that a leap day is the last of its year (Howard Hinnant's civil_from_days).
        let days = self.seconds() / SECONDS_PER_DAY + 719_468;
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        (era * 400 + year_of_era + u64::from(month <= 2), month, day)
    }

    /// The time of day as (hour, minute, second).
    pub fn time_of_day(self) -> (u64, u64, u64) {
        let second = self.seconds() % SECONDS_PER_DAY;
        (second / 3600, second / 60 % 60, second % 60)
    }
}

/// RFC 3339 with as many decimals as are needed, as Go's `time.RFC3339Nano` prints it.
impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        let (hour, minute, second) = self.time_of_day();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        match self.micros % MICROS_PER_SECOND {
            0 => (),
            micros => write!(f, ".{}", format!("{micros:06}").trim_end_matches('0'))?,
        }
        f.write_str("Z")
    }
}

impl Add<Duration> for SimTime {
    type Output = SimTime;

    fn add(self, duration: Duration) -> SimTime {
        let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        SimTime { micros: self.micros.saturating_add(micros) }
    }
}

/// What passed between two moments; nothing, if the second is the later one.
impl Sub for SimTime {
    type Output = Duration;

    fn sub(self, earlier: SimTime) -> Duration {
        Duration::from_micros(self.micros.saturating_sub(earlier.micros))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_prints_as_go_prints_it() {
        for (seconds, micros, expected) in [
            (0, 0, "1970-01-01T00:00:00Z"),
            (951_782_400, 0, "2000-02-29T00:00:00Z"),
            (1_763_370_000, 120_000, "2025-11-17T09:00:00.12Z"),
            (4_107_542_399, 1, "2100-02-28T23:59:59.000001Z"),
            (4_107_542_400, 0, "2100-03-01T00:00:00Z"),
        ] {
            let moment = SimTime::from_seconds(seconds) + Duration::from_micros(micros);
            assert_eq!(moment.to_string(), expected);
        }
    }
}
