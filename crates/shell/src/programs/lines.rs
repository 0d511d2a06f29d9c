//! `uniq`, `cut`, `tac`, `rev`, `nl`: programs that read lines and write lines.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;

const UNIQ: Syntax = Syntax::flags("cdui");
const CUT: Syntax = Syntax::flags("sn").values("bcdf");

/// The lines of all files, or of standard input; none if a file cannot be read.
pub(super) fn lines(process: &mut Process, files: &[String]) -> Result<Option<Vec<String>>, Stop> {
    let here = [String::from("-")];
    let files = if files.is_empty() { &here[..] } else { files };
    let mut lines = Vec::new();
    for file in files {
        let Some(bytes) = input(process, file)? else { return Ok(None) };
        let text = String::from_utf8_lossy(&bytes);
        lines.extend(text.split_terminator('\n').map(String::from));
    }
    process.burn(lines.len() as u64)?;
    Ok(Some(lines))
}

/// What a file holds, or standard input for `-`. What cannot be read is reported.
pub(super) fn input(process: &mut Process, file: &str) -> Result<Option<Vec<u8>>, Stop> {
    if file == "-" {
        return process.stdin().map(Some);
    }
    match process.read(file)? {
        Ok(content) => Ok(Some(content.bytes().to_vec())),
        Err(error) => {
            // As each of them: two say that they opened it.
            let message = match process.name() {
                "uniq" | "tail" => format!("can't open '{file}': {error}"),
                _ => format!("{file}: {error}"),
            };
            process.fail(message)?;
            Ok(None)
        }
    }
}

/// Prints lines at once.
pub(super) fn print_lines<'l>(
    process: &mut Process,
    lines: impl IntoIterator<Item = &'l str>,
) -> Result<ExitCode, Stop> {
    let mut text = String::new();
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    process.print(text)?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn uniq(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = UNIQ.read(process)?;
    let (from, to) = match arguments.operands.as_slice() {
        [] => (&[][..], None),
        [_] => (&arguments.operands[..], None),
        [_, to, ..] => (&arguments.operands[..1], Some(to.clone())),
    };
    let Some(lines) = lines(process, from)? else { return Ok(ExitCode::FAILURE) };
    let same = |one: &str, other: &str| match arguments.has('i') {
        true => one.eq_ignore_ascii_case(other),
        false => one == other,
    };
    let mut text = String::new();
    for group in lines.chunk_by(|one, other| same(one, other)) {
        let shown = match (arguments.has('d'), arguments.has('u')) {
            (true, true) => false,
            (true, false) => 1 < group.len(),
            (false, true) => group.len() == 1,
            (false, false) => true,
        };
        if shown {
            if arguments.has('c') {
                text += &format!("{:>7} ", group.len());
            }
            text += &group[0];
            text.push('\n');
        }
    }
    match to {
        None => process.print(text)?,
        Some(to) => {
            if let Err(error) = process.write(&to, text.as_bytes())? {
                return process.fail(format!("can't open '{to}': {error}"));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn cut(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = CUT.read(process)?;
    let list = ['f', 'c', 'b'].into_iter().find_map(|it| Some((it, arguments.value(it)?)));
    let Some((unit, list)) = list else {
        return process.fail("expected a list of bytes, characters, or fields");
    };
    let Some(ranges) = ranges(list) else {
        return process.fail(format!("invalid range '{list}'"));
    };
    let delimiter = arguments.value('d').unwrap_or("\t").chars().next().unwrap_or('\t');
    let Some(lines) = lines(process, &arguments.operands)? else { return Ok(ExitCode::FAILURE) };
    let is_wanted =
        |index: usize| ranges.iter().any(|(low, high)| (*low..=*high).contains(&(index + 1)));
    let mut kept = Vec::new();
    for line in &lines {
        if unit != 'f' {
            let characters = line.chars().enumerate().filter(|(index, _)| is_wanted(*index));
            kept.push(characters.map(|(_, it)| it).collect());
        } else if line.contains(delimiter) {
            let fields = line.split(delimiter).enumerate().filter(|(index, _)| is_wanted(*index));
            let fields: Vec<&str> = fields.map(|(_, it)| it).collect();
            kept.push(fields.join(&String::from(delimiter)));
        } else if !arguments.has('s') {
            kept.push(line.clone());
        }
    }
    print_lines(process, kept.iter().map(String::as_str))
}

/// `1,3-5,7-` as pairs of first and last.
fn ranges(list: &str) -> Option<Vec<(usize, usize)>> {
    let range = |text: &str| {
        let (low, high) = match text.split_once('-') {
            Some(("", "")) => return None,
            Some((low, "")) => (low.parse().ok()?, usize::MAX),
            Some(("", high)) => (1, high.parse().ok()?),
            Some((low, high)) => (low.parse().ok()?, high.parse().ok()?),
            None => {
                let only = text.parse().ok()?;
                (only, only)
            }
        };
        (0 < low && low <= high).then_some((low, high))
    };
    list.split([',', ' ']).map(range).collect()
}

pub(super) fn tac(process: &mut Process) -> Result<ExitCode, Stop> {
    transformed(process, |lines| lines.into_iter().rev().collect())
}

pub(super) fn rev(process: &mut Process) -> Result<ExitCode, Stop> {
    transformed(process, |lines| lines.into_iter().map(|it| it.chars().rev().collect()).collect())
}

pub(super) fn nl(process: &mut Process) -> Result<ExitCode, Stop> {
    transformed(process, |lines| {
        let mut number = 0;
        let numbered = lines.into_iter().map(|line| match line.is_empty() {
            true => String::from("       "),
            false => {
                number += 1;
                format!("{number:>6}\t{line}")
            }
        });
        numbered.collect()
    })
}

fn transformed(
    process: &mut Process,

    transform: impl Fn(Vec<String>) -> Vec<String>,
) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("").read(process)?;
    let Some(lines) = lines(process, &arguments.operands)? else { return Ok(ExitCode::FAILURE) };
    let lines = transform(lines);
    print_lines(process, lines.iter().map(String::as_str))
}
