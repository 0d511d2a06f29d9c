//! Sizes and spans of time as Docker writes them for people.

use std::time::Duration;

/// Decimal units, as Docker counts. (docker/go-units: size.go.)
const UNITS: [&str; 9] = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];

/// A size in at most `digits` significant digits: `1.98MB`. (docker/go-units: `HumanSizeWithPrecision`.)
pub(crate) fn human_size(bytes: u64, digits: u32) -> String {
    let (unit, scale) = unit_of(bytes);
    let whole_digits = (bytes / scale).to_string().len() as u32;
    let decimals = digits.saturating_sub(whole_digits);
    let text = decimal(bytes, scale, decimals);
    let rounded =
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    // Go's `%.3g` has no room for a fourth digit.
    let shown = if digits < rounded.len() as u32 && rounded == "1000" { "1e+03" } else { rounded };
    format!("{shown}{unit}")
}

/// A size in BuildKit's manner: two decimals from a kilobyte on, `3.00MB`. (tonistiigi/units: `%.2f`.)
pub(crate) fn transfer_size(bytes: u64) -> String {
    let (unit, scale) = unit_of(bytes);
    let decimals = if scale == 1 { 0 } else { 2 };
    format!("{}{unit}", decimal(bytes, scale, decimals))
}

/// Seconds with `decimals` decimals.
pub(crate) fn seconds(time: Duration, decimals: u32) -> String {
    decimal(u64::try_from(time.as_micros()).unwrap_or(u64::MAX), 1_000_000, decimals)
}

/// How long ago: `About a minute ago`.
pub(crate) fn ago(time: Duration) -> String {
    span(time) + " ago"
}

/// How long: `About a minute`. (docker/go-units: duration.go, `HumanDuration`.)
pub(crate) fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    let minutes = seconds / 60;
    let hours = (seconds + 1800) / 3600;
    match () {
        () if seconds < 1 => "Less than a second".to_string(),
        () if seconds == 1 => "1 second".to_string(),
        () if seconds < 60 => format!("{seconds} seconds"),
        () if minutes == 1 => "About a minute".to_string(),
        () if minutes < 60 => format!("{minutes} minutes"),
        () if hours == 1 => "About an hour".to_string(),
        () if hours < 48 => format!("{hours} hours"),
        () if hours < 24 * 7 * 2 => format!("{} days", hours / 24),
        () if hours < 24 * 30 * 2 => format!("{} weeks", hours / 24 / 7),
        () if hours < 24 * 365 * 2 => format!("{} months", hours / 24 / 30),
        () => format!("{} years", seconds / 3600 / 24 / 365),
    }
}

/// The largest unit that `bytes` has one of, and its bytes.
fn unit_of(bytes: u64) -> (&'static str, u64) {
    let mut scale = 1;
    let mut index = 0;
    while 1000 <= bytes / scale {
        scale *= 1000;
        index += 1;
    }
    (UNITS[index], scale)
}

/// `value / scale`, rounded to `decimals` decimals.
fn decimal(value: u64, scale: u64, decimals: u32) -> String {
    let factor = 10_u128.pow(decimals);
    let rounded = (u128::from(value) * factor + u128::from(scale) / 2) / u128::from(scale);
    match decimals {
        0 => rounded.to_string(),
        _ => {
            format!("{}.{:0width$}", rounded / factor, rounded % factor, width = decimals as usize)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_docker_s() {
        for (bytes, three, four, transfer) in [
            (0, "0B", "0B", "0B"),
            (97, "97B", "97B", "97B"),
            (1_536, "1.54kB", "1.536kB", "1.54kB"),
            (2_048, "2.05kB", "2.048kB", "2.05kB"),
            (2_560, "2.56kB", "2.56kB", "2.56kB"),
            (3_004_000, "3MB", "3.004MB", "3.00MB"),
            (1_984_416, "1.98MB", "1.984MB", "1.98MB"),
            (162_000_000, "162MB", "162MB", "162.00MB"),
            (999_999, "1e+03kB", "1000kB", "1000.00kB"),
            (u64::MAX, "18.4EB", "18.45EB", "18.45EB"),
        ] {
            let seen = (human_size(bytes, 3), human_size(bytes, 4), transfer_size(bytes));
            assert_eq!(seen, (three.to_string(), four.to_string(), transfer.to_string()));
        }
    }

    #[test]
    fn spans_of_time_are_docker_s() {
        for (seconds, expected) in [
            (0, "Less than a second ago"),
            (1, "1 second ago"),
            (59, "59 seconds ago"),
            (60, "About a minute ago"),
            (1400, "23 minutes ago"),
            (3600, "About an hour ago"),
            (90 * 60, "2 hours ago"),
            (47 * 3600, "47 hours ago"),
            (40 * 86_400, "5 weeks ago"),
            (100 * 86_400, "3 months ago"),
            (800 * 86_400, "2 years ago"),
        ] {
            assert_eq!(ago(Duration::from_secs(seconds)), expected);
        }
        assert_eq!(super::seconds(Duration::from_micros(92_499), 3), "0.092");
        assert_eq!(super::seconds(Duration::from_micros(1_250_000), 1), "1.3");
    }
}
