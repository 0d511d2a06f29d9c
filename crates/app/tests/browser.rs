//! The page in a real browser.
#![cfg(target_arch = "wasm32")]

use app::App;
use gloo::timers::future::sleep;
use std::time::Duration;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn the_page_draws_itself() {
    let document = web_sys::window().unwrap().document().unwrap();
    let root = document.create_element("div").unwrap();
    yew::Renderer::<App>::with_root(root.clone()).render();
    sleep(Duration::from_millis(50)).await;
    assert_eq!(root.query_selector("h1").unwrap().unwrap().text_content().unwrap(), "Layerlab");
}
