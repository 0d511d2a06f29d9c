//! `wc`.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::{Arguments, Syntax};

const SYNTAX: Syntax =
    Syntax::flags("clwmL").long(&[("lines", 'l'), ("words", 'w'), ("bytes", 'c')]);

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    lines: u64,
    words: u64,
    characters: u64,
    bytes: u64,
    /// Columns of the longest line.
    longest: u64,
}

pub(super) fn wc(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    let mut code = ExitCode::SUCCESS;
    let mut total = Counts::default();
    for file in &arguments.operands {
        let content = match file.as_str() {
            "-" => Ok(image::Content::new(process.stdin()?)),
            _ => process.read(file)?,
        };
        match content {
            Err(error) => code = process.fail(format!("{file}: {error}"))?,
            Ok(content) => {
                // The size is the one that is shown elsewhere, too.
                let counts = Counts { bytes: content.size(), ..count(content.bytes()) };
                total.lines += counts.lines;
                total.words += counts.words;
                total.characters += counts.characters;
                total.bytes += counts.bytes;
                total.longest = total.longest.max(counts.longest);
                process.print(line(counts, &arguments, Some(file)))?;
            }
        }
    }
    match arguments.operands.len() {
        0 => {
            let counts = count(&process.stdin()?);
            process.print(line(counts, &arguments, None))?;
        }
        1 => (),
        _ => process.print(line(total, &arguments, Some("total")))?,
    }
    Ok(code)
}

fn count(bytes: &[u8]) -> Counts {
    let text = String::from_utf8_lossy(bytes);
    Counts {
        lines: bytes.iter().filter(|it| **it == b'\n').count() as u64,
        words: text.split_ascii_whitespace().count() as u64,
        characters: text.chars().count() as u64,
        bytes: bytes.len() as u64,
        longest: text.lines().map(columns).max().unwrap_or(0),
    }
}

fn line(counts: Counts, arguments: &Arguments, name: Option<&str>) -> String {
    let all = [
        ('l', counts.lines),
        ('w', counts.words),
        ('m', counts.characters),
        ('c', counts.bytes),
        ('L', counts.longest),
    ];
    let none = !all.iter().any(|(letter, _)| arguments.has(*letter));
    let is_shown = |letter: char| if none { !"mL".contains(letter) } else { arguments.has(letter) };
    let shown: Vec<u64> = all.iter().filter(|it| is_shown(it.0)).map(|it| it.1).collect();
    let numbers: Vec<String> = match shown.as_slice() {
        [only] if arguments.operands.len() < 2 => vec![only.to_string()],
        many => many.iter().map(|it| format!("{it:>9}")).collect(),
    };
    let name = name.map(|it| format!(" {it}")).unwrap_or_default();
    format!("{}{name}\n", numbers.join(" "))
}

/// How wide a line is shown.
fn columns(line: &str) -> u64 {
    line.chars().fold(0, |column, it| if it == '\t' { (column / 8 + 1) * 8 } else { column + 1 })
}
