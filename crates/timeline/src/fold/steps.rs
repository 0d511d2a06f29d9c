//! Steps: the base image, the cache's answer, the result.

use std::rc::Rc;

use engine::{Builder, Origin, Probe, StepId, StepKind, StepOutcome, Verdict};
use image::{ChainId, ChangeKind, ImageId, Layer, Reference};

use super::{Beat, Fold, Made, Pace, ResultKey, Stack, beat};
use crate::caption::{self, build_name, code, sentence};
use crate::scene::{Changes, LayerOrigin, LayerSlab, StepStatus};
use crate::units::{count, size};

/// The instruction that begins a stage.
const FROM: &str = "FROM";

impl Fold {
    pub(super) fn step_started(&mut self, step: StepId) -> Option<Beat> {
        let now = self.now;
        self.change(step, |card| {
            card.started = Some(now);
            if card.status != StepStatus::ConfigOnly {
                let is_from = &*card.keyword == FROM;
                card.status = if is_from { StepStatus::Running } else { StepStatus::Probing };
            }
        });
        let card = self.scene.step(step)?;
        let caption = match &*card.keyword {
            FROM => format!(
                "{} begins: the daemon looks for the image in {}.",
                caption::step_name(card),
                code(&card.text)
            ),
            _ => format!("{} begins: {}.", caption::step_name(card), code(&card.text)),
        };
        beat(Pace::Brief, sentence(&caption))
    }

    pub(super) fn base_resolved(
        &mut self,
        step: StepId,
        reference: Option<&Reference>,
        image: ImageId,
    ) -> Option<Beat> {
        self.know_image(image, reference);
        let is_from = self.scene.step(step).is_none_or(|it| &*it.keyword == FROM);
        // BuildKit does not run a `FROM` that names a stage; the classic builder tells it without a reference.
        let is_stage = self.scene.builder == Builder::Classic && reference.is_none();
        let is_reuse = !is_stage && !self.pulled_now.contains_key(&image);
        if is_from {
            let stack = self.base_stack(image, is_stage);
            let stage = self.stage_of(step);
            self.step_stacks.insert(step, stack.clone());
            self.stacks.insert(stage, stack);
            self.stage_images.insert(stage, image);
        }
        self.note_base(step, image, is_reuse);
        let (name, image) = (sentence(&self.name_of(step)), caption::id(image));
        let caption = match (is_from, is_stage, is_reuse) {
            (false, _, _) => format!("{name} takes files from the image {image}."),
            (true, true, _) => {
                format!("{name} starts from the image {image}, which an earlier stage made.")
            }
            (true, false, true) => {
                format!(
                    "{name} starts from the image {image}, which is here already; nothing is downloaded."
                )
            }
            (true, false, false) => {
                format!("{name} is done: the build starts from the image {image}.")
            }
        };
        beat(Pace::Normal, caption)
    }

    /// Remembers who pulled a base image, or that nobody had to.
    fn note_base(&mut self, step: StepId, image: ImageId, is_reuse: bool) {
        let started = self.scene.step(step).and_then(|it| it.started).unwrap_or(self.now);
        if let (Some(bytes), Some(build)) = (self.pulled_now.get(&image), self.scene.build) {
            let made =
                Made { by: (build, step), micros: micros(self.now - started), bytes: *bytes };
            self.pulled.insert(image, made);
        }
        if is_reuse {
            self.change_image(image, |it| it.reused_by = Some(step));
            if let Some(made) = self.pulled.get(&image).copied() {
                self.reused.insert(step, made);
            }
        }
        let reused_from = self.reused.get(&step).map(|it| it.by);
        self.change(step, |card| {
            if &*card.keyword == FROM {
                card.image = Some(image);
                card.reused_from = reused_from;
            }
        });
    }

    pub(super) fn triggers_found(&mut self, step: StepId, number: u32) -> Option<Beat> {
        self.focus(step);
        let brings = count(u64::from(number), "instruction");
        beat(
            Pace::Normal,
            format!(
                "The base image brings {brings} of its own (`ONBUILD`), to run before the next step."
            ),
        )
    }

    pub(super) fn cache_probed(&mut self, step: StepId, probe: &Rc<Probe>) -> Option<Beat> {
        self.change(step, |card| {
            card.status = match &probe.verdict {
                Verdict::Hit => StepStatus::Hit,
                Verdict::Miss(_) | Verdict::NotAsked => StepStatus::Miss,
            };
            card.probe = Some(probe.clone());
            card.sentence = Some(probe.sentence().into());
        });
        let caption = caption::probed(self.scene.step(step)?, probe);
        beat(Pace::Verdict, caption)
    }

    pub(super) fn files_copied(&mut self, step: StepId, files: u32, bytes: u64) -> Option<Beat> {
        self.change(step, |card| card.status = StepStatus::Running);
        let what = format!("{} ({})", count(u64::from(files), "file"), size(bytes));
        let name = sentence(&self.name_of(step));
        beat(Pace::Normal, format!("{name} copies {what} onto the image so far."))
    }

    pub(super) fn config_changed(&mut self, step: StepId) -> Option<Beat> {
        self.change(step, |card| {
            if card.status != StepStatus::ConfigOnly {
                card.status = StepStatus::Running;
            }
        });
        let card = self.scene.step(step)?;
        let caption = match card.label {
            Some(_) => format!(
                "{} changes the image's settings: {}.",
                caption::step_name(card),
                code(&card.text)
            ),
            None => format!(
                "{} in line {} only changes the image's settings; nothing runs.",
                code(&card.text),
                card.lines.0
            ),
        };
        beat(Pace::Brief, sentence(&caption))
    }

    pub(super) fn layer_committed(
        &mut self,
        step: StepId,
        layer: &Layer,
        chain: ChainId,
        origin: Origin,
    ) -> Option<Beat> {
        let (key, changes) = (ResultKey::Chain(chain), measure(layer));
        let slab = LayerSlab {
            diff_id: layer.diff_id(),
            instruction: self.scene.step(step).map(|it| it.text.clone()).unwrap_or_default(),
            step: Some(step),
            origin: match origin {
                Origin::Execution => LayerOrigin::New,
                Origin::Cache => {
                    LayerOrigin::Reused { made_by: self.made.get(&key).map(|it| it.by) }
                }
            },
            size: layer.size(),
            changes,
        };
        let stage = self.stage_of(step);
        let mut stack = self.stack_of(stage);
        Rc::make_mut(&mut stack).push(Rc::new(slab));
        self.step_stacks.insert(step, stack.clone());
        self.stacks.insert(stage, stack);
        self.change(step, |card| card.layer = Some(layer.diff_id()));
        self.note_result(step, key, origin);
        let card = self.scene.step(step)?;
        match (origin, self.scene.builder) {
            (Origin::Execution, _) => {
                let caption = caption::layer_committed(card, changes);
                self.change_container(step, |container| container.changes = Some(changes));
                beat(Pace::Normal, caption)
            }
            // The image that holds the layer is the beat.
            (Origin::Cache, Builder::Classic) => None,
            (Origin::Cache, Builder::BuildKit) => {
                let from = card
                    .reused_from
                    .map(|(build, _)| format!(" of {}", build_name(build)))
                    .unwrap_or_default();
                let layer = format!("its layer{from} ({}) is taken as it is", size(changes.bytes));
                let caption =
                    format!("{} is reused: {layer}, and nothing runs.", caption::step_name(card));
                beat(Pace::Normal, sentence(&caption))
            }
        }
    }

    pub(super) fn step_finished(&mut self, step: StepId, outcome: StepOutcome) -> Option<Beat> {
        let now = self.now;
        self.change(step, |card| {
            card.finished = Some(now);
            card.status = match (outcome, card.status) {
                (StepOutcome::Failed, StepStatus::Limited) => StepStatus::Limited,
                (StepOutcome::Failed, _) => StepStatus::Failed,
                (StepOutcome::Canceled, _) => StepStatus::Canceled,
                (StepOutcome::Done | StepOutcome::Cached, StepStatus::ConfigOnly) => {
                    StepStatus::ConfigOnly
                }
                (StepOutcome::Cached, _) => StepStatus::Hit,
                (StepOutcome::Done, _) => StepStatus::Done,
            };
        });
        self.finish_base(step);
        self.finish_merged(step);
        let card = self.scene.step(step)?;
        let micros = card.started.map_or(0, |started| micros(now - started));
        let by = self.scene.build.map(|build| (build, step));
        if let (StepOutcome::Done, Some(by)) = (outcome, by) {
            let bytes = self.fetched.get(&step).copied().unwrap_or_default();
            let made = Made { by, micros, bytes };
            self.made.extend(self.results.remove(&step).into_iter().flatten().map(|it| (it, made)));
        }
        if card.status == StepStatus::Hit {
            self.saved.steps += 1;
            if let Some(made) = self.reused.get(&step) {
                self.saved.micros += made.micros.saturating_sub(micros);
                self.saved.bytes += made.bytes;
            }
        }
        None
    }

    /// A base image that was here already counts as reused, whoever brought it.
    fn finish_base(&mut self, step: StepId) {
        let Some(card) = self.scene.step(step).filter(|it| &*it.keyword == FROM) else { return };
        let image = card.image.and_then(|it| self.scene.image(it));
        let is_here = image.is_some_and(|it| it.reused_by == Some(step));
        if matches!(card.status, StepStatus::Done | StepStatus::Hit) {
            self.change(step, |card| {
                let (status, sentence) = match is_here {
                    true => (StepStatus::Hit, "The image is here already; nothing is downloaded."),
                    false if card.image.is_none() => {
                        (card.status, "The build starts from nothing.")
                    }
                    false => (card.status, "The image was not here, so it was downloaded."),
                };
                card.status = status;
                card.sentence = Some(sentence.into());
            });
        }
    }

    /// What was asked for twice is done once, and stands alike at both places.
    fn finish_merged(&mut self, step: StepId) {
        let (Some(plan), Some(done)) = (self.scene.plan.clone(), self.scene.step(step).cloned())
        else {
            return;
        };
        for twin in plan.steps.iter().filter(|it| it.kind == (StepKind::Merged { with: step })) {
            self.change_aside(twin.id, |card| {
                card.status = done.status;
                card.image = done.image;
                card.reused_from = done.reused_from;
            });
        }
    }

    /// Remembers a result that the step made, or where the one that it took was made.
    pub(super) fn note_result(&mut self, step: StepId, key: ResultKey, origin: Origin) {
        match origin {
            Origin::Execution => self.results.entry(step).or_default().push(key),
            Origin::Cache => {
                if let Some(made) = self.made.get(&key).copied() {
                    self.reused.insert(step, made);
                    self.change(step, |card| card.reused_from = Some(made.by));
                }
            }
        }
    }

    /// The layers that a stage starts with.
    fn base_stack(&self, image: ImageId, is_stage: bool) -> Stack {
        let stored = self.scene.image(image).map(|it| it.stack.clone()).unwrap_or_default();
        if is_stage {
            return self.drawn_stack(stored);
        }
        let as_base = |it: &Rc<LayerSlab>| {
            Rc::new(LayerSlab { step: None, origin: LayerOrigin::Base, ..(**it).clone() })
        };
        Rc::new(stored.iter().map(as_base).collect())
    }

    /// The same layers as a stage of the drawn build has them, if one does: it knows what it reused.
    pub(super) fn drawn_stack(&self, stored: Stack) -> Stack {
        let same = |it: &&Stack| {
            it.iter().map(|slab| slab.diff_id).eq(stored.iter().map(|slab| slab.diff_id))
        };
        self.stacks.values().rev().find(same).cloned().unwrap_or(stored)
    }
}

/// What a layer does, in numbers.
pub(super) fn measure(layer: &Layer) -> Changes {
    let mut changes = Changes { bytes: layer.size(), ..Changes::default() };
    for change in layer.changeset().changes() {
        match change.kind {
            ChangeKind::Added(_) => changes.added += 1,
            ChangeKind::Modified(_) => changes.modified += 1,
            ChangeKind::Deleted => changes.deleted += 1,
        }
    }
    changes
}

pub(super) fn micros(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
