//! Pulling images from the simulated registry.

use std::rc::Rc;

use alpine::Published;
use image::{Digest, Image, ImageId, Reference, SimTime};

use crate::costs::Costs;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::event::Event;
use crate::recorder::Recorder;

/// Downloads what `reference` names in the registry, and names it so in the engine.
pub(crate) fn pull(
    engine: &mut Engine,
    reference: &Reference,
    recorder: &mut Recorder,
) -> Result<Rc<Image>, EngineError> {
    let reference = reference.clone().pinned();
    recorder.push(Event::PullStarted { reference: reference.clone() });
    recorder.spend(engine.costs.ask_registry());
    let published = find(engine, &reference, recorder.now())?;
    let image = published.image.clone();
    let mut bytes = 0;
    if engine.store.get(image.id()).is_none() {
        bytes = transfer(&engine.costs, &reference, &published, recorder);
        engine.store.insert(image.clone(), None);
    }
    engine.store.tag(reference.clone(), image.id());
    recorder.push(Event::ImagePulled {
        reference,
        image: image.id(),
        digest: manifest_digest(&image),
        bytes,
    });
    Ok(image)
}

/// What the registry has under `reference` at `date`.
pub(crate) fn find(
    engine: &Engine,
    reference: &Reference,
    date: SimTime,
) -> Result<Published, EngineError> {
    if let Some(image) = engine.pushed.get(reference) {
        let downloads = image.layers().iter().map(|it| it.size()).collect();
        return Ok(Published { image: image.clone(), downloads });
    }
    let upstream = &engine.upstream;
    if let Some(published) = upstream.image(reference, date) {
        return Ok(published);
    }
    let repository = reference.name().parse::<Reference>().map(Reference::tagged);
    Err(match repository.ok().and_then(|it| upstream.image(&it, date)) {
        Some(_) => EngineError::ManifestUnknown { reference: reference.familiar() },
        None => EngineError::PullDenied { repository: reference.familiar_name() },
    })
}

/// Downloads and unpacks the layers; gives the bytes that came.
pub(crate) fn transfer(
    costs: &Costs,
    reference: &Reference,
    published: &Published,
    recorder: &mut Recorder,
) -> u64 {
    let mut bytes = 0;
    for (layer, download) in published.image.layers().iter().zip(&published.downloads) {
        bytes += download;
        recorder.spend(costs.pull(*download, layer.size()));
        let (reference, layer) = (reference.clone(), layer.clone());
        recorder.push(Event::LayerPulled { reference, layer, bytes: *download });
    }
    bytes
}

/// The digest of the image's manifest, with its layers as uncompressed archives. (OCI image-spec: manifest.md.)
pub(crate) fn manifest_digest(image: &Image) -> Digest {
    let config = image.config().json();
    let layers: Vec<String> = image
        .layers()
        .iter()
        .map(|it| {
            let media_type = "application/vnd.oci.image.layer.v1.tar";
            format!(
                "{{\"mediaType\":\"{media_type}\",\"digest\":\"{}\",\"size\":{}}}",
                it.diff_id().0,
                it.size()
            )
        })
        .collect();
    let manifest = format!(
        "{{\"schemaVersion\":2,\"config\":{{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\
         \"digest\":\"{}\",\"size\":{}}},\"layers\":[{}]}}",
        image.id(),
        config.len(),
        layers.join(",")
    );
    Digest::of(manifest.as_bytes())
}

/// Sends the image that `reference` names to its registry.
pub(crate) fn push(
    engine: &mut Engine,
    reference: &Reference,
    recorder: &mut Recorder,
) -> Result<ImageId, EngineError> {
    let reference = reference.clone().tagged();
    let image = engine.store.named(&reference).cloned().ok_or_else(|| {
        let name = reference.familiar_name();
        EngineError::refused(format!("An image does not exist locally with the tag: {name}"))
    })?;
    recorder.spend(engine.costs.ask_registry());
    // Nobody but Docker itself may push to the official images.
    if reference.name().starts_with("docker.io/library/") {
        let message = "denied: requested access to the resource is denied";
        return Err(EngineError::refused(message));
    }
    let bytes = image.size();
    recorder.spend(engine.costs.pull(bytes, bytes));
    let digest = manifest_digest(&image);
    engine.pushed.insert(reference.clone(), image.clone());
    recorder.push(Event::ImagePushed { reference, image: image.id(), digest, bytes });
    Ok(image.id())
}
