//! The editor's left edge: line numbers, and what the build made of each instruction.

use std::rc::Rc;

use dockerfile::{Parse, Severity, Statement};
use engine::BuildId;
use timeline::{Scene, StepCard, StepStatus};
use yew::prelude::*;

use crate::components::icon::Icon;
use crate::components::status::{StatusLook, status_look};
use crate::hooks::step_key;

#[derive(Properties)]
pub(crate) struct GutterProps {
    pub(crate) lines: usize,
    pub(crate) text: AttrValue,
    /// What the parser says of `text`.
    pub(crate) parse: Rc<Parse>,
    pub(crate) marks: Marks,
}

/// What marks the lines: steps, each at the lines that it comes from.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Marks {
    steps: Rc<Vec<Rc<StepCard>>>,
    /// The build that it was; none if it did not happen yet.
    build: Option<BuildId>,
}

impl Marks {
    /// Of the build on the stage.
    pub(crate) fn seen(scene: &Scene) -> Marks {
        Marks { steps: Rc::clone(&scene.steps), build: scene.build }
    }

    /// Of a build that would come to this.
    pub(crate) fn foreseen(steps: &Rc<Vec<Rc<StepCard>>>) -> Marks {
        Marks { steps: Rc::clone(steps), build: None }
    }

    /// The step of the build whose instruction stands at `line`.
    pub(crate) fn key_at(&self, parse: &Parse, line: u32) -> Option<String> {
        let is_here =
            |it: &&Rc<StepCard>| (it.lines.0..=it.lines.1).contains(&line) && still_says(parse, it);
        let card = self.steps.iter().find(is_here)?;
        Some(step_key(self.build?, card.id))
    }
}

impl PartialEq for GutterProps {
    fn eq(&self, other: &GutterProps) -> bool {
        self.text == other.text && self.marks == other.marks
    }
}

/// One row a line of text.
#[component]
pub(crate) fn Gutter(props: &GutterProps) -> Html {
    let marks: Vec<(u32, Html)> = marks(props).chain(error_marks(&props.parse)).collect();
    html! {
        <ol class="gutter" aria-label="What the build made of each line">
            for line in 1..=props.lines as u32 {
                <li class="gutter-line" key={line} data-step={props.marks.key_at(&props.parse, line)}>
                    { marks.iter().find(|it| it.0 == line).map(|it| it.1.clone()) }
                    <span aria-hidden="true">{ line }</span>
                </li>
            }
        </ol>
    }
}

/// The marks of the build's steps, where the text still says what was built.
fn marks(props: &GutterProps) -> impl Iterator<Item = (u32, Html)> {
    let Marks { steps, build } = &props.marks;
    steps.iter().filter(|card| still_says(&props.parse, card)).map(|card| {
        let sentence = card.sentence.as_deref().unwrap_or_default();
        (card.lines.0, mark(status_look(card), build.is_none(), card.lines.0, sentence))
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
        (it.lines.first, mark(look, false, it.lines.first, &it.message()))
    })
}

fn mark(look: StatusLook, is_forecast: bool, line: u32, sentence: &str) -> Html {
    let StatusLook { class, icon, word } = look;
    let (foreseen, would) =
        if is_forecast { (Some("foreseen"), "if built now: ") } else { (None, "") };
    let label = format!("line {line}: {would}{word}. {sentence}").trim_end().to_string();
    html! {
        <span class={classes!("gutter-mark", class, foreseen)} role="img" aria-label={label}
            title={format!("{would}{word}. {sentence}")}>
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
