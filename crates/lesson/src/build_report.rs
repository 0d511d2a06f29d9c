//! What a session's log says about its last build.

use engine::{Event, StepId, StepKind, StepOutcome, Verdict};
use image::ImageId;
use terminal::Record;

/// The last build, step by step.
pub(crate) struct BuildReport {
    /// In the order of the Dockerfile.
    pub(crate) steps: Vec<StepReport>,
    pub(crate) ending: Ending,
    /// Base images that it had to download.
    pulled: Vec<ImageId>,
}

/// One step of the last build.
pub(crate) struct StepReport {
    pub(crate) text: String,
    /// How it ended; none if it did not. A base image that was here already counts as reused.
    pub(crate) outcome: Option<StepOutcome>,
    is_here: bool,
    /// Why the cache did not have it.
    pub(crate) why: Option<String>,
}

/// How the last build ended.
pub(crate) enum Ending {
    Running,
    Built(ImageId),
    Failed(String),
}

impl BuildReport {
    /// The report of the last build in `log`, if there is one.
    pub(crate) fn of_last(log: &[Record]) -> Option<BuildReport> {
        let is_start =
            |it: &Record| matches!(&it.event, terminal::Event::Engine(Event::BuildStarted { .. }));
        let start = log.iter().rposition(is_start)?;
        let mut report =
            BuildReport { steps: Vec::new(), ending: Ending::Running, pulled: Vec::new() };
        for record in &log[start..] {
            if let terminal::Event::Engine(event) = &record.event {
                report.follow(event);
            }
        }
        Some(report)
    }

    /// How many steps were reused.
    pub(crate) fn reused(&self) -> usize {
        self.steps.iter().filter(|it| it.outcome == Some(StepOutcome::Cached)).count()
    }

    fn follow(&mut self, event: &Event) {
        if let Event::Planned { plan, .. } = event {
            let steps = plan.steps.iter().map(|it| StepReport {
                text: it.text.clone(),
                // What only changes the configuration is done with the plan.
                outcome: (it.kind == StepKind::ConfigOnly).then_some(StepOutcome::Done),
                is_here: false,
                why: None,
            });
            self.steps = steps.collect();
        } else if let Event::ImagePulled { image, .. } = event {
            self.pulled.push(*image);
        } else if let Event::BaseResolved { step, image, .. } = event {
            let is_here = !self.pulled.contains(image);
            if let Some(report) = self.step(*step) {
                report.is_here = is_here;
            }
        } else if let Event::CacheProbed { step, probe } = event
            && let Some(report) = self.step(*step)
            && probe.verdict != Verdict::Hit
        {
            report.why = Some(probe.sentence());
        } else if let Event::StepFinished { step, outcome } = event
            && let Some(report) = self.step(*step)
        {
            let was_here = *outcome == StepOutcome::Done && report.is_here;
            report.outcome = Some(if was_here { StepOutcome::Cached } else { *outcome });
        } else if let Event::BuildFinished { image, .. } = event {
            self.ending = Ending::Built(*image);
        } else if let Event::BuildFailed { error, .. } = event {
            self.ending = Ending::Failed(error.to_string());
        }
    }

    fn step(&mut self, id: StepId) -> Option<&mut StepReport> {
        self.steps.get_mut(id.0 as usize)
    }
}
