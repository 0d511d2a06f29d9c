//! The keyboard, wherever the focus is.

use gloo::events::{EventListener, EventListenerOptions};
use timeline::{Command, Playback};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};
use yew::prelude::*;

/// What a key means to the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Obey(Command),
    Help,
}

/// Keys for playback and help, unless they belong to what has the focus.
#[hook]
pub(crate) fn use_keys(
    playback: Playback,
    on_command: &Callback<Command>,
    helping: UseStateSetter<bool>,
) {
    let on_command = on_command.clone();
    use_effect_with(playback, move |playback| {
        let playback = *playback;
        let options = EventListenerOptions::enable_prevent_default();
        let document = gloo::utils::document();
        let listener =
            EventListener::new_with_options(&document, "keydown", options, move |event| {
                let event: &KeyboardEvent = event.unchecked_ref();
                let Some(meaning) = meaning(&event.key(), playback) else { return };
                let has_modifier = event.ctrl_key() || event.alt_key() || event.meta_key();
                if has_modifier || belongs_to_focus(event) {
                    return;
                }
                event.prevent_default();
                match meaning {
                    Meaning::Obey(command) => on_command.emit(command),
                    Meaning::Help => helping.set(true),
                }
            });
        move || drop(listener)
    });
}

fn meaning(key: &str, playback: Playback) -> Option<Meaning> {
    Some(match key {
        " " | "k" => Meaning::Obey(Command::Toggle),
        "ArrowLeft" => Meaning::Obey(Command::StepBack),
        "ArrowRight" => Meaning::Obey(Command::StepForward),
        "Home" => Meaning::Obey(Command::First),
        "End" => Meaning::Obey(Command::Last),
        "+" | "=" => Meaning::Obey(Command::Pace(playback.speed.faster())),
        "-" => Meaning::Obey(Command::Pace(playback.speed.slower())),
        "?" => Meaning::Help,
        _ => return None,
    })
}

/// Whether the element with the focus has a use of its own for the key.
fn belongs_to_focus(event: &KeyboardEvent) -> bool {
    let Some(target) = event.target().and_then(|it| it.dyn_into::<Element>().ok()) else {
        return false;
    };
    let within = |selector: &str| target.closest(selector).is_ok_and(|it| it.is_some());
    let is_press = event.key() == " " && within("button, a, summary");
    let is_choice = event.key().starts_with("Arrow") && within("input[type=radio]");
    is_press || is_choice || within("textarea, select, dialog, input:not([type=radio])")
}
