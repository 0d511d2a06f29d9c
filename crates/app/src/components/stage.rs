//! The stage: one scene, drawn.

use std::rc::Rc;

use timeline::Scene;
use yew::prelude::*;

use crate::components::focus_step::focus_step;
use crate::components::icon::Icon;
use crate::components::machines::Machines;
use crate::components::prose::prose;
use crate::components::shelf::Shelf;
use crate::components::workplace::Workplace;

#[derive(Properties, PartialEq)]
pub(crate) struct StageProps {
    pub(crate) scene: Rc<Scene>,
    /// The scene in one sentence.
    pub(crate) caption: AttrValue,
    /// How long what is new takes to move, in milliseconds.
    pub(crate) motion_ms: u32,
}

/// The machines on top, the engine with its images and the work in progress below, and the sentence.
#[component]
pub(crate) fn Stage(props: &StageProps) -> Html {
    let scene = &props.scene;
    html! {
        <section id="stage" class="stage-pane" aria-label="Stage">
            <div class="stage" style={format!("--motion: {}ms", props.motion_ms)}>
                <Machines messages={scene.messages.clone()} />
                <div class="engine">
                    <div class="engine-head">
                        <span class="engine-name">{ Icon::Engine.draw() }{ "Docker engine" }</span>
                        { focus_step(scene) }
                    </div>
                    <div class="engine-floor">
                        <Shelf images={Rc::clone(&scene.images)} focus={scene.build.zip(scene.focus)} />
                        <Workplace scene={Rc::clone(scene)} />
                    </div>
                </div>
            </div>
            <p class="caption" aria-live="polite" aria-atomic="true"><span>{ prose(&props.caption) }</span></p>
        </section>
    }
}
