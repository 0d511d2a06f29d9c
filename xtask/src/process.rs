//! Running other programs, and saying so.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// Numbers the long steps of a command, and times them.
pub(crate) struct Steps {
    started: usize,
    total: usize,
}

impl Steps {
    pub(crate) fn new(total: usize) -> Steps {
        Steps { started: 0, total }
    }

    /// Does `work` as the next step, called `title`.
    pub(crate) fn run<T, E>(
        &mut self,
        title: &str,
        work: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        self.started += 1;
        let label = format!("[{}/{}] {title}", self.started, self.total);
        println!("{label} …");
        let start = Instant::now();
        let result = work();
        let end = if result.is_ok() { "done" } else { "failed" };
        println!("{label}: {end} after {}", seconds(start.elapsed()));
        result
    }
}

/// Says what part of a long step begins now.
pub(crate) fn say(what: &str) {
    println!("      {what} …");
}

/// Runs `command` to its end; failure is an error that names it.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    ensure!(status.success(), "`{}` failed ({status})", text(command));
    Ok(())
}

/// What a successful `command` prints.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output =
        command.stderr(Stdio::inherit()).output().with_context(|| cannot_start(command))?;
    ensure!(output.status.success(), "`{}` failed ({})", text(command), output.status);
    Ok(String::from_utf8(output.stdout)?)
}

/// Runs `command`, printing and handing over each line of its output; whether it succeeded.
pub(crate) fn watch(command: &mut Command, mut line: impl FnMut(&str)) -> Result<bool> {
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| cannot_start(command))?;
    let stdout = child.stdout.take().expect("it was piped");
    for bytes in BufReader::new(stdout).split(b'\n') {
        let bytes = bytes?;
        let text = String::from_utf8_lossy(&bytes);
        println!("{text}");
        line(&text);
    }
    Ok(child.wait()?.success())
}

/// The first of `names` that is a program on this machine.
pub(crate) fn find(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .map(|it| it.with_extension(env::consts::EXE_EXTENSION))
        .find(|it| it.is_file())
}

/// `1.2 s`.
fn seconds(duration: Duration) -> String {
    format!("{}.{} s", duration.as_secs(), duration.subsec_millis() / 100)
}

fn cannot_start(command: &Command) -> String {
    format!("`{}` cannot be started", command.get_program().display())
}

/// The command line, for people.
fn text(command: &Command) -> String {
    let arguments = command.get_args().map(|it| format!(" {}", it.display()));
    format!("{}{}", command.get_program().display(), arguments.collect::<String>())
}
