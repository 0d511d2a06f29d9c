//! `docker build`.

use std::collections::BTreeMap;

use engine::{
    BuildError, BuildRequest, Builder, CacheUse, EngineError, Event, Outcome, Record, Request,
};
use image::{Follow, Reference};
use shell::{Activity, ExitCode, Process, Stop, Stream};

use super::flags::{Parsed, parse_bool};
use super::{Docker, check, context, explain, fail, output};
use crate::render::BuildText;
use crate::wording;

/// `docker build PATH`.
pub(crate) fn run(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let builder = match builder(process) {
        Ok(builder) => builder,
        Err(message) => return fail(process, &message),
    };
    if builder == Builder::BuildKit
        && let Some(message) = wrong_progress(parsed.text("progress").unwrap_or("auto"))?
    {
        return fail(process, &message);
    }
    let found = context::find(process, builder, &parsed.arguments[0], parsed.text("file"))?;
    let found = match found {
        Ok(found) => found,
        Err(context::Refusal(text)) => {
            process.eprint(text)?;
            return Ok(ExitCode::FAILURE);
        }
    };
    let build_args = build_args(process, parsed);
    if parsed.is_on("check") {
        return match builder {
            Builder::BuildKit => check::run(&docker.engine, process, parsed, &found, &build_args),
            Builder::Classic => Err(Stop::unsupported("`docker build --check` without BuildKit")),
        };
    }
    let (options, destination) = match output::options(process, parsed) {
        Ok(found) => found,
        Err(message) => return fail(process, &message),
    };
    if builder == Builder::Classic && destination.is_some() {
        // As docker/cli: cli/command/image/build.go, annotations of its flags.
        return fail(process, "\"--output\" requires BuildKit to be enabled");
    }
    let request = BuildRequest {
        builder,
        dockerfile: found.dockerfile,
        dockerfile_name: found.dockerfile_name,
        context: found.context,
        tags: parsed.all("tag").filter_map(|it| it.parse::<Reference>().ok()).collect(),
        cache: if parsed.is_on("no-cache") { CacheUse::Never } else { CacheUse::Probe },
        target: parsed.text("target").filter(|it| !it.is_empty()).map(str::to_string),
        build_args,
        labels: labels(parsed),
        options,
    };
    forget_id_file(process, parsed)?;
    let names = request.tags.clone();
    let is_silent = builder == Builder::BuildKit && parsed.text("progress") == Some("quiet");
    let outcome = match parsed.is_on("quiet") || is_silent {
        true => build_quietly(docker, process, request)?,
        false => build_aloud(docker, process, request)?,
    };
    if parsed.is_on("quiet") {
        print_id(process, &outcome)?;
    }
    if parsed.is_on("explain") {
        process.print(explain::report(&outcome.log))?;
    }
    let image = match &outcome.result {
        Ok(Some(image)) => *image,
        Ok(None) => return Ok(ExitCode::SUCCESS),
        Err(error) => return Ok(exit_code(builder, error)),
    };
    for Record { event, .. } in &outcome.log {
        if let (Event::ResultSent { image }, Some(destination)) = (event, &destination) {
            let code = destination.write(docker, process, image, &names)?;
            if code != ExitCode::SUCCESS {
                return Ok(code);
            }
        }
    }
    output::write_names(process, parsed, image)
}

/// Prints the ID of an image that stays in the engine.
fn print_id(process: &mut Process, outcome: &Outcome) -> Result<(), Stop> {
    let is_sent = outcome.log.iter().any(|it| matches!(it.event, Event::ResultSent { .. }));
    match &outcome.result {
        Ok(Some(image)) if !is_sent => process.print(format!("{image}\n")),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// The file of an earlier build must not be taken for this one's.
fn forget_id_file(process: &mut Process, parsed: &Parsed) -> Result<(), Stop> {
    if let Some(path) = parsed.text("iidfile")
        && let Ok((path, _)) = process.find(path, Follow::Last)
    {
        let _not_ours = process.remove(&path)?;
    }
    Ok(())
}

/// Shows the text as it grows: the classic builder's on standard output, BuildKit's on standard error.
fn build_aloud(
    docker: &mut Docker,
    process: &mut Process,
    request: BuildRequest,
) -> Result<Outcome, Stop> {
    let mut text = BuildText::new(&request);
    let stream = stream(request.builder);
    let outcome =
        docker.apply(process, &Request::Build(Box::new(request)), |process, record| {
            let more = text.push(record);
            match stream {
                Stream::Stdout => process.print(more)?,
                Stream::Stderr => process.eprint(more)?,
            }
            let Event::BuildFailed { error, .. } = &record.event else { return Ok(()) };
            tell_failure(process, &text, error)
        })?;
    Ok(outcome)
}

/// Shows nothing; if the build fails, all that it would have shown.
fn build_quietly(
    docker: &mut Docker,
    process: &mut Process,
    request: BuildRequest,
) -> Result<Outcome, Stop> {
    let mut text = BuildText::new(&request);
    let mut shown = String::new();
    let outcome =
        docker.apply(process, &Request::Build(Box::new(request)), |process, record| {
            shown.push_str(&text.push(record));
            let Event::BuildFailed { error, .. } = &record.event else { return Ok(()) };
            process.eprint(&shown)?;
            tell_failure(process, &text, error)
        })?;
    Ok(outcome)
}

/// The error's line; a limit of ours is no error, and is noted instead.
fn tell_failure(process: &mut Process, text: &BuildText, error: &BuildError) -> Result<(), Stop> {
    if let BuildError::Limit(limit) = error {
        process.note(Activity::LimitReached { limit: limit.clone() });
        return Ok(());
    }
    process.eprint(format!("{}\n", text.failure(error)))
}

fn exit_code(builder: Builder, error: &EngineError) -> ExitCode {
    if let EngineError::Build(error) = error {
        return wording::exit_code(builder, error);
    }
    ExitCode::FAILURE
}

fn stream(builder: Builder) -> Stream {
    match builder {
        Builder::Classic => Stream::Stdout,
        Builder::BuildKit => Stream::Stderr,
    }
}

/// BuildKit, unless the environment says otherwise.
fn builder(process: &Process) -> Result<Builder, String> {
    let Some(value) = process.env("DOCKER_BUILDKIT").filter(|it| !it.is_empty()) else {
        return Ok(Builder::BuildKit);
    };
    match parse_bool(value) {
        Ok(true) => Ok(Builder::BuildKit),
        Ok(false) => Ok(Builder::Classic),
        Err(error) => {
            Err(format!("DOCKER_BUILDKIT environment variable expects boolean value: {error}"))
        }
    }
}

fn wrong_progress(value: &str) -> Result<Option<String>, Stop> {
    match value {
        "auto" | "plain" | "quiet" => Ok(None),
        "tty" | "rawjson" => Err(Stop::unsupported(format!("`docker build --progress {value}`"))),
        other => Ok(Some(format!(
            "invalid value \"{other}\" passed to --progress, valid values are: auto, plain, tty"
        ))),
    }
}

/// `NAME=VALUE`; a bare `NAME` takes its value from the environment, if it has one.
fn build_args(process: &Process, parsed: &Parsed) -> BTreeMap<String, String> {
    let pairs = parsed.all("build-arg").filter_map(|it| match it.split_once('=') {
        Some((name, value)) => Some((name.to_string(), value.to_string())),
        None => Some((it.to_string(), process.env(it)?.to_string())),
    });
    pairs.collect()
}

fn labels(parsed: &Parsed) -> BTreeMap<String, String> {
    let pairs = parsed.all("label").map(|it| it.split_once('=').unwrap_or((it, "")));
    pairs.map(|(name, value)| (name.to_string(), value.to_string())).collect()
}
