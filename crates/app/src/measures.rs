//! Sizes and times as people read them.

/// Bytes with at most three figures, in the decimal units that Docker uses: `8.32 MB`.
pub(crate) fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["kB", "MB", "GB", "TB", "PB", "EB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut unit = 1000_u64;
    let mut index = 0;
    while 1000 <= bytes / unit && index + 1 < UNITS.len() {
        unit *= 1000;
        index += 1;
    }
    format!("{} {}", three_figures(bytes, unit), UNITS[index])
}

/// Simulated microseconds as seconds or minutes: `0.4 s`, `12.3 s`, `2 min 5 s`.
pub(crate) fn duration(micros: u64) -> String {
    let tenths = (micros + 50_000) / 100_000;
    match tenths / 600 {
        0 => format!("{}.{} s", tenths / 10, tenths % 10),
        minutes => format!("{minutes} min {} s", tenths % 600 / 10),
    }
}

fn three_figures(value: u64, unit: u64) -> String {
    let whole = value / unit;
    let hundredths = value % unit * 100 / unit;
    let text = match whole {
        0..10 => format!("{whole}.{hundredths:02}"),
        10..100 => format!("{whole}.{}", hundredths / 10),
        _ => return whole.to_string(),
    };
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_three_figures() {
        for (value, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1 kB"),
            (2048, "2.04 kB"),
            (8_317_440, "8.31 MB"),
            (162_000_000, "162 MB"),
            (u64::MAX, "18.4 EB"),
        ] {
            assert_eq!(bytes(value), text);
        }
    }

    #[test]
    fn times_have_tenths_of_a_second() {
        for (micros, text) in
            [(0, "0.0 s"), (449_999, "0.4 s"), (12_345_000, "12.3 s"), (125_000_000, "2 min 5 s")]
        {
            assert_eq!(duration(micros), text);
        }
    }
}
