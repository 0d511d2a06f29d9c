//! `sort`.

use std::cmp::Ordering;

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::{Arguments, Syntax};
use crate::programs::decimal;
use crate::programs::lines::lines;

const SYNTAX: Syntax = Syntax::flags("rnufbscdigMVhz").values("kto");

/// What is compared first.
struct Key {
    /// Field and character, from 0, of the first to be compared.
    first: (usize, usize),
    /// The field of the last one, and how many characters of it; none to the end of the line, 0 to the end of the field.
    last: Option<(usize, usize)>,
    /// Letters that say how.
    how: String,
}

pub(super) fn sort(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    let mut keys = Vec::new();
    for text in arguments.values('k') {
        match key(text, &arguments) {
            Some(key) => keys.push(key),
            None => return Err(Stop::unsupported(format!("`sort -k {text}`"))),
        }
    }
    let whole = keys.is_empty();
    if whole {
        keys.extend(key("1", &arguments));
    }
    let separator = arguments.value('t').and_then(|it| it.chars().next());
    let Some(mut lines) = lines(process, &arguments.operands)? else { return Ok(ExitCode(2)) };
    let end = if arguments.has('z') { '\0' } else { '\n' };
    if end == '\0' {
        lines = lines.join("\n").split_terminator(end).map(String::from).collect();
    }
    let reverse = arguments.has('r');
    let compare_keys = |one: &str, other: &str| {
        let orders = keys.iter().map(|key| {
            let (one, other) = match whole {
                true if arguments.has('b') => (one.trim_start(), other.trim_start()),
                true => (one, other),
                false => (part(one, key, separator), part(other, key, separator)),
            };
            compare(one, other, key)
        });
        orders.fold(Ordering::Equal, Ordering::then)
    };
    let compare = |one: &String, other: &String| {
        let order = compare_keys(one, other);
        match arguments.has('u') || arguments.has('s') {
            true => order,
            // Equal keys: the whole lines decide.
            false if reverse => order.then_with(|| other.cmp(one)),
            false => order.then_with(|| one.cmp(other)),
        }
    };
    if arguments.has('c') {
        let unsorted = lines.windows(2).position(|it| compare(&it[0], &it[1]) == Ordering::Greater);
        let Some(index) = unsorted else { return Ok(ExitCode::SUCCESS) };
        process.eprint(format!("Check line {}\n", index + 1))?;
        return Ok(ExitCode::FAILURE);
    }
    process.burn(lines.len() as u64 * 4)?;
    lines.sort_by(compare);
    if arguments.has('u') {
        lines.dedup_by(|one, other| compare_keys(one, other) == Ordering::Equal);
    }
    let text: String = lines.iter().map(|it| format!("{it}{end}")).collect();
    match arguments.value('o').map(String::from) {
        None => process.print(text)?,
        Some(file) => {
            if let Err(error) = process.write(&file, text.as_bytes())? {
                return process.fail(format!("can't open '{file}': {error}"));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads `2`, `2,3`, `1,1n`, `1.2,1.4`.
fn key(text: &str, arguments: &Arguments) -> Option<Key> {
    let known = "nrfbdigMVh";
    let is_place = |it: char| it.is_ascii_digit() || it == '.';
    let place = |text: &str| {
        let (field, character) = text.split_once('.').unwrap_or((text, "0"));
        Some((field.parse::<usize>().ok()?.checked_sub(1)?, character.parse::<usize>().ok()?))
    };
    let (first, last) = match text.split_once(',') {
        Some((first, last)) => (first, Some(last)),
        None => (text, None),
    };
    let mut how: String = text.chars().filter(|it| !is_place(*it) && *it != ',').collect();
    if !how.chars().all(|it| known.contains(it)) {
        return None;
    }
    if how.is_empty() {
        how = known.chars().filter(|it| arguments.has(*it)).collect();
    }
    let numbers = |text: &'_ str| text.chars().filter(|it| is_place(*it)).collect::<String>();
    let (field, character) = place(&numbers(first))?;
    let last = match last {
        Some(last) => Some(place(&numbers(last))?),
        None => None,
    };
    Some(Key { first: (field, character.saturating_sub(1)), last, how })
}

/// The part of `line` that `key` means.
fn part<'l>(line: &'l str, key: &Key, separator: Option<char>) -> &'l str {
    let bounds = fields(line, separator);
    let ahead = |at: usize, count: usize| {
        let rest = line[at..].char_indices().nth(count);
        rest.map_or(line.len(), |it| at + it.0)
    };
    let start = |(begin, end): (usize, usize)| {
        let blanks = line[begin..end].len() - line[begin..end].trim_start().len();
        begin + if key.how.contains('b') { blanks } else { 0 }
    };
    let Some(first) = bounds.get(key.first.0) else { return "" };
    let begin = ahead(start(*first), key.first.1);
    let end = match key.last.map(|(field, count)| (bounds.get(field), count)) {
        Some((Some(bound), 0)) => bound.1,
        Some((Some(bound), count)) => ahead(start(*bound), count),
        Some((None, _)) | None => line.len(),
    };
    &line[begin..end.max(begin)]
}

/// Where the fields of `line` begin and end. Without a separator, blanks begin a field and belong to it.
fn fields(line: &str, separator: Option<char>) -> Vec<(usize, usize)> {
    let mut bounds = Vec::new();
    let mut begin = 0;
    let mut blank = true;
    for (at, character) in line.char_indices() {
        let ends = match separator {
            Some(separator) => character == separator,
            None => matches!(character, ' ' | '\t') && !blank,
        };
        blank = matches!(character, ' ' | '\t');
        if ends {
            bounds.push((begin, at));
            begin = if separator.is_some() { at + character.len_utf8() } else { at };
        }
    }
    bounds.push((begin, line.len()));
    bounds
}

fn compare(one: &str, other: &str, key: &Key) -> Ordering {
    let has = |letter| key.how.contains(letter);
    let order = if has('n') {
        number(one).cmp(&number(other))
    } else if has('g') || has('h') {
        let value = |text: &str| decimal::parse(text).map_or(0.0, |it| it.0);
        let unit = |text: &str| match has('h') {
            true => text
                .trim_end()
                .chars()
                .next_back()
                .and_then(|it| "kMGTPE".find(it))
                .map_or(0, |it| it + 1),
            false => 0,
        };
        let upper = |text: &str| text.replace('K', "k");
        let units = unit(&upper(one)).cmp(&unit(&upper(other)));
        units.then(value(one).partial_cmp(&value(other)).unwrap_or(Ordering::Equal))
    } else if has('M') {
        month(one).cmp(&month(other))
    } else if has('V') {
        version(one, other)
    } else if has('f') || has('d') || has('i') {
        let shown = |text: &str| {
            let counts = |it: &char| !has('d') || it.is_alphanumeric() || it.is_whitespace();
            let text: String = text.chars().filter(counts).collect();
            if has('f') { text.to_uppercase() } else { text }
        };
        shown(one).cmp(&shown(other))
    } else {
        one.cmp(other)
    };
    if has('r') { order.reverse() } else { order }
}

/// The number of a month by its first letters; 0 for none.
fn month(text: &str) -> usize {
    let months = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    let text = text.trim_start().get(..3).unwrap_or("-").to_uppercase();
    months.find(&text).map_or(0, |it| it / 3 + 1)
}

/// Numbers in texts are compared as numbers.
fn version(one: &str, other: &str) -> Ordering {
    let (mut one, mut other) = (one, other);
    loop {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        let (left, right) = (digits(one), digits(other));
        if 0 < left && 0 < right {
            let value = |text: &str| String::from(text.trim_start_matches('0'));
            let (a, b) = (value(&one[..left]), value(&other[..right]));
            let order = a.len().cmp(&b.len()).then(a.cmp(&b));
            if order != Ordering::Equal {
                return order;
            }
            (one, other) = (&one[left..], &other[right..]);
            continue;
        }
        let mut letters = (one.chars(), other.chars());
        match (letters.0.next(), letters.1.next()) {
            (Some(a), Some(b)) if a == b => (one, other) = (letters.0.as_str(), letters.1.as_str()),
            (a, b) => return a.cmp(&b),
        }
    }
}

/// The number at the beginning, in millionths; 0 if there is none.
fn number(text: &str) -> i128 {
    let text = text.trim_start();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let end = digits.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(digits.len());
    let (whole, decimals) = digits[..end].split_once('.').unwrap_or((&digits[..end], ""));
    let whole: i128 = whole.parse::<i64>().unwrap_or(0).into();
    let decimals: i128 = format!("{decimals:0<6.6}").parse().unwrap_or(0);
    let value = whole * 1_000_000 + decimals;
    if negative { -value } else { value }
}
