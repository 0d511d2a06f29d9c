//! `docker rmi`.
//!
//! As moby: daemon/images/image_delete.go.

use std::collections::BTreeSet;

use image::{ImageId, Reference};

use crate::containers::Container;
use crate::costs::micros;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::event::Event;
use crate::recorder::Recorder;

/// How far a removal goes.
#[derive(Clone, Copy, Debug)]
struct Extent {
    /// `--force`: what can be forced is.
    force: bool,
    /// Unnamed parents go too.
    prune: bool,
    /// A conflict is no error, because a name was taken away already.
    quiet: bool,
}

/// Takes a name away, and with the last name the image and its unnamed parents.
pub(crate) fn remove(
    engine: &mut Engine,
    name: &str,
    force: bool,
    prune: bool,
    recorder: &mut Recorder,
) -> Result<(), EngineError> {
    recorder.spend(micros(engine.costs.call));
    if name.trim().is_empty() {
        return Err(EngineError::refused("image name cannot be blank"));
    }
    let id = engine.find(name)?.id();
    let references = engine.store.references(id);
    let reference = name.parse::<Reference>().ok().map(Reference::tagged);
    let named = reference.filter(|it| references.contains(it));
    let quiet = named.is_some();
    match named {
        Some(reference) => {
            let user = engine.containers.of_image(id).next();
            if let (1, false, Some(user)) = (references.len(), force, user) {
                return Err(EngineError::refused(format!(
                    "conflict: unable to remove repository reference \"{name}\" (must force) - container {} is using its referenced image {}",
                    user.id.short(),
                    id.short()
                )));
            }
            untag(engine, id, reference, recorder);
            if 1 < references.len() {
                return Ok(());
            }
        }
        None if references.len() <= 1 => {
            if let Some(conflict) = conflict(engine, id, force, &BTreeSet::new()) {
                return Err(conflict);
            }
            for reference in references {
                untag(engine, id, reference, recorder);
            }
        }
        None => (),
    }
    delete(engine, id, Extent { force, prune, quiet }, recorder)
}

fn delete(
    engine: &mut Engine,
    id: ImageId,
    extent: Extent,
    recorder: &mut Recorder,
) -> Result<(), EngineError> {
    let mut next = Some((id, extent));
    while let Some((id, extent)) = next {
        let references: BTreeSet<Reference> = engine.store.references(id).into_iter().collect();
        if let Some(conflict) = conflict(engine, id, extent.force, &references) {
            let is_used = engine.containers.of_image(id).next().is_some();
            let is_parent = !engine.store.children(Some(id)).is_empty();
            let is_dangling = references.is_empty() && !is_parent;
            return if extent.quiet && (!is_dangling || is_used) { Ok(()) } else { Err(conflict) };
        }
        for reference in references {
            untag(engine, id, reference, recorder);
        }
        let parent = engine.store.parent(id).filter(|_| extent.prune);
        engine.store.remove(id);
        recorder.push(Event::ImageDeleted { image: id });
        next = parent.map(|it| (it, Extent { force: false, prune: true, quiet: true }));
    }
    Ok(())
}

fn untag(engine: &mut Engine, image: ImageId, reference: Reference, recorder: &mut Recorder) {
    engine.store.untag(&reference);
    recorder.push(Event::ImageUntagged { image, reference });
}

/// What keeps the image; `references` are names that would have to go by force.
fn conflict(
    engine: &Engine,
    id: ImageId,
    force: bool,
    references: &BTreeSet<Reference>,
) -> Option<EngineError> {
    let conflict = |how: &str, why: String| {
        Some(EngineError::Conflict { id: id.short(), detail: format!("{how}) - {why}") })
    };
    if !engine.store.children(Some(id)).is_empty() {
        return conflict("cannot be forced", "image has dependent child images".to_string());
    }
    let running = |it: &&std::rc::Rc<Container>| it.is_running();
    if let Some(user) = engine.containers.of_image(id).find(running) {
        let why = format!("image is being used by running container {}", user.id.short());
        return conflict("cannot be forced", why);
    }
    if force {
        return None;
    }
    if !references.is_empty() {
        let why = "image is referenced in multiple repositories".to_string();
        return conflict("must be forced", why);
    }
    let user = engine.containers.of_image(id).next()?;
    let why = format!("image is being used by stopped container {}", user.id.short());
    conflict("must be forced", why)
}
