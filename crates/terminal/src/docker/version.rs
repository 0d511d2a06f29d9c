//! `docker version` and `docker --version`.

use shell::{ExitCode, Process, Stop};

use super::flags::Parsed;
use super::{Docker, fail, template_message};
use crate::json::Json;
use crate::template::{Data, Template};

/// The age of Docker that the client and the engine speak like.
pub(crate) const VERSION: &str = "20.10.24";
const API: &str = "1.41";
const COMMIT: &str = "297e128";
const ENGINE_COMMIT: &str = "5d6db84";
const GO: &str = "go1.19.7";
const BUILT: &str = "Tue Apr  4 18:21:03 2023";

/// `docker --version`.
pub(crate) fn short() -> String {
    format!("Docker version {VERSION}, build {COMMIT}\n")
}

/// `docker version`.
pub(crate) fn run(
    _: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let Some(format) = parsed.text("format") else {
        process.print(long())?;
        return Ok(ExitCode::SUCCESS);
    };
    let filled =
        Template::parse(format).and_then(|it| it.fill(Data { value: &data(), kind: None }));
    match filled {
        Ok(text) => {
            process.print(format!("{text}\n"))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            let message = template_message(error)?;
            fail(process, &message)?;
            Ok(ExitCode(64))
        }
    }
}

fn data() -> Json {
    let part = || {
        Json::object([
            ("Version", Json::text(VERSION)),
            ("ApiVersion", Json::text(API)),
            ("GitCommit", Json::text(COMMIT)),
            ("GoVersion", Json::text(GO)),
            ("Os", Json::text("linux")),
            ("Arch", Json::text("amd64")),
        ])
    };
    Json::object([("Client", part()), ("Server", part())])
}

fn long() -> String {
    let rows = |rows: &[(&str, &str)], indent: usize| -> String {
        rows.iter().map(|(name, value)| format!("{:indent$}{name:<18}{value}\n", "")).collect()
    };
    let minimum = format!("{API} (minimum version 1.12)");
    let client = [
        ("Version:", VERSION),
        ("API version:", API),
        ("Go version:", GO),
        ("Git commit:", COMMIT),
        ("Built:", BUILT),
        ("OS/Arch:", "linux/amd64"),
        ("Context:", "default"),
        ("Experimental:", "true"),
    ];
    let engine = [
        ("Version:", VERSION),
        ("API version:", minimum.as_str()),
        ("Go version:", GO),
        ("Git commit:", ENGINE_COMMIT),
        ("Built:", BUILT),
        ("OS/Arch:", "linux/amd64"),
        ("Experimental:", "false"),
    ];
    format!("Client:\n{}\nServer:\n Engine:\n{}", rows(&client, 1), rows(&engine, 2))
}
