//! `split`, `tree`, `factor`: small programs that BusyBox has and scripts seldom call.

use image::Follow;

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::lines::input;
use crate::programs::usage;

/// The most files that one `split` may make.
const PIECES_MAX: usize = 10_000;

pub(super) fn split(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("").values("bla").read(process)?;
    let files = arguments.files();
    let Some(bytes) = input(process, &files[0])? else { return Ok(ExitCode::FAILURE) };
    let prefix = arguments.operands.get(1).map_or("x", String::as_str);
    let letters = arguments.value('a').and_then(|it| it.parse().ok()).unwrap_or(2).clamp(1, 8);
    let number = |text: &str| {
        let (digits, scale) = match text.strip_suffix(['k', 'm']) {
            Some(digits) => (digits, if text.ends_with('k') { 1 << 10 } else { 1 << 20 }),
            None => (text, 1),
        };
        digits.parse::<usize>().ok().filter(|it| 0 < *it).map(|it| it.saturating_mul(scale))
    };
    let text = arguments.value('b').or(arguments.value('l')).unwrap_or("1000");
    let Some(count) = number(text) else { return process.fail(format!("invalid number '{text}'")) };
    let lines: Vec<&[u8]> = bytes.split_inclusive(|it| *it == b'\n').collect();
    let pieces: Vec<Vec<u8>> = match arguments.value('b') {
        Some(_) => bytes.chunks(count).map(<[u8]>::to_vec).collect(),
        None => lines.chunks(count).map(<[&[u8]]>::concat).collect(),
    };
    if PIECES_MAX < pieces.len() || 26usize.pow(letters) < pieces.len() {
        return process.fail("suffixes exhausted");
    }
    for (index, piece) in pieces.iter().enumerate() {
        let letter = |place: u32| char::from(b'a' + (index / 26usize.pow(place) % 26) as u8);
        let suffix: String = (0..letters).rev().map(letter).collect();
        let path = format!("{prefix}{suffix}");
        if let Err(error) = process.write(&path, piece)? {
            return process.fail(format!("can't open '{path}': {error}"));
        }
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn factor(process: &mut Process) -> Result<ExitCode, Stop> {
    let mut words = process.args().to_vec();
    if words.is_empty() {
        let text = process.stdin()?;
        words = String::from_utf8_lossy(&text).split_whitespace().map(String::from).collect();
    }
    for word in words {
        let Ok(number) = word.parse::<u64>() else {
            return Err(usage::wrong(process, ""));
        };
        let mut line = format!("{number}:");
        let (mut rest, mut divisor) = (number, 2);
        while 1 < rest {
            process.burn(1)?;
            if rest / divisor < divisor {
                divisor = rest;
            }
            while 1 < rest && rest.is_multiple_of(divisor) {
                line += &format!(" {divisor}");
                rest /= divisor;
            }
            divisor += 1 + divisor % 2;
        }
        process.print(line + "\n")?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn tree(process: &mut Process) -> Result<ExitCode, Stop> {
    let mut tops = process.args().to_vec();
    if tops.is_empty() {
        tops.push(String::from("."));
    }
    let mut counts = [0, 0];
    for top in tops {
        let error = if process.names(&top).is_err() { " [error opening dir]" } else { "" };
        process.print(format!("{top}{error}\n"))?;
        branch(process, &top, "", &mut counts)?;
    }
    process.print(format!("\n{} directories, {} files\n", counts[0], counts[1]))?;
    Ok(ExitCode::SUCCESS)
}

/// Prints what is below `path`, behind `margin`; counts directories and files.
fn branch(
    process: &mut Process,
    path: &str,
    margin: &str,
    counts: &mut [u64; 2],
) -> Result<(), Stop> {
    process.enter()?;
    let names = process.names(path).unwrap_or_default();
    let names: Vec<String> = names.into_iter().filter(|it| !it.starts_with('.')).collect();
    for (index, name) in names.iter().enumerate() {
        process.burn(1)?;
        let last = index + 1 == names.len();
        let below = format!("{path}/{name}");
        let found = process.find(&below, Follow::AllButLast).map(|it| it.1);
        let link = match found.as_ref().map(|it| &it.kind) {
            Ok(image::EntryKind::Symlink(target)) => format!(" -> {target}"),
            Ok(_) | Err(_) => String::new(),
        };
        process.print(format!("{margin}{}{name}{link}\n", if last { "└── " } else { "├── " }))?;
        let is_directory = found.is_ok_and(|it| it.is_directory());
        counts[usize::from(!is_directory)] += 1;
        if is_directory {
            let margin = format!("{margin}{}", if last { "    " } else { "│   " });
            branch(process, &below, &margin, counts)?;
        }
    }
    process.leave();
    Ok(())
}
