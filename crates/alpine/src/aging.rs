//! How versions move as time passes: an invented, but plausible, future of the release.

use image::SimTime;

const SECONDS_PER_DAY: u64 = 86_400;
/// The day of the data, 2025-11-16, in days since 1970.
const DATA_DAY: u64 = 20_408;

/// Days from one release of Alpine's own to the next.
const RELEASE_DAYS: u64 = 75;
/// Sources whose branch gets releases of its own: the day of the first one after the data's, and how many days it takes to the next.
///
/// What Alpine itself releases is first: the image `alpine:3.22.3` and so on.
const BRANCHES: &[(&str, u64, u64)] = &[
    ("alpine-base", RELEASE_DAYS, RELEASE_DAYS),
    ("expat", 40, 90),
    ("git", 33, 61),
    ("go", 18, 30),
    ("libpng", 12, 75),
    ("libxml2", 47, 120),
    ("nginx", 26, 98),
    ("nodejs", 20, 41),
    ("openssl", 10, 49),
    ("php84", 5, 28),
    ("postgresql17", 84, 91),
    ("python3", 17, 60),
    ("redis", 9, 44),
    ("xz", 66, 150),
];
/// Sources that are rebuilt more often than others, because something is found in them.
const PATCHED: &[&str] =
    &["busybox", "curl", "ca-certificates", "nghttp2", "sqlite", "tiff", "zlib"];
/// Of the other sources, one of so many is ever rebuilt.
const SELDOM: u64 = 4;

/// Days from the data's date to `date`; none before.
pub(crate) fn day_of(date: SimTime) -> u64 {
    (date.seconds() / SECONDS_PER_DAY).saturating_sub(DATA_DAY)
}

/// The start of a day, counted from the data's.
pub(crate) fn start_of(day: u64) -> SimTime {
    SimTime::from_seconds(day.saturating_add(DATA_DAY).saturating_mul(SECONDS_PER_DAY))
}

/// The day of Alpine's own release that is the so-manieth after the data's.
pub(crate) fn release_day(release: u64) -> u64 {
    release.saturating_mul(RELEASE_DAYS)
}

/// How many releases `source` has had `day` days after the data, and on which day the last one came.
pub(crate) fn releases(source: &str, day: u64) -> (u64, u64) {
    let (first, period) = match BRANCHES.iter().find(|it| it.0 == source) {
        Some((_, first, period)) => (*first, *period),
        None => {
            let number = number_of(source);
            let is_patched = PATCHED.contains(&source);
            if !is_patched && !number.is_multiple_of(SELDOM) {
                return (0, 0);
            }
            let period = if is_patched { 35 + number % 20 } else { 100 + number / 7 % 160 };
            (4 + number / 11 % period, period)
        }
    };
    match day.checked_sub(first) {
        Some(days) => (days / period + 1, first + days / period * period),
        None => (0, 0),
    }
}

/// What `version` of `source`, as the data have it, has become `day` days later.
pub(crate) fn version_at(source: &str, version: &str, day: u64) -> String {
    let (count, _) = releases(source, day);
    let (Some((upstream, release)), 1..) = (version.rsplit_once("-r"), count) else {
        return version.to_string();
    };
    let is_branch = BRANCHES.iter().any(|it| it.0 == source);
    let (front, number, mark, rest) = match upstream.rsplit_once('.') {
        Some((front, last)) if is_branch => (front, last, ".", "-r0"),
        Some(_) | None => (upstream, release, "-r", ""),
    };
    match number.parse::<u64>() {
        Ok(number) => format!("{front}{mark}{}{rest}", number.saturating_add(count)),
        Err(_) => version.to_string(),
    }
}

/// A number drawn from a name. (FNV-1a.)
pub(crate) fn number_of(name: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    name.bytes().fold(0xcbf2_9ce4_8422_2325, step) >> 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_move_as_branches_and_rebuilds_do() {
        for (source, version, day, expected) in [
            ("redis", "8.0.4-r0", 1, "8.0.4-r0"),
            ("redis", "8.0.4-r0", 22, "8.0.5-r0"),
            ("redis", "8.0.4-r0", 365, "8.0.13-r0"),
            ("busybox", "1.37.0-r19", 1, "1.37.0-r19"),
            ("busybox", "1.37.0-r19", 200, "1.37.0-r23"),
            ("alpine-base", "3.22.2-r0", 80, "3.22.3-r0"),
            ("tzdata", "no version", 5000, "no version"),
        ] {
            assert_eq!(version_at(source, version, day), expected, "{source} {day}");
        }
    }
}
