//! The images in the engine's store.

use std::rc::Rc;

use engine::{BuildId, StepId};
use image::ImageId;
use timeline::{ImageCard, ImageRole, size};
use yew::prelude::*;

use crate::components::icon::Icon;
use crate::hooks::{step_key, use_row_in_view};

#[derive(Properties, PartialEq)]
pub(crate) struct ShelfProps {
    /// In order of making.
    pub(crate) images: Rc<Vec<Rc<ImageCard>>>,
    /// The build that is drawn.
    pub(crate) build: Option<BuildId>,
    /// The step that the scene is about.
    pub(crate) focus: Option<StepId>,
    /// The learner wants to see what is in an image.
    pub(crate) on_look: Callback<ImageId>,
}

/// All images; those without a name stand back.
#[component]
pub(crate) fn Shelf(props: &ShelfProps) -> Html {
    let pane = use_node_ref();
    use_row_in_view(&pane, row_to_see(props));
    html! {
        <div class="shelf" ref={pane}>
            <h3>{ "Images it keeps" }</h3>
            if props.images.is_empty() {
                <p class="empty">{ "None yet. The first " }<code>{ "FROM" }</code>{ " brings one from the registry." }</p>
            }
            <ol>
                for card in props.images.iter() {
                    { image(card, props) }
                }
            </ol>
        </div>
    }
}

/// The image that the scene's step took or made.
fn row_to_see(props: &ShelfProps) -> Option<u32> {
    let (build, step) = props.build.zip(props.focus)?;
    let is_meant =
        |it: &Rc<ImageCard>| it.reused_by == Some(step) || it.made_by == Some((build, step));
    props.images.iter().rposition(is_meant).and_then(|it| u32::try_from(it).ok())
}

/// The steps that made it and, in the build that is drawn, took it.
fn keys(card: &ImageCard, build: Option<BuildId>) -> String {
    let taken = build.zip(card.reused_by);
    let steps = card.made_by.into_iter().chain(taken);
    steps.map(|(build, step)| step_key(build, step)).collect::<Vec<String>>().join(" ")
}

fn image(card: &ImageCard, props: &ShelfProps) -> Html {
    let (role, word) = match card.role {
        ImageRole::Base => ("base", "base image"),
        ImageRole::Intermediate => ("intermediate", "intermediate"),
        ImageRole::CachedBase => ("intermediate", "base image in the build cache"),
        ImageRole::Final => ("final", "result"),
        ImageRole::Dangling => ("dangling", "dangling"),
    };
    let (reused, id) = (card.reused_by.is_some(), card.id);
    html! {
        <li key={card.id.short()} class={classes!("image", role, reused.then_some("reused"))}
            data-step={keys(card, props.build)} title={format!("{word}: {}, {}", card.instruction, size(card.size))}>
            { pile(card) }
            <button type="button" class="image-text" onclick={props.on_look.reform(move |_: MouseEvent| id)}>
                <span class="image-name">
                    for tag in card.tags.iter() {
                        <span class="tag">{ Icon::Tag.draw() }{ &**tag }</span>
                    }
                    for tag in card.lost_tags.iter() {
                        <span class="tag ghost"><span class="hidden">{ "no longer " }</span><s>{ &**tag }</s></span>
                    }
                    <code>{ card.id.short() }</code>
                </span>
                if !card.tags.contains(&card.instruction) {
                    <span class="image-made">{ &*card.instruction }</span>
                }
                <span class="hidden">{ ": look at its files" }</span>
            </button>
            if reused {
                <span class="chip mark-reused">{ Icon::Return.draw() }{ "reused" }</span>
            }
        </li>
    }
}

/// The image's layers as a small pile.
fn pile(card: &ImageCard) -> Html {
    html! {
        <span class="pile" aria-hidden="true">
            for slab in card.stack.iter().rev() {
                <i style={format!("--thickness: {}", slab.thickness())} />
            }
        </span>
    }
}
