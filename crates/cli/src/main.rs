//! The native `layerlab` command.
#![allow(
    clippy::disallowed_methods,
    reason = "the one crate that reads real files and a real clock"
)]

mod arguments;
mod language;
mod measure;
mod run;

use std::io::{self, Write};
use std::process::ExitCode;

use arguments::{HELP, Request};

/// What we give when the command line, or a file that it names, is no good.
const USAGE_ERROR: u8 = 2;

fn main() -> ExitCode {
    let words: Vec<String> =
        std::env::args_os().skip(1).map(|it| it.to_string_lossy().into_owned()).collect();
    let result = match arguments::parse(&words) {
        Ok(Request::Help) => print(HELP).map(|()| 0),
        Ok(Request::Version) => {
            print(&format!("layerlab {}\n", env!("CARGO_PKG_VERSION"))).map(|()| 0)
        }
        Ok(Request::Run(request)) => run::run(&request),
        Ok(Request::Parse { file }) => language::parse(&file),
        Ok(Request::Check { file }) => language::check(&file),
        Ok(Request::Measure) => print(&measure::measure()).map(|()| 0),
        Err(message) => Err(anyhow::anyhow!("{message}\nTry `layerlab --help`.")),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            // Nobody is left to tell if standard error is closed, too.
            let _told = writeln!(io::stderr(), "layerlab: {error:#}");
            ExitCode::from(USAGE_ERROR)
        }
    }
}

/// Prints; that nobody reads any more, as with `| head`, is no error.
fn print(text: &str) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        Ok(()) | Err(_) => Ok(()),
    }
}
