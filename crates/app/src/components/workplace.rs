//! Where the build happens: the layers so far, and on them a container, or the question to the cache.

use std::rc::Rc;

use timeline::{BuildEnd, Scene, StepCard, StepStatus};
use yew::prelude::*;

use crate::components::container::Container;
use crate::components::icon::Icon;
use crate::components::layer_stack::LayerStack;
use crate::components::probe_card::ProbeCard;
use crate::components::prose::prose;

#[derive(Properties, PartialEq)]
pub(crate) struct WorkplaceProps {
    pub(crate) scene: Rc<Scene>,
}

/// The stack of the image so far and what stands on it.
#[component]
pub(crate) fn Workplace(props: &WorkplaceProps) -> Html {
    let scene = &props.scene;
    let focus = scene.focus.and_then(|id| scene.step(id));
    html! {
        <div class="workplace">
            <h3>{ "The image so far" }</h3>
            <div class="standing">
                if scene.build.is_none() {
                    <p class="empty">{ "Each step that changes files will put a layer on the stack here." }</p>
                }
                { ending(scene) }
                if let Some(card) = focus.filter(|it| scene.containers.is_empty() && asks(it)) {
                    <ProbeCard key={card.id.0} card={Rc::clone(card)} />
                }
                <div class="containers">
                    for container in scene.containers.iter() {
                        <Container key={container.id.short()} container={Rc::clone(container)} build={scene.build} />
                    }
                </div>
                <LayerStack slabs={Rc::clone(&scene.stack)} build={scene.build} />
            </div>
        </div>
    }
}

/// Whether the step's question to the cache is what the scene is about.
fn asks(card: &StepCard) -> bool {
    let is_asking = matches!(card.status, StepStatus::Probing | StepStatus::Hit | StepStatus::Miss);
    is_asking && card.probe.is_some()
}

fn ending(scene: &Scene) -> Html {
    let (class, icon, text, hint) = match &scene.end {
        None => return html! {},
        Some(BuildEnd::Built { image }) => {
            let text = format!("Built image `{}`.", image.short());
            ("ending built", Icon::Check, text, None)
        }
        Some(BuildEnd::Failed { error, hint }) => {
            ("ending failed", Icon::Cross, error.to_string(), hint.as_deref())
        }
        Some(BuildEnd::Limited { limit }) => {
            ("ending limited", Icon::Limit, limit.to_string(), None)
        }
    };
    html! {
        <div {class}>
            { icon.draw() }
            <p>{ prose(&text) }</p>
            if let Some(hint) = hint {
                <p class="hint">{ prose(hint) }</p>
            }
        </div>
    }
}
