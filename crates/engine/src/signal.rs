//! The signals that `STOPSIGNAL` may name.
//!
//! As moby 20.10: pkg/signal, `ParseSignal` and signal_linux.go.

use crate::error::BuildError;

const NAMES: [&str; 36] = [
    "ABRT", "ALRM", "BUS", "CHLD", "CLD", "CONT", "FPE", "HUP", "ILL", "INT", "IO", "IOT", "KILL",
    "PIPE", "POLL", "PROF", "PWR", "QUIT", "RTMAX", "RTMIN", "SEGV", "STKFLT", "STOP", "SYS",
    "TERM", "TRAP", "TSTP", "TTIN", "TTOU", "URG", "USR1", "USR2", "VTALRM", "WINCH", "XCPU",
    "XFSZ",
];
/// How far `RTMIN+n` and `RTMAX-n` go.
const ABOVE_RTMIN_MAX: u32 = 15;
const BELOW_RTMAX_MAX: u32 = 14;

/// The number of a signal that can be sent; those that nobody sends by name have none.
pub(crate) fn signal_number(text: &str) -> Option<u8> {
    let upper = text.to_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    const NUMBERS: [(&str, u8); 12] = [
        ("HUP", 1),
        ("INT", 2),
        ("QUIT", 3),
        ("ABRT", 6),
        ("KILL", 9),
        ("USR1", 10),
        ("SEGV", 11),
        ("USR2", 12),
        ("PIPE", 13),
        ("ALRM", 14),
        ("TERM", 15),
        ("STOP", 19),
    ];
    let named = NUMBERS.iter().find(|(it, _)| *it == name).map(|(_, number)| *number);
    named.or_else(|| text.parse().ok().filter(|it| (1..=64).contains(it)))
}

/// Says whether `text` is a signal: a name with or without `SIG`, or a number.
pub(crate) fn check_signal(text: &str) -> Result<(), BuildError> {
    let upper = text.to_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    let step = |prefix: &str, most: u32| {
        let number = name.strip_prefix(prefix).and_then(|it| it.parse().ok());
        number.is_some_and(|it: u32| (1..=most).contains(&it))
    };
    let is_number = text.parse::<i64>().is_ok_and(|it| it != 0);
    let is_real_time = step("RTMIN+", ABOVE_RTMIN_MAX) || step("RTMAX-", BELOW_RTMAX_MAX);
    match is_number || is_real_time || NAMES.contains(&name) {
        true => Ok(()),
        false => Err(BuildError::Invalid { message: format!("Invalid signal: {text}") }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_have_names_and_numbers() {
        for text in ["SIGTERM", "term", "9", "RTMIN+15", "sigrtmax-1"] {
            assert_eq!(check_signal(text), Ok(()), "{text}");
        }
        for text in ["NOISE", "0", "", "RTMIN+16"] {
            assert!(check_signal(text).is_err(), "{text}");
        }
    }
}
