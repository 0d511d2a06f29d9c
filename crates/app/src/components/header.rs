//! The top of the page: its name, and what is about the page itself.

use yew::prelude::*;

use crate::components::icon::Icon;
use crate::state::Theme;

#[derive(Properties, PartialEq)]
pub(crate) struct HeaderProps {
    pub(crate) theme: Theme,
    pub(crate) on_theme: Callback<Theme>,
    /// Whether the last clearing can be taken back.
    pub(crate) can_restore: bool,
    pub(crate) on_clear: Callback<()>,
    pub(crate) on_restore: Callback<()>,
    pub(crate) on_help: Callback<()>,
}

/// The name on the left; starting over, colors and help on the right.
#[component]
pub(crate) fn Header(props: &HeaderProps) -> Html {
    let (icon, theme) = match props.theme {
        Theme::System => (Icon::Contrast, "Colors: as the system"),
        Theme::Light => (Icon::Sun, "Colors: light"),
        Theme::Dark => (Icon::Moon, "Colors: dark"),
    };
    let next = props.theme.next();
    let (word, on_click) = match props.can_restore {
        true => ("Undo starting over", &props.on_restore),
        false => ("Start over", &props.on_clear),
    };
    html! {
        <header class="page-header">
            <span class="wordmark">
                { Icon::Layers.draw() }{ "Layerlab" }
                <span class="motto">{ "see what docker build does" }</span>
            </span>
            <button type="button" class="button" onclick={on_click.reform(|_: MouseEvent| ())}
                title="A fresh laptop: no images, no cache. The Dockerfile stays.">{ word }</button>
            <button type="button" class="button icon-only" aria-label={theme} title={theme}
                onclick={props.on_theme.reform(move |_: MouseEvent| next)}>{ icon.draw() }</button>
            <button type="button" class="button icon-only" aria-label="Keyboard help" title="Keyboard (?)"
                onclick={props.on_help.reform(|_: MouseEvent| ())}>{ "?" }</button>
        </header>
    }
}
