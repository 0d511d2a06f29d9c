//! Any bytes as patterns, the first line as a path.
#![no_main]

use dockerfile::{Ignore, wildcard_match};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (path, patterns) = text.split_once('\n').unwrap_or((&text, ""));
    if let Ok(ignore) = Ignore::parse(patterns) {
        ignore.ignores(path);
        ignore.ignores_all();
    }
    let _ = wildcard_match(patterns, path);
});
