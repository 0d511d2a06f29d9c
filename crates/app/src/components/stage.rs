//! The stage: one scene, drawn.

use std::rc::Rc;

use image::{Image, ImageId};
use timeline::{ImageCard, Scene};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::components::details::{Details, tags};
use crate::components::files::Files;
use crate::components::focus_step::focus_step;
use crate::components::icon::Icon;
use crate::components::machines::Machines;
use crate::components::prose::prose;
use crate::components::shelf::Shelf;
use crate::components::workplace::Workplace;
use crate::shared::Shared;

#[derive(Properties, PartialEq)]
pub(crate) struct StageProps {
    pub(crate) scene: Rc<Scene>,
    /// The image that is looked into; none if the engine has none.
    pub(crate) image: Option<Shared<Image>>,
    /// The image that the learner chose; none to go with the build.
    pub(crate) chosen: Option<ImageId>,
    pub(crate) on_choose: Callback<Option<ImageId>>,
    /// The scene in one sentence.
    pub(crate) caption: AttrValue,
    /// How long what is new takes to move, in milliseconds.
    pub(crate) motion_ms: u32,
}

/// What the stage shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Face {
    Build,
    Files,
    Details,
}

const FACES: [(Face, &str); 3] =
    [(Face::Build, "Build"), (Face::Files, "Files"), (Face::Details, "Image")];

/// The machines on top, the engine with its images and the work in progress below, and the sentence.
#[component]
pub(crate) fn Stage(props: &StageProps) -> Html {
    let scene = &props.scene;
    let face = use_state_eq(|| Face::Build);
    let on_look = {
        let (face, on_choose) = (face.setter(), props.on_choose.clone());
        Callback::from(move |id: ImageId| {
            on_choose.emit(Some(id));
            face.set(Face::Files);
        })
    };
    html! {
        <section id="stage" class="stage-pane" aria-label="Stage">
            { faces(props, &face) }
            if let Some(image) = props.image.clone().filter(|_| *face == Face::Files) {
                <Files key={image.id().to_string()} image={image.clone()} />
            } else if let Some(image) = props.image.clone().filter(|_| *face == Face::Details) {
                <Details tags={tags(scene.image(image.id()).map(|it| &**it))} image={image.clone()} />
            } else {
            <div class="stage" style={format!("--motion: {}ms", props.motion_ms)}>
                <Machines messages={scene.messages.clone()} />
                <div class="engine">
                    <div class="engine-head">
                        <span class="engine-name">{ Icon::Engine.draw() }{ "Docker engine" }</span>
                        { focus_step(scene) }
                    </div>
                    <div class="engine-floor">
                        <Shelf images={Rc::clone(&scene.images)} build={scene.build} focus={scene.focus} {on_look} />
                        <Workplace scene={Rc::clone(scene)} />
                    </div>
                </div>
            </div>
            }
            <p class="caption" aria-live="polite" aria-atomic="true"><span>{ prose(&props.caption) }</span></p>
        </section>
    }
}

/// The choice of face, and of the image for those that show one.
fn faces(props: &StageProps, face: &UseStateHandle<Face>) -> Html {
    let choice = FACES.map(|(value, name)| {
        let setter = face.setter();
        html! {
            <label><input type="radio" name="face" checked={**face == value}
                disabled={value != Face::Build && props.image.is_none()}
                onchange={Callback::from(move |_| setter.set(value))} /><span>{ name }</span></label>
        }
    });
    html! {
        <div class="faces">
            <fieldset class="choice"><legend class="hidden">{ "What the stage shows" }</legend>{ for choice }</fieldset>
            if **face != Face::Build && props.image.is_some() {
                { images(props) }
            }
        </div>
    }
}

/// Which image: that of the step on the stage, or one by name.
fn images(props: &StageProps) -> Html {
    let newest_first: Vec<&Rc<ImageCard>> = props.scene.images.iter().rev().collect();
    let ids: Vec<ImageId> = newest_first.iter().map(|it| it.id).collect();
    let on_change = props.on_choose.reform(move |event: Event| {
        let index = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
        usize::try_from(index - 1).ok().and_then(|it| ids.get(it).copied())
    });
    html! {
        <select class="image-choice" aria-label="Image" onchange={on_change}>
            <option selected={props.chosen.is_none()}>{ "the image of the step on the stage" }</option>
            for card in newest_first {
                <option selected={props.chosen == Some(card.id)}>
                    { format!("{} {}", card.id.short(), card.tags.first().unwrap_or(&card.instruction)) }
                </option>
            }
        </select>
    }
}
