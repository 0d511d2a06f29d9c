//! How a step's status looks: always a shape, a word and a colour together.

use engine::{MissReason, Verdict};
use timeline::{StepCard, StepStatus};

use crate::components::icon::Icon;

/// A status as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StatusLook {
    pub(crate) class: &'static str,
    pub(crate) icon: Icon,
    pub(crate) word: &'static str,
}

/// How `card`'s status looks.
pub(crate) fn status_look(card: &StepCard) -> StatusLook {
    let (class, icon, word) = match card.status {
        StepStatus::Waiting => ("mark-waiting", Icon::Waiting, "waiting"),
        StepStatus::Probing => ("mark-running", Icon::Key, "asking"),
        StepStatus::Hit => ("mark-reused", Icon::Return, "reused"),
        StepStatus::Running => ("mark-running", Icon::Running, "running"),
        StepStatus::Miss => ("mark-rebuilt", Icon::Fork, "must run"),
        StepStatus::Done if card.probe.is_some() => ("mark-rebuilt", Icon::Fork, rebuilt(card)),
        StepStatus::Done => ("mark-ready", Icon::Check, "ready"),
        StepStatus::Failed => ("mark-failed", Icon::Cross, "failed"),
        StepStatus::Limited => ("mark-limited", Icon::Limit, "limit"),
        StepStatus::Skipped => ("mark-skipped", Icon::Minus, "skipped"),
        StepStatus::ConfigOnly => ("mark-config", Icon::Config, "settings"),
        StepStatus::Canceled => ("mark-skipped", Icon::Minus, "canceled"),
    };
    StatusLook { class, icon, word }
}

/// What never existed cannot be rebuilt.
fn rebuilt(card: &StepCard) -> &'static str {
    match card.probe.as_deref().map(|it| &it.verdict) {
        Some(Verdict::Miss(MissReason::FirstBuild)) => "built",
        Some(Verdict::Miss(_) | Verdict::NotAsked | Verdict::Hit) | None => "rebuilt",
    }
}
