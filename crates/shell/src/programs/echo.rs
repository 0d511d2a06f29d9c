//! `echo`.

use crate::escape::{Dialect, unescape_bytes};
use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;

pub(crate) fn echo(process: &mut Process) -> Result<ExitCode, Stop> {
    let mut words = process.args();
    let (mut newline, mut escapes) = (true, false);
    while let Some(first) = words.first() {
        let Some(letters) = first.strip_prefix('-').filter(|it| !it.is_empty()) else { break };
        if !letters.chars().all(|it| matches!(it, 'n' | 'e' | 'E')) {
            break;
        }
        for letter in letters.chars() {
            match letter {
                'n' => newline = false,
                'e' => escapes = true,
                _ => escapes = false,
            }
        }
        words = &words[1..];
    }
    let text = words.join(" ");
    let mut bytes = text.into_bytes();
    if escapes {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let unescaped = unescape_bytes(&text, Dialect::Echo);
        bytes = unescaped.bytes;
        newline &= !unescaped.ended;
    }
    if newline {
        bytes.push(b'\n');
    }
    process.print(bytes)?;
    Ok(ExitCode::SUCCESS)
}
