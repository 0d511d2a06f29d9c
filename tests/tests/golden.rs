//! The log of one session, as it must be on every machine. The same file is compared in WebAssembly.
#![allow(clippy::disallowed_types, reason = "the macro names a real file")]

use expect_test::expect_file;
use sessions::session;
use terminal::json_lines;

const SCRIPT: &str = include_str!("../golden/seed.sh");

#[test]
fn the_seeds_log_is_what_it_was() {
    let log = json_lines(session(0).run(SCRIPT).session.log());
    expect_file!["../golden/seed.jsonl"].assert_eq(&log);
}
