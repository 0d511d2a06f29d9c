//! `cmp`, `comm`.

use std::cmp::Ordering;

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::{lines, usage};

const CMP: Syntax = Syntax::flags("ls").values("n").long(&[("silent", 's'), ("quiet", 's')]);

pub(super) fn cmp(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = CMP.read(process)?;
    let operands = &arguments.operands;
    let Some(first) = operands.first() else { return Err(usage::wrong(process, "")) };
    let second = operands.get(1).map_or("-", String::as_str);
    let skip = |index: usize| operands.get(index).and_then(|it| it.parse().ok()).unwrap_or(0);
    let mut sides = Vec::new();
    for (file, skip) in [(first.as_str(), skip(2)), (second, skip(3))] {
        if arguments.has('s') && file != "-" && !process.exists(file) {
            return Ok(ExitCode(2));
        }
        let Some(bytes) = lines::input(process, file)? else { return Ok(ExitCode(2)) };
        sides.push(bytes.get(skip..).unwrap_or_default().to_vec());
    }
    let most = arguments.value('n').and_then(|it| it.parse().ok()).unwrap_or(usize::MAX);
    let (one, other) = (&sides[0], &sides[1]);
    let both = one.len().min(other.len()).min(most);
    process.burn_bytes(both)?;
    let mut text = String::new();
    for index in (0..both).filter(|it| one[*it] != other[*it]) {
        if arguments.has('s') {
            return Ok(ExitCode::FAILURE);
        }
        let place = index + 1;
        if !arguments.has('l') {
            let line = 1 + one[..index].iter().filter(|it| **it == b'\n').count();
            process.print(format!("{first} {second} differ: char {place}, line {line}\n"))?;
            return Ok(ExitCode::FAILURE);
        }
        text += &format!("{place} {:>3o} {:>3o}\n", one[index], other[index]);
    }
    let differs = !text.is_empty();
    process.print(text)?;
    if one.len() == other.len() || both == most {
        return Ok(ExitCode(u8::from(differs)));
    }
    if !arguments.has('s') {
        let short = if one.len() < other.len() { first } else { second };
        process.fail(format!("EOF on {short}"))?;
    }
    Ok(ExitCode::FAILURE)
}

pub(super) fn comm(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("123").read(process)?;
    let [one, other] = arguments.operands.as_slice() else { return Err(usage::wrong(process, "")) };
    let Some(one) = lines::lines(process, std::slice::from_ref(one))? else {
        return Ok(ExitCode::FAILURE);
    };
    let Some(other) = lines::lines(process, std::slice::from_ref(other))? else {
        return Ok(ExitCode::FAILURE);
    };
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    let mut text = String::new();
    loop {
        let order = match (one.peek(), other.peek()) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(one), Some(other)) => one.cmp(other),
        };
        let right = if order == Ordering::Less { None } else { other.next() };
        let left = if order == Ordering::Greater { None } else { one.next() };
        let column = match order {
            Ordering::Less => '1',
            Ordering::Greater => '2',
            Ordering::Equal => '3',
        };
        if arguments.has(column) {
            continue;
        }
        let before = ['1', '2'].iter().filter(|it| **it < column && !arguments.has(**it)).count();
        text += &"\t".repeat(before);
        text += left.or(right).map_or("", |it| it);
        text.push('\n');
    }
    process.print(text)?;
    Ok(ExitCode::SUCCESS)
}
