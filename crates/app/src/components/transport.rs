//! The learner's hand on time: first, back, play, forward, last, seek and speed.

use timeline::{Command, Playback, Speed};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::components::icon::Icon;

#[derive(Properties, PartialEq)]
pub(crate) struct TransportProps {
    pub(crate) playback: Playback,
    pub(crate) on_command: Callback<Command>,
}

/// Buttons, a slider over all frames, and the speed.
#[component]
pub(crate) fn Transport(props: &TransportProps) -> Html {
    let Playback { playing, .. } = props.playback;
    let (cursor, count) = (props.playback.cursor(), props.playback.count());
    let is_empty = count == 0;
    let button = |command: Command, icon: Icon, label: &'static str, off: bool| {
        html! {
            <button type="button" class="button icon-only" aria-label={label} title={label}
                disabled={is_empty || off} onclick={props.on_command.reform(move |_| command)}>
                { icon.draw() }
            </button>
        }
    };
    let (icon, label) =
        if playing { (Icon::Pause, "Pause (space)") } else { (Icon::Play, "Play (space)") };
    let on_seek = props.on_command.reform(|event: InputEvent| {
        Command::Seek(
            event.target_unchecked_into::<HtmlInputElement>().value().parse().unwrap_or_default(),
        )
    });
    html! {
        <div class="transport" role="group" aria-label="Playback">
            { button(Command::First, Icon::First, "First moment (Home)", cursor == 0) }
            { button(Command::StepBack, Icon::Back, "Step back (left arrow)", cursor == 0) }
            <button type="button" class="button play" aria-label={label} title={label} disabled={is_empty}
                onclick={props.on_command.reform(|_| Command::Toggle)}>
                { icon.draw() }
            </button>
            { button(Command::StepForward, Icon::Forward, "Step forward (right arrow)", props.playback.is_at_end()) }
            { button(Command::Last, Icon::Last, "Last moment (End)", props.playback.is_at_end()) }
            <input type="range" class="seek" aria-label="Moment" min="0" max={count.saturating_sub(1).to_string()}
                value={cursor.to_string()} disabled={is_empty} oninput={on_seek}
                aria-valuetext={format!("moment {} of {count}", cursor + 1)}
                style={format!("--done: {}", cursor * 1000 / count.saturating_sub(1).max(1))} />
            <output class="moment" aria-hidden="true">
                { if is_empty { "–".to_string() } else { format!("{} / {count}", cursor + 1) } }
            </output>
            { speed(props) }
        </div>
    }
}

fn speed(props: &TransportProps) -> Html {
    let on_change = props.on_command.reform(|event: Event| {
        let index = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
        let chosen = usize::try_from(index).ok().and_then(|it| Speed::ALL.get(it));
        Command::Pace(chosen.copied().unwrap_or(Speed::NORMAL))
    });
    html! {
        <select class="speed" aria-label="Speed" title="Speed (- and +)" onchange={on_change}>
            for speed in Speed::ALL {
                <option selected={speed == props.playback.speed}>{ speed.label() }</option>
            }
        </select>
    }
}
