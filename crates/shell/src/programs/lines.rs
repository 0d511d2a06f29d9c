//! `uniq`, `cut`, `tac`, `rev`, `nl`: programs that read lines and write lines.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::cat;

const UNIQ: Syntax = Syntax::flags("cduiz").values("fsw");
const NL: Syntax = Syntax::flags("").values("bisvw");
const CUT: Syntax = Syntax::flags("sn").values("bcdfO");

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
    let from = arguments.operands.first().map_or("-", String::as_str);
    let Some(bytes) = cat::input(process, from)? else { return Ok(ExitCode::FAILURE) };
    let end = if arguments.has('z') { '\0' } else { '\n' };
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.split_terminator(end).collect();
    process.burn(lines.len() as u64)?;
    let number = |letter| arguments.value(letter).and_then(|it| it.parse::<usize>().ok());
    let counted = |line: &&str| {
        let mut rest = *line;
        for _ in 0..number('f').unwrap_or(0).min(rest.len()) {
            let blanks = rest.trim_start_matches([' ', '\t']);
            rest = blanks.trim_start_matches(|it| it != ' ' && it != '\t');
        }
        let characters = rest.chars().skip(number('s').unwrap_or(0));
        let part: String = characters.take(number('w').unwrap_or(usize::MAX)).collect();
        if arguments.has('i') { part.to_ascii_lowercase() } else { part }
    };
    let mut text = String::new();
    for group in lines.chunk_by(|one, other| counted(one) == counted(other)) {
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
            text += group[0];
            text.push(end);
        }
    }
    match arguments.operands.get(1) {
        None => process.print(text)?,
        Some(to) => {
            if let Err(error) = process.write(to, text.as_bytes())? {
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
            kept.push(fields.join(arguments.value('O').unwrap_or(&String::from(delimiter))));
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

/// The lines of a file, with what ends them, backwards.
pub(super) fn tac(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("").read(process)?;
    let mut code = ExitCode::SUCCESS;
    let mut all = Vec::new();
    for file in arguments.files() {
        match input(process, &file)? {
            Some(bytes) => all.extend(bytes.split_inclusive(|it| *it == b'\n').map(<[u8]>::to_vec)),
            None => code = ExitCode::FAILURE,
        }
    }
    process.burn(all.len() as u64)?;
    all.reverse();
    process.print(all.concat())?;
    Ok(code)
}

pub(super) fn rev(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("").read(process)?;
    let Some(lines) = lines(process, &arguments.operands)? else { return Ok(ExitCode::FAILURE) };
    let lines: Vec<String> = lines.iter().map(|it| it.chars().rev().collect()).collect();
    print_lines(process, lines.iter().map(String::as_str))
}

pub(super) fn nl(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = NL.read(process)?;
    let Some(lines) = lines(process, &arguments.operands)? else { return Ok(ExitCode::FAILURE) };
    let value = |letter, otherwise: i64| {
        arguments.value(letter).and_then(|it| it.parse().ok()).unwrap_or(otherwise)
    };
    let width = usize::try_from(value('w', 6)).unwrap_or(6).min(1 << 10);
    let separator = arguments.value('s').unwrap_or("\t");
    let style = arguments.value('b').unwrap_or("t");
    let mut number = value('v', 1);
    let mut text = String::new();
    for line in lines {
        let counts = style == "a" || style != "n" && !line.is_empty();
        text += &match counts {
            true => format!("{number:>width$}{separator}{line}\n"),
            false => format!("{}{line}\n", " ".repeat(width + separator.len())),
        };
        if counts {
            number = number.saturating_add(value('i', 1));
        }
    }
    process.print(text)?;
    Ok(ExitCode::SUCCESS)
}
