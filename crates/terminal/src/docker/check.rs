//! `docker build --check`: the build checks, without a build.

use std::collections::BTreeMap;

use dockerfile::{BaseImage, Ignore, Surroundings};
use engine::Engine;
use image::{Reference, SimTime};
use shell::{ExitCode, Process, Stop};

use super::context::Found;
use super::flags::Parsed;
use crate::render::{check_failure, check_report};

/// Checks the Dockerfile of a build.
pub(super) fn run(
    engine: &Engine,
    process: &mut Process,
    parsed: &Parsed,
    found: &Found,
    build_args: &BTreeMap<String, String>,
) -> Result<ExitCode, Stop> {
    let ignore = found.context.ignore.as_deref().and_then(|it| Ignore::parse(it).ok());
    let now = process.machine().now;
    let check = dockerfile::check(
        &found.dockerfile,
        &Surroundings {
            build_args,
            target: parsed.text("target").filter(|it| !it.is_empty()),
            ignore: ignore.as_ref(),
            platform: "linux/amd64",
            base_image: &|name| base_image(engine, name, now),
            is_reference: &|name| name.parse::<Reference>().is_ok(),
        },
    );
    let name = parsed.text("file").unwrap_or(&found.dockerfile_name);
    process.print(check_report(&check, name, &found.dockerfile))?;
    if let Some(failure) = check_failure(&check, name, &found.dockerfile) {
        process.eprint(failure)?;
    }
    let is_clean = check.findings.is_empty() && check.error.is_none();
    Ok(if is_clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What the engine has under a name, or else the registry.
fn base_image(engine: &Engine, name: &str, now: SimTime) -> Option<BaseImage> {
    let reference = name.parse::<Reference>().ok()?.tagged();
    let published = engine.upstream().image(&reference, now).map(|it| it.image);
    // A real registry has its images for every platform.
    let is_everywhere = published.is_some();
    let image = engine.find(name).ok().cloned().or(published)?;
    let config = image.config();
    let platform = format!("{}/{}", config.os, config.architecture);
    Some(BaseImage {
        platform: if is_everywhere { String::new() } else { platform },
        env: config.config.env.clone(),
        shell: config.config.shell.clone().unwrap_or_default(),
        on_build: config.config.on_build.clone().unwrap_or_default(),
    })
}
