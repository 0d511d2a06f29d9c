//! Any bytes as a Dockerfile: read, colored, checked.
#![no_main]

use std::collections::BTreeMap;

use dockerfile::{Surroundings, check, highlight, scan, syntax_tree};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    syntax_tree(&scan(&text));
    highlight(&text);
    let around = Surroundings {
        build_args: &BTreeMap::new(),
        target: None,
        ignore: None,
        platform: "linux/amd64",
        base_image: &|_| None,
        is_reference: &|it| !it.is_empty(),
    };
    for finding in check(&text, &around).findings {
        assert!(!finding.diagnostic().message().is_empty());
    }
});
