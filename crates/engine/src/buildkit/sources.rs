//! Base images: found in the engine, or asked for in the registry.

use std::rc::Rc;

use image::{Digest, Image, Reference};

use super::graph::Source;
use crate::costs::micros;
use crate::engine::Engine;
use crate::error::{BuildError, EngineError};
use crate::event::Event;
use crate::pull::{self, manifest_digest};
use crate::recorder::Recorder;

/// What the name of a base image means.
pub(super) struct Resolved {
    pub(super) source: Source,
    /// The name as the step shows it.
    pub(super) shown: String,
}

/// Loads the description of the image `name`.
pub(super) fn resolve(
    engine: &Engine,
    name: &str,
    recorder: &mut Recorder,
) -> Result<Resolved, BuildError> {
    let written: Reference = name.parse().map_err(|error| BuildError::Invalid {
        message: format!("failed to parse stage name \"{name}\": {error}"),
    })?;
    let reference = written.clone().tagged();
    if let Some(image) = engine.store.named(&reference) {
        recorder.spend(micros(engine.costs.probe));
        recorder.push(Event::MetadataLoaded { reference });
        return Ok(Resolved {
            source: Source { image: image.clone(), pull: None },
            shown: written.to_string(),
        });
    }
    recorder.spend(engine.costs.ask_registry());
    let published = pull::find(engine, &reference, recorder.now());
    let image = published.map_err(BuildError::Base)?.image;
    recorder.push(Event::MetadataLoaded { reference: reference.clone() });
    let shown = format!("{written}@{}", manifest_digest(&image));
    Ok(Resolved { source: Source { image, pull: Some(reference) }, shown })
}

/// Downloads a base image, unless an earlier build did.
pub(super) fn provide(
    engine: &mut Engine,
    source: &Source,
    recorder: &mut Recorder,
) -> Result<(), EngineError> {
    let Some(reference) = &source.pull else { return Ok(()) };
    if engine.cache.pulled(reference).is_some_and(|it| it.id() == source.image.id()) {
        return Ok(());
    }
    let published = pull::find(engine, reference, recorder.now())?;
    recorder.push(Event::PullStarted { reference: reference.clone() });
    let bytes = pull::transfer(&engine.costs, reference, &published, recorder);
    let (image, digest) = (source.image.id(), manifest_digest(&source.image));
    recorder.push(Event::ImagePulled { reference: reference.clone(), image, digest, bytes });
    engine.cache.keep_pulled(reference.clone(), source.image.clone());
    Ok(())
}

/// The key of a base image: its files, not its configuration. (moby: builder-next/adapters/containerimage.)
pub(super) fn source_key(image: &Rc<Image>) -> Digest {
    image.chain_id().map_or_else(|| Digest::of(b""), |it| it.0)
}
