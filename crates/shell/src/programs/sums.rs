//! `sha256sum`, `md5sum`.

use image::Digest;

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::md5::md5;
use crate::process::Process;
use crate::programs::arguments::Syntax;

const SYNTAX: Syntax = Syntax::flags("csw").long(&[("check", 'c'), ("status", 's')]);

pub(super) fn sha256sum(process: &mut Process) -> Result<ExitCode, Stop> {
    sums(process, |bytes| {
        let digest = Digest::of(bytes).to_string();
        digest.trim_start_matches("sha256:").to_string()
    })
}

pub(super) fn md5sum(process: &mut Process) -> Result<ExitCode, Stop> {
    sums(process, md5)
}

fn sums(process: &mut Process, sum: fn(&[u8]) -> String) -> Result<ExitCode, Stop> {
    let mut arguments = SYNTAX.read(process)?;
    if arguments.operands.is_empty() {
        arguments.operands.push(String::from("-"));
    }
    let mut code = ExitCode::SUCCESS;
    for file in &arguments.operands {
        let Some(bytes) = super::cat::input(process, file)? else {
            code = ExitCode::FAILURE;
            continue;
        };
        process.burn_bytes(bytes.len() * 16)?;
        match arguments.has('c') {
            false => process.print(format!("{}  {file}\n", sum(&bytes)))?,
            true => {
                let list = String::from_utf8_lossy(&bytes).into_owned();
                if !check(process, &list, sum, arguments.has('s'))? {
                    code = ExitCode::FAILURE;
                }
            }
        }
    }
    Ok(code)
}

/// Compares the files of a list with their sums; says whether all are right.
fn check(
    process: &mut Process,
    list: &str,
    sum: fn(&[u8]) -> String,
    silent: bool,
) -> Result<bool, Stop> {
    let (mut wrong, mut all) = (0, 0);
    for line in list.lines() {
        let Some((wanted, file)) = line.split_once("  ").or(line.split_once(" *")) else {
            continue;
        };
        all += 1;
        let found = super::cat::input(process, file)?.map(|it| sum(&it));
        let matches = found.as_deref() == Some(wanted);
        wrong += u32::from(!matches);
        if !silent {
            process.print(format!("{file}: {}\n", if matches { "OK" } else { "FAILED" }))?;
        }
    }
    if 0 < wrong && !silent {
        process.fail(format!("WARNING: {wrong} of {all} computed checksums did NOT match"))?;
    }
    Ok(wrong == 0)
}
