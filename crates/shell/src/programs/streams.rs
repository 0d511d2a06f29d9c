//! `tee`, `yes`, `seq`.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::streams::OpenMode;

pub(super) fn tee(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("ai").long(&[("append", 'a')]).read(process)?;
    let input = process.stdin()?;
    let mode = if arguments.has('a') { OpenMode::Append } else { OpenMode::Truncate };
    let mut code = ExitCode::SUCCESS;
    // A free descriptor to write to each file in turn.
    const FILE: u32 = u32::MAX;
    for path in &arguments.operands {
        match process.open(path, mode)? {
            Ok(handle) => {
                process.task.descriptors.set(FILE, handle);
                process.write_to(FILE, &input)?;
                process.task.descriptors.close(FILE);
            }
            Err(error) => code = process.fail(format!("{path}: {error}"))?,
        }
    }
    process.print(input)?;
    Ok(code)
}

pub(super) fn yes(process: &mut Process) -> Result<ExitCode, Stop> {
    let text = match process.args() {
        [] => String::from("y"),
        words => words.join(" "),
    };
    let lines = format!("{text}\n").repeat(64);
    loop {
        process.burn(64)?;
        process.print(&lines)?;
    }
}

pub(super) fn seq(process: &mut Process) -> Result<ExitCode, Stop> {
    let mut arguments = process.args().to_vec();
    let mut separator = String::from("\n");
    let mut padded = false;
    while let Some(option) = arguments.first().cloned() {
        match option.as_str() {
            "-w" => padded = true,
            "-s" if 1 < arguments.len() => separator = arguments.remove(1),
            _ => break,
        }
        arguments.remove(0);
    }
    let numbers: Option<Vec<i64>> = arguments.iter().map(|it| it.parse().ok()).collect();
    let (first, step, last) = match numbers.as_deref() {
        Some([last]) => (1, 1, *last),
        Some([first, last]) => (*first, 1, *last),
        Some([first, step, last]) => (*first, *step, *last),
        Some(_) | None => return Err(Stop::unsupported(format!("`seq {}`", arguments.join(" ")))),
    };
    let width = if padded { first.to_string().len().max(last.to_string().len()) } else { 0 };
    let mut text = String::new();
    let mut next = Some(first);
    while let Some(number) = next.filter(|it| if step < 0 { last <= *it } else { *it <= last }) {
        process.burn(1)?;
        if !text.is_empty() {
            text.push_str(&separator);
        }
        text.push_str(&format!("{number:0>width$}"));
        next = number.checked_add(step);
        crate::expand::bounded(process, text.len()).map_err(Stop::Limit)?;
    }
    if !text.is_empty() {
        process.print(text + "\n")?;
    }
    Ok(ExitCode::SUCCESS)
}
