//! `HEALTHCHECK`, and Go's way to write a duration.

use std::time::Duration;

use crate::flags::Flags;
use crate::instruction::CommandLine;
use crate::instruction_problem::HealthcheckProblem;

/// How the engine finds out whether a container is well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Healthcheck {
    /// `HEALTHCHECK NONE`: no check, not even that of the base image.
    None,
    /// A command to run now and then.
    Command { command: CommandLine, timing: HealthcheckTiming },
}

/// When the check runs. Zero stands for the engine's default, as in the image's configuration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HealthcheckTiming {
    pub interval: Duration,
    pub timeout: Duration,
    pub start_period: Duration,
    pub start_interval: Duration,
    pub retries: u32,
}

impl HealthcheckTiming {
    /// Reads the flags of the instruction.
    pub(crate) fn of(flags: &mut Flags) -> Result<HealthcheckTiming, HealthcheckProblem> {
        let mut interval = |name| match flags.text(name) {
            Some(text) => interval(name, &text),
            None => Ok(Duration::ZERO),
        };
        Ok(HealthcheckTiming {
            interval: interval("interval")?,
            timeout: interval("timeout")?,
            start_period: interval("start-period")?,
            start_interval: interval("start-interval")?,
            retries: flags.text("retries").map_or(Ok(0), retries)?,
        })
    }
}

fn interval(name: &'static str, text: &str) -> Result<Duration, HealthcheckProblem> {
    match parse_duration(text).map_err(HealthcheckProblem::Duration)? {
        0 => Ok(Duration::ZERO),
        nanoseconds => match u64::try_from(nanoseconds) {
            Ok(nanoseconds) if 1_000_000 <= nanoseconds => Ok(Duration::from_nanos(nanoseconds)),
            Ok(_) | Err(_) => Err(HealthcheckProblem::ShortInterval(name)),
        },
    }
}

fn retries(text: String) -> Result<u32, HealthcheckProblem> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(&text);
    if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return Err(HealthcheckProblem::Retries { text, reason: "invalid syntax" });
    }
    match text.parse::<i32>() {
        Ok(number) => {
            u32::try_from(number).map_err(|_| HealthcheckProblem::NegativeRetries(number))
        }
        Err(_) => Err(HealthcheckProblem::Retries { text, reason: "value out of range" }),
    }
}

/// The nanoseconds of a duration such as `1m30.5s`, or Go's words about what is wrong with it.
fn parse_duration(text: &str) -> Result<i64, String> {
    let quoted = crate::quote::quote(text);
    let invalid = || format!("invalid duration {quoted}");
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: i64 = 0;
    while !rest.is_empty() {
        let number_end = rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len());
        let (whole, behind) = rest.split_at(number_end);
        let fraction = behind.strip_prefix('.').unwrap_or("");
        let fraction_end = fraction.find(|it: char| !it.is_ascii_digit()).unwrap_or(fraction.len());
        let (fraction, behind) = match behind.strip_prefix('.') {
            Some(behind) => (&fraction[..fraction_end], &behind[fraction_end..]),
            None => ("", behind),
        };
        if whole.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        let is_number = |it: char| it == '.' || it.is_ascii_digit();
        let (unit, behind) = behind.split_at(behind.find(is_number).unwrap_or(behind.len()));
        let scale: i64 = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => 1_000_000_000,
            "m" => 60_000_000_000,
            "h" => 3_600_000_000_000,
            "" => return Err(format!("missing unit in duration {quoted}")),
            _ => {
                return Err(format!(
                    "unknown unit {} in duration {quoted}",
                    crate::quote::quote(unit)
                ));
            }
        };
        let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| invalid())? };
        let mut part = whole.checked_mul(scale).ok_or_else(invalid)?;
        let mut digit_scale = scale;
        for digit in fraction.bytes() {
            digit_scale /= 10;
            part += i64::from(digit - b'0') * digit_scale;
        }
        total = total.checked_add(part).ok_or_else(invalid)?;
        rest = behind;
    }
    Ok(if negative { -total } else { total })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_those_of_go() {
        for (text, expected) in [
            ("1m30.5s", Ok(90_500_000_000)),
            ("-1ms", Ok(-1_000_000)),
            ("0", Ok(0)),
            (".5h", Ok(1_800_000_000_000)),
            ("5", Err("missing unit in duration \"5\"")),
            ("5x", Err("unknown unit \"x\" in duration \"5x\"")),
            ("s", Err("invalid duration \"s\"")),
            ("", Err("invalid duration \"\"")),
            ("9999999999h", Err("invalid duration \"9999999999h\"")),
        ] {
            assert_eq!(parse_duration(text), expected.map_err(str::to_owned), "{text}");
        }
    }

    #[test]
    fn retries_are_a_small_number() {
        for (text, expected) in [
            ("3", Ok(3)),
            ("x", Err("strconv.ParseInt: parsing \"x\": invalid syntax")),
            ("99999999999", Err("strconv.ParseInt: parsing \"99999999999\": value out of range")),
            ("-1", Err("--retries cannot be negative (-1)")),
        ] {
            let result = retries(text.to_owned()).map_err(|it| it.to_string());
            assert_eq!(result, expected.map_err(str::to_owned));
        }
    }
}
