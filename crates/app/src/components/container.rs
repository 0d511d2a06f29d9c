//! A temporary container: an open box on the stack, with its writable layer at the bottom.

use std::rc::Rc;

use engine::BuildId;
use timeline::{ContainerBox, ContainerState, size};
use yew::prelude::*;

use crate::hooks::step_key;

#[derive(Properties, PartialEq)]
pub(crate) struct ContainerProps {
    pub(crate) container: Rc<ContainerBox>,
    /// The build that it is a part of.
    pub(crate) build: Option<BuildId>,
}

/// The box, what runs in it, what it printed last, and what it has written.
#[component]
pub(crate) fn Container(props: &ContainerProps) -> Html {
    let container = &props.container;
    let (class, word) = match container.state {
        ContainerState::Created => ("created", "created".to_string()),
        ContainerState::Running => ("running", "running".to_string()),
        ContainerState::Exited { code } => ("exited", format!("exited ({code})")),
        ContainerState::Removed => ("removed", "removed".to_string()),
    };
    html! {
        <div class={classes!("container", class)} data-step={props.build.map(|it| step_key(it, container.step))}>
            <div class="container-head">
                <span>{ "container " }<code>{ container.id.short() }</code></span>
                <span class="container-state">{ word }</span>
            </div>
            if let Some(command) = &container.command {
                <code class="container-command">{ &**command }</code>
            }
            if !container.output.is_empty() {
                <samp class="container-output">
                    for line in container.output.iter().rev().take(3).rev() {
                        <span>{ &**line }</span>
                    }
                </samp>
            }
            <div class="writable">{ "writable layer" }<b>{ written(container) }</b></div>
        </div>
    }
}

/// What the writable layer holds, as far as it is known.
fn written(container: &ContainerBox) -> String {
    match container.changes {
        Some(changes) if changes.added + changes.modified + changes.deleted == 0 => {
            "unchanged".to_string()
        }
        Some(changes) => {
            let counts = [("+", changes.added), ("~", changes.modified), ("−", changes.deleted)];
            let shown = counts.iter().filter(|it| it.1 != 0).map(|it| format!("{}{}", it.0, it.1));
            format!("{} files, {}", shown.collect::<Vec<_>>().join(" "), size(changes.bytes))
        }
        None if container.fetched != 0 => format!("{} downloaded", size(container.fetched)),
        None => "empty".to_string(),
    }
}
