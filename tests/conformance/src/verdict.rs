//! What a case came to.

use std::any::Any;
use std::fmt::Debug;

/// Whether we do what the case expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Passed,
    /// We do something else.
    Failed {
        expected: String,
        got: String,
    },
    /// The runner has no way to ask.
    CannotRun {
        why: String,
    },
}

impl Verdict {
    /// Passed if `holds`; `expected` and `got` are for the report.
    pub(crate) fn check(holds: bool, expected: impl ToString, got: impl Debug) -> Verdict {
        match holds {
            true => Verdict::Passed,
            false => Verdict::Failed { expected: expected.to_string(), got: format!("{got:?}") },
        }
    }

    /// Passed if the two are the same.
    pub(crate) fn equal<T: PartialEq + Debug>(expected: T, got: T) -> Verdict {
        Verdict::check(expected == got, format!("{expected:?}"), got)
    }

    /// This verdict, unless it is passed: then what `next` says.
    pub(crate) fn and(self, next: impl FnOnce() -> Verdict) -> Verdict {
        match self {
            Verdict::Passed => next(),
            Verdict::Failed { .. } | Verdict::CannotRun { .. } => self,
        }
    }

    /// The runner has no way to ask.
    pub(crate) fn cannot_run(why: impl ToString) -> Verdict {
        Verdict::CannotRun { why: why.to_string() }
    }

    /// Our code panicked; `payload` is what `catch_unwind` gives.
    pub(crate) fn panicked(payload: &dyn Any) -> Verdict {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or_default();
        Verdict::Failed { expected: "no panic".to_string(), got: format!("panic: {text}") }
    }

    /// Lines that say what is wrong; none if nothing is.
    pub(crate) fn report(&self, id: &str) -> String {
        let indented = |text: &str| text.replace('\n', "\n    ");
        match self {
            Verdict::Passed => String::new(),
            Verdict::Failed { expected, got } => {
                let (expected, got) = (indented(expected), indented(&got.replace("\\n", "\n")));
                format!("  {id}\n    expected {expected}\n    got      {got}\n")
            }
            Verdict::CannotRun { why } => format!("  {id}\n    cannot run: {}\n", indented(why)),
        }
    }
}
