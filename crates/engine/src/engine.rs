//! The engine as a value, and its one front door.

use std::rc::Rc;

use alpine::Upstream;
use image::{Image, ImageId, Reference, SimTime};

use crate::build;
use crate::buildkit::BuildCache;
use crate::costs::{Costs, micros};
use crate::error::EngineError;
use crate::event::{Event, Outcome};
use crate::facts::Memory;
use crate::id::{BuildId, ContainerId};
use crate::pull;
use crate::recorder::Recorder;
use crate::request::Request;
use crate::store::{HistoryLine, ImageStore, ImageSummary};

/// A Docker daemon with all it has stored. Cheap to clone: images are shared.
#[derive(Clone, Debug)]
pub struct Engine {
    seed: u64,
    pub(crate) upstream: Upstream,
    pub(crate) costs: Costs,
    pub(crate) store: ImageStore,
    /// What BuildKit keeps of earlier steps.
    pub(crate) cache: BuildCache,
    /// What every step that ran depended on, to explain misses.
    pub(crate) memory: Memory,
    containers: u64,
    builds: u32,
}

impl Engine {
    /// A fresh engine without images. `seed` decides what Docker draws by chance.
    pub fn new(seed: u64, upstream: Upstream, costs: Costs) -> Engine {
        Engine {
            seed,
            upstream,
            costs,
            store: ImageStore::default(),
            cache: BuildCache::default(),
            memory: Memory::default(),
            containers: 0,
            builds: 0,
        }
    }

    /// Does what `request` asks, beginning at `now`.
    pub fn apply(&self, request: &Request, now: SimTime) -> (Engine, Outcome) {
        let mut engine = self.clone();
        let mut recorder = Recorder::new(now);
        let result = match request {
            Request::Build(request) => build::build(&mut engine, request, &mut recorder).map(Some),
            Request::Pull { reference } => {
                pull::pull(&mut engine, reference, &mut recorder).map(|it| Some(it.id()))
            }
            Request::Tag { source, target } => engine.tag(source, target, &mut recorder).map(Some),
            Request::Remove { name } => engine.remove(name, &mut recorder).map(|()| None),
        };
        let is_build = matches!(request, Request::Build(_));
        if let (Err(error), false) = (&result, is_build) {
            recorder.push(Event::RequestFailed { error: error.clone() });
        }
        let end = recorder.now();
        (engine, Outcome { log: recorder.finish(), end, result })
    }

    /// The image that `name` means: a reference, or an ID or its beginning.
    pub fn find(&self, name: &str) -> Result<&Rc<Image>, EngineError> {
        self.store.find(name)
    }

    /// The image with this ID.
    pub fn image(&self, id: ImageId) -> Option<&Rc<Image>> {
        self.store.get(id)
    }

    /// All images, newest first.
    pub fn images(&self) -> Vec<ImageSummary> {
        self.store.list()
    }

    /// The history of `image`, newest first.
    pub fn history(&self, image: &Image) -> Vec<HistoryLine> {
        self.store.history(image)
    }

    /// What the cost model says.
    pub fn costs(&self) -> &Costs {
        &self.costs
    }

    /// The world outside, as the engine sees it.
    pub fn upstream(&self) -> &Upstream {
        &self.upstream
    }

    /// The next container's name.
    pub(crate) fn next_container(&mut self) -> ContainerId {
        self.containers += 1;
        ContainerId::derive(self.seed, self.containers)
    }

    /// The next build's number.
    pub(crate) fn next_build(&mut self) -> BuildId {
        self.builds += 1;
        BuildId(self.builds - 1)
    }

    fn tag(
        &mut self,
        source: &str,
        target: &Reference,
        recorder: &mut Recorder,
    ) -> Result<ImageId, EngineError> {
        recorder.spend(micros(self.costs.call));
        let id = self.find(source)?.id();
        self.name(id, target.clone(), recorder);
        Ok(id)
    }

    /// Lets `reference` name `image`, and says so.
    pub(crate) fn name(&mut self, image: ImageId, reference: Reference, recorder: &mut Recorder) {
        let reference = reference.tagged();
        let before = self.store.tag(reference.clone(), image);
        recorder.push(Event::ImageTagged { image, reference, before });
    }

    /// Takes a name away, and with the last name the image and its unnamed parents.
    fn remove(&mut self, name: &str, recorder: &mut Recorder) -> Result<(), EngineError> {
        recorder.spend(micros(self.costs.call));
        let id = self.find(name)?.id();
        let references = self.store.references(id);
        let named = name
            .parse::<Reference>()
            .ok()
            .map(Reference::tagged)
            .filter(|it| references.contains(it));
        let untagged = match (named, references.len()) {
            (Some(reference), _) => vec![reference],
            (None, 0 | 1) => references.clone(),
            (None, _) => {
                let detail =
                    "must be forced) - image is referenced in multiple repositories".to_string();
                return Err(EngineError::Conflict { id: id.short(), detail });
            }
        };
        let is_last = untagged.len() == references.len();
        if is_last && references.is_empty() && !self.store.children(Some(id)).is_empty() {
            let detail = "cannot be forced) - image has dependent child images".to_string();
            return Err(EngineError::Conflict { id: id.short(), detail });
        }
        for reference in untagged {
            self.store.untag(&reference);
            recorder.push(Event::ImageUntagged { image: id, reference });
        }
        let mut next = Some(id).filter(|_| is_last);
        while let Some(image) = next.filter(|it| self.is_unused(*it)) {
            next = self.store.parent(image);
            self.store.remove(image);
            recorder.push(Event::ImageDeleted { image });
        }
        Ok(())
    }

    fn is_unused(&self, image: ImageId) -> bool {
        self.store.references(image).is_empty() && self.store.children(Some(image)).is_empty()
    }
}
