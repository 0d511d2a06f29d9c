//! The engine's store: commits, exports, names.

use std::collections::BTreeSet;
use std::rc::Rc;

use engine::{Origin, PlanStep, StepId, StepKind};
use image::{ImageId, Reference};

use super::{Beat, Fold, Pace, ResultKey, Stack, beat};
use crate::caption::{self, build_name, name, sentence};
use crate::scene::{ImageCard, ImageRole, Place};
use crate::units::count;

impl Fold {
    pub(super) fn image_committed(
        &mut self,
        step: StepId,
        image: ImageId,
        origin: Origin,
    ) -> Option<Beat> {
        let stage = self.stage_of(step);
        let parent = self.stage_images.insert(stage, image);
        let stack = self.stack_of(stage);
        if self.scene.image(image).is_none() {
            let instruction = self.scene.step(step).map(|it| it.text.clone()).unwrap_or_default();
            let made_by =
                self.scene.build.map(|build| (build, step)).filter(|_| origin == Origin::Execution);
            self.insert_image(ImageCard { instruction, made_by, parent, ..new_card(image, stack) });
            if let Some(parent) = parent {
                self.adopt(parent);
            }
        }
        self.note_result(step, ResultKey::Image(image), origin);
        self.change(step, |card| card.image = Some(image));
        let name = sentence(&self.name_of(step));
        match origin {
            Origin::Execution => {
                let is_new_layer = self.scene.step(step).is_some_and(|it| it.layer.is_some());
                self.change_container(step, |it| {
                    it.changes = it.changes.or(Some(Default::default()));
                });
                let what = if is_new_layer {
                    "the layers so far and the new one"
                } else {
                    "the same layers with new settings"
                };
                let kind =
                    if self.is_last_step(step) { "the image" } else { "the intermediate image" };
                let name = self.name_of(step);
                let caption = format!(
                    "The result of {name} is kept as {kind} {}: {what}.",
                    caption::id(image)
                );
                beat(Pace::Normal, caption)
            }
            Origin::Cache => {
                self.change_image(image, |it| it.reused_by = Some(step));
                let from = self.scene.step(step).and_then(|it| it.reused_from);
                let from =
                    from.map(|(build, _)| format!(" of {}", build_name(build))).unwrap_or_default();
                let taken = format!("the image {}{from} is taken as it is", caption::id(image));
                beat(Pace::Normal, format!("{name} is reused: {taken}, and no container starts."))
            }
        }
    }

    pub(super) fn image_exported(&mut self, image: ImageId, layers: u32) -> Option<Beat> {
        let plan = self.scene.plan.clone();
        let target = plan.as_ref().and_then(|it| it.stages.iter().rposition(|stage| stage.needed));
        let target = target.and_then(|it| u32::try_from(it).ok());
        let stack = self.stack_of(target);
        let last =
            plan.and_then(|it| it.steps.iter().rev().find(|step| step.stage == target).cloned());
        self.scene.stack = stack.clone();
        if self.scene.image(image).is_none() {
            let made_by = self.scene.build.zip(last.as_ref().map(|it| it.id));
            let instruction = last.map(|it| it.text.into()).unwrap_or_default();
            self.insert_image(ImageCard { instruction, made_by, ..new_card(image, stack) });
        }
        let size = self.scene.image(image).map_or(0, |it| it.size);
        let what = format!("{}, {}", count(u64::from(layers), "layer"), crate::units::size(size));
        beat(
            Pace::Normal,
            format!(
                "The layers and the settings together are the image {}: {what}.",
                caption::id(image)
            ),
        )
    }

    pub(super) fn result_sent(&mut self, image: ImageId) -> Option<Beat> {
        self.send(Place::Daemon, Place::Client, &image.short(), None);
        let text = "The files of the result went to the client; the engine keeps no image of them.";
        beat(Pace::Normal, text.to_string())
    }

    pub(super) fn image_tagged(
        &mut self,
        image: ImageId,
        reference: &Reference,
        before: Option<ImageId>,
    ) -> Option<Beat> {
        self.know_image(image, None);
        self.move_tag(reference, image);
        let lost =
            before.map(|it| format!("; the image {} lost it", caption::id(it))).unwrap_or_default();
        beat(
            Pace::Normal,
            format!(
                "The name {} now points to the image {}{lost}.",
                name(reference),
                caption::id(image)
            ),
        )
    }

    pub(super) fn image_untagged(&mut self, image: ImageId, reference: &Reference) -> Option<Beat> {
        self.take_tag(image, &reference.familiar());
        self.settle_images();
        beat(
            Pace::Normal,
            format!("The name {} is taken from the image {}.", name(reference), caption::id(image)),
        )
    }

    pub(super) fn image_deleted(&mut self, image: ImageId) -> Option<Beat> {
        Rc::make_mut(&mut self.scene.images).retain(|it| it.id != image);
        self.settle_images();
        beat(
            Pace::Normal,
            format!(
                "The image {} is deleted; no name and no other image needed it.",
                caption::id(image)
            ),
        )
    }

    /// Gives an image that no event told of a card, so that every part of a log can be drawn.
    pub(super) fn know_image(&mut self, image: ImageId, reference: Option<&Reference>) {
        if self.scene.image(image).is_none() {
            self.insert_image(ImageCard {
                role: ImageRole::Base,
                ..new_card(image, Stack::default())
            });
            if let Some(reference) = reference {
                self.move_tag(reference, image);
            }
        }
    }

    pub(super) fn change_image(&mut self, id: ImageId, change: impl FnOnce(&mut ImageCard)) {
        let Some(index) = self.scene.images.iter().position(|it| it.id == id) else { return };
        let mut changed = ImageCard::clone(&self.scene.images[index]);
        change(&mut changed);
        if changed != *self.scene.images[index] {
            Rc::make_mut(&mut self.scene.images)[index] = Rc::new(changed);
        }
    }

    /// Forgets what the build before took.
    pub(super) fn clear_reuse(&mut self) {
        let reused: Vec<ImageId> =
            self.scene.images.iter().filter(|it| it.reused_by.is_some()).map(|it| it.id).collect();
        for id in reused {
            self.change_image(id, |it| it.reused_by = None);
        }
    }

    pub(super) fn clear_lost_tags(&mut self) {
        if let Some(image) = self.untagged_now.take() {
            self.change_image(image, |it| it.lost_tags = Rc::default());
        }
    }

    /// Finds out anew what each image is there for, after names or parents changed.
    pub(super) fn settle_images(&mut self) {
        let parents: BTreeSet<ImageId> =
            self.scene.images.iter().filter_map(|it| it.parent).collect();
        let role = |it: &ImageCard| match (it.role, it.tags.is_empty()) {
            (ImageRole::Base | ImageRole::CachedBase, _) => it.role,
            (_, false) => ImageRole::Final,
            (_, true) => ImageRole::unnamed(parents.contains(&it.id), self.finals.contains(&it.id)),
        };
        let changed: Vec<(ImageId, ImageRole)> = self
            .scene
            .images
            .iter()
            .map(|it| (it, role(it)))
            .filter(|(it, role)| it.role != *role)
            .map(|(it, role)| (it.id, role))
            .collect();
        for (id, role) in changed {
            self.change_image(id, |it| it.role = role);
        }
    }

    pub(super) fn insert_image(&mut self, card: ImageCard) {
        Rc::make_mut(&mut self.scene.images).push(Rc::new(card));
    }

    /// An image from which another is made lies between two steps, unless it has a name.
    fn adopt(&mut self, parent: ImageId) {
        self.change_image(parent, |it| {
            if !matches!(it.role, ImageRole::Base | ImageRole::CachedBase) && it.tags.is_empty() {
                it.role = ImageRole::Intermediate;
            }
        });
    }

    pub(super) fn move_tag(&mut self, reference: &Reference, image: ImageId) {
        let tag = reference.familiar();
        let holds =
            |it: &&Rc<ImageCard>| it.id != image && it.tags.iter().any(|held| **held == *tag);
        if let Some(before) = self.scene.images.iter().find(holds).map(|it| it.id) {
            self.take_tag(before, &tag);
        }
        self.change_image(image, |it| {
            let tags = Rc::make_mut(&mut it.tags);
            tags.push(tag.into());
            tags.sort();
            tags.dedup();
        });
        self.settle_images();
    }

    fn take_tag(&mut self, image: ImageId, tag: &str) {
        self.untagged_now = Some(image);
        self.finals.remove(&image);
        self.change_image(image, |it| {
            Rc::make_mut(&mut it.tags).retain(|held| **held != *tag);
            it.lost_tags = Rc::new(vec![tag.into()]);
        });
    }

    /// Whether no step runs after this one, so that its image is the build's.
    fn is_last_step(&self, step: StepId) -> bool {
        let runs = |it: &&PlanStep| matches!(it.kind, StepKind::Runs { .. });
        let last = self.scene.plan.as_ref().and_then(|it| it.steps.iter().rfind(runs));
        last.is_some_and(|it| it.id == step)
    }

    pub(super) fn is_building(&self) -> bool {
        self.scene.build.is_some() && self.scene.end.is_none()
    }
}

/// An image under way, without a name.
pub(super) fn new_card(id: ImageId, stack: Stack) -> ImageCard {
    ImageCard {
        id,
        role: ImageRole::Intermediate,
        tags: Rc::default(),
        lost_tags: Rc::default(),
        parent: None,
        made_by: None,
        instruction: Rc::default(),
        size: stack.iter().map(|it| it.size).sum(),
        stack,
        reused_by: None,
    }
}
