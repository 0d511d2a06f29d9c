//! Scripts with the answers of the real BusyBox, replayed.

use crate::corpus::{Case, Ours, TOPICS, cases, differences};

#[test]
fn scripts_do_what_busybox_does() {
    let ours = Ours::new();
    let differences = differences();
    let mut wrong = String::new();
    for (topic, text) in TOPICS {
        for Case { script, answer } in cases(text) {
            let (found, _) = ours.answer(&script);
            if (found == answer) == differences.contains(&script.as_str()) {
                let found = Case { script: String::from("ours:"), answer: found };
                wrong += &format!("{topic}: {}\n{found}\n", Case { script, answer });
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn few_scripts_differ_and_each_is_a_script() {
    let all: Vec<String> =
        TOPICS.iter().flat_map(|(_, text)| cases(text)).map(|it| it.script).collect();
    let differences = differences();
    assert!(differences.len() * 50 <= all.len(), "{} of {}", differences.len(), all.len());
    for script in differences {
        assert!(all.iter().any(|it| it == script), "no topic has {script}");
    }
}

#[test]
fn answers_are_written_as_they_are_read() {
    for (topic, text) in TOPICS {
        let written: Vec<String> = cases(text).iter().map(Case::to_string).collect();
        assert_eq!(written.join("%%\n"), *text, "{topic}");
    }
}
