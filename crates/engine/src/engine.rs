//! The engine as a value, and its one front door.

use std::collections::BTreeMap;
use std::rc::Rc;

use alpine::Upstream;
use image::{AbsPath, FileTree, Image, ImageId, Reference, SimTime};

use crate::buildkit::{BuildCache, CacheRecord};
use crate::containers::{self, Container, ContainerStore};
use crate::costs::{Costs, micros};
use crate::error::EngineError;
use crate::event::{Event, ImageSource, Outcome};
use crate::facts::Memory;
use crate::id::{BuildId, ContainerId};
use crate::objects::{self, Network, Objects, Volume};
use crate::recorder::Recorder;
use crate::request::Request;
use crate::store::{HistoryLine, ImageStore, ImageSummary};
use crate::{build, pull, removal};

/// A Docker daemon with all it has stored. Cheap to clone: images are shared.
#[derive(Clone, Debug)]
pub struct Engine {
    seed: u64,
    pub(crate) upstream: Upstream,
    pub(crate) costs: Costs,
    /// How far a container's program may go.
    pub(crate) limits: shell::Limits,
    pub(crate) store: ImageStore,
    /// What BuildKit keeps of earlier steps.
    pub(crate) cache: BuildCache,
    /// What every step that ran depended on, to explain misses.
    pub(crate) memory: Memory,
    pub(crate) containers: ContainerStore,
    pub(crate) objects: Objects,
    /// What was pushed to registries.
    pub(crate) pushed: BTreeMap<Reference, Rc<Image>>,
    /// What was saved as an archive, with all that an archive of stubs does not hold.
    saved: BTreeMap<ImageId, Rc<Image>>,
    /// How many containers were ever made, those of builds included.
    containers_made: u64,
    builds: u32,
}

impl Engine {
    /// A fresh engine without images. `seed` decides what Docker draws by chance.
    pub fn new(seed: u64, upstream: Upstream, costs: Costs) -> Engine {
        Engine {
            seed,
            upstream,
            costs,
            limits: shell::Limits::default(),
            store: ImageStore::default(),
            cache: BuildCache::default(),
            memory: Memory::default(),
            containers: ContainerStore::default(),
            objects: Objects::new(seed),
            pushed: BTreeMap::new(),
            saved: BTreeMap::new(),
            containers_made: 0,
            builds: 0,
        }
    }

    /// The same engine, whose containers' programs may go only as far as `limits`.
    pub fn within(&self, limits: shell::Limits) -> Engine {
        Engine { limits, ..self.clone() }
    }

    /// Does what `request` asks, beginning at `now`.
    pub fn apply(&self, request: &Request, now: SimTime) -> (Engine, Outcome) {
        let mut engine = self.clone();
        let mut recorder = Recorder::new(now);
        containers::settle(&mut engine, &mut recorder);
        let result = match request {
            Request::Build(request) => build::build(&mut engine, request, &mut recorder).map(Some),
            Request::Pull { reference } => {
                pull::pull(&mut engine, reference, &mut recorder).map(|it| Some(it.id()))
            }
            Request::Tag { source, target } => engine.tag(source, target, &mut recorder).map(Some),
            Request::Remove { name, force, prune } => {
                removal::remove(&mut engine, name, *force, *prune, &mut recorder).map(|()| None)
            }
            Request::Store { image, source, parent, references } => {
                engine.keep(image, *source, *parent, references, &mut recorder);
                Ok(Some(image.id()))
            }
            Request::Save { image } => {
                if let Some(image) = self.image(*image) {
                    recorder.spend(engine.costs.send(image.size()));
                    engine.saved.insert(image.id(), image.clone());
                }
                Ok(Some(*image))
            }
            Request::Push { reference } => {
                pull::push(&mut engine, reference, &mut recorder).map(Some)
            }
            Request::Create(request) => {
                containers::create(&mut engine, request, &mut recorder).map(Some)
            }
            Request::Container { name, action } => {
                containers::act(&mut engine, name, action, &mut recorder)
            }
            Request::Share { path, tree } => {
                engine.containers.host_directories.insert(path.clone(), tree.clone());
                Ok(None)
            }
            Request::CreateVolume { .. }
            | Request::RemoveVolume { .. }
            | Request::CreateNetwork { .. }
            | Request::RemoveNetwork { .. } => {
                objects::apply(&mut engine, request, &mut recorder).map(|()| None)
            }
            Request::PruneCache => {
                let records = std::mem::take(&mut engine.cache).records();
                let bytes = records.iter().map(|it| it.bytes).sum();
                let records = u32::try_from(records.len()).unwrap_or(u32::MAX);
                recorder.push(Event::CachePruned { records, bytes });
                Ok(None)
            }
            Request::Settle => Ok(None),
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

    /// The image with this ID, if an archive of it was saved.
    pub fn saved(&self, id: ImageId) -> Option<&Rc<Image>> {
        self.saved.get(&id)
    }

    /// All containers of users, oldest first.
    pub fn containers(&self) -> &[Rc<Container>] {
        self.containers.list()
    }

    /// The container that `name` means: a name, or an ID or its beginning.
    pub fn container(&self, name: &str) -> Result<&Rc<Container>, EngineError> {
        self.containers.find(name)
    }

    /// The container's files as its programs see them, mounts included.
    pub fn files_of(&self, container: &Container) -> FileTree {
        containers::mounted(self, container)
    }

    /// A directory of the laptop's, as containers left it.
    pub fn shared(&self, path: &AbsPath) -> Option<&FileTree> {
        self.containers.host_directories.get(path)
    }

    /// Whether a container's time has come.
    pub fn is_due(&self, now: SimTime) -> bool {
        self.containers.list().iter().any(|it| it.ends_by(now))
    }

    /// All volumes, by name.
    pub fn volumes(&self) -> impl Iterator<Item = &Volume> {
        self.objects.volumes()
    }

    /// All networks, oldest first.
    pub fn networks(&self) -> &[Network] {
        self.objects.networks()
    }

    /// What BuildKit keeps, newest first.
    pub fn cache_records(&self) -> Vec<CacheRecord> {
        self.cache.records()
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
        self.containers_made += 1;
        ContainerId::derive(self.seed, self.containers_made)
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

    fn keep(
        &mut self,
        image: &Rc<Image>,
        source: ImageSource,
        parent: Option<ImageId>,
        references: &[Reference],
        recorder: &mut Recorder,
    ) {
        recorder.spend(self.costs.send(image.size()));
        self.store.insert(image.clone(), parent);
        recorder.push(Event::ImageStored { image: image.id(), source });
        for reference in references {
            self.name(image.id(), reference.clone(), recorder);
        }
    }
}
