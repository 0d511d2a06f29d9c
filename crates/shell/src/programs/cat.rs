//! `cat`.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::{Arguments, Syntax};

const SYNTAX: Syntax = Syntax::flags("unbvteA");

pub(super) fn cat(process: &mut Process) -> Result<ExitCode, Stop> {
    let mut arguments = SYNTAX.read(process)?;
    if arguments.operands.is_empty() {
        arguments.operands.push(String::from("-"));
    }
    let mut code = ExitCode::SUCCESS;
    let mut number = 0;
    for file in &arguments.operands {
        if process.is_endless(file) {
            // Its reader takes what it wants, or a limit ends it.
            loop {
                process.print([0; 4096])?;
                process.burn(1)?;
            }
        }
        let Some(bytes) = input(process, file)? else {
            code = ExitCode::FAILURE;
            continue;
        };
        let visible = arguments.last_of("vteA").is_some();
        if !visible && !arguments.has('n') && !arguments.has('b') {
            process.print(bytes)?;
            continue;
        }
        process.burn(bytes.len() as u64 / 16)?;
        let mut text = Vec::new();
        for line in bytes.split_inclusive(|it| *it == b'\n') {
            let (line, end) = match line.strip_suffix(b"\n") {
                Some(line) if arguments.has('e') || arguments.has('A') => (line, "$\n"),
                Some(line) => (line, "\n"),
                // A number asks for a whole line.
                None => (line, if visible { "" } else { "\n" }),
            };
            if arguments.has('n') && !arguments.has('b') || arguments.has('b') && !line.is_empty() {
                number += 1;
                let gap = if visible { "  " } else { "\t" };
                text.extend(format!("{number:>6}{gap}").bytes());
            }
            match visible {
                true => line.iter().for_each(|it| text.extend(shown(*it, &arguments).bytes())),
                false => text.extend(line),
            }
            text.extend(end.bytes());
        }
        process.print(text)?;
    }
    Ok(code)
}

/// A byte as `^A`, `M-A`, or itself.
fn shown(byte: u8, arguments: &Arguments) -> String {
    let meta = if 128 <= byte { "M-" } else { "" };
    match byte & 127 {
        b'\t' if meta.is_empty() && !arguments.has('t') && !arguments.has('A') => {
            String::from("\t")
        }
        low @ 0..32 => format!("{meta}^{}", char::from(low + 64)),
        127 => format!("{meta}^?"),
        low => format!("{meta}{}", char::from(low)),
    }
}

/// What a file holds, or standard input for `-`. What cannot be opened is reported.
pub(super) fn input(process: &mut Process, file: &str) -> Result<Option<Vec<u8>>, Stop> {
    if file == "-" {
        return process.stdin().map(Some);
    }
    match process.read(file)? {
        Ok(content) => Ok(Some(content.bytes().to_vec())),
        Err(image::FsError::IsADirectory) => {
            process.fail("read error: Is a directory")?;
            Ok(None)
        }
        Err(error) => {
            process.fail(format!("can't open '{file}': {error}"))?;
            Ok(None)
        }
    }
}
