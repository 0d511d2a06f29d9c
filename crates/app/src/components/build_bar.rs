//! Which builder, and the button that builds.

use std::rc::Rc;

use engine::Builder;
use timeline::duration;
use yew::prelude::*;

use crate::components::icon::Icon;
use crate::state::Forecast;

#[derive(Properties, PartialEq)]
pub(crate) struct BuildBarProps {
    pub(crate) builder: Builder,
    /// What a build would come to now.
    pub(crate) forecast: Rc<Option<Forecast>>,
    pub(crate) on_choose: Callback<Builder>,
    pub(crate) on_build: Callback<()>,
}

/// A choice of two builders and one button.
#[component]
pub(crate) fn BuildBar(props: &BuildBarProps) -> Html {
    let option = |builder: Builder, name: &'static str, title: &'static str| {
        html! {
            <label {title}>
                <input type="radio" name="builder" checked={props.builder == builder}
                    onchange={props.on_choose.reform(move |_| builder)} />
                <span>{ name }</span>
            </label>
        }
    };
    html! {
        <div class="build-bar">
            <fieldset class="choice">
                <legend class="hidden">{ "Builder" }</legend>
                { option(Builder::Classic, "Classic", "One container and one image for each step: DOCKER_BUILDKIT=0") }
                { option(Builder::BuildKit, "BuildKit", "A graph of steps; what Docker uses unless told otherwise") }
            </fieldset>
            if let Some(forecast) = &*props.forecast {
                <p class="forecast">{ "If you build now: " }<b>{ duration(forecast.took) }</b>
                    if forecast.is_cut { { " or more" } }
                    { format!(", {} of {} steps reused", forecast.reused, forecast.steps.len()) }</p>
            }
            <button type="button" class="button primary" title="Ctrl+Enter"
                onclick={props.on_build.reform(|_: MouseEvent| ())}>
                { Icon::Play.draw() }
                { "Build" }
            </button>
        </div>
    }
}
