//! The steps of a build, known before the first one runs.

use dockerfile::Span;

use crate::id::StepId;
use crate::request::Builder;

/// What a build is going to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub builder: Builder,
    /// The stages as written.
    pub stages: Vec<PlanStage>,
    /// One step an instruction, in order, then those that BuildKit adds (`ONBUILD` triggers, images to copy from);
    /// `StepId` is the index.
    pub steps: Vec<PlanStep>,
}

/// `FROM` to the next `FROM`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanStage {
    /// What `AS` calls it.
    pub name: Option<String>,
    /// Whether the target needs it. The classic builder runs every stage up to the target.
    pub needed: bool,
}

/// One instruction in a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanStep {
    pub id: StepId,
    /// The stage it belongs to; none for an `ARG` before the first `FROM`.
    pub stage: Option<u32>,
    pub kind: StepKind,
    /// The keyword in capitals.
    pub keyword: String,
    /// The instruction in one line, as the builder prints it.
    pub text: String,
    /// Where it stands in the Dockerfile.
    pub span: Span,
    /// First and last line in the Dockerfile, counted from 1.
    pub lines: (u32, u32),
    /// The steps whose results it needs.
    pub inputs: Vec<StepId>,
}

/// What a builder makes of an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// It runs, under this number: `2/4`, or `base 2/4` in a named stage.
    Runs { label: String },
    /// It is the same operation as an earlier step, such as another stage's `FROM` of the same image; that one runs.
    Merged { with: StepId },
    /// BuildKit only writes it into the configuration.
    ConfigOnly,
    /// The target does not need its stage.
    Skipped,
}

impl Plan {
    /// The step `id`.
    pub fn step(&self, id: StepId) -> &PlanStep {
        &self.steps[id.0 as usize]
    }
}
