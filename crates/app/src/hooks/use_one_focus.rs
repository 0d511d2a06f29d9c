//! One focus: pointing at a step anywhere lights it everywhere.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event};
use yew::prelude::*;

/// What moves the focus.
const SIGNS: [&str; 2] = ["pointermove", "focusin"];

/// The steps, as keys of [`step_key`] between spaces, that an element is about.
const STEPS: &str = "data-step";

/// Set on each element that is about the step in focus.
const LIT: &str = "data-lit";

/// Lights every element of the same step as the one under the pointer, or with the keyboard's focus.
///
/// The attribute is not one that Yew draws, so that moving the pointer draws nothing again.
#[hook]
pub(crate) fn use_one_focus() {
    use_effect_with((), |()| {
        let document = gloo::utils::document();
        let listeners = SIGNS.map(|sign| {
            EventListener::new(&document, sign, |event| {
                // An attribute with a valid name can always be set.
                let _ = light(&gloo::utils::document(), event);
            })
        });
        move || drop(listeners)
    });
}

/// The key of a build's step.
pub(crate) fn step_key(build: engine::BuildId, step: engine::StepId) -> String {
    format!("{}.{}", build.0, step.0)
}

fn light(document: &Document, event: &Event) -> Option<()> {
    let target = event.target()?.dyn_into::<Element>().ok()?;
    let about = target.closest(&format!("[{STEPS}]")).ok()?;
    let keys = about.and_then(|it| it.get_attribute(STEPS)).unwrap_or_default();
    let root = document.document_element()?;
    if root.get_attribute(LIT).unwrap_or_default() == keys {
        return None;
    }
    root.set_attribute(LIT, &keys).ok()?;
    for element in elements(document, &format!("body [{LIT}]")) {
        element.remove_attribute(LIT).ok()?;
    }
    for key in keys.split_whitespace() {
        for element in elements(document, &format!("[{STEPS}~='{key}']")) {
            element.set_attribute(LIT, "").ok()?;
        }
    }
    Some(())
}

fn elements(document: &Document, selector: &str) -> Vec<Element> {
    let Ok(found) = document.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|index| found.get(index)?.dyn_into().ok()).collect()
}
