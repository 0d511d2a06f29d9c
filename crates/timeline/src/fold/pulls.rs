//! Downloads from the registry.

use std::rc::Rc;

use engine::Builder;
use image::{ImageId, Layer, Reference};

use super::images::new_card;
use super::steps::measure;
use super::{Beat, Fold, Pace, Stack, beat};
use crate::caption::{self, name};
use crate::scene::{ImageCard, ImageRole, LayerOrigin, LayerSlab, Place};
use crate::units::size;

impl Fold {
    pub(super) fn metadata_loaded(&mut self, reference: &Reference) -> Option<Beat> {
        let tag = reference.familiar();
        let is_here = self.scene.images.iter().any(|it| it.tags.iter().any(|held| **held == *tag));
        if is_here {
            return beat(
                Pace::Brief,
                format!("The daemon finds the image {} in its own store.", name(reference)),
            );
        }
        self.send(Place::Registry, Place::Daemon, "description", None);
        beat(
            Pace::Brief,
            format!(
                "The daemon asks the registry what {} is, and gets an answer.",
                name(reference)
            ),
        )
    }

    pub(super) fn pull_started(&mut self, reference: &Reference) -> Option<Beat> {
        self.send(Place::Daemon, Place::Registry, &reference.familiar(), None);
        let caption = match self.is_building() {
            true => format!(
                "The image {} is not here, so the daemon asks the registry for it.",
                name(reference)
            ),
            false => format!("The daemon asks the registry for the image {}.", name(reference)),
        };
        beat(Pace::Normal, caption)
    }

    pub(super) fn layer_pulled(
        &mut self,
        reference: &Reference,
        layer: &Rc<Layer>,
        bytes: u64,
    ) -> Option<Beat> {
        self.pulled_layers.entry(reference.clone()).or_default().push(layer.clone());
        self.send(Place::Registry, Place::Daemon, "layer", Some(bytes));
        let sizes = format!("{} to download, {} unpacked", size(bytes), size(layer.size()));
        beat(
            Pace::Normal,
            format!("A layer of {} arrives from the registry: {sizes}.", name(reference)),
        )
    }

    pub(super) fn image_pulled(
        &mut self,
        reference: &Reference,
        image: ImageId,
        bytes: u64,
    ) -> Option<Beat> {
        let stack = self.pulled_stack(reference);
        if self.scene.image(image).is_none() {
            let instruction = reference.familiar().into();
            self.insert_image(ImageCard {
                instruction,
                role: ImageRole::CachedBase,
                ..new_card(image, stack)
            });
        }
        if 0 < bytes {
            self.pulled_now.insert(image, bytes);
        }
        // BuildKit keeps what it pulls to itself.
        if !self.is_building() || self.scene.builder == Builder::Classic {
            self.change_image(image, |it| it.role = ImageRole::Base);
            self.move_tag(reference, image);
        }
        let (name, id) = (name(reference), caption::id(image));
        let caption = match bytes {
            0 => format!("The image {name} is here already; nothing was downloaded."),
            _ => format!("All layers are here: {name} is the image {id}."),
        };
        beat(Pace::Normal, caption)
    }

    fn pulled_stack(&mut self, reference: &Reference) -> Stack {
        let instruction: Rc<str> = reference.familiar().into();
        let slab = |layer: Rc<Layer>| LayerSlab {
            diff_id: layer.diff_id(),
            instruction: instruction.clone(),
            step: None,
            origin: LayerOrigin::Base,
            size: layer.size(),
            changes: measure(&layer),
        };
        Rc::new(
            self.pulled_layers
                .remove(reference)
                .unwrap_or_default()
                .into_iter()
                .map(|it| Rc::new(slab(it)))
                .collect(),
        )
    }
}
