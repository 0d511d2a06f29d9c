//! The page: a Yew front end over the simulator.

mod ansi;
mod app;
mod components;
mod crash;
mod hooks;
#[cfg(test)]
mod rendering;
mod scale;
mod seed;
mod shared;
mod simulator;
mod site;
mod state;
mod storage;
#[cfg(test)]
mod stories;

pub use seed::Seed;
pub use site::Site;

use wasm_bindgen::prelude::wasm_bindgen;

/// Draws the page where it has the place for it; under a test runner it has none.
#[wasm_bindgen(start)]
pub fn start() {
    let document = web_sys::window().and_then(|window| window.document());
    let Some(root) = document.and_then(|document| document.get_element_by_id("app")) else {
        return;
    };
    crash::install();
    let location = gloo::utils::window().location();
    if location.hash().is_ok_and(|it| it == crash::FRESH) {
        storage::forget_work(&storage::read_progress().place);
        // Otherwise a reload would forget again. Setting a fragment cannot fail.
        let _ = location.set_hash("");
    }
    yew::Renderer::<Site>::with_root(root).render();
}
