//! Images: a stack of layers with a configuration.

use std::rc::Rc;

use crate::config::ImageConfig;
use crate::digest::{ChainId, ImageId};
use crate::layer::Layer;
use crate::tree::FileTree;

/// An immutable image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    id: ImageId,
    config: ImageConfig,
    // Invariant: their diff IDs are those of `config.rootfs`.
    layers: Vec<Rc<Layer>>,
    // Invariant: the layers applied in order.
    tree: FileTree,
}

impl Image {
    /// Joins `config` and the `layers` that it names; `tree` is the layers applied in order.
    pub fn new(config: ImageConfig, layers: Vec<Rc<Layer>>, tree: FileTree) -> Image {
        let named = config.rootfs.diff_ids.iter().copied();
        assert!(named.eq(layers.iter().map(|it| it.diff_id())), "a configuration names its layers");
        Image { id: config.image_id(), config, layers, tree }
    }

    /// The digest of the configuration.
    pub fn id(&self) -> ImageId {
        self.id
    }

    /// How it was made and how its containers run.
    pub fn config(&self) -> &ImageConfig {
        &self.config
    }

    /// The layers, lowest first.
    pub fn layers(&self) -> &[Rc<Layer>] {
        &self.layers
    }

    /// All layers applied: the root file system of a new container.
    pub fn tree(&self) -> &FileTree {
        &self.tree
    }

    /// Names the whole stack; none for an image without layers.
    pub fn chain_id(&self) -> Option<ChainId> {
        ChainId::of(self.layers.iter().map(|it| it.diff_id()))
    }

    /// Bytes of all layers, as `docker images` prints them: a file that a higher layer replaces counts twice.
    pub fn size(&self) -> u64 {
        self.layers.iter().map(|it| it.size()).sum()
    }
}
