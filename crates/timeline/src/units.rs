//! Sizes, durations and counts as people write them, with whole numbers only.

use std::time::Duration;

/// `63 B`, `2.0 kB`, `3.8 MB`, `162 MB`: decimal units, as Docker's.
pub fn size(bytes: u64) -> String {
    let mut unit = 1;
    for name in ["kB", "MB", "GB", "TB", "PB"] {
        unit *= 1000;
        // What would round to 1000 belongs to the next unit.
        let is_last = name == "PB";
        if bytes < 1000 {
            break;
        }
        if bytes < unit * 1000 - unit / 2 || is_last {
            return format!("{} {name}", decimal(bytes, unit));
        }
    }
    format!("{bytes} B")
}

/// `20 ms`, `2.1 s`, `1 min 5 s`.
pub fn duration(duration: Duration) -> String {
    let millis = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
    match millis {
        0..100 => format!("{millis} ms"),
        100..59_950 => format!("{} s", decimal(millis, 1000)),
        _ => {
            let seconds = millis / 1000 + u64::from(500 <= millis % 1000);
            format!("{} min {} s", seconds / 60, seconds % 60)
        }
    }
}

/// `1 step`, `3 steps`, `no steps`.
pub(crate) fn count(number: u64, noun: &str) -> String {
    match number {
        0 => format!("no {noun}s"),
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

/// `value / unit`, rounded: with one digit after the point below 100, with none above.
fn decimal(value: u64, unit: u64) -> String {
    let tenth = unit / 10;
    let tenths = value / tenth + u64::from(tenth <= value % tenth * 2);
    match tenths {
        0..1000 => format!("{}.{}", tenths / 10, tenths % 10),
        _ => format!("{}", value / unit + u64::from(unit <= value % unit * 2)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_at_most_three_digits() {
        for (bytes, expected) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 kB"),
            (2048, "2.0 kB"),
            (3_806_000, "3.8 MB"),
            (99_949_999, "99.9 MB"),
            (99_950_000, "100 MB"),
            (162_400_000, "162 MB"),
            (999_499, "999 kB"),
            (999_500, "1.0 MB"),
            (u64::MAX, "18447 PB"),
        ] {
            assert_eq!(size(bytes), expected);
        }
    }

    #[test]
    fn durations_are_milliseconds_seconds_or_minutes() {
        for (millis, expected) in [
            (0, "0 ms"),
            (99, "99 ms"),
            (100, "0.1 s"),
            (2_149, "2.1 s"),
            (59_949, "59.9 s"),
            (59_950, "1 min 0 s"),
            (65_400, "1 min 5 s"),
        ] {
            assert_eq!(duration(Duration::from_millis(millis)), expected);
        }
    }
}
