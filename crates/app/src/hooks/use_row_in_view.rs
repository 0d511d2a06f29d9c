//! The row that matters is seen.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// Scrolls `pane`, and nothing else, so that its `row`, counted among its list items, can be seen.
#[hook]
pub(crate) fn use_row_in_view(pane: &NodeRef, row: Option<u32>) {
    use_effect_with((pane.clone(), row), |(pane, row)| {
        let Some((pane, row)) = pane.cast::<HtmlElement>().zip(*row) else { return };
        let row = pane.query_selector_all("li").ok().and_then(|it| it.get(row));
        let Some(row) = row.and_then(|it| it.dyn_into::<HtmlElement>().ok()) else { return };
        let parent = row.offset_parent().and_then(|it| it.dyn_into::<HtmlElement>().ok());
        // The row's own parent may itself be a part of the pane.
        let within = parent.filter(|it| *it != pane).map_or(0, |it| it.offset_top());
        let top = within + row.offset_top();
        let bottom = top + row.offset_height() - pane.client_height();
        pane.set_scroll_top(pane.scroll_top().clamp(bottom.min(top), top));
    });
}
