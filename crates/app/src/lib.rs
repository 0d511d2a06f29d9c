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
mod state;
mod storage;
#[cfg(test)]
mod stories;

pub use app::{App, AppProps};
pub use seed::Seed;
pub use state::{Deed, Saved, Theme};

use wasm_bindgen::prelude::wasm_bindgen;

/// Draws the page where it has the place for it; under a test runner it has none.
#[wasm_bindgen(start)]
pub fn start() {
    let document = web_sys::window().and_then(|window| window.document());
    let Some(root) = document.and_then(|document| document.get_element_by_id("app")) else {
        return;
    };
    crash::install();
    if gloo::utils::window().location().hash().is_ok_and(|it| it == crash::FRESH) {
        storage::forget_work();
    }
    let props =
        AppProps { saved: storage::read_work(), theme: storage::read_theme().unwrap_or_default() };
    yew::Renderer::<App>::with_root_and_props(root, props).render();
}
