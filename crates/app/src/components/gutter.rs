//! The editor's left edge: line numbers, and what the build made of each instruction.

use std::rc::Rc;

use dockerfile::{Parse, Severity, Statement};
use timeline::{StepCard, StepStatus};
use yew::prelude::*;

use crate::components::icon::Icon;
use crate::components::status::{StatusLook, status_look};

#[derive(Properties)]
pub(crate) struct GutterProps {
    pub(crate) lines: usize,
    pub(crate) text: AttrValue,
    /// What the parser says of `text`.
    pub(crate) parse: Rc<Parse>,
    pub(crate) steps: Rc<Vec<Rc<StepCard>>>,
}

impl PartialEq for GutterProps {
    fn eq(&self, other: &GutterProps) -> bool {
        self.text == other.text && self.steps == other.steps
    }
}

/// One row a line of text.
#[component]
pub(crate) fn Gutter(props: &GutterProps) -> Html {
    let marks: Vec<(u32, Html)> = marks(props).chain(error_marks(&props.parse)).collect();
    html! {
        <ol class="gutter" aria-label="What the build made of each line">
            for line in 1..=props.lines as u32 {
                <li class="gutter-line" key={line}>
                    { marks.iter().find(|it| it.0 == line).map(|it| it.1.clone()) }
                    <span aria-hidden="true">{ line }</span>
                </li>
            }
        </ol>
    }
}

/// The marks of the build's steps, where the text still says what was built.
fn marks(props: &GutterProps) -> impl Iterator<Item = (u32, Html)> {
    props.steps.iter().filter(|card| still_says(&props.parse, card)).map(|card| {
        let sentence = card.sentence.as_deref().unwrap_or_default();
        (card.lines.0, mark(status_look(card), card.lines.0, sentence))
    })
}

/// Whether the text has the step's instruction at the step's line.
fn still_says(parse: &Parse, card: &StepCard) -> bool {
    let is_here = |it: &Statement| it.lines.first == card.lines.0 && says(&it.original, &card.text);
    card.status != StepStatus::Waiting && parse.instructions.iter().any(is_here)
}

/// Whether a builder may show `text` as `shown`: BuildKit writes out the reference in `FROM alpine AS base`.
fn says(text: &str, shown: &str) -> bool {
    let pairs = || text.split_whitespace().zip(shown.split_whitespace());
    let words = |it: &str| it.split_whitespace().count();
    match shown.starts_with("FROM ") {
        true => pairs().all(|(word, shown)| shown.contains(word)),
        false => words(text) == words(shown) && pairs().all(|(word, shown)| shown == word),
    }
}

fn error_marks(parse: &Parse) -> impl Iterator<Item = (u32, Html)> {
    parse.diagnostics.iter().filter(|it| it.severity() == Severity::Error).map(|it| {
        let look = StatusLook { class: "mark-failed", icon: Icon::Warning, word: "problem" };
        (it.lines.first, mark(look, it.lines.first, &it.message()))
    })
}

fn mark(look: StatusLook, line: u32, sentence: &str) -> Html {
    let StatusLook { class, icon, word } = look;
    let label = format!("line {line}: {word}. {sentence}").trim_end().to_string();
    html! {
        <span class={classes!("gutter-mark", class)} role="img" aria-label={label} title={format!("{word}. {sentence}")}>
            { icon.draw() }
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_builder_shows_an_instruction_in_its_own_way() {
        for (text, shown, expected) in [
            ("RUN  apk add redis", "RUN apk add redis", true),
            ("RUN apk add redis gcc", "RUN apk add redis", false),
            ("FROM alpine AS base", "FROM docker.io/library/alpine:latest", true),
            ("FROM debian", "FROM docker.io/library/alpine:latest", false),
        ] {
            assert_eq!(says(text, shown), expected, "{text}");
        }
    }
}
