//! `tee`, `yes`, `seq`.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::{decimal, usage};
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
    // A number below zero is no option.
    let at = process.args().iter().position(|it| {
        it.starts_with(|it: char| it == '-' || it == '.' || it.is_ascii_digit())
            && decimal::parse(it).is_some()
    });
    let options = at.unwrap_or(process.args().len());
    process.task.argv.insert(options + 1, String::from("--"));
    let arguments = Syntax::flags("w").values("s").read(process)?;
    let mut numbers = Vec::new();
    for operand in &arguments.operands {
        let operand = operand.trim_start_matches("--");
        match decimal::parse(operand) {
            Some((number, length)) if length == operand.len() => numbers.push(number),
            _ => return Err(usage::wrong(process, "")),
        }
    }
    let (first, step, last) = match numbers.as_slice() {
        [last] => (1.0, 1.0, *last),
        [first, last] => (*first, 1.0, *last),
        [first, step, last] => (*first, *step, *last),
        _ => return Err(usage::wrong(process, "")),
    };
    let decimals = |text: &String| text.split_once('.').map_or(0, |(_, it)| it.len()).min(20);
    let counted = arguments.operands.len() - 1;
    let places = arguments.operands[..counted].iter().map(decimals).max().unwrap_or(0);
    let shown = |number: f64| {
        let sign = if number < 0.0 { "-" } else { "" };
        format!("{sign}{}", decimal::fixed(number.abs(), places))
    };
    let padded = arguments.has('w');
    let width = if padded { shown(first).len().max(shown(last).len()) } else { 0 };
    let separator = arguments.value('s').unwrap_or("\n").to_owned();
    let mut text = String::new();
    let mut any = false;
    for index in 0u64.. {
        let number = decimal::sum(first, step, index);
        if if step < 0.0 { number < last } else { last < number } {
            break;
        }
        process.burn(1)?;
        text += if any { &separator } else { "" };
        text += &format!("{:0>width$}", shown(number));
        any = true;
        if 4096 < text.len() {
            process.print(std::mem::take(&mut text))?;
        }
    }
    if any {
        process.print(text + "\n")?;
    }
    Ok(ExitCode::SUCCESS)
}
