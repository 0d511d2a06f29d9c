//! An image in words: its digest, its configuration and its history, each explained, and the JSON that all of it is.

use image::{ContainerConfig, Image};
use timeline::{ImageCard, size};
use yew::prelude::*;

use crate::shared::Shared;

#[derive(Properties, PartialEq)]
pub(crate) struct DetailsProps {
    pub(crate) image: Shared<Image>,
    /// The names that it goes by.
    pub(crate) tags: Vec<String>,
}

/// A card to read, and the document itself.
#[component]
pub(crate) fn Details(props: &DetailsProps) -> Html {
    let image = &props.image;
    let config = image.config();
    html! {
        <div class="details">
            <dl>
                { line("Image ID", "the SHA-256 of the JSON document below", html! { <code>{ image.id().to_string() }</code> }) }
                { line("Names", "a tag is a name that points here, and can be moved", html! { { names(&props.tags) } }) }
                { line("Size", "of all layers", html! { { size(image.size()) } }) }
                for (name, why, value) in settings(&config.config) {
                    { line(name, why, html! { <code>{ value }</code> }) }
                }
                { line("Layers", "diff IDs: the SHA-256 of each layer's uncompressed tar archive, lowest first", html! {
                    <ol>for id in config.rootfs.diff_ids.iter() { <li><code>{ id.0.to_string() }</code></li> }</ol>
                }) }
                { line("History", "what made it; an empty step changed only the configuration", html! {
                    <ol>for step in config.history.iter() {
                        <li><code>{ step.created_by.clone() }</code>
                        if step.empty_layer { <small>{ " empty" }</small> }</li>
                    }</ol>
                }) }
            </dl>
            <details><summary>{ "The JSON document" }</summary><pre tabindex="0">{ pretty(&config.json()) }</pre></details>
        </div>
    }
}

/// The tags of the image in a scene.
pub(crate) fn tags(card: Option<&ImageCard>) -> Vec<String> {
    card.map_or_else(Vec::new, |it| it.tags.iter().map(|tag| tag.to_string()).collect())
}

fn names(tags: &[String]) -> String {
    if tags.is_empty() { "none: docker images shows <none>".to_string() } else { tags.join(", ") }
}

fn line(name: &'static str, why: &'static str, value: Html) -> Html {
    html! { <><dt>{ name }<small>{ why }</small></dt><dd>{ value }</dd></> }
}

/// What a container of the image gets, as far as it is set.
fn settings(config: &ContainerConfig) -> Vec<(&'static str, &'static str, String)> {
    let list = |it: &Option<Vec<String>>| it.as_ref().map(|it| it.join(" ")).unwrap_or_default();
    let ports =
        config.exposed_ports.as_ref().map(|it| it.keys().cloned().collect::<Vec<_>>().join(" "));
    let volumes =
        config.volumes.as_ref().map(|it| it.keys().cloned().collect::<Vec<_>>().join(" "));
    let all = [
        ("Entrypoint", "always runs, with the command as its arguments", list(&config.entrypoint)),
        ("Command", "what a container starts, unless told otherwise", list(&config.cmd)),
        ("Environment", "variables of every program in it", config.env.join(" ")),
        ("Directory", "where programs start", config.working_dir.clone()),
        ("User", "who runs them; root if none", config.user.clone()),
        ("Ports", "documentation only: nothing is opened", ports.unwrap_or_default()),
        ("Volumes", "kept outside the container's layer", volumes.unwrap_or_default()),
        ("On build", "runs in builds that start from this image", list(&config.on_build)),
    ];
    all.into_iter().filter(|it| !it.2.is_empty()).collect()
}

/// JSON with a line for each member: strings are left as they are.
fn pretty(json: &str) -> String {
    let mut text = String::new();
    let (mut depth, mut is_string, mut is_escaped) = (0_usize, false, false);
    for character in json.chars() {
        let opens = !is_string && matches!(character, '{' | '[');
        let closes = !is_string && matches!(character, '}' | ']');
        if closes {
            depth = depth.saturating_sub(1);
            text.push('\n');
            text.extend(std::iter::repeat_n("  ", depth));
        }
        text.push(character);
        if opens {
            depth += 1;
        }
        if opens || !is_string && character == ',' {
            text.push('\n');
            text.extend(std::iter::repeat_n("  ", depth));
        }
        if character == '"' && !is_escaped {
            is_string = !is_string;
        }
        is_escaped = is_string && character == '\\' && !is_escaped;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_not_broken() {
        let json = r#"{"a":["x,\"{y","z"]}"#;
        assert_eq!(pretty(json), "{\n  \"a\":[\n    \"x,\\\"{y\",\n    \"z\"\n  ]\n}");
    }
}
