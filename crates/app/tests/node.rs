//! What needs no browser, compiled to WebAssembly.
#![cfg(target_arch = "wasm32")]

use terminal::{Session, Settings, json_lines};
use wasm_bindgen_test::wasm_bindgen_test;

const SCRIPT: &str = include_str!("../../../tests/golden/seed.sh");
/// The log of the same script, written natively.
const LOG: &str = include_str!("../../../tests/golden/seed.jsonl");

#[wasm_bindgen_test]
fn the_same_script_gives_the_same_log_as_natively() {
    let pulled = vec!["alpine".parse().expect("a reference")];
    let session = Session::new(Settings { seed: 0, pulled });
    assert_eq!(json_lines(session.run(SCRIPT).session.log()), LOG);
}
