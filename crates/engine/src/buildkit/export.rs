//! From layers and configuration to an image of the engine.

use std::rc::Rc;

use image::{ContainerConfig, History, Image, ImageConfig, ImageId, RootFs, SimTime};

use super::graph::{Graph, HistoryDraft, StageState};
use super::solve::Solved;
use crate::costs::micros;
use crate::engine::Engine;
use crate::event::Event;
use crate::recorder::Recorder;
use crate::request::{BuildRequest, Output};

/// What BuildKit writes beside each line of history.
const COMMENT: &str = "buildkit.dockerfile.v0";

/// Makes the target's image. The same layers and configuration give the same image, down to its ID.
pub(super) fn export(
    engine: &mut Engine,
    request: &BuildRequest,
    graph: &Graph,
    solved: &Solved,
    recorder: &mut Recorder,
) -> ImageId {
    let state = &graph.target;
    let snapshot = state.last.map(|it| solved.snapshot(it).clone()).unwrap_or_default();
    let history = history(state, solved);
    let created = history.last().map_or(snapshot.created, |it| it.created);
    let mut config = state.configuration.config.clone();
    if !request.labels.is_empty() {
        config.labels.get_or_insert_default().extend(request.labels.clone());
    }
    let config = ImageConfig {
        architecture: "amd64".to_string(),
        author: state.configuration.author.clone(),
        config: ContainerConfig {
            image: String::new(),
            cmd: config.cmd.filter(|it| !it.is_empty()),
            ..config
        },
        container: String::new(),
        container_config: None,
        created,
        docker_version: String::new(),
        history,
        os: "linux".to_string(),
        rootfs: RootFs {
            kind: "layers".to_string(),
            diff_ids: snapshot.layers.iter().map(|it| it.diff_id()).collect(),
        },
    };
    let layers = u32::try_from(snapshot.layers.len()).unwrap_or(u32::MAX);
    let image = Rc::new(Image::new(config, snapshot.layers, snapshot.tree));
    match request.options.output {
        Output::Image => {
            recorder.spend(micros(engine.costs.commit));
            engine.store.insert(image.clone(), None);
            recorder.push(Event::ImageExported { image: image.id(), layers });
        }
        Output::Client => {
            recorder.spend(engine.costs.send(image.tree().size()));
            recorder.push(Event::ResultSent { image: image.clone() });
        }
    }
    image.id()
}

/// The base image's history and the stage's. A line without a layer is as old as the layer before it; before the first
/// new layer, as old as that. (moby: builder/builder-next/exporter/writer.go, `normalizeLayersAndHistory`.)
fn history(state: &StageState, solved: &Solved) -> Vec<History> {
    let mut history = state.base.as_ref().map_or_else(Vec::new, |it| it.config().history.clone());
    let made = |it: &HistoryDraft| it.layer.map(|layer| solved.snapshot(layer).created);
    let inherited = history.last().map_or(SimTime::default(), |it| it.created);
    let mut before = state.history.iter().find_map(made).unwrap_or(inherited);
    for draft in &state.history {
        before = made(draft).unwrap_or(before);
        history.push(History {
            created: before,
            author: String::new(),
            created_by: draft.created_by.clone(),
            comment: COMMENT.to_string(),
            empty_layer: draft.layer.is_none(),
        });
    }
    history
}
