//! `layerlab run`: a script on a fresh laptop.

use std::fs;
use std::io::{self, Read, Write};

use anyhow::{Context, Result, bail};
use terminal::{Event, Record, RunEnd, Session, Settings, Upstream, json_lines};

use crate::arguments::RunRequest;

/// The image that the laptop's engine has from the start.
const BASE_IMAGE: &str = "alpine";

/// Runs the script, prints what the terminal would show, and gives the script's exit status.
pub(crate) fn run(request: &RunRequest) -> Result<u8> {
    let script = read(&request.script)?;
    let pulled = vec![BASE_IMAGE.parse().expect("a name without ornaments is a reference")];
    let settings = Settings { seed: request.seed, pulled };
    let session = Session::in_world(settings, Upstream::default().with_main(Upstream::MAIN.into()));
    let run = session.run(&script);
    if let Some(file) = &request.events {
        fs::write(file, json_lines(run.session.log()))
            .with_context(|| format!("The log cannot be written to `{file}`"))?;
    }
    match show(run.session.log()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            return Err(error).context("The output cannot be written");
        }
        Ok(()) | Err(_) => (),
    }
    match run.end {
        RunEnd::Done { code } | RunEnd::Exited { code } => Ok(code),
        RunEnd::Incomplete => bail!("`{}` ends in the middle of a command.", request.script),
    }
}

/// The text of a file, or of standard input: `-`.
pub(crate) fn read(script: &str) -> Result<String> {
    let bytes = match script {
        "-" => {
            let mut bytes = Vec::new();
            io::stdin().lock().read_to_end(&mut bytes).context("Standard input cannot be read")?;
            bytes
        }
        file => fs::read(file).with_context(|| format!("`{file}` cannot be read"))?,
    };
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A terminal shows both streams in the order in which they are written. Limits of ours are told apart from them.
fn show(log: &[Record]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    for record in log {
        match &record.event {
            Event::Printed { text, .. } => stdout.write_all(text.as_bytes())?,
            Event::LimitReached { limit } => {
                stdout.flush()?;
                writeln!(io::stderr(), "layerlab: {limit}.")?;
            }
            Event::LineEntered { .. }
            | Event::FileSaved { .. }
            | Event::Engine(_)
            | Event::CommandExited { .. } => (),
        }
    }
    stdout.flush()
}
