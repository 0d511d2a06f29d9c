//! An image made from another: the same layers and one more, with one more line of history.
//!
//! As moby: image/image.go, `NewChildImage`.

use std::rc::Rc;

use image::{
    ContainerConfig, DiffId, FileTree, History, Image, ImageConfig, Layer, RootFs, SimTime,
};

/// The version that images carry which are made from containers.
const DOCKER_VERSION: &str = "20.10.24";

/// What is new in the child.
pub(crate) struct Child {
    pub(crate) author: String,
    pub(crate) comment: String,
    pub(crate) config: ContainerConfig,
    /// The container that it is made from, in hex.
    pub(crate) container: String,
    /// How that container ran; its command is the child's line of history.
    pub(crate) container_config: ContainerConfig,
    /// Its own layer; none if it changes no files.
    pub(crate) layer: Option<Rc<Layer>>,
    pub(crate) tree: FileTree,
}

/// Makes an image from `parent`, or from nothing.
pub(crate) fn child_image(parent: Option<&Image>, child: Child, created: SimTime) -> Image {
    let mut history = parent.map_or_else(Vec::new, |it| it.config().history.clone());
    history.push(History {
        created,
        author: child.author.clone(),
        created_by: child.container_config.cmd.as_deref().unwrap_or_default().join(" "),
        comment: child.comment,
        empty_layer: child.layer.is_none(),
    });
    let mut layers = parent.map_or_else(Vec::new, |it| it.layers().to_vec());
    layers.extend(child.layer);
    let diff_ids: Vec<DiffId> = layers.iter().map(|it| it.diff_id()).collect();
    let config = ImageConfig {
        architecture: "amd64".to_string(),
        author: child.author,
        config: child.config,
        container: child.container,
        container_config: Some(child.container_config),
        created,
        docker_version: DOCKER_VERSION.to_string(),
        history,
        os: "linux".to_string(),
        rootfs: RootFs { kind: "layers".to_string(), diff_ids },
    };
    Image::new(config, layers, child.tree)
}
