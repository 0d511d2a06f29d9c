//! The line of the terminal that is being typed.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(crate) struct TerminalInputProps {
    pub(crate) prompt: AttrValue,
    /// A command still prints; what is typed now waits, as in any terminal.
    pub(crate) busy: bool,
    /// What was typed before, oldest first.
    pub(crate) history: Rc<Vec<AttrValue>>,
    pub(crate) on_type: Callback<AttrValue>,
    pub(crate) on_interrupt: Callback<()>,
}

/// A prompt and a field; the arrow keys bring earlier commands back.
#[component]
pub(crate) fn TerminalInput(props: &TerminalInputProps) -> Html {
    let text = use_state(AttrValue::default);
    // How many commands back; 0 is the new line.
    let back = use_state(|| 0_usize);
    let on_input = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            text.set(AttrValue::from(input.value()));
        })
    };
    let on_key = {
        let (text, back, history) = (text.clone(), back.clone(), Rc::clone(&props.history));
        let (on_type, on_interrupt) = (props.on_type.clone(), props.on_interrupt.clone());
        Callback::from(move |event: KeyboardEvent| {
            let recall = |steps: usize| {
                let line = history.len().checked_sub(steps).and_then(|index| history.get(index));
                text.set(line.cloned().unwrap_or_default());
                back.set(steps);
            };
            match event.key().as_str() {
                "Enter" => {
                    on_type.emit((*text).clone());
                    recall(0);
                }
                "ArrowUp" => recall((*back + 1).min(history.len())),
                "ArrowDown" => recall(back.saturating_sub(1)),
                "c" if event.ctrl_key() && !has_selection(&event) => {
                    on_interrupt.emit(());
                    recall(0);
                }
                _ => return,
            }
            event.prevent_default();
        })
    };
    html! {
        <label class={classes!("terminal-input", props.busy.then_some("busy"))}>
            <span class="prompt">{ props.prompt.trim_end() }</span>
            <input id="terminal" type="text" aria-label="Command" spellcheck="false" autocomplete="off"
                autocapitalize="off" value={(*text).clone()} oninput={on_input} onkeydown={on_key} />
        </label>
    }
}

/// Whether Ctrl+C is meant to copy.
fn has_selection(event: &KeyboardEvent) -> bool {
    let input: HtmlInputElement = event.target_unchecked_into();
    input.selection_start().ok().flatten() != input.selection_end().ok().flatten()
}
