//! What happens is seen.

use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

/// When the film has grown to `frames`, brings the element with this `id` into view, if it is out of it.
#[hook]
pub(crate) fn use_following(id: &'static str, frames: u32) {
    let seen = use_mut_ref(|| frames);
    use_effect_with(frames, move |frames| {
        let is_new = *seen.borrow() < *frames;
        *seen.borrow_mut() = *frames;
        let element = gloo::utils::document().get_element_by_id(id).filter(|_| is_new);
        if let Some(element) = element {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Start);
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}
