//! `mktemp`.

use image::{Content, Entry, Follow};

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;

const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

pub(super) fn mktemp(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("dqtu").values("p").read(process)?;
    let template = arguments.operands.first().map_or("tmp.XXXXXX", String::as_str);
    let directory =
        match (arguments.value('p'), arguments.operands.is_empty() || arguments.has('t')) {
            (Some(directory), _) => Some(String::from(directory)),
            (None, true) => Some(String::from(process.env("TMPDIR").unwrap_or("/tmp"))),
            (None, false) => None,
        };
    let Some(stem) = template.strip_suffix("XXXXXX") else {
        return process.fail(format!("{template}: Invalid argument"));
    };
    let stem =
        directory.map_or(String::from(stem), |it| format!("{}/{stem}", it.trim_end_matches('/')));
    let stem = stem.trim_end_matches('X').to_owned();
    // Names that were never seen, and are the same each time.
    for attempt in process.machine().now.micros().. {
        process.burn(1)?;
        let path = format!("{stem}{}", suffix(attempt));
        if process.find(&path, Follow::AllButLast).is_ok() {
            continue;
        }
        let made = match (arguments.has('u'), arguments.has('d')) {
            (true, _) => Ok(()),
            (false, true) => process.make_directory(&path, 0o700)?,
            (false, false) => match process.find_new(&path, Follow::AllButLast) {
                Ok(real) => {
                    let now = process.machine().now;
                    process.put(&real, Entry::file(Content::new([]), 0o600, now))?
                }
                Err(error) => Err(error),
            },
        };
        if let Err(error) = made {
            return process.fail(format!("{template}: {error}"));
        }
        process.print(format!("{path}\n"))?;
        break;
    }
    Ok(ExitCode::SUCCESS)
}

fn suffix(number: u64) -> String {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let letter = |index: u32| {
        let place = (mixed >> (8 * index)) as usize % LETTERS.len();
        char::from(LETTERS[place])
    };
    (0..6).map(letter).collect()
}
