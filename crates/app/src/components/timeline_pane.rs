//! The timeline: builds on one axis of simulated time, aligned at their starts.

use std::time::Duration;

use engine::Builder;
use timeline::{Command, Track, duration, size};
use yew::prelude::*;

use crate::components::icon::Icon;
use crate::components::steps_track::StepsTrack;
use crate::components::thin_track::ThinTrack;
use crate::components::twin::{Twin, name};
use crate::hooks::use_row_in_view;
use crate::scale::Scale;
use crate::shared::Shared;
use crate::state::Film;

#[derive(Properties, PartialEq)]
pub(crate) struct TimelinePaneProps {
    pub(crate) film: Shared<Film>,
    /// The frame on the stage.
    pub(crate) cursor: u32,
    /// The same builds by the other builder, while they are compared.
    pub(crate) twin: Option<Shared<Film>>,
    pub(crate) on_command: Callback<Command>,
    pub(crate) on_compare: Callback<()>,
}

/// The build on the stage with a bar for each step; the others above it as thin rows.
#[component]
pub(crate) fn TimelinePane(props: &TimelinePaneProps) -> Html {
    let tracks = props.film.tracks();
    let pane = use_node_ref();
    let focus = props.film.frame(props.cursor).and_then(|it| it.scene.focus);
    use_row_in_view(&pane, focus.map(|it| it.0));
    let begun = |it: &&Track| it.frames.0 <= props.cursor;
    let current = tracks.iter().rev().find(begun).or(tracks.first());
    let Some(current) = current else {
        return html! { <section class="timeline-pane" aria-label="Timeline">{ nothing() }</section> };
    };
    let others = props.twin.iter().flat_map(|it| it.tracks());
    let twin = others.clone().find(|it| it.build == current.build && it.builder != current.builder);
    let scale = Scale::of(tracks.iter().chain(others).map(|it| it.end - it.start));
    html! {
        <section class="timeline-pane" aria-label="Timeline">
            { figures(current, props) }
            <div class="tracks" ref={pane}>
                for track in tracks.iter().filter(|it| it.build != current.build) {
                    <ThinTrack key={track.build.0} track={track.clone()} {scale} on_command={&props.on_command} />
                }
                <StepsTrack key="current" film={props.film.clone()} track={current.clone()} {scale}
                    cursor={props.cursor} on_command={&props.on_command} />
                if let Some(twin) = twin {
                    <Twin key="twin" track={current.clone()} twin={twin.clone()} {scale} />
                }
            </div>
            { axis(scale) }
        </section>
    }
}

fn nothing() -> Html {
    html! {
        <p class="timeline-empty">
            { Icon::Play.draw() }
            <span>{ "Each build becomes a row of bars here. Press " }<b>{ "Build" }</b>{ ", or type " }
            <code>{ "docker build ." }</code>{ " in the terminal." }</span>
        </p>
    }
}

/// The numbers that matter, few and large.
fn figures(track: &Track, props: &TimelinePaneProps) -> Html {
    let is_over = track.frames.1 <= props.cursor + 1;
    let now = props.film.frame(props.cursor).map_or(track.start, |it| it.at.min(track.end));
    let elapsed = now.max(track.start) - track.start;
    html! {
        <div class="figures">
            <h2 class="pane-title">{ format!("Build {}", track.build.0 + 1) }</h2>
            <button type="button" class="button" aria-pressed={props.twin.is_some().to_string()}
                onclick={props.on_compare.reform(|_: MouseEvent| ())}>{ format!("Compare with {}", name(other(track.builder))) }</button>
            if let Some(saved) = track.saved.filter(|_| is_over) {
                <p class="figure saved">
                    <b>{ duration(Duration::from_micros(saved.micros)) }</b>
                    <span>{ format!("saved: {} of {} steps reused", saved.steps, track.bars.len()) }
                    if saved.bytes != 0 { { format!(", {} not downloaded", size(saved.bytes)) } }</span>
                </p>
            }
            <p class="figure"><b>{ duration(elapsed) }</b><span>{ if is_over { "took" } else { "so far" } }</span></p>
        </div>
    }
}

fn other(builder: Builder) -> Builder {
    match builder {
        Builder::Classic => Builder::BuildKit,
        Builder::BuildKit => Builder::Classic,
    }
}

fn axis(scale: Scale) -> Html {
    html! {
        <div class="axis" aria-hidden="true">
            for (at, label) in scale.ticks() {
                <span style={format!("--at: {at}")}>{ label }</span>
            }
        </div>
    }
}
