//! The terminal: what was typed and shown so far, and a line to type the next command.

use std::rc::Rc;

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::components::icon::Icon;
use crate::components::terminal_entry::TerminalEntry;
use crate::components::terminal_input::TerminalInput;
use crate::shared::Shared;
use crate::simulator::Simulator;
use crate::state::{Entry, Film, Start};

#[derive(Properties, PartialEq)]
pub(crate) struct TerminalPaneProps {
    pub(crate) on_simulator: Callback<Simulator>,
    pub(crate) film: Shared<Film>,
    pub(crate) entries: Rc<Vec<Rc<Entry>>>,
    /// The first record that is not shown yet; none if all are.
    pub(crate) hidden_from: Option<u32>,
    /// While time passes, the stage's caption speaks and the terminal is silent.
    pub(crate) playing: bool,
    /// How far the laptop's start is; none once it is on.
    pub(crate) start: Option<Start>,
    pub(crate) prompt: AttrValue,
    pub(crate) on_type: Callback<AttrValue>,
    pub(crate) on_interrupt: Callback<()>,
    /// The learner wants to see all of it.
    pub(crate) on_jump: Callback<()>,
}

/// The terminal's text up to the moment on the stage, and its input line.
#[component]
pub(crate) fn TerminalPane(props: &TerminalPaneProps) -> Html {
    let scroll = use_node_ref();
    let shown = shown_count(props);
    use_effect_with((shown, props.prompt.clone()), {
        let scroll = scroll.clone();
        move |_| {
            if let Some(element) = scroll.cast::<HtmlElement>() {
                element.set_scroll_top(element.scroll_height());
            }
        }
    });
    let history: Rc<Vec<AttrValue>> =
        Rc::new(props.entries.iter().map(|it| it.typed.clone()).collect());
    let upto = props.hidden_from.unwrap_or(u32::MAX);
    html! {
        <section class="terminal-pane" aria-label="Terminal">
            <h2 class="pane-title">{ "Terminal" }</h2>
            <div class="terminal" ref={scroll} tabindex="0" role="group" aria-label="Terminal text">
                <div role="log" aria-live={if props.playing { "off" } else { "polite" }} aria-label="Commands and what they printed">
                    if props.entries.is_empty() {
                        <p class="terminal-empty">{ welcome(props.start) }</p>
                    }
                    for entry in props.entries.iter().filter(|it| it.seq < upto) {
                        <TerminalEntry key={entry.seq} on_simulator={&props.on_simulator} film={props.film.clone()} entry={Rc::clone(entry)} upto={upto_within(entry, upto)} />
                    }
                </div>
                if props.hidden_from.is_some() && !props.playing {
                    <div class="terminal-later">
                        <button type="button" class="button" onclick={props.on_jump.reform(|_: MouseEvent| ())}>
                            { Icon::Last.draw() }{ "More was printed later: go to the end" }
                        </button>
                    </div>
                }
                <TerminalInput prompt={props.prompt.clone()} busy={props.hidden_from.is_some()} {history}
                    on_type={&props.on_type} on_interrupt={&props.on_interrupt} />
            </div>
        </section>
    }
}

/// What stands in a terminal without text.
fn welcome(start: Option<Start>) -> Html {
    match start {
        Some(Start::Asked) => html! { { "The laptop is starting …" } },
        Some(Start::Failed) => html! {
            { "The laptop cannot start: its file did not load. Is the network there? The next command or build tries again." }
        },
        Some(Start::NotAsked) | None => html! {
            <>
                { "Nothing was typed yet. Try " }<code>{ "docker build ." }</code>
                { " or press Build; " }<code>{ "docker images -a" }</code>{ " shows what it leaves." }
            </>
        },
    }
}

/// How many pieces of text are shown; the terminal follows them.
fn shown_count(props: &TerminalPaneProps) -> usize {
    let upto = props.hidden_from.unwrap_or(u32::MAX);
    let seqs = props.entries.iter().flat_map(|it| it.outputs.iter().map(|output| output.seq));
    props.entries.len() + seqs.filter(|seq| *seq < upto).count()
}

/// The same bound for every entry that is shown in full, so that it is not drawn again.
fn upto_within(entry: &Entry, upto: u32) -> u32 {
    let is_complete = entry.outputs.iter().all(|it| it.seq < upto);
    if is_complete { u32::MAX } else { upto }
}
