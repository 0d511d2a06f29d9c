//! `busybox`.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::{self, PROGRAMS};

/// Programs of the table that are none of BusyBox's.
const OTHERS: [&str; 13] = [
    "apk",
    "cc",
    "g++",
    "gcc",
    "go",
    "make",
    "npm",
    "pip",
    "pip3",
    "python",
    "python3",
    "python3.12",
    "su-exec",
];

pub(super) fn busybox(process: &mut Process) -> Result<ExitCode, Stop> {
    let Some(applet) = process.args().first().cloned() else {
        return Err(Stop::unsupported("BusyBox's own help"));
    };
    if applet == "--list" {
        let names = PROGRAMS.iter().map(|it| it.name).filter(|it| !OTHERS.contains(it));
        let text: String = names.map(|it| format!("{it}\n")).collect();
        process.print(text)?;
        return Ok(ExitCode::SUCCESS);
    }
    match programs::find(&applet).filter(|it| !OTHERS.contains(&it.name)) {
        Some(program) => {
            process.task.argv.remove(0);
            process.enter()?;
            let result = program.start(process);
            process.leave();
            result
        }
        None => Err(Stop::unsupported(format!("the program `{applet}`"))),
    }
}
