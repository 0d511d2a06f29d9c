//! Sizes as text.

/// A size in the largest unit that keeps it above one, with one decimal below ten (BusyBox's `-h`).
pub(crate) fn human(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["K", "M", "G", "T", "P", "E"];
    if bytes < 1024 {
        return bytes.to_string();
    }
    let mut unit = 0;
    let mut tenths = (u128::from(bytes) * 10 + 512) / 1024;
    while 10 * 1024 <= tenths && unit + 1 < UNITS.len() {
        tenths = (tenths + 512) / 1024;
        unit += 1;
    }
    format!("{}.{}{}", tenths / 10, tenths % 10, UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        for (bytes, expected) in [
            (0, "0"),
            (1023, "1023"),
            (1024, "1.0K"),
            (1536, "1.5K"),
            (10_240, "10.0K"),
            (3 << 20, "3.0M"),
            (5 << 30, "5.0G"),
        ] {
            assert_eq!(human(bytes), expected);
        }
    }
}
