//! Fetching the simulator.

use gloo::events::EventListener;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::simulator;
use crate::state::{Start, View, Wish};

/// What shows that the learner begins to act.
const SIGNS: [&str; 2] = ["pointerdown", "keydown"];

/// Fetches the simulator as soon as `view` asks for it; the learner's first touch makes it ask.
#[hook]
pub(crate) fn use_simulator(view: &View, on_wish: &Callback<Wish>) {
    let View { start, all_packages, .. } = *view;
    let on_wake = on_wish.reform(|()| Wish::Wake);
    use_effect_with(start == Some(Start::NotAsked), move |is_asleep| {
        let listen = |sign| {
            let on_wake = on_wake.clone();
            EventListener::once(&gloo::utils::document(), sign, move |_| on_wake.emit(()))
        };
        let listeners = is_asleep.then(|| SIGNS.map(listen));
        move || drop(listeners)
    });
    let on_wish = on_wish.clone();
    use_effect_with(start == Some(Start::Asked), move |is_asked| {
        if *is_asked {
            spawn_local(async move {
                let loaded = match all_packages {
                    true => simulator::load_with_packages().await,
                    false => simulator::load().await,
                };
                on_wish.emit(match loaded {
                    Ok(simulator) => Wish::Open(simulator),
                    Err(simulator::NotLoaded) => Wish::Fail,
                });
            });
        }
    });
}
