//! Dates as text.

use image::SimTime;

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/// The moment that `text` names: `YYYY-MM-DD[ hh:mm[:ss]]`, `YYYYMMDDhhmm[.ss]`, `@seconds`, in UTC.
pub(crate) fn parse(text: &str) -> Option<SimTime> {
    if let Some(seconds) = text.strip_prefix('@') {
        return seconds.parse().ok().map(SimTime::from_seconds);
    }
    let digits = |text: &str| text.bytes().all(|it| it.is_ascii_digit());
    let (compact, seconds) = text.split_once('.').unwrap_or((text, "0"));
    if compact.len() == 12 && digits(compact) {
        let part = |from: usize, to: usize| compact.get(from..to)?.parse::<u64>().ok();
        let day = days(part(0, 4)?, part(4, 6)?, part(6, 8)?)?;
        return moment(day, part(8, 10)?, part(10, 12)?, seconds.parse().ok()?);
    }
    let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00:00"));
    let mut parts = date.splitn(3, '-').map(|it| it.parse::<u64>().ok());
    let day = days(parts.next()??, parts.next()??, parts.next()??)?;
    let time = time.trim_end_matches('Z').split('.').next()?;
    let mut parts = time.splitn(3, ':').map(|it| it.parse::<u64>().ok());
    moment(day, parts.next()??, parts.next()??, parts.next().unwrap_or(Some(0))?)
}

fn moment(day: u64, hour: u64, minute: u64, second: u64) -> Option<SimTime> {
    let in_range = hour < 24 && minute < 60 && second < 61;
    let seconds = day * 86_400 + hour * 3600 + minute * 60 + second;
    in_range.then_some(SimTime::from_seconds(seconds))
}

/// Days since 1970 began (Howard Hinnant's `days_from_civil`).
fn days(year: u64, month: u64, day: u64) -> Option<u64> {
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let shifted = if 2 < month { month - 3 } else { month + 9 };
    let day_of_year = (153 * shifted + 2) / 5 + day - 1;
    let (era, year_of_era) = (year / 400, year % 400);
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    (era * 146_097 + day_of_era).checked_sub(719_468)
}

/// The name of a month, from 1.
pub(crate) fn month_name(month: u64) -> &'static str {
    let index = usize::try_from(month).ok().and_then(|it| it.checked_sub(1));
    index.and_then(|it| MONTHS.get(it)).copied().unwrap_or("???")
}

/// `time` as `strftime` writes it; what it does not know stays as it is.
pub(crate) fn format(time: SimTime, format: &str) -> String {
    let (year, month, day) = time.date();
    let (hour, minute, second) = time.time_of_day();
    let weekday = WEEKDAYS[(time.seconds() / 86_400 + 4) as usize % 7];
    let month_name = month_name(month);
    let hour12 = if hour % 12 == 0 { 12 } else { hour % 12 };
    let mut text = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            text.push(letter);
            continue;
        }
        let part = match letters.next() {
            Some('Y') => year.to_string(),
            Some('y') => format!("{:02}", year % 100),
            Some('m') => format!("{month:02}"),
            Some('d') => format!("{day:02}"),
            Some('e') => format!("{day:>2}"),
            Some('j') => {
                format!("{:03}", 1 + time.seconds() / 86_400 - days(year, 1, 1).unwrap_or(0))
            }
            Some('u') => (1 + (time.seconds() / 86_400 + 3) % 7).to_string(),
            Some('k') => format!("{hour:>2}"),
            Some('H') => format!("{hour:02}"),
            Some('I') => format!("{hour12:02}"),
            Some('M') => format!("{minute:02}"),
            Some('S') => format!("{second:02}"),
            Some('F') => format!("{year}-{month:02}-{day:02}"),
            Some('T') => format!("{hour:02}:{minute:02}:{second:02}"),
            Some('R') => format!("{hour:02}:{minute:02}"),
            Some('D') => format!("{month:02}/{day:02}/{:02}", year % 100),
            Some('a') => String::from(weekday),
            Some('b' | 'h') => String::from(month_name),
            Some('p') => String::from(if hour < 12 { "AM" } else { "PM" }),
            Some('Z') => String::from("UTC"),
            Some('z') => String::from("+0000"),
            Some('s') => time.seconds().to_string(),
            Some('N') => format!("{:06}000", time.micros() % 1_000_000),
            Some('n') => String::from("\n"),
            Some('t') => String::from("\t"),
            Some('%') => String::from("%"),
            Some(other) => format!("%{other}"),
            None => String::from("%"),
        };
        text.push_str(&part);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_and_written_the_same() {
        for (text, expected) in [
            ("2020-01-01 00:00:00", Some("2020-01-01 00:00:00")),
            ("2021-07-01", Some("2021-07-01 00:00:00")),
            ("2000-02-29T12:30", Some("2000-02-29 12:30:00")),
            ("202511251530.09", Some("2025-11-25 15:30:09")),
            ("@86400", Some("1970-01-02 00:00:00")),
            ("yesterday", None),
            ("2020-13-01", None),
            ("", None),
        ] {
            let found = parse(text).map(|it| format(it, "%F %T"));
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }
}
