//! `fold`, `expand`, `unexpand`, `paste`: programs that mind where on a line a character stands.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::{Arguments, Syntax};
use crate::programs::lines::input;

const EXPAND: Syntax = Syntax::flags("iaf").values("t").long(&[
    ("initial", 'i'),
    ("tabs", 't'),
    ("all", 'a'),
    ("first-only", 'f'),
]);
const PASTE: Syntax = Syntax::flags("s").values("d");

/// Where the next character of a line goes.
fn column_after(column: usize, character: char, tab: usize) -> usize {
    match character {
        '\t' => (column / tab + 1) * tab,
        '\u{8}' => column.saturating_sub(1),
        '\r' => 0,
        _ => column + 1,
    }
}

pub(super) fn fold(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("bs").values("w").read(process)?;
    let width = count(process, arguments.value('w').unwrap_or("80"), 10_000)?;
    let after = |column: usize, it: char| match arguments.has('b') {
        true => column + it.len_utf8(),
        false => column_after(column, it, 8),
    };
    filter(process, &arguments, |text| {
        let mut folded = String::new();
        for line in text.split_inclusive('\n') {
            let (mut column, mut start) = (0, 0);
            let mut space = None;
            for (at, character) in line.char_indices().filter(|it| it.1 != '\n') {
                column = after(column, character);
                if width < column && start < at {
                    let end = space.take().filter(|_| arguments.has('s')).unwrap_or(at);
                    folded += &line[start..end];
                    folded.push('\n');
                    start = end;
                    let kept = line[start..at].chars();
                    column = after(kept.fold(0, after), character);
                }
                if character == ' ' || character == '\t' {
                    space = Some(at + 1);
                }
            }
            folded += &line[start..];
        }
        folded
    })
}

pub(super) fn expand(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = EXPAND.read(process)?;
    let tab = count(process, arguments.value('t').unwrap_or("8"), u32::MAX as usize)?;
    filter(process, &arguments, |text| {
        let mut expanded = String::new();
        let (mut column, mut initial) = (0, true);
        for character in text.chars() {
            initial &= matches!(character, ' ' | '\t');
            if character == '\t' && (initial || !arguments.has('i')) {
                let next = column_after(column, '\t', tab);
                expanded.extend(std::iter::repeat_n(' ', next - column));
                column = next;
                continue;
            }
            expanded.push(character);
            column = column_after(column, character, tab);
            if character == '\n' {
                (column, initial) = (0, true);
            }
        }
        expanded
    })
}

pub(super) fn unexpand(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = EXPAND.read(process)?;
    let all = (arguments.has('a') || arguments.has('t')) && !arguments.has('f');
    let tab = count(process, arguments.value('t').unwrap_or("8"), u32::MAX as usize)?;
    filter(process, &arguments, |text| {
        let mut unexpanded = String::new();
        for line in text.split_inclusive('\n') {
            // Blanks that may become tabs begin at the column `from`.
            let (mut column, mut from, mut initial) = (0, 0, true);
            for character in line.chars() {
                if matches!(character, ' ' | '\t') && (initial || all) {
                    column = column_after(column, character, tab);
                    continue;
                }
                blanks(&mut unexpanded, from, column, tab);
                initial = false;
                unexpanded.push(character);
                column += 1;
                from = column;
            }
            if !line.ends_with('\n') {
                blanks(&mut unexpanded, from, column, tab);
            }
        }
        unexpanded
    })
}

/// Goes from one column to another with as many tabs as fit.
fn blanks(line: &mut String, from: usize, to: usize, tab: usize) {
    let mut column = from;
    while from + 1 < to && column / tab < to / tab {
        line.push('\t');
        column = column_after(column, '\t', tab);
    }
    line.extend(std::iter::repeat_n(' ', to - column));
}

/// A number of columns, at least one.
fn count(process: &mut Process, text: &str, most: usize) -> Result<usize, Stop> {
    let problem = match text.parse() {
        // What is too wide for any line is as good as what just is.
        Ok(count) if (1..=most).contains(&count) => return Ok(count.min(1 << 16)),
        Ok(_) => format!("number {text} is not in 1..{most} range"),
        Err(_) => format!("invalid number '{text}'"),
    };
    process.fail(problem)?;
    Err(Stop::Ended(ExitCode::FAILURE))
}

/// Prints each file as `change` makes it.
fn filter(
    process: &mut Process,
    arguments: &Arguments,
    change: impl Fn(&str) -> String,
) -> Result<ExitCode, Stop> {
    let mut code = ExitCode::SUCCESS;
    for file in arguments.files() {
        let Some(bytes) = input(process, &file)? else {
            code = ExitCode::FAILURE;
            continue;
        };
        process.burn(bytes.len() as u64 / 16)?;
        let changed = change(&String::from_utf8_lossy(&bytes));
        process.print(changed)?;
    }
    Ok(code)
}

pub(super) fn paste(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = PASTE.read(process)?;
    let delimiters = delimiters(arguments.value('d').unwrap_or("\t"));
    let delimiter =
        |index: usize| delimiters.get(index % delimiters.len().max(1)).map_or("", |it| it);
    let files = arguments.files();
    let mut open: Vec<Vec<String>> = Vec::new();
    for file in &files {
        // All `-` take from one.
        let bytes = if file == "-" { Some(Vec::new()) } else { input(process, file)? };
        let Some(bytes) = bytes else { return Ok(ExitCode::FAILURE) };
        open.push(backwards(&bytes));
    }
    let mut stdin = match files.iter().any(|it| it == "-") {
        true => backwards(&process.stdin()?),
        false => Vec::new(),
    };
    let mut text = String::new();
    if arguments.has('s') {
        for (file, mut lines) in files.iter().zip(open) {
            lines.extend(if file == "-" { std::mem::take(&mut stdin) } else { Vec::new() });
            process.burn(lines.len() as u64)?;
            for index in 0..lines.len() {
                text += if index == 0 { "" } else { delimiter(index - 1) };
                text += &lines[lines.len() - 1 - index];
            }
            text += if lines.is_empty() { "" } else { "\n" };
        }
        process.print(text)?;
        return Ok(ExitCode::SUCCESS);
    }
    loop {
        process.burn(1)?;
        let before = text.len();
        let mut shown = 0;
        for (index, file) in files.iter().enumerate() {
            let line = if file == "-" { stdin.pop() } else { open[index].pop() };
            // As BusyBox: a file that has ended takes its delimiter with it, and the last one the newline.
            // (paste.c, paste_files)
            let Some(line) = line else { continue };
            text += &line;
            text += if index + 1 == files.len() { "\n" } else { delimiter(shown) };
            shown += 1;
        }
        if text.len() == before && shown == 0 {
            break;
        }
    }
    process.print(text)?;
    Ok(ExitCode::SUCCESS)
}

/// The lines of a text, the first at the end.
fn backwards(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    text.split_terminator('\n').rev().map(String::from).collect()
}

/// The delimiters of a list; `\0` is an empty one.
fn delimiters(list: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut characters = list.chars();
    while let Some(character) = characters.next() {
        let delimiter = match (character, character == '\\') {
            (_, true) => match characters.next() {
                Some('0') => String::new(),
                Some('n') => String::from("\n"),
                Some('t') => String::from("\t"),
                Some(other) => String::from(other),
                None => String::from("\\"),
            },
            (other, false) => String::from(other),
        };
        all.push(delimiter);
    }
    all
}
