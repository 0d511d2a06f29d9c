//! Scripts recorded with a real Docker engine say the same on the simulated laptop.
#![allow(clippy::disallowed_types, reason = "reads the recordings of this package")]

use std::fs;
use std::path::PathBuf;

use sessions::{normalise, transcript};

#[test]
fn the_simulator_says_what_the_real_engine_said() {
    let mut differences = Vec::new();
    let mut count = 0;
    for script in scripts() {
        let recorded =
            fs::read_to_string(script.with_extension("txt")).expect("a script has its recording");
        let simulated = transcript(&fs::read_to_string(&script).expect("UTF-8"));
        let (recorded, simulated) = (normalise(&recorded), normalise(&simulated));
        if recorded != simulated {
            differences.push(format!(
                "{}:\n{}",
                script.display(),
                difference(&recorded, &simulated)
            ));
        }
        count += 1;
    }
    assert!(
        differences.is_empty(),
        "{} of {count} differ\n{}",
        differences.len(),
        differences.join("\n")
    );
}

fn scripts() -> Vec<PathBuf> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/recordings");
    let entries = fs::read_dir(folder).expect("the folder of recordings");
    let paths = entries.map(|it| it.expect("an entry").path());
    let mut scripts: Vec<PathBuf> =
        paths.filter(|it| it.extension().is_some_and(|extension| extension == "sh")).collect();
    scripts.sort();
    scripts
}

/// What differs, without the lines at both ends that are equal.
fn difference(recorded: &str, simulated: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (recorded.lines().collect(), simulated.lines().collect());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let most = a.len().min(b.len()) - same;
    let same_end =
        a.iter().rev().zip(b.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let part = |lines: &[&str], mark: &str| -> String {
        lines[same..lines.len() - same_end].iter().map(|it| format!("{mark} {it}\n")).collect()
    };
    format!("after line {same}\n{}{}", part(&a, "real:     "), part(&b, "simulated:"))
}
