//! `strings`.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::lines::input;

pub(super) fn strings(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("afo").values("nt").read(process)?;
    let least: usize = match arguments.value('n').unwrap_or("4").parse() {
        Ok(least) if 0 < least => least,
        Ok(_) | Err(_) => return process.fail("invalid number"),
    };
    let mut code = ExitCode::SUCCESS;
    for file in arguments.files() {
        let Some(bytes) = input(process, &file)? else {
            code = ExitCode::FAILURE;
            continue;
        };
        process.burn(bytes.len() as u64 / 16)?;
        let mut text = String::new();
        let mut at = 0;
        for run in bytes.split(|it| !matches!(it, b'\t' | b' '..=b'~')) {
            if least <= run.len() {
                if arguments.has('f') {
                    text += &format!("{file}: ");
                }
                text += &match (arguments.value('t'), arguments.has('o')) {
                    (Some("d"), _) => format!("{at:>7} "),
                    (Some("x"), _) => format!("{at:>7x} "),
                    (Some(_), _) | (None, true) => format!("{at:>7o} "),
                    (None, false) => String::new(),
                };
                text += &String::from_utf8_lossy(run);
                text.push('\n');
            }
            at += run.len() + 1;
        }
        process.print(text)?;
    }
    Ok(code)
}
