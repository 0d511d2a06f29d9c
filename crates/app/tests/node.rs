//! What needs no browser, compiled to WebAssembly.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn sizes_are_those_of_wasm() {
    assert_eq!(size_of::<usize>(), 4);
}
