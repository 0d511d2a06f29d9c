//! The address.

use gloo::events::EventListener;
use gloo::utils::window;
use yew::prelude::*;

/// The address's part from `#` on, followed when it changes.
#[hook]
pub(crate) fn use_fragment() -> String {
    let now = || window().location().hash().unwrap_or_default();
    let fragment = use_state_eq(now);
    let setter = fragment.setter();
    use_effect_with((), move |()| {
        let listener = EventListener::new(&window(), "hashchange", move |_| setter.set(now()));
        move || drop(listener)
    });
    (*fragment).clone()
}
