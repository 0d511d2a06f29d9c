//! The same build under both builders: what one reuses that the other cannot.

use std::rc::Rc;

use crate::scene::StepStatus;
use crate::track::{Bar, Track};

/// What two builds of one Dockerfile do not have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Instructions that only the first reused.
    pub only_first: Vec<Rc<str>>,
    /// Instructions that only the second reused.
    pub only_second: Vec<Rc<str>>,
}

impl Comparison {
    /// Compares the steps that both have, line by line. Base images are left out: neither builder makes them.
    pub fn of(first: &Track, second: &Track) -> Comparison {
        let mut found = Comparison::default();
        for bar in first.bars.iter().filter(|it| !it.text.starts_with("FROM")) {
            let other = second.bars.iter().find(|it| it.lines == bar.lines);
            let Some(other) = other else { continue };
            match (is_spared(bar), is_spared(other)) {
                (true, false) => found.only_first.push(Rc::clone(&bar.text)),
                (false, true) => found.only_second.push(Rc::clone(&bar.text)),
                (true, true) | (false, false) => (),
            }
        }
        found
    }
}

/// Whether nothing had to run for the step.
fn is_spared(bar: &Bar) -> bool {
    match bar.status {
        StepStatus::Hit | StepStatus::Skipped | StepStatus::ConfigOnly => true,
        StepStatus::Waiting
        | StepStatus::Probing
        | StepStatus::Miss
        | StepStatus::Running
        | StepStatus::Done
        | StepStatus::Failed
        | StepStatus::Limited
        | StepStatus::Canceled => false,
    }
}
