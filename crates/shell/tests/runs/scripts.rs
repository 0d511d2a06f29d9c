//! Scripts whose output and status BusyBox 1.35 gave, each run in an empty `/tmp` of Alpine's base image.

use crate::machine::{ROOT, run};

/// Scripts apart by `%%` lines; behind `== STATUS` follows the output, whose last newline a backslash takes away.
const FILES: [(&str, &str); 7] = [
    ("basics-1", include_str!("ash/basics-1.txt")),
    ("basics-2", include_str!("ash/basics-2.txt")),
    ("corners-1", include_str!("ash/corners-1.txt")),
    ("corners-2", include_str!("ash/corners-2.txt")),
    ("awk", include_str!("ash/awk.txt")),
    ("bytes", include_str!("ash/bytes.txt")),
    ("archives", include_str!("ash/archives.txt")),
];

#[test]
fn scripts_do_what_busybox_does() {
    for (file, text) in FILES {
        for case in text.split("%%\n") {
            let at = case.find("\n== ").expect("a status");
            let (script, expected) = (&case[..at], &case[at + 4..]);
            let (code, expected) = expected.split_once('\n').expect("a line");
            let expected = expected.strip_suffix("\\\n").unwrap_or(expected);
            let ran = run(ROOT, script);
            assert_eq!(ran.output, expected, "{file}: {script}");
            assert_eq!(ran.code.to_string(), code, "{file}: {script}");
        }
    }
}
