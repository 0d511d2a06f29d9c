//! What is wrong with the Dockerfile: Docker's words, our advice.

use std::rc::Rc;

use dockerfile::{Diagnostic, Parse, Severity};
use yew::prelude::*;

use crate::components::icon::Icon;
use crate::components::prose::prose;

#[derive(Properties)]
pub(crate) struct ProblemsProps {
    pub(crate) parse: Rc<Parse>,
}

impl PartialEq for ProblemsProps {
    fn eq(&self, other: &ProblemsProps) -> bool {
        self.parse.diagnostics == other.parse.diagnostics
    }
}

/// The remarks in the order of the text; nothing at all if there are none.
#[component]
pub(crate) fn Problems(props: &ProblemsProps) -> Html {
    let diagnostics = &props.parse.diagnostics;
    if diagnostics.is_empty() {
        return html! { <div id="problems" class="hidden">{ "No problems." }</div> };
    }
    html! {
        <ul id="problems" class="problems" aria-label="Problems in the Dockerfile" tabindex="0">
            for diagnostic in diagnostics {
                { problem(diagnostic) }
            }
        </ul>
    }
}

fn problem(diagnostic: &Diagnostic) -> Html {
    let (class, word) = match diagnostic.severity() {
        Severity::Error => ("problem", "Error"),
        Severity::Warning => ("problem warning", "Warning"),
    };
    html! {
        <li {class}>
            { Icon::Warning.draw() }
            <span>
                <span class="hidden">{ word }{ ", " }</span>
                { format!("line {}: {}", diagnostic.lines.first, diagnostic.message()) }
            </span>
            if let Some(hint) = diagnostic.hint() {
                <span class="hint">{ prose(&hint) }</span>
            }
        </li>
    }
}
