//! `awk`.
#![expect(
    clippy::float_arithmetic,
    reason = "awk's numbers are doubles, whose sums are exact everywhere"
)]

mod evaluate;
mod expr;
mod files;
mod functions;
mod math;
mod parser;
mod record;
mod run;
mod statements;
mod syntax;
mod token;
mod value;

use std::cell::RefCell;
use std::rc::Rc;

use crate::limits::{Limit, Stop};
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::awk::run::{Flow, Run};
use crate::programs::awk::syntax::{
    ARGC, ARGV, CONVFMT, ENVIRON, FNR, FS, NF, NR, OFMT, OFS, ORS, RS, Rule, SUBSEP,
};
use crate::programs::awk::value::{Array, Cell, Value};
use crate::programs::{cat, usage};

const SYNTAX: Syntax = Syntax::flags("").values("vFfe").options_first();

pub(super) fn awk(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    let mut operands = arguments.operands.clone();
    let mut text = String::new();
    for (letter, value) in arguments.given() {
        match letter {
            'e' => text += &format!("{value}\n"),
            'f' => match cat::input(process, value)? {
                Some(bytes) => text += &format!("{}\n", String::from_utf8_lossy(&bytes)),
                None => return Ok(ExitCode::FAILURE),
            },
            _ => (),
        }
    }
    if text.is_empty() {
        if operands.is_empty() {
            return Err(usage::wrong(process, ""));
        }
        text = operands.remove(0);
    }
    process.burn(text.len() as u64)?;
    let mut program = match parser::parse(&text) {
        Ok(program) => program,
        Err((parser::TOO_DEEP, _)) => return Err(Stop::Limit(Limit::TooDeep)),
        Err((message, line)) => {
            return process.fail(format!("cmd. line:{line}: {message}"));
        }
    };
    // What is assigned from outside has a number too.
    let assigned = arguments.values('v').chain(operands.iter().map(String::as_str));
    for name in assigned.filter_map(|it| Some(it.split_once('=')?.0)) {
        program.global(name);
    }
    let mut run = Run::new(&program);
    set_up(&mut run, process, &operands);
    if let Some(separator) = arguments.value('F') {
        run.set_special(FS, Value::text(&token::unescaped(separator)));
    }
    for assignment in arguments.values('v') {
        if !run.assign_argument(process, assignment)? {
            return Err(usage::wrong(process, ""));
        }
    }
    let result = work(&mut run, process);
    let closed = run.close_all(process);
    match result {
        Ok(()) => closed.map(|()| ExitCode(run.code)),
        Err(stop) => Err(stop),
    }
}

/// Gives the variables of the language their first values.
fn set_up(run: &mut Run, process: &mut Process, operands: &[String]) {
    let texts = [
        (FS, " "),
        (OFS, " "),
        (ORS, "\n"),
        (RS, "\n"),
        (SUBSEP, "\u{1c}"),
        (CONVFMT, "%.6g"),
        (OFMT, "%.6g"),
    ];
    for (number, text) in texts {
        run.set_special(number, Value::text(text));
    }
    for number in [NF, NR, FNR] {
        run.set_special(number, Value::Number(0.0));
    }
    let mut environment = Array::default();
    for (name, value) in process.envs() {
        environment.set(name, Value::input(value));
    }
    run.globals[ENVIRON] = Cell::Array(Rc::new(RefCell::new(environment)));
    let mut given = Array::default();
    given.set("0", Value::text("awk"));
    for (index, operand) in operands.iter().enumerate() {
        given.set(&(index + 1).to_string(), Value::input(operand));
    }
    run.set_special(ARGC, Value::Number((operands.len() + 1) as f64));
    run.globals[ARGV] = Cell::Array(Rc::new(RefCell::new(given)));
}

/// `BEGIN`, the lines, `END`.
fn work(run: &mut Run, process: &mut Process) -> Result<(), Stop> {
    let program = run.program;
    let mut exited = exits(run.block(process, &program.begin), run)?;
    let reads = !(program.rules.is_empty() && program.end.is_empty());
    if reads && !exited {
        let mut within = vec![false; program.rules.len()];
        'lines: while let Some(line) = run.next_line(process)? {
            run.set_line(Value::input(&line));
            for (index, rule) in program.rules.iter().enumerate() {
                let flow = apply(run, process, rule, &mut within[index]);
                match flow {
                    Ok(Flow::Next) => continue 'lines,
                    Ok(Flow::NextFile) => {
                        run.main = None;
                        continue 'lines;
                    }
                    flow => exited = exits(flow, run)?,
                }
                if exited {
                    break 'lines;
                }
            }
        }
    }
    // `exit` in the middle still runs this; in it, it ends.
    exits(run.block(process, &program.end), run).map(|_| ())
}

/// Whether the program ends here: by `exit`, wherever it stood.
fn exits(flow: Result<Flow, Stop>, run: &mut Run) -> Result<bool, Stop> {
    match flow {
        Ok(Flow::Exit) => Ok(true),
        Ok(_) => Ok(false),
        Err(Stop::Ended(_)) if std::mem::take(&mut run.exits) => Ok(true),
        Err(stop) => Err(stop),
    }
}

fn apply<'p>(
    run: &mut Run<'p>,
    process: &mut Process,
    rule: &'p Rule,
    within: &mut bool,
) -> Result<Flow, Stop> {
    let applies = match (&rule.from, &rule.to) {
        (None, _) => true,
        (Some(from), None) => run.value(process, from)?.is_true(),
        (Some(from), Some(to)) => {
            let begins = *within || run.value(process, from)?.is_true();
            *within = begins && !run.value(process, to)?.is_true();
            begins
        }
    };
    match (&rule.action, applies) {
        (_, false) => Ok(Flow::On),
        (Some(action), true) => run.block(process, action),
        (None, true) => {
            let line = run.line().shown("%.6g");
            let end = run.special(ORS);
            run.output(process, &format!("{line}{end}"))?;
            Ok(Flow::On)
        }
    }
}
