//! One command and what the terminal showed for it.

use std::rc::Rc;

use yew::prelude::*;

use crate::ansi::{Pen, pieces};
use crate::components::icon::Icon;
use crate::components::more_packages::MorePackages;
use crate::components::prose::prose;
use crate::hooks::step_key;
use crate::shared::Shared;
use crate::simulator::Simulator;
use crate::state::{Entry, Film, Output, OutputKind};

#[derive(Properties)]
pub(crate) struct TerminalEntryProps {
    pub(crate) on_simulator: Callback<Simulator>,
    pub(crate) film: Shared<Film>,
    pub(crate) entry: Rc<Entry>,
    /// Records from this one on are not shown yet.
    pub(crate) upto: u32,
}

/// A longer film says nothing new of an entry that it had.
impl PartialEq for TerminalEntryProps {
    fn eq(&self, other: &TerminalEntryProps) -> bool {
        self.entry == other.entry && self.upto == other.upto
    }
}

/// The prompt with the command, and below it the text.
#[component]
pub(crate) fn TerminalEntry(props: &TerminalEntryProps) -> Html {
    let Entry { prompt, typed, outputs, .. } = &*props.entry;
    let mut pen = Pen::default();
    let mut nodes: Vec<Html> = Vec::new();
    for output in outputs.iter().filter(|it| it.seq < props.upto) {
        nodes.push(match output.kind {
            OutputKind::Stdout => printed(props, output, &mut pen, "stdout"),
            OutputKind::Stderr => printed(props, output, &mut pen, "stderr"),
            OutputKind::Limit => {
                note("note limit", Icon::Limit, "Limit of the simulator", &output.text)
            }
            OutputKind::Unlisted => html! {
                <>
                    { note("note limit", Icon::Limit, "Limit of the simulator", &output.text) }
                    <MorePackages on_simulator={&props.on_simulator} />
                </>
            },
            OutputKind::Hint => note("note hint", Icon::Forward, "What to do", &output.text),
        });
    }
    html! {
        <div class="entry">
            <div class="command"><span class="prompt">{ prompt.trim_end() }</span><b>{ typed }</b></div>
            <div class="output">{ for nodes }</div>
        </div>
    }
}

fn printed(
    props: &TerminalEntryProps,
    output: &Output,
    pen: &mut Pen,
    stream: &'static str,
) -> Html {
    let text = &*output.text;
    let step = props.film.step_at(output.seq).map(|(build, step)| step_key(build, step));
    let (found, after) = pieces(text, *pen);
    *pen = after;
    // Columns must not break; the terminal then scrolls sideways.
    let table = text.contains("   ").then_some("table");
    let spans = found.into_iter().map(|(pen, text)| {
        html! { <span data-step={step.clone()} class={classes!(stream, table, pen.color, pen.bold.then_some("ansi-bold"))}>{ text }</span> }
    });
    spans.collect()
}

fn note(class: &'static str, icon: Icon, word: &'static str, text: &str) -> Html {
    html! {
        <div {class}>
            { icon.draw() }
            <p><strong>{ word }{ ": " }</strong>{ prose(text) }</p>
        </div>
    }
}
