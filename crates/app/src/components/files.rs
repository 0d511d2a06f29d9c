//! The files of an image: its layers beside the tree that they add up to.

use image::{AbsPath, Content, EntryKind, Image};
use timeline::size;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::components::icon::Icon;
use crate::shared::Shared;
use crate::state::folder::{Glance, Mark, Row, content, instructions, mode, rows, waste};

/// Bytes of a file that are shown.
const SHOWN: usize = 16 << 10;

#[derive(Properties, PartialEq)]
pub(crate) struct FilesProps {
    pub(crate) image: Shared<Image>,
}

/// What the learner does here.
enum Step {
    Layer(Option<usize>),
    Only(bool),
    Enter(AbsPath),
    Search(String),
    Open(AbsPath),
    Close,
}

/// Layers on the left, files on the right.
#[component]
pub(crate) fn Files(props: &FilesProps) -> Html {
    let glance = use_state(Glance::default);
    let opened = use_state(|| None::<AbsPath>);
    let go = {
        let (glance, opened) = (glance.clone(), opened.clone());
        Callback::from(move |step: Step| {
            let now = Glance::clone(&glance);
            match step {
                Step::Layer(layer) => glance.set(Glance { layer, ..now }),
                Step::Only(only) => glance.set(Glance { only, ..now }),
                Step::Enter(folder) => {
                    opened.set(None);
                    glance.set(Glance { folder, search: String::new(), only: false, ..now });
                }
                Step::Search(search) => glance.set(Glance { search, ..now }),
                Step::Open(path) => opened.set(Some(path)),
                Step::Close => opened.set(None),
            }
        })
    };
    let file = opened.as_ref().and_then(|it| Some((it, content(&props.image, &glance, it)?)));
    html! {
        <div class="files">
            { layers(&props.image, &glance, &go) }
            <div class="file-list">
                if let Some((path, content)) = file {
                    { file_text(path, &content, &go) }
                } else {
                    { controls(&glance, &go) }
                    { table(&props.image, &glance, &go) }
                }
            </div>
        </div>
    }
}

fn layers(image: &Image, glance: &Glance, go: &Callback<Step>) -> Html {
    let texts = instructions(image);
    let waste = waste(image);
    let highest = image.layers().len().saturating_sub(1);
    let chosen = glance.layer.unwrap_or(highest);
    html! {
        <div class="file-layers">
            <h3 id="file-layers">{ "Layers, highest first" }</h3>
            <ol aria-labelledby="file-layers">
                for (index, layer) in image.layers().iter().enumerate().rev() {
                    <li key={index}>
                        <button type="button" class="layer-choice" aria-pressed={(index == chosen).to_string()}
                            onclick={go.reform(move |_| Step::Layer(Some(index)))}>
                            <code>{ texts.get(index).copied().unwrap_or("a layer") }</code>
                            <span>{ size(layer.size()) }</span>
                        </button>
                    </li>
                }
            </ol>
            <p class="waste">{ format!("{}.{} % efficient: ", waste.efficiency / 10, waste.efficiency % 10) }
                if waste.bytes == 0 { { "nothing is stored in vain." } } else {
                    { format!("{} are stored but overwritten or deleted higher up.", size(waste.bytes)) }
                }
            </p>
        </div>
    }
}

fn controls(glance: &Glance, go: &Callback<Step>) -> Html {
    let on_search = go.reform(|event: InputEvent| {
        Step::Search(event.target_unchecked_into::<HtmlInputElement>().value())
    });
    let option = |only: bool, word: &'static str| {
        html! {
            <label><input type="radio" name="reach" checked={glance.only == only}
                onchange={go.reform(move |_| Step::Only(only))} /><span>{ word }</span></label>
        }
    };
    html! {
        <div class="file-controls">
            <fieldset class="choice">
                <legend class="hidden">{ "What to show" }</legend>
                { option(false, "Up to this layer") }
                { option(true, "This layer only") }
            </fieldset>
            <input type="search" aria-label="Search in paths" placeholder="Search in paths"
                value={glance.search.clone()} oninput={on_search} />
        </div>
    }
}

fn table(image: &Image, glance: &Glance, go: &Callback<Step>) -> Html {
    let (rows, more) = rows(image, glance);
    let is_folder = !glance.only && glance.search.is_empty();
    html! {
        <>
            if is_folder {
                <p class="file-path"><code>{ glance.folder.as_str() }</code>
                    if let Some(parent) = glance.folder.parent() {
                        <button type="button" class="button" onclick={go.reform(move |_| Step::Enter(parent.clone()))}>
                            { Icon::Up.draw() }{ "up" }</button>
                    }
                </p>
            }
            <table class="file-table">
                <caption class="hidden">{ "Files" }</caption>
                <thead class="hidden"><tr><th>{ "Change" }</th><th>{ "Mode" }</th><th>{ "Owner" }</th><th>{ "Size" }</th><th>{ "Name" }</th></tr></thead>
                <tbody>
                    for row in rows.iter() {
                        { draw(row, is_folder, go) }
                    }
                </tbody>
            </table>
            if rows.is_empty() {
                <p class="empty">{ if is_folder { "Nothing is in here." } else { "No file matches." } }</p>
            }
            if more != 0 {
                <p class="empty">{ format!("and {more} more: search to find them") }</p>
            }
        </>
    }
}

fn draw(row: &Row, is_folder: bool, go: &Callback<Step>) -> Html {
    let (class, sign, word) = match row.mark {
        Some(Mark::Added) => ("added", "+", "added"),
        Some(Mark::Modified) => ("modified", "~", "modified"),
        Some(Mark::Deleted) => ("deleted", "−", "deleted"),
        Some(Mark::Below) => ("below", "·", "changed below"),
        None => ("", "", "as it was"),
    };
    let name = match is_folder {
        true => row.path.name(),
        false => row.path.as_str(),
    };
    let path = row.path.clone();
    let (link, step): (Html, Option<Callback<MouseEvent>>) = match row
        .entry
        .as_ref()
        .map(|it| &it.kind)
    {
        Some(EntryKind::Directory) => {
            (html! { { "/" } }, Some(go.reform(move |_| Step::Enter(path.clone()))))
        }
        Some(EntryKind::File(_)) => (html! {}, Some(go.reform(move |_| Step::Open(path.clone())))),
        Some(EntryKind::Symlink(target)) => (html! { <small>{ " → " }{ &**target }</small> }, None),
        Some(EntryKind::Fifo | EntryKind::Device(_)) | None => (html! {}, None),
    };
    let owner = row.entry.as_ref().map(|it| format!("{}:{}", it.metadata.uid, it.metadata.gid));
    html! {
        <tr {class} key={row.path.to_string()}>
            <td class="file-mark" title={word}><span aria-hidden="true">{ sign }</span><span class="hidden">{ word }</span></td>
            <td class="file-mode">{ row.entry.as_ref().map(mode) }</td>
            <td class="file-owner">{ owner }</td>
            <td class="file-size">{ row.entry.as_ref().map(|_| size(row.size)) }</td>
            <td class="file-name">
                if let Some(onclick) = step {
                    <button type="button" {onclick}>{ name }{ link }</button>
                } else {
                    { name }{ link }
                }
            </td>
        </tr>
    }
}

fn file_text(path: &AbsPath, content: &Content, go: &Callback<Step>) -> Html {
    let text = content.text();
    let end = text.floor_char_boundary(SHOWN);
    html! {
        <>
            <p class="file-path"><code>{ path.as_str() }</code><span>{ size(content.size()) }</span>
                <button type="button" class="button" onclick={go.reform(|_| Step::Close)}>{ Icon::Back.draw() }{ "back to the files" }</button></p>
            if content.bytes().len() as u64 != content.size() {
                <p class="note limit">{ "A stub: the real file has the size above; Layerlab keeps this short text instead." }</p>
            }
            <pre class="file-text" tabindex="0">{ &text[..end] }</pre>
            if end < text.len() {
                <p class="empty">{ "…" }</p>
            }
        </>
    }
}
