//! The classic builder's cache: is there an image made from this one by the same command?

use std::rc::Rc;

use image::{ContainerConfig, Image};

use super::{Classic, State};
use crate::costs::micros;
use crate::event::{Event, Origin};
use crate::facts::StepFacts;
use crate::id::StepId;
use crate::probe::{Probe, Verdict};
use crate::request::CacheUse;

impl Classic<'_> {
    /// Asks the cache for a child of the image so far that `container_config` made; goes on from it if there is one.
    pub(super) fn probe(
        &mut self,
        step: StepId,
        state: &mut State,
        container_config: &ContainerConfig,
        facts: &StepFacts,
    ) -> bool {
        self.recorder.spend(micros(self.engine.costs.probe));
        let found = match (self.request.cache, self.busted) {
            (CacheUse::Probe, false) => self.find(state, container_config),
            (CacheUse::Probe, true) | (CacheUse::Never, _) => None,
        };
        let (inputs, reason) = self.memory.compare(facts);
        let verdict = match (&found, self.request.cache) {
            (Some(_), _) => Verdict::Hit,
            (None, CacheUse::Never) => Verdict::NotAsked,
            (None, CacheUse::Probe) => Verdict::Miss(reason),
        };
        self.recorder.push(Event::CacheProbed { step, probe: Rc::new(Probe { inputs, verdict }) });
        let Some(image) = found else {
            self.busted = true;
            return false;
        };
        self.tell(step, state.image.as_deref(), &image, Origin::Cache);
        state.image = Some(image);
        true
    }

    /// The newest fitting child. (moby: image/cache/cache.go, `getLocalCachedImage`.)
    fn find(&self, state: &State, container_config: &ContainerConfig) -> Option<Rc<Image>> {
        let children = self.engine.store.children(state.id());
        let fits = |it: &&&Rc<Image>| {
            it.config()
                .container_config
                .as_ref()
                .is_some_and(|made_by| made_by.runs_like(container_config))
        };
        children.iter().filter(fits).max_by_key(|it| it.config().created).map(|it| (*it).clone())
    }

    /// Tells the layer and the image that a step gave.
    pub(super) fn tell(
        &mut self,
        step: StepId,
        parent: Option<&Image>,
        image: &Image,
        origin: Origin,
    ) {
        let below = parent.map_or(0, |it| it.layers().len());
        if let (Some(layer), Some(chain_id)) = (image.layers().get(below), image.chain_id()) {
            let layer = layer.clone();
            self.recorder.push(Event::LayerCommitted { step, layer, chain_id, origin });
        }
        self.recorder.push(Event::ImageCommitted { step, image: image.id(), origin });
    }
}
