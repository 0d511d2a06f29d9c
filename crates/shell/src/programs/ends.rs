//! `head`, `tail`.

use crate::input::Amount;
use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::{Arguments, Syntax};
use crate::programs::cat;
use crate::programs::lines::input;

const SYNTAX: Syntax = Syntax::flags("qvf").values("nc").long(&[
    ("lines", 'n'),
    ("bytes", 'c'),
    ("quiet", 'q'),
    ("silent", 'q'),
    ("verbose", 'v'),
]);

/// How much to show, in lines or bytes.
#[derive(Clone, Copy, Debug)]
struct Wanted {
    unit: Unit,
    count: usize,
    /// `head -n -3`, `tail -n +3`: counted from the other side.
    other_side: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Lines,
    Bytes,
}

pub(super) fn head(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = read_arguments(process)?;
    let wanted = match wanted(&arguments, '-') {
        Ok(wanted) => wanted,
        Err(text) => return process.fail(format!("invalid number '{text}'")),
    };
    each(process, &arguments, |process, file| {
        if !wanted.other_side && (file == "-" || process.is_endless(file)) {
            return first(process, file, wanted).map(Some);
        }
        let Some(bytes) = input(process, file)? else { return Ok(None) };
        let end = match (wanted.unit, wanted.other_side) {
            (Unit::Bytes, false) => wanted.count.min(bytes.len()),
            (Unit::Bytes, true) => bytes.len().saturating_sub(wanted.count),
            (Unit::Lines, false) => after_lines(&bytes, wanted.count),
            (Unit::Lines, true) => before_last_lines(&bytes, wanted.count),
        };
        Ok(Some(bytes[..end].to_vec()))
    })
}

/// The beginning of standard input, whose rest stays there for the next program; or of a file without an end.
fn first(process: &mut Process, file: &str, wanted: Wanted) -> Result<Vec<u8>, Stop> {
    if wanted.unit == Unit::Bytes {
        return process.read_some(file, wanted.count).map(Result::unwrap_or_default);
    }
    let mut bytes = Vec::new();
    for _ in 0..wanted.count {
        process.burn(1)?;
        let line = process.read_from(0, Amount::Until(b'\n'))?;
        if line.is_empty() {
            break;
        }
        bytes.extend(line);
    }
    Ok(bytes)
}

pub(super) fn tail(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = read_arguments(process)?;
    let wanted = match wanted(&arguments, '+') {
        Ok(wanted) => wanted,
        Err(text) => return process.fail(format!("invalid number '{text}'")),
    };
    let code = each(process, &arguments, |process, file| {
        let Some(bytes) = cat::input(process, file)? else { return Ok(None) };
        let start = match (wanted.unit, wanted.other_side) {
            (Unit::Bytes, false) => bytes.len().saturating_sub(wanted.count),
            (Unit::Bytes, true) => wanted.count.saturating_sub(1).min(bytes.len()),
            (Unit::Lines, false) => before_last_lines(&bytes, wanted.count),
            (Unit::Lines, true) => after_lines(&bytes, wanted.count.saturating_sub(1)),
        };
        Ok(Some(bytes[start..].to_vec()))
    })?;
    if code != ExitCode::SUCCESS && arguments.operands.iter().all(|it| !process.exists(it)) {
        return process.fail("no files");
    }
    match arguments.has('f') {
        true => Err(Stop::endless("tail")),
        false => Ok(code),
    }
}

/// Reads the arguments; `-5` means `-n 5`, and `tail +5` `-n +5`.
fn read_arguments(process: &mut Process) -> Result<Arguments, Stop> {
    let is_tail = process.name() == "tail";
    if let Some(first) = process.task.argv.get_mut(1)
        && is_tail
        && first.starts_with('+')
    {
        first.insert_str(0, "-n");
    }
    if let Some(first) = process.task.argv.get_mut(1)
        && first.strip_prefix('-').is_some_and(|it| it.starts_with(|it: char| it.is_ascii_digit()))
    {
        first.insert(1, 'n');
    }
    SYNTAX.read(process)
}

fn wanted(arguments: &Arguments, other_sign: char) -> Result<Wanted, String> {
    let (unit, text) = match (arguments.value('c'), arguments.value('n')) {
        (Some(text), _) => (Unit::Bytes, text),
        (None, Some(text)) => (Unit::Lines, text),
        (None, None) => (Unit::Lines, "10"),
    };
    let other_side = text.starts_with(other_sign);
    let digits = text.trim_start_matches(['-', '+']);
    let (digits, scale) = match digits.strip_suffix(['k', 'K']) {
        Some(digits) => (digits, 1024),
        None => (digits, 1),
    };
    let count = digits.parse::<usize>().map_err(|_| String::from(text))?;
    Ok(Wanted { unit, count: count.saturating_mul(scale), other_side })
}

/// Shows a part of each file, under its name if there are several.
fn each(
    process: &mut Process,
    arguments: &Arguments,
    part: impl Fn(&mut Process, &str) -> Result<Option<Vec<u8>>, Stop>,
) -> Result<ExitCode, Stop> {
    let here = [String::from("-")];
    let files = if arguments.operands.is_empty() { &here[..] } else { &arguments.operands };
    let headed = (1 < files.len() || arguments.has('v')) && !arguments.has('q');
    let mut code = ExitCode::SUCCESS;
    let mut gap = "";
    for file in files {
        match part(process, file)? {
            None => code = ExitCode::FAILURE,
            Some(bytes) => {
                if headed {
                    let name = if file == "-" { "standard input" } else { file };
                    process.print(format!("{gap}==> {name} <==\n"))?;
                    gap = "\n";
                }
                process.print(bytes)?;
            }
        }
    }
    Ok(code)
}

/// Where the first `count` lines end.
fn after_lines(bytes: &[u8], count: usize) -> usize {
    bytes.split_inclusive(|it| *it == b'\n').take(count).map(<[u8]>::len).sum()
}

/// Where the last `count` lines begin.
fn before_last_lines(bytes: &[u8], count: usize) -> usize {
    let lines = bytes.split_inclusive(|it| *it == b'\n').count();
    after_lines(bytes, lines.saturating_sub(count))
}
