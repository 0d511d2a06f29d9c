//! What an editor's gutter shows beside each instruction.

use std::rc::Rc;

use engine::StepId;

use crate::scene::{Scene, StepCard, StepStatus};

/// What became of one instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    pub step: StepId,
    /// First and last line in the Dockerfile, counted from 1.
    pub lines: (u32, u32),
    pub kind: MarkKind,
    /// Why, in one sentence.
    pub sentence: Rc<str>,
}

/// The kinds of marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// Its result was reused.
    Hit,
    /// It was done anew, or is about to be.
    Miss,
    /// It is under way.
    Running,
    /// It only changes the image's configuration; BuildKit runs nothing for it.
    ConfigOnly,
    /// The target does not need its stage.
    Skipped,
    /// The build did not come so far.
    NotReached,
    Failed,
    /// The simulator gave up here; real Docker may well succeed.
    Limited,
}

impl Scene {
    /// One mark an instruction, in the order of the Dockerfile.
    pub fn marks(&self) -> Vec<Mark> {
        let mut marks: Vec<Mark> = Vec::new();
        for card in self.steps.iter() {
            // What BuildKit does besides comes last, at the lines of the instruction that asked for it.
            if marks.iter().all(|it| it.lines != card.lines) {
                marks.push(mark(card));
            }
        }
        marks
    }
}

fn mark(card: &StepCard) -> Mark {
    let (kind, default) = match card.status {
        StepStatus::Hit => (MarkKind::Hit, "Reused."),
        StepStatus::Miss | StepStatus::Done => (MarkKind::Miss, "Done anew."),
        StepStatus::Running => (MarkKind::Running, "Under way."),
        StepStatus::ConfigOnly => {
            (MarkKind::ConfigOnly, "Only the image's settings change; nothing runs.")
        }
        StepStatus::Skipped => (MarkKind::Skipped, "The build does not need this stage."),
        StepStatus::Waiting | StepStatus::Probing | StepStatus::Canceled => {
            (MarkKind::NotReached, "The build did not come here.")
        }
        StepStatus::Failed => (MarkKind::Failed, "It failed."),
        StepStatus::Limited => {
            (MarkKind::Limited, "The simulation ends here; real Docker may well succeed.")
        }
    };
    let sentence = card.sentence.clone().unwrap_or_else(|| default.into());
    Mark { step: card.id, lines: card.lines, kind, sentence }
}
