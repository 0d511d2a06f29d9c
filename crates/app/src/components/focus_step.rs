//! The step that the scene is about, in one line.

use engine::Builder;
use timeline::{BuildEnd, Scene};
use yew::prelude::*;

use crate::components::icon::Icon;
use crate::components::status::status_look;

/// The step's number, its instruction and how far it is; after the end, how the build ended.
pub(crate) fn focus_step(scene: &Scene) -> Html {
    let Some(card) = scene.focus.and_then(|id| scene.step(id)) else {
        return html! { <span class="focus-step">{ ended(scene) }</span> };
    };
    let look = status_look(card);
    html! {
        <span class="focus-step">
            if let Some(label) = &card.label {
                <span class="step-label">{ "Step " }{ &**label }</span>
            }
            <code>{ &*card.text }</code>
            <span class={classes!("chip", look.class)}>{ look.icon.draw() }{ look.word }</span>
        </span>
    }
}

fn ended(scene: &Scene) -> Html {
    let (class, icon, word) = match &scene.end {
        Some(BuildEnd::Built { .. }) => ("mark-ready", Icon::Check, "built"),
        Some(BuildEnd::Failed { .. }) => ("mark-failed", Icon::Cross, "build failed"),
        Some(BuildEnd::Limited { .. }) => ("mark-limited", Icon::Limit, "not simulated"),
        None if scene.build.is_none() => return html! {},
        None => {
            let name = match scene.builder {
                Builder::Classic => "classic builder",
                Builder::BuildKit => "BuildKit",
            };
            return html! { <span class="step-label">{ name }</span> };
        }
    };
    html! { <span class={classes!("chip", class)}>{ icon.draw() }{ word }</span> }
}
