//! Whole sessions with their terminals: a script, then what it shows. `UPDATE_EXPECT=1` accepts what it shows today.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "reads and rewrites the sessions of this package"
)]

use std::path::PathBuf;
use std::{env, fs};

use sessions::{mask, transcript};

/// What stands between a script and its terminal.
const DIVIDER: &str = "== terminal ==\n";

#[test]
fn every_session_shows_what_its_file_says() {
    let accept = env::var("UPDATE_EXPECT").is_ok();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/sessions");
    let entries = fs::read_dir(folder).expect("the folder of sessions");
    let mut files: Vec<PathBuf> = entries.map(|it| it.expect("an entry").path()).collect();
    files.sort();
    let mut wrong = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("UTF-8");
        let (script, expected) = text.split_once(DIVIDER).unwrap_or((&text, ""));
        // The character that starts a color is written as one that can be read.
        let shown = mask(&transcript(script)).replace('\u{1b}', "␛");
        if shown != expected {
            if accept {
                fs::write(&file, format!("{script}{DIVIDER}{shown}"))
                    .expect("the file can be written");
            } else {
                wrong.push(format!("{}:\n{}", file.display(), first_difference(expected, &shown)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn first_difference(expected: &str, shown: &str) -> String {
    let same = expected.lines().zip(shown.lines()).take_while(|(a, b)| a == b).count();
    let line = |text: &str| text.lines().nth(same).unwrap_or("(the end)").to_string();
    format!(
        "line {} after the divider\nexpected: {}\nshown:    {}",
        same + 1,
        line(expected),
        line(shown)
    )
}
