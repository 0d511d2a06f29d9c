//! The layers of an image as a pile of slabs.

use std::rc::Rc;

use engine::BuildId;
use timeline::{LayerOrigin, LayerSlab, size};
use yew::prelude::*;

use crate::components::icon::Icon;
use crate::hooks::step_key;

#[derive(Properties, PartialEq)]
pub(crate) struct LayerStackProps {
    /// Lowest first.
    pub(crate) slabs: Rc<Vec<Rc<LayerSlab>>>,
    /// The build that is drawn.
    pub(crate) build: Option<BuildId>,
}

/// The highest layer first, as it stands; each as thick as the logarithm of its size.
#[component]
pub(crate) fn LayerStack(props: &LayerStackProps) -> Html {
    html! {
        <ol class="layer-stack" aria-label="Layers, highest first">
            for (index, slab) in props.slabs.iter().enumerate().rev() {
                <li key={format!("{index} {}", slab.diff_id.0.short())} class={classes!("slab", class_of(slab.origin))}
                    data-step={props.build.zip(slab.step).map(|(build, step)| step_key(build, step))}
                    style={format!("--thickness: {}", slab.thickness())}>
                    { origin(slab.origin) }
                    <code class="slab-instruction" title={slab.instruction.to_string()}>{ &*slab.instruction }</code>
                    <span class="slab-size">{ size(slab.size) }</span>
                </li>
            }
        </ol>
    }
}

fn class_of(origin: LayerOrigin) -> &'static str {
    match origin {
        LayerOrigin::Base => "from-base",
        LayerOrigin::New => "new",
        LayerOrigin::Reused { .. } => "reused",
    }
}

fn origin(origin: LayerOrigin) -> Html {
    match origin {
        LayerOrigin::Base | LayerOrigin::New => html! {},
        LayerOrigin::Reused { made_by } => {
            let title = match made_by {
                Some((build, step)) => {
                    format!("reused: made by step {} of build {}", step.0 + 1, build.0 + 1)
                }
                None => "reused: made by an earlier build".to_string(),
            };
            html! { <span class="slab-origin" {title}>{ Icon::Return.draw() }{ "reused" }</span> }
        }
    }
}
