//! `xargs`.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;

const SYNTAX: Syntax = Syntax::flags("0rt").values("nIP").options_first();

pub(super) fn xargs(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    let mut command = arguments.operands.clone();
    if command.is_empty() {
        command.push(String::from("echo"));
    }
    let input = process.stdin()?;
    let text = String::from_utf8_lossy(&input).into_owned();
    process.burn_bytes(text.len())?;
    if let Some(place) = arguments.value('I') {
        let mut code = ExitCode::SUCCESS;
        for line in text.lines().map(str::trim_start).filter(|it| !it.is_empty()) {
            let argv: Vec<String> = command.iter().map(|it| it.replace(place, line)).collect();
            code = worse(code, execute(process, &argv)?);
        }
        return Ok(code);
    }
    let words = match arguments.has('0') {
        true => text.split_terminator('\0').map(String::from).collect(),
        false => match split(&text) {
            Ok(words) => words,
            Err(kind) => return process.fail(format!("unmatched {kind} quote")),
        },
    };
    if words.is_empty() && arguments.has('r') {
        return Ok(ExitCode::SUCCESS);
    }
    let most = arguments.value('n').and_then(|it| it.parse::<usize>().ok());
    let batches: Vec<&[String]> = match words.is_empty() {
        true => vec![&[]],
        false => words.chunks(most.unwrap_or(usize::MAX).max(1)).collect(),
    };
    let mut code = ExitCode::SUCCESS;
    for batch in batches {
        let argv: Vec<String> = command.iter().chain(batch).cloned().collect();
        if arguments.has('t') {
            process.eprint(argv.join(" ") + "\n")?;
        }
        code = worse(code, execute(process, &argv)?);
        if code.0 == 127 || code.0 == 126 {
            break;
        }
    }
    Ok(code)
}

/// A program that fails makes 123 of the whole.
fn worse(code: ExitCode, next: ExitCode) -> ExitCode {
    match next.0 {
        0 => code,
        126 | 127 => next,
        _ => ExitCode(123),
    }
}

fn execute(process: &mut Process, argv: &[String]) -> Result<ExitCode, Stop> {
    match process.spawn(argv)? {
        Ok(code) => Ok(code),
        Err(_) => {
            let program = argv.first().cloned().unwrap_or_default();
            process.fail(format!("{program}: No such file or directory"))?;
            Ok(ExitCode(127))
        }
    }
}

/// Words between blanks; quotes and backslashes keep blanks in them.
fn split(text: &str) -> Result<Vec<String>, &'static str> {
    let mut words = Vec::new();
    let mut open: Option<String> = None;
    let mut characters = text.chars();
    while let Some(next) = characters.next() {
        match next {
            ' ' | '\t' | '\n' => words.extend(open.take()),
            '\'' | '"' => {
                let word = open.get_or_insert_default();
                loop {
                    match characters.next() {
                        Some(end) if end == next => break,
                        Some(other) => word.push(other),
                        None => return Err(if next == '"' { "double" } else { "single" }),
                    }
                }
            }
            '\\' => open.get_or_insert_default().extend(characters.next()),
            other => open.get_or_insert_default().push(other),
        }
    }
    words.extend(open);
    Ok(words)
}
