//! The page: a Yew front end over the simulator.

use wasm_bindgen::prelude::wasm_bindgen;
use yew::prelude::*;

/// The whole page.
#[component]
pub fn App() -> Html {
    html! {
        <main>
            <h1>{ "Layerlab" }</h1>
        </main>
    }
}

/// Draws the page where it has the place for it; under a test runner it has none.
#[wasm_bindgen(start)]
pub fn start() {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(root) = document.and_then(|document| document.get_element_by_id("app")) {
        yew::Renderer::<App>::with_root(root).render();
    }
}
