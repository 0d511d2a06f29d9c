//! The learner's time.

use gloo::timers::callback::Timeout;
use timeline::{Command, Playback};
use yew::prelude::*;

/// While time passes, goes one frame on when the frame has been shown for `dwell_ms` at the chosen speed.
#[hook]
pub(crate) fn use_clock(playback: Playback, dwell_ms: u32, on_command: &Callback<Command>) {
    let on_command = on_command.clone();
    use_effect_with((playback, dwell_ms), move |_| {
        let wait = dwell_ms * 4 / playback.speed.quarters();
        let timer = playback
            .playing
            .then(|| Timeout::new(wait, move || on_command.emit(Command::StepForward)));
        move || drop(timer)
    });
}
