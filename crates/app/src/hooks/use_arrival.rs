//! Coming to another place.

use gloo::utils::{document, window};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// Names the window after `title`; when `place` has changed, begins at its top: the element with this `id` has the focus.
#[hook]
pub(crate) fn use_arrival(place: &AttrValue, title: &str, id: &'static str) {
    let is_first = use_mut_ref(|| true);
    let title = format!("{title} · Layerlab");
    use_effect_with(place.clone(), move |_| {
        document().set_title(&title);
        if is_first.replace(false) {
            return;
        }
        window().scroll_to_with_x_and_y(0.0, 0.0);
        let heading = document().get_element_by_id(id);
        if let Some(heading) = heading.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
            // It fails only if nothing can have the focus.
            let _ = heading.focus();
        }
    });
}
