//! Volumes and networks.

use std::collections::BTreeMap;

use image::{Digest, FileTree, SimTime};

use crate::costs::micros;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::event::Event;
use crate::recorder::Recorder;
use crate::request::Request;

/// The networks that every engine has, with their drivers.
const OWN_NETWORKS: [(&str, &str); 3] = [("bridge", "bridge"), ("host", "host"), ("none", "null")];

/// Files that outlive containers.
#[derive(Clone, Debug)]
pub struct Volume {
    pub name: String,
    pub created: SimTime,
    pub labels: BTreeMap<String, String>,
    /// Whether the engine drew its name, for a container that asked for none.
    pub anonymous: bool,
    pub tree: FileTree,
}

/// A network; what goes over it is not simulated.
#[derive(Clone, Debug)]
pub struct Network {
    pub id: Digest,
    pub name: String,
    pub driver: String,
    pub created: SimTime,
    pub labels: BTreeMap<String, String>,
}

/// Does what a request about volumes and networks asks.
pub(crate) fn apply(
    engine: &mut Engine,
    request: &Request,
    recorder: &mut Recorder,
) -> Result<(), EngineError> {
    recorder.spend(micros(engine.costs.call));
    if let Request::CreateVolume { name, labels } = request {
        let drawn = || Digest::of(format!("volume {}", recorder.now().micros()).as_bytes()).hex();
        let anonymous = name.is_none();
        let name = name.clone().unwrap_or_else(drawn);
        engine.objects.create_volume(&name, labels.clone(), anonymous, recorder)
    } else if let Request::RemoveVolume { name, force } = request {
        let users = engine.containers.of_volume(name);
        match (engine.objects.volume(name), users.is_empty()) {
            (None, _) if *force => Ok(()),
            (None, _) => Err(EngineError::NoSuchVolume { name: name.clone() }),
            (Some(_), false) => {
                let users: Vec<String> = users.iter().map(|it| it.hex()).collect();
                let users = users.join(", ");
                Err(EngineError::refused(format!("remove {name}: volume is in use - [{users}]")))
            }
            (Some(_), true) => {
                engine.objects.remove_volume(name, recorder);
                Ok(())
            }
        }
    } else if let Request::CreateNetwork { name, driver, labels } = request {
        engine.objects.create_network(name, driver, labels.clone(), recorder)
    } else if let Request::RemoveNetwork { name } = request {
        engine.objects.remove_network(name, recorder)
    } else {
        Ok(())
    }
}

/// All volumes and networks.
#[derive(Clone, Debug)]
pub(crate) struct Objects {
    volumes: BTreeMap<String, Volume>,
    networks: Vec<Network>,
}

impl Objects {
    /// The networks that Docker itself makes.
    pub(crate) fn new(seed: u64) -> Objects {
        let own = OWN_NETWORKS.iter().map(|(name, driver)| Network {
            id: Digest::of(format!("network {seed} {name}").as_bytes()),
            name: name.to_string(),
            driver: driver.to_string(),
            created: SimTime::default(),
            labels: BTreeMap::new(),
        });
        Objects { volumes: BTreeMap::new(), networks: own.collect() }
    }

    /// By name.
    pub(crate) fn volumes(&self) -> impl Iterator<Item = &Volume> {
        self.volumes.values()
    }

    pub(crate) fn volume(&self, name: &str) -> Option<&Volume> {
        self.volumes.get(name)
    }

    pub(crate) fn volume_mut(&mut self, name: &str) -> Option<&mut Volume> {
        self.volumes.get_mut(name)
    }

    /// Makes a volume; one of that name that is there already stays.
    pub(crate) fn create_volume(
        &mut self,
        name: &str,
        labels: BTreeMap<String, String>,
        anonymous: bool,
        recorder: &mut Recorder,
    ) -> Result<(), EngineError> {
        if self.volumes.contains_key(name) {
            return Ok(());
        }
        let is_word = |it: char| it.is_ascii_alphanumeric();
        let is_good = name.len() > 1
            && name.starts_with(is_word)
            && name.chars().all(|it| is_word(it) || "_.-".contains(it));
        if !is_good {
            // As moby: volume/local/local.go, `validateName`.
            let reason = match name.len() {
                1 => format!(
                    "create {name}: volume name is too short, names should be at least two alphanumeric characters"
                ),
                _ => format!(
                    "create {name}: \"{name}\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path"
                ),
            };
            return Err(EngineError::refused(reason));
        }
        let (created, name) = (recorder.now(), name.to_string());
        recorder.push(Event::VolumeCreated { name: name.clone() });
        let volume =
            Volume { name: name.clone(), created, labels, anonymous, tree: FileTree::default() };
        self.volumes.insert(name, volume);
        Ok(())
    }

    pub(crate) fn remove_volume(&mut self, name: &str, recorder: &mut Recorder) {
        if self.volumes.remove(name).is_some() {
            recorder.push(Event::VolumeRemoved { name: name.to_string() });
        }
    }

    /// In order of making.
    pub(crate) fn networks(&self) -> &[Network] {
        &self.networks
    }

    /// Whether a container may join `name`.
    pub(crate) fn has_network(&self, name: &str) -> bool {
        matches!(name, "" | "default") || self.networks.iter().any(|it| it.name == name)
    }

    pub(crate) fn create_network(
        &mut self,
        name: &str,
        driver: &str,
        labels: BTreeMap<String, String>,
        recorder: &mut Recorder,
    ) -> Result<(), EngineError> {
        if self.networks.iter().any(|it| it.name == name) {
            return Err(EngineError::refused(format!("network with name {name} already exists")));
        }
        let created = recorder.now();
        let id = Digest::of(format!("network {name} {}", created.micros()).as_bytes());
        let (name, driver) = (name.to_string(), driver.to_string());
        recorder.push(Event::NetworkCreated { name: name.clone() });
        self.networks.push(Network { id, name, driver, created, labels });
        Ok(())
    }

    pub(crate) fn remove_network(
        &mut self,
        name: &str,
        recorder: &mut Recorder,
    ) -> Result<(), EngineError> {
        let is_meant = |it: &Network| it.name == name || it.id.hex().starts_with(name);
        let found = self.networks.iter().find(|it| is_meant(it)).map(|it| it.name.clone());
        let Some(name) = found.filter(|_| !name.is_empty()) else {
            return Err(EngineError::refused(format!("No such network: {name}")));
        };
        if OWN_NETWORKS.iter().any(|(own, _)| *own == name) {
            return Err(EngineError::refused(format!(
                "{name} is a pre-defined network and cannot be removed"
            )));
        }
        self.networks.retain(|it| it.name != name);
        recorder.push(Event::NetworkRemoved { name });
        Ok(())
    }
}
