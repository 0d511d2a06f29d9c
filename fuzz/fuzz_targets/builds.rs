//! Any bytes as a Dockerfile and as a file of the context, built by both builders.
#![no_main]

use libfuzzer_sys::fuzz_target;
use terminal::{Session, Settings};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let session =
        Session::new(Settings { seed: 0, pulled: vec!["alpine".parse().expect("a name")] });
    let script = format!(
        "cat > Dockerfile <<'END_OF_IT'\nFROM alpine\n{text}\nEND_OF_IT\ncp Dockerfile a\n\
         docker build .\nDOCKER_BUILDKIT=0 docker build .\n"
    );
    session.run(&script);
});
