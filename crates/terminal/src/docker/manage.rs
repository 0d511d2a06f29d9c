//! `docker pull`, `docker tag` and `docker rmi`.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Event, Request};
use image::{ChainId, ImageId, Reference, ReferenceError};
use shell::{ExitCode, Process, Stop};

use super::flags::Parsed;
use super::{Docker, fail, failure, not_found_or};
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

/// `docker push NAME`.
pub(crate) fn push(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let written = match parsed.arguments[0].parse::<Reference>() {
        Ok(reference) => reference,
        Err(error) => return fail(process, &error.to_string()),
    };
    if parsed.is_on("all-tags") {
        return Err(Stop::unsupported("`docker push --all-tags`"));
    }
    let reference = written.clone().tagged();
    let say = |process: &mut Process, text: String| match parsed.is_on("quiet") {
        true => Ok(()),
        false => process.print(text),
    };
    if written != reference {
        let tag = reference.tag().unwrap_or_default();
        say(process, format!("Using default tag: {tag}\n"))?;
    }
    say(process, format!("The push refers to repository [{}]\n", reference.name()))?;
    let image = docker.engine.find(&reference.familiar()).ok().cloned();
    let layers: Vec<String> =
        image.iter().flat_map(|it| it.layers()).rev().map(|it| it.diff_id().0.short()).collect();
    say(process, layers.iter().map(|it| format!("{it}: Preparing\n")).collect())?;
    let request = Request::Push { reference: reference.clone() };
    let outcome = docker.apply(process, &request, |process, record| {
        if let Some(error) = failure(record) {
            return process.eprint(format!("{error}\n"));
        }
        let Event::ImagePushed { digest, .. } = &record.event else { return Ok(()) };
        say(process, layers.iter().map(|it| format!("{it}: Pushed\n")).collect())?;
        let tag = reference.tag().unwrap_or_default();
        let size = 500 + 250 * layers.len();
        say(process, format!("{tag}: digest: {digest} size: {size}\n"))
    })?;
    if outcome.result.is_err() {
        return Ok(ExitCode::FAILURE);
    }
    if parsed.is_on("quiet") {
        process.print(format!("{reference}\n"))?;
    }
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
        let (force, prune) = (parsed.is_on("force"), !parsed.is_on("no-prune"));
        let request = Request::Remove { name: name.clone(), force, prune };
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
            errors.push(not_found_or(&error, name));
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
    /// The stacks that containers stand on, and so keep.
    held: Vec<Vec<ChainId>>,
    /// Images of the classic builder; the layers of others stay in BuildKit's cache.
    classic: BTreeSet<ImageId>,
}

impl Layers {
    fn of(docker: &Docker) -> Layers {
        let summaries = docker.engine.images();
        let images = summaries.iter().filter_map(|it| docker.engine.image(it.id));
        let (chains, classic) = (BTreeMap::new(), BTreeSet::new());
        let mut layers = Layers { chains, held: Vec::new(), classic };
        for image in images {
            let mut chain: Vec<ChainId> = Vec::new();
            for layer in image.layers() {
                let below = chain.last().copied();
                chain.push(
                    below.map_or(ChainId::base(layer.diff_id()), |it| it.push(layer.diff_id())),
                );
            }
            if docker.engine.containers().iter().any(|it| it.image == image.id()) {
                layers.held.push(chain.clone());
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
        let is_gone = |it: &&ChainId| {
            !self.chains.values().chain(&self.held).flatten().any(|other| other == *it)
        };
        let gone = chain.iter().rev().filter(is_gone).filter(|_| self.classic.contains(&image));
        gone.map(|it| format!("Deleted: {}\n", it.0)).collect()
    }
}

fn no_reference(text: &str, error: ReferenceError) -> String {
    format!("Error parsing reference: \"{text}\" is not a valid repository/tag: {error}")
}
