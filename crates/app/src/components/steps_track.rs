//! The build on the stage: one row a step, in the order of the Dockerfile.

use std::rc::Rc;

use image::SimTime;
use timeline::{Bar, Command, Scene, StepStatus, Track, duration};
use yew::prelude::*;

use crate::components::status::status_look;
use crate::components::thin_track::class_of;
use crate::hooks::step_key;
use crate::scale::Scale;
use crate::shared::Shared;
use crate::state::Film;

#[derive(Properties, PartialEq)]
pub(crate) struct StepsTrackProps {
    pub(crate) film: Shared<Film>,
    pub(crate) track: Track,
    pub(crate) scale: Scale,
    pub(crate) cursor: u32,
    pub(crate) on_command: Callback<Command>,
}

/// Rows of mark, instruction, bar and time, with the playhead across the bars.
#[component]
pub(crate) fn StepsTrack(props: &StepsTrackProps) -> Html {
    let StepsTrackProps { film, track, scale, cursor, .. } = props;
    let frame = film.frame(*cursor);
    let now = frame.map_or(track.start, |it| it.at.max(track.start).min(track.end));
    html! {
        <div class="steps-track" style={scale.place(track.start, now, now)}>
            <ol>
                for bar in track.bars.iter() {
                    { row(props, bar, now, frame.map(|it| &it.scene)) }
                }
            </ol>
            <div class="playhead" aria-hidden="true"><i /></div>
        </div>
    }
}

fn row(props: &StepsTrackProps, bar: &Bar, now: SimTime, scene: Option<&Rc<Scene>>) -> Html {
    let StepsTrackProps { track, scale, on_command, .. } = props;
    let card = scene.filter(|it| it.build == Some(track.build)).and_then(|it| it.step(bar.step));
    let status = card.map_or(StepStatus::Waiting, |it| it.status);
    let is_focus = scene.is_some_and(|it| it.focus == Some(bar.step));
    let frame = bar.frame.unwrap_or(track.frames.0);
    let took = bar.end - bar.start;
    let is_base = status == StepStatus::Done && card.is_some_and(|it| it.probe.is_none());
    let class = if is_base { "bar-ready" } else { class_of(status) };
    let is_over = bar.end <= now && status != StepStatus::Waiting;
    html! {
        <li key={bar.step.0}>
            <button type="button" data-step={step_key(track.build, bar.step)} class={classes!("step-row", is_focus.then_some("focus"))}
                aria-current={is_focus.then_some("step")} title="Go to this step"
                onclick={on_command.reform(move |_| Command::Seek(frame))}>
                if let Some(look) = card.map(|it| status_look(it)) {
                    <span class={classes!("step-mark", look.class)}>{ look.icon.draw() }</span>
                    <code class="step-text">{ &*bar.text }</code>
                    <span class="step-word">{ look.word }</span>
                } else {
                    <span class="step-mark" />
                    <code class="step-text">{ &*bar.text }</code>
                    <span class="step-word" />
                }
                <span class="lane">
                    <i class="bar-none" style={scale.place(track.start, bar.start, bar.end)} />
                    if status != StepStatus::Waiting {
                        <i {class} style={scale.place(track.start, bar.start, bar.end.min(now).max(bar.start))} />
                    }
                </span>
                <span class="step-time">{ if is_over { duration(took) } else { String::new() } }</span>
            </button>
        </li>
    }
}
