//! `timeout`, `nohup`, `nice`, `setsid`, `ionice`: programs that start another one.

use std::time::Duration;

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::{environment, machine, usage};

/// What a program gives that `SIGTERM` ended.
const TERMINATED: ExitCode = ExitCode(128 + 15);

fn run(process: &mut Process, argv: &[String]) -> Result<ExitCode, Stop> {
    match process.spawn(argv)? {
        Ok(code) => Ok(code),
        Err(error) => environment::cannot_execute(process, &argv[0], error),
    }
}

/// Ends a program after some simulated time. What it did until its end stays.
pub(super) fn timeout(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("").values("sk").options_first().read(process)?;
    let [limit, argv @ ..] = arguments.operands.as_slice() else {
        return Err(usage::wrong(process, ""));
    };
    let Some(limit) = machine::duration(limit) else {
        return process.fail(format!("invalid number '{limit}'"));
    };
    if argv.is_empty() {
        return Err(usage::wrong(process, ""));
    }
    let start = process.machine().now;
    let code = run(process, argv)?;
    if limit < process.machine().now - start && limit != Duration::ZERO {
        process.machine().now = start + limit;
        return Ok(TERMINATED);
    }
    Ok(code)
}

/// Here nothing hangs up, and output goes where it went.
pub(super) fn nohup(process: &mut Process) -> Result<ExitCode, Stop> {
    let argv = process.args().to_vec();
    if argv.is_empty() {
        return Err(usage::wrong(process, ""));
    }
    run(process, &argv)
}

/// Here all programs are equally important.
pub(super) fn nice(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("").values("n").options_first().read(process)?;
    if arguments.operands.is_empty() {
        process.print("0\n")?;
        return Ok(ExitCode::SUCCESS);
    }
    run(process, &arguments.operands)
}

pub(super) fn ionice(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("t").values("cnp").options_first().read(process)?;
    if arguments.operands.is_empty() {
        process.print("none: prio 0\n")?;
        return Ok(ExitCode::SUCCESS);
    }
    run(process, &arguments.operands)
}

pub(super) fn setsid(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("c").options_first().read(process)?;
    if arguments.operands.is_empty() {
        return Err(usage::wrong(process, ""));
    }
    run(process, &arguments.operands)
}
