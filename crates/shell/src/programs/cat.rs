//! `cat`.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;

const SYNTAX: Syntax = Syntax::flags("unb");

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
        match arguments.has('n') || arguments.has('b') {
            false => process.print(bytes)?,
            true => {
                let mut text = Vec::new();
                for line in bytes.split_inclusive(|it| *it == b'\n') {
                    if arguments.has('b') && line == b"\n" {
                        text.extend(line);
                        continue;
                    }
                    number += 1;
                    text.extend(format!("{number:>6}\t").bytes());
                    text.extend(line.strip_suffix(b"\n").unwrap_or(line));
                    text.push(b'\n');
                }
                process.print(text)?;
            }
        }
    }
    Ok(code)
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
