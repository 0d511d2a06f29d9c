//! Another build as one thin row; pressing it puts that build on the stage.

use timeline::{Command, StepStatus, Track, duration};
use yew::prelude::*;

use crate::scale::Scale;

#[derive(Properties, PartialEq)]
pub(crate) struct ThinTrackProps {
    pub(crate) track: Track,
    pub(crate) scale: Scale,
    pub(crate) on_command: Callback<Command>,
}

/// All bars of the build in one lane.
#[component]
pub(crate) fn ThinTrack(props: &ThinTrackProps) -> Html {
    let ThinTrackProps { track, scale, on_command } = props;
    let last = track.frames.1.saturating_sub(1);
    let took = duration(track.end - track.start);
    let reused = track.saved.map_or(0, |it| it.steps);
    html! {
        <button type="button" class="thin-track" onclick={on_command.reform(move |_| Command::Seek(last))}
            title="Show this build">
            <span class="track-name">{ format!("Build {}", track.build.0 + 1) }
                <small>{ format!("{took}, {reused} reused") }</small></span>
            <span class="lane">
                for bar in track.bars.iter() {
                    <i class={class_of(bar.status)} style={scale.place(track.start, bar.start, bar.end)} />
                }
            </span>
        </button>
    }
}

/// The class of a bar with this status.
pub(crate) fn class_of(status: StepStatus) -> &'static str {
    match status {
        StepStatus::Waiting | StepStatus::Skipped | StepStatus::Canceled => "bar-none",
        StepStatus::ConfigOnly => "bar-config",
        StepStatus::Probing | StepStatus::Running => "bar-running",
        StepStatus::Hit => "bar-reused",
        StepStatus::Miss | StepStatus::Done => "bar-rebuilt",
        StepStatus::Failed => "bar-failed",
        StepStatus::Limited => "bar-limited",
    }
}
