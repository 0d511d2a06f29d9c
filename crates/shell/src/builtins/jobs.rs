//! `wait`, `kill`, `fg`, `bg`.

use crate::flow::Outcome;
use crate::interpreter::{Interpreter, Job, Progress, death_line};
use crate::signals::Signal;

pub(super) fn wait(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    let mut status = 0;
    for name in &argv[1..] {
        let pid = match name.strip_prefix('%') {
            None => interpreter.number("wait", name)?,
            Some(number) => match interpreter.state.job_number(number) {
                Some(job) => job.pid,
                None => return no_such_job(interpreter, "wait", name),
            },
        };
        interpreter.run_jobs()?;
        let job = interpreter.state.jobs.iter().find(|it| it.pid == pid);
        status = match job.map(|it| &it.progress) {
            None | Some(Progress::Waits(_)) => 127,
            Some(Progress::Ended(status)) => *status,
            Some(Progress::Killed(signal)) => {
                let signal = *signal;
                interpreter.process.eprint(death_line(signal))?;
                signal.status()
            }
        };
    }
    if argv.len() == 1 {
        interpreter.run_jobs()?;
    }
    // A signal that is expected ends the waiting.
    let signal = interpreter.process.next_signal();
    Ok(signal.filter(|it| interpreter.state.traps.contains_key(it)).map_or(status, Signal::status))
}

pub(super) fn foreground(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    let name = argv.get(1).map_or("", String::as_str);
    let job = interpreter.state.job_number(name.trim_start_matches('%')).map(|it| it.pid);
    match job {
        Some(pid) => wait(interpreter, &[argv[0].clone(), pid.to_string()]),
        None if name.is_empty() => interpreter.refuse_builtin(&argv[0], "No current job"),
        None => no_such_job(interpreter, &argv[0], name),
    }
}

fn no_such_job(interpreter: &mut Interpreter, builtin: &str, name: &str) -> Outcome {
    interpreter.refuse_builtin(builtin, &format!("{name}: no such job"))
}

pub(super) fn kill(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    let mut targets = &argv[1..];
    let mut signal = Signal::TERM;
    if let [first, rest @ ..] = targets
        && let Some(option) = first.strip_prefix('-')
    {
        targets = rest;
        let name = match (option, rest) {
            ("l", names) => return list(interpreter, names),
            ("-", _) => "TERM",
            ("s", [name, rest @ ..]) => {
                targets = rest;
                name
            }
            _ => option,
        };
        match Signal::find(name) {
            Some(found) => signal = found,
            None => return fail(interpreter, &format!("bad signal name '{name}'")),
        }
    }
    if targets.is_empty() {
        return fail(interpreter, "you need to specify whom to kill");
    }
    let mut status = 0;
    for target in targets {
        let pid = match target.strip_prefix('%') {
            Some(number) => interpreter.state.job_number(number).map(|it| it.pid),
            None => match target.parse::<u32>() {
                Ok(pid) => Some(pid),
                Err(_) => return fail(interpreter, &format!("invalid number '{target}'")),
            },
        };
        if !pid.is_some_and(|pid| send(interpreter, pid, signal)) {
            status = fail(interpreter, &format!("can't kill pid {target}: No such process"))?;
        }
    }
    Ok(status)
}

/// Sends a signal; says whether there is such a process.
fn send(interpreter: &mut Interpreter, pid: u32, signal: Signal) -> bool {
    let waits = |it: &&mut Job| it.pid == pid && matches!(it.progress, Progress::Waits(_));
    if let Some(job) = interpreter.state.jobs.iter_mut().find(waits) {
        if signal.ends() {
            job.progress = Progress::Killed(signal);
        }
        return true;
    }
    interpreter.process.send_signal(pid, signal)
}

fn list(interpreter: &mut Interpreter, names: &[String]) -> Outcome {
    let mut text = String::new();
    for name in names {
        match (name.parse::<u8>(), Signal::find(name)) {
            (Ok(number), _) => text += &format!("{}\n", Signal(number & 127).name()),
            (Err(_), Some(signal)) => text += &format!("{}\n", signal.0),
            (Err(_), None) => return fail(interpreter, &format!("bad signal name '{name}'")),
        }
    }
    if names.is_empty() {
        text = Signal::all().map(|it| format!("{:2}) {}\n", it.0, it.name())).collect();
    }
    interpreter.process.print(text)?;
    Ok(0)
}

fn fail(interpreter: &mut Interpreter, message: &str) -> Outcome {
    let line = format!("{}: {message}\n", interpreter.state.short_name());
    interpreter.process.eprint(line)?;
    Ok(1)
}
