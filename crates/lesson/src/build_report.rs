//! What a session's log says about its last build.

use engine::{Event, StepId, StepKind, StepOutcome, Verdict};
use image::ImageId;
use terminal::Record;

/// The last build, step by step.
pub(crate) struct BuildReport {
    /// In the order of the Dockerfile.
    pub(crate) steps: Vec<StepReport>,
    pub(crate) ending: Ending,
}

/// One step of the last build.
pub(crate) struct StepReport {
    pub(crate) text: String,
    /// How it ended; none if it did not.
    pub(crate) outcome: Option<StepOutcome>,
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
        let mut report = BuildReport { steps: Vec::new(), ending: Ending::Running };
        for record in &log[start..] {
            if let terminal::Event::Engine(event) = &record.event {
                report.follow(event);
            }
        }
        Some(report)
    }

    fn follow(&mut self, event: &Event) {
        if let Event::Planned { plan, .. } = event {
            let steps = plan.steps.iter().map(|it| StepReport {
                text: it.text.clone(),
                // What only changes the configuration is done with the plan.
                outcome: (it.kind == StepKind::ConfigOnly).then_some(StepOutcome::Done),
                why: None,
            });
            self.steps = steps.collect();
        } else if let Event::CacheProbed { step, probe } = event
            && let Some(report) = self.step(*step)
            && probe.verdict != Verdict::Hit
        {
            report.why = Some(probe.sentence());
        } else if let Event::StepFinished { step, outcome } = event
            && let Some(report) = self.step(*step)
        {
            report.outcome = Some(*outcome);
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
