//! buildkit-shell: `$name`, `${name:-word}` and their like.

use std::collections::BTreeSet;

use dockerfile::{Escape, Options, expand};
use serde_json::Value;

use crate::case::{Case, Json, check_error};
use crate::verdict::Verdict;

pub(crate) fn run(case: &Case) -> Verdict {
    let (input, expected) = (&case.input, &case.expected);
    let env = input.texts("env");
    let lookup = |name: &str| {
        let pairs = env.iter().rev().map(|it| it.split_once('=').unwrap_or((it, "")));
        pairs.into_iter().find(|it| it.0 == name).map(|it| it.1.to_string())
    };
    if case.kind == "get_env" {
        let got = lookup(&input.text("name")).unwrap_or_default();
        return Verdict::equal(expected.text("result"), got);
    }
    let expansion =
        match expand(&input.text("word"), Escape::Backslash, &lookup, Options::default()) {
            Ok(expansion) => expansion,
            Err(error) => return check_error(expected, Some(&error.to_string())),
        };
    let holds = match case.kind.as_str() {
        "process_word" => expected["result"] == expansion.text.as_str(),
        "process_words" => is_list(expected, "results", &expansion.words),
        "process_word_matches" => {
            expected["result"] == expansion.text.as_str()
                && is_set(expected, "matched", &expansion.matched)
                && is_set(expected, "unmatched", &expansion.unmatched)
        }
        other => return Verdict::cannot_run(other),
    };
    Verdict::check(holds, expected, expansion)
}

fn is_list(expected: &Value, key: &str, got: &[String]) -> bool {
    expected[key].is_array() && expected.texts(key) == got
}

fn is_set(expected: &Value, key: &str, got: &BTreeSet<String>) -> bool {
    expected.texts(key).iter().collect::<BTreeSet<&String>>() == got.iter().collect()
}
