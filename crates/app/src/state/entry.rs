//! The terminal's text: one entry for each thing that was typed.

use std::rc::Rc;

use engine::BuildError;
use shell::{Limit, Stream};
use terminal::{Event, Record};
use yew::prelude::AttrValue;

/// What was typed, and all that the terminal showed for it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// The number of the record that began it.
    pub(crate) seq: u32,
    pub(crate) prompt: AttrValue,
    pub(crate) typed: AttrValue,
    pub(crate) outputs: Vec<Output>,
}

/// One piece of what the terminal showed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Output {
    /// The number of its record.
    pub(crate) seq: u32,
    pub(crate) kind: OutputKind,
    pub(crate) text: AttrValue,
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OutputKind {
    Stdout,
    Stderr,
    /// A limit of the simulator.
    Limit,
    /// A package that only the larger set has, or none.
    Unlisted,
    /// Our advice beside an error of Docker's.
    Hint,
}

/// The entry for `records`: all that followed when `typed` was entered at `prompt`.
pub(crate) fn entry(prompt: &str, typed: &str, records: &[Record]) -> Option<Rc<Entry>> {
    let first = records.first()?;
    let mut outputs: Vec<Output> = Vec::new();
    for record in records {
        let Some((kind, text)) = shown(&record.event) else { continue };
        let is_said = |it: &Output| {
            matches!(it.kind, OutputKind::Limit | OutputKind::Unlisted) && it.text == text
        };
        if !outputs.iter().any(is_said) {
            outputs.push(Output { seq: record.seq, kind, text: AttrValue::from(text) });
        }
    }
    // A hint stands below Docker's own words, which follow the event that it is taken from.
    outputs.sort_by_key(|it| it.kind == OutputKind::Hint);
    if let Some(last) = outputs.iter().map(|it| it.seq).max() {
        for output in outputs.iter_mut().filter(|it| it.kind == OutputKind::Hint) {
            output.seq = last;
        }
    }
    let (prompt, typed) = (prompt.to_string().into(), typed.trim_end().to_string().into());
    Some(Rc::new(Entry { seq: first.seq, prompt, typed, outputs }))
}

fn shown(event: &Event) -> Option<(OutputKind, String)> {
    match event {
        Event::Printed { stream: Stream::Stdout, text } => Some((OutputKind::Stdout, text.clone())),
        Event::Printed { stream: Stream::Stderr, text } => Some((OutputKind::Stderr, text.clone())),
        Event::LimitReached { limit } => Some(of_limit(limit)),
        Event::Engine(event) => of_engine(event),
        Event::LineEntered { .. } | Event::FileSaved { .. } | Event::CommandExited { .. } => None,
    }
}

fn of_limit(limit: &Limit) -> (OutputKind, String) {
    let is_unlisted = matches!(limit, Limit::Unlisted { .. });
    (if is_unlisted { OutputKind::Unlisted } else { OutputKind::Limit }, limit.to_string())
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "only errors have something to add to Docker's words"
)]
fn of_engine(event: &engine::Event) -> Option<(OutputKind, String)> {
    match event {
        engine::Event::LimitReached { limit, .. } => Some(of_limit(limit)),
        engine::Event::BuildFailed { error: BuildError::Limit(_), .. } => None,
        engine::Event::BuildFailed { error, .. } => Some((OutputKind::Hint, error.hint()?)),
        engine::Event::RequestFailed { error } => Some((OutputKind::Hint, error.hint()?)),
        _ => None,
    }
}
