//! The lesson's running text.

use lesson::Inline;
use yew::prelude::*;

/// Draws the parts of a line.
pub(crate) fn inlines(parts: &[Inline]) -> Html {
    parts.iter().map(inline).collect()
}

fn inline(part: &Inline) -> Html {
    match part {
        Inline::Text(text) => html! { { &**text } },
        Inline::Code(text) => html! { <code>{ &**text }</code> },
        Inline::Strong(parts) => html! { <strong>{ inlines(parts) }</strong> },
        Inline::Emphasis(parts) => html! { <em>{ inlines(parts) }</em> },
        Inline::Link { text, target } => {
            html! { <a href={target.to_string()}>{ inlines(text) }</a> }
        }
    }
}
