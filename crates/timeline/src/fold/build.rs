//! Builds as wholes: what the client sends, the plan, the end.

use std::rc::Rc;
use std::time::Duration;

use engine::{BuildError, BuildId, Builder, EngineError, Plan, PlanStep, StepId, StepKind};
use image::ImageId;

use super::{Beat, Fold, Pace, beat};
use crate::caption::{self, code, full_stop, limited, sentence};
use crate::scene::{BuildEnd, ImageRole, Place, StepCard, StepStatus};
use crate::track::Saving;
use crate::units::{count, duration, size};

/// What BuildKit counts for an ignore file that is not there.
const NO_IGNORE_FILE: u64 = 2;

impl Fold {
    pub(super) fn build_started(&mut self, build: BuildId, builder: Builder) -> Option<Beat> {
        self.scene.build = Some(build);
        self.scene.builder = builder;
        self.scene.plan = None;
        self.scene.steps = Rc::default();
        self.scene.containers.clear();
        self.scene.stack = Rc::default();
        self.scene.focus = None;
        self.scene.end = None;
        self.saved = Saving::default();
        self.started = self.now;
        self.stacks.clear();
        self.stage_images.clear();
        self.programs.clear();
        self.open_lines.clear();
        self.fetched.clear();
        self.step_stacks.clear();
        self.pulled_layers.clear();
        self.pulled_now.clear();
        self.results.clear();
        self.reused.clear();
        self.clear_reuse();
        self.send(Place::Client, Place::Daemon, "build", None);
        beat(Pace::Brief, caption::build_started(build, builder))
    }

    pub(super) fn dockerfile_sent(&mut self, name: &str, bytes: u64) -> Option<Beat> {
        self.send(Place::Client, Place::Daemon, name, Some(bytes));
        beat(
            Pace::Normal,
            format!("The client sends {} ({}) to the daemon.", code(name), size(bytes)),
        )
    }

    pub(super) fn ignore_file_sent(&mut self, bytes: u64) -> Option<Beat> {
        if bytes <= NO_IGNORE_FILE {
            return None;
        }
        self.send(Place::Client, Place::Daemon, ".dockerignore", Some(bytes));
        let file = format!("`.dockerignore` ({})", size(bytes));
        beat(
            Pace::Normal,
            format!("The client sends {file}, which says what the build context leaves out."),
        )
    }

    pub(super) fn context_sent(&mut self, files: u32, bytes: u64) -> Option<Beat> {
        self.send(Place::Client, Place::Daemon, "build context", Some(bytes));
        let what = format!("{}, {}", count(u64::from(files), "file"), size(bytes));
        beat(Pace::Normal, format!("The client sends the build context to the daemon: {what}."))
    }

    pub(super) fn planned(&mut self, plan: &Rc<Plan>) -> Option<Beat> {
        self.scene.plan = Some(plan.clone());
        self.scene.steps = Rc::new(plan.steps.iter().map(|it| Rc::new(card(it))).collect());
        self.changed.extend(plan.steps.iter().map(|it| it.id));
        beat(Pace::Normal, caption::planned(plan))
    }

    pub(super) fn build_finished(&mut self, build: BuildId, image: ImageId) -> Option<Beat> {
        self.scene.end = Some(BuildEnd::Built { image });
        self.finals.insert(image);
        self.settle_images();
        if let Some(card) = self.scene.image(image) {
            self.scene.stack = self.drawn_stack(card.stack.clone());
        }
        self.send(Place::Daemon, Place::Client, &image.short(), None);
        let took = duration(self.now - self.started);
        let saved = Some(self.saved).filter(|it| 0 < it.steps);
        let saved = saved.map(|it| (it, duration(Duration::from_micros(it.micros))));
        beat(Pace::Verdict, caption::build_finished(build, &took, image, saved))
    }

    pub(super) fn build_failed(
        &mut self,
        step: Option<StepId>,
        error: &BuildError,
    ) -> Option<Beat> {
        let end = if let BuildError::Limit(limit) = error {
            BuildEnd::Limited { limit: limit.to_string().into() }
        } else {
            let hint = error.hint().map(|it| it.into());
            BuildEnd::Failed { error: reason(error).into(), hint }
        };
        let (status, text) = match &end {
            BuildEnd::Limited { limit } => (StepStatus::Limited, limited(limit)),
            BuildEnd::Failed { error, .. } => (StepStatus::Failed, sentence(&full_stop(error))),
            BuildEnd::Built { .. } => (StepStatus::Done, String::new()),
        };
        if let Some(step) = step {
            self.change(step, |card| {
                card.status = status;
                card.sentence = Some(text.into());
            });
        }
        self.settle_images();
        self.send(Place::Daemon, Place::Client, "error", None);
        let card = step.and_then(|it| self.scene.step(it));
        let caption = caption::build_failed(card.map(|it| &**it), &end);
        self.scene.end = Some(end);
        beat(Pace::Verdict, caption)
    }

    pub(super) fn request_failed(&mut self, error: &EngineError) -> Option<Beat> {
        self.pulled_layers.clear();
        self.send(Place::Daemon, Place::Client, "error", None);
        beat(Pace::Verdict, format!("The daemon refuses: {}", full_stop(&error.to_string())))
    }
}

/// What went wrong. The two builders tell a failing command in different words; a sentence needs neither.
fn reason(error: &BuildError) -> String {
    if let BuildError::ProgramFailed { code, .. } = error {
        return format!("the command ended with exit code {code}");
    }
    error.to_string()
}

/// A step before anything happened to it.
fn card(step: &PlanStep) -> StepCard {
    let (label, status, sentence) = match &step.kind {
        // What a `COPY --from` takes out of an image runs without a number.
        StepKind::Runs { label } if label.is_empty() => (None, StepStatus::Waiting, None),
        StepKind::Runs { label } => (Some(label.trim().into()), StepStatus::Waiting, None),
        StepKind::Merged { .. } => (
            None,
            StepStatus::Waiting,
            Some("The same was asked for above; it is done once.".into()),
        ),
        StepKind::ConfigOnly => (
            None,
            StepStatus::ConfigOnly,
            Some("Only the image's settings change; nothing runs.".into()),
        ),
        StepKind::Skipped => {
            (None, StepStatus::Skipped, Some("The build does not need this stage.".into()))
        }
    };
    StepCard {
        id: step.id,
        stage: step.stage,
        keyword: step.keyword.as_str().into(),
        text: step.text.as_str().into(),
        label,
        lines: step.lines,
        status,
        probe: None,
        sentence,
        reused_from: None,
        image: None,
        layer: None,
        started: None,
        finished: None,
    }
}

impl ImageRole {
    /// What an image without a name is, by whether another was made from it and whether a build ended with it.
    pub(super) fn unnamed(has_children: bool, is_final: bool) -> ImageRole {
        match (has_children, is_final) {
            (true, _) => ImageRole::Intermediate,
            (false, true) => ImageRole::Final,
            (false, false) => ImageRole::Dangling,
        }
    }
}
