//! Sentences with code between backticks.

use yew::prelude::*;

/// Draws `sentence`; what stands between two backticks is code.
pub(crate) fn prose(sentence: &str) -> Html {
    let parts = sentence.split('`').enumerate().map(|(index, part)| match index % 2 {
        0 => html! { { part } },
        _ => html! { <code>{ part }</code> },
    });
    parts.collect()
}
