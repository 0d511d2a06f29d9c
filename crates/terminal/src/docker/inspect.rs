//! `docker inspect` and its like: all there is to say of a thing, as JSON or as a template says.
//!
//! As docker/cli: cli/command/inspect/inspector.go, cli/command/system/inspect.go.

mod container;
mod image;

use shell::{ExitCode, Process, Stop};

use super::flags::Parsed;
use super::{Docker, fail, template_message, volumes};
use crate::json::Json;
use crate::template::{Data, Template};

/// The exit code for a template that is none.
const BAD_TEMPLATE: ExitCode = ExitCode(64);
const TYPES: [&str; 4] = ["container", "image", "network", "volume"];

/// `docker inspect NAME…`.
pub(crate) fn run(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let sized = parsed.is_on("size");
    match parsed.text("type") {
        None | Some("") => show(docker, process, parsed, "object", &|docker, name| {
            TYPES.iter().find_map(|it| find(docker, it, name, sized))
        }),
        Some(kind) if TYPES.contains(&kind) => {
            show(docker, process, parsed, kind, &|docker, name| find(docker, kind, name, sized))
        }
        Some(other) => {
            let text = format!("{} is not a valid value for --type", dockerfile::quote(other));
            fail(process, &text)
        }
    }
}

/// `docker image inspect NAME…`.
pub(crate) fn run_image(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    show(docker, process, parsed, "image", &|docker, name| find(docker, "image", name, false))
}

/// `docker container inspect NAME…`.
pub(crate) fn run_container(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let sized = parsed.is_on("size");
    show(docker, process, parsed, "container", &|docker, name| {
        find(docker, "container", name, sized)
    })
}

fn find(docker: &Docker, kind: &str, name: &str, sized: bool) -> Option<Json> {
    match kind {
        "container" => {
            docker.engine.container(name).ok().map(|it| container::described(docker, it, sized))
        }
        "image" => docker.engine.find(name).ok().map(|it| image::described(docker, it)),
        "network" => volumes::find_network(docker, name),
        _ => volumes::find(docker, name),
    }
}

/// Shows what `find` finds for each name; what it does not find is told after that.
pub(crate) fn show(
    docker: &Docker,
    process: &mut Process,
    parsed: &Parsed,
    what: &str,
    find: &dyn Fn(&Docker, &str) -> Option<Json>,
) -> Result<ExitCode, Stop> {
    let template = match parsed.text("format").map(Template::parse).transpose() {
        Ok(template) => template,
        Err(error) => {
            let message = template_message(error)?;
            fail(process, &message)?;
            return Ok(BAD_TEMPLATE);
        }
    };
    let mut found = Vec::new();
    let mut filled = String::new();
    let mut errors = Vec::new();
    for name in &parsed.arguments {
        match (find(docker, name), &template) {
            (None, _) => errors.push(format!("Error: No such {what}: {name}")),
            (Some(value), None) => found.push(value),
            (Some(value), Some(template)) => {
                match template.fill(Data { value: &value, kind: None }) {
                    Ok(text) => filled.push_str(&format!("{text}\n")),
                    Err(error) => {
                        filled.push('\n');
                        errors.push(template_message(error)?);
                    }
                }
            }
        }
    }
    match template {
        None => process.print(format!("{}\n", Json::List(Some(found)).pretty()))?,
        Some(_) if filled.is_empty() => process.print("\n")?,
        Some(_) => process.print(filled)?,
    }
    match errors.is_empty() {
        true => Ok(ExitCode::SUCCESS),
        false => fail(process, &errors.join("\n")),
    }
}
