//! The keys, in a dialog.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// Every key and what it does.
const KEYS: [(&str, &str); 9] = [
    ("Ctrl+Enter", "build, from the Dockerfile"),
    ("Space", "play or pause"),
    ("←", "one moment back"),
    ("→", "one moment on"),
    ("Home", "first moment"),
    ("End", "last moment"),
    ("− +", "slower, faster"),
    ("↑ ↓", "earlier commands, in the terminal"),
    ("?", "this list"),
];

#[derive(Properties, PartialEq)]
pub(crate) struct HelpProps {
    pub(crate) on_close: Callback<()>,
}

/// A modal list of keys; Escape closes it.
#[component]
pub(crate) fn Help(props: &HelpProps) -> Html {
    let dialog = use_node_ref();
    use_effect_with(dialog.clone(), |dialog| {
        if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
            // It fails only if the dialog is open already.
            let _ = dialog.show_modal();
        }
    });
    html! {
        <dialog ref={dialog} aria-labelledby="help-title" onclose={props.on_close.reform(|_: Event| ())}>
            <h2 id="help-title">{ "Keyboard" }</h2>
            <dl class="key-list">
                for (key, meaning) in KEYS {
                    <dt><kbd>{ key }</kbd></dt>
                    <dd>{ meaning }</dd>
                }
            </dl>
            <form method="dialog"><button class="button primary">{ "Close" }</button></form>
        </dialog>
    }
}
