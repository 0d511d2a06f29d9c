//! `sort`.

use std::cmp::Ordering;

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::{Arguments, Syntax};
use crate::programs::lines::lines;

const SYNTAX: Syntax = Syntax::flags("rnufbsc").values("kto");

/// What is compared first.
struct Key {
    /// From 0, first to last; no last one means to the end of the line.
    first: usize,
    last: Option<usize>,
    numeric: bool,
    reverse: bool,
    folded: bool,
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
    let Some(mut lines) = lines(process, &arguments.operands)? else {
        return Ok(ExitCode(2));
    };
    let reverse = arguments.has('r');
    let compare_keys = |one: &str, other: &str| {
        let orders = keys.iter().map(|key| {
            let (one, other) = match whole {
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
        let sorted = lines.is_sorted_by(|one, other| compare(one, other) != Ordering::Greater);
        return Ok(if sorted { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    process.burn(lines.len() as u64 * 4)?;
    lines.sort_by(compare);
    if arguments.has('u') {
        lines.dedup_by(|one, other| compare_keys(one, other) == Ordering::Equal);
    }
    let text: String = lines.iter().map(|it| format!("{it}\n")).collect();
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

/// Reads `2`, `2,3`, `1,1n`. Places inside of fields are not known.
fn key(text: &str, arguments: &Arguments) -> Option<Key> {
    let letters = text.trim_start_matches(|it: char| it.is_ascii_digit() || it == ',');
    let numbers = &text[..text.len() - letters.len()];
    if !letters.chars().all(|it| matches!(it, 'n' | 'r' | 'f' | 'b')) {
        return None;
    }
    let (first, last) = match numbers.split_once(',') {
        Some((first, last)) => (first, Some(last.parse::<usize>().ok()?.checked_sub(1)?)),
        None => (numbers, None),
    };
    let own = !letters.is_empty();
    let has = |letter: char| if own { letters.contains(letter) } else { arguments.has(letter) };
    Some(Key {
        first: first.parse::<usize>().ok()?.checked_sub(1)?,
        last,
        numeric: has('n'),
        reverse: has('r'),
        folded: has('f'),
    })
}

/// The part of `line` that `key` means.
fn part<'l>(line: &'l str, key: &Key, separator: Option<char>) -> &'l str {
    let bounds = fields(line, separator);
    let Some((begin, _)) = bounds.get(key.first) else { return "" };
    let end = key.last.and_then(|it| bounds.get(it)).map_or(line.len(), |it| it.1);
    &line[*begin..end.max(*begin)]
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
    let order = match (key.numeric, key.folded) {
        (true, _) => number(one).cmp(&number(other)),
        (false, true) => one.to_uppercase().cmp(&other.to_uppercase()),
        (false, false) => one.cmp(other),
    };
    if key.reverse { order.reverse() } else { order }
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
