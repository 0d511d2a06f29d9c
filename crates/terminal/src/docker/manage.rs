//! `docker pull`, `docker tag` and `docker rmi`.

use std::collections::{BTreeMap, BTreeSet};

use engine::{EngineError, Event, Request};
use image::{ChainId, ImageId, Reference, ReferenceError};
use shell::{ExitCode, Process, Stop};

use super::flags::Parsed;
use super::{Docker, fail, failure};
use crate::render::PullText;
use crate::wording::FROM_DAEMON;

/// `docker pull NAME`.
pub(crate) fn pull(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let written = match parsed.arguments[0].parse::<Reference>() {
        Ok(reference) => reference,
        Err(error) => return fail(process, &error.to_string()),
    };
    let is_quiet = parsed.is_on("quiet");
    let reference = written.clone().tagged();
    if written != reference && !is_quiet {
        process.print(format!("Using default tag: {}\n", reference.tag().unwrap_or_default()))?;
    }
    let was_known = docker.engine.images().iter().any(|it| it.references.contains(&reference));
    let mut text = PullText::new(was_known);
    let request = Request::Pull { reference: reference.clone() };
    let outcome = docker.apply(process, &request, |process, record| {
        if let Some(error) = failure(record) {
            return process.eprint(format!("{FROM_DAEMON}{error}\n"));
        }
        let line = text.push(record);
        if is_quiet { Ok(()) } else { process.print(line) }
    })?;
    if outcome.result.is_err() {
        return Ok(ExitCode::FAILURE);
    }
    process.print(format!("{reference}\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// `docker tag SOURCE TARGET`.
pub(crate) fn tag(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let [source, target] = &parsed.arguments[..] else { return Ok(ExitCode::FAILURE) };
    let target: Reference = match target.parse() {
        Ok(reference) => reference,
        Err(error) => return fail(process, &no_reference(target, error)),
    };
    if let Err(error) = source.parse::<Reference>()
        && error != ReferenceError::LooksLikeId
    {
        return fail(process, &no_reference(source, error));
    }
    let request = Request::Tag { source: source.clone(), target };
    let outcome = docker.apply(process, &request, |process, record| match failure(record) {
        Some(error) => process.eprint(format!("{FROM_DAEMON}{error}\n")),
        None => Ok(()),
    })?;
    Ok(if outcome.result.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// `docker rmi IMAGE…`: what cannot be removed is told after the rest is.
pub(crate) fn remove(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let mut errors = Vec::new();
    let mut layers = Layers::of(docker);
    for name in &parsed.arguments {
        let names = match parsed.is_on("force") {
            true => names_of(docker, name),
            false => vec![name.clone()],
        };
        for name in names {
            let request = Request::Remove { name: name.clone() };
            let outcome = docker.apply(process, &request, |process, record| {
                if let Event::ImageUntagged { reference, .. } = &record.event {
                    process.print(format!("Untagged: {}\n", reference.familiar()))
                } else if let Event::ImageDeleted { image } = &record.event {
                    process.print(format!("Deleted: {image}\n{}", layers.without(*image)))
                } else {
                    Ok(())
                }
            })?;
            if let Err(error) = outcome.result {
                errors.push(removal_message(&name, &error));
            }
        }
    }
    match errors.is_empty() {
        true => Ok(ExitCode::SUCCESS),
        false => fail(process, &errors.join("\n")),
    }
}

/// The layers of all images, to tell which go with an image.
struct Layers {
    /// The chain IDs of each image, lowest first.
    chains: BTreeMap<ImageId, Vec<ChainId>>,
    /// Images of the classic builder; the layers of others stay in BuildKit's cache.
    classic: BTreeSet<ImageId>,
}

impl Layers {
    fn of(docker: &Docker) -> Layers {
        let summaries = docker.engine.images();
        let images = summaries.iter().filter_map(|it| docker.engine.image(it.id));
        let mut layers = Layers { chains: BTreeMap::new(), classic: BTreeSet::new() };
        for image in images {
            let mut chain: Vec<ChainId> = Vec::new();
            for layer in image.layers() {
                let below = chain.last().copied();
                chain.push(
                    below.map_or(ChainId::base(layer.diff_id()), |it| it.push(layer.diff_id())),
                );
            }
            layers.chains.insert(image.id(), chain);
            if !image.config().docker_version.is_empty() {
                layers.classic.insert(image.id());
            }
        }
        layers
    }

    /// Forgets `image`; a line for each layer that no other image has, highest first.
    fn without(&mut self, image: ImageId) -> String {
        let chain = self.chains.remove(&image).unwrap_or_default();
        let is_gone = |it: &&ChainId| !self.chains.values().flatten().any(|other| other == *it);
        let gone = chain.iter().rev().filter(is_gone).filter(|_| self.classic.contains(&image));
        gone.map(|it| format!("Deleted: {}\n", it.0)).collect()
    }
}

/// With `--force`, an image that is meant by its ID loses all its names.
fn names_of(docker: &Docker, name: &str) -> Vec<String> {
    let Ok(image) = docker.engine.find(name) else { return vec![name.to_string()] };
    let id = image.id();
    let summary = docker.engine.images().into_iter().find(|it| it.id == id);
    let references = summary.map(|it| it.references).unwrap_or_default();
    let is_named = name.parse::<Reference>().is_ok_and(|it| references.contains(&it.tagged()));
    match is_named || references.is_empty() {
        true => vec![name.to_string()],
        false => references.iter().map(Reference::familiar).collect(),
    }
}

fn removal_message(name: &str, error: &EngineError) -> String {
    match error {
        EngineError::NoSuchImage { .. } => format!("Error: No such image: {name}"),
        EngineError::PullDenied { .. }
        | EngineError::ManifestUnknown { .. }
        | EngineError::Conflict { .. }
        | EngineError::Build(_) => format!("{FROM_DAEMON}{error}"),
    }
}

fn no_reference(text: &str, error: ReferenceError) -> String {
    format!("Error parsing reference: \"{text}\" is not a valid repository/tag: {error}")
}
