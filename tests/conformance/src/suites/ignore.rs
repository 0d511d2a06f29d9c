//! dockerignore: which paths the patterns leave out.

use dockerfile::{Ignore, ignore_patterns};

use crate::case::{Case, Json, check_error};
use crate::verdict::Verdict;

pub(crate) fn run(case: &Case) -> Verdict {
    let (input, expected) = (&case.input, &case.expected);
    if case.kind == "read_all" {
        return Verdict::equal(expected.texts("patterns"), ignore_patterns(&input.text("text")));
    }
    let ignore = match Ignore::new(&input.texts("patterns")) {
        Ok(ignore) => ignore,
        Err(error) => return check_error(expected, Some(&error.to_string())),
    };
    match case.kind.as_str() {
        "matches" => Verdict::equal(expected.is_true("match"), ignore.ignores(&input.text("path"))),
        "match_error" => check_error(expected, None),
        "clean" => {
            let counts = expected["count"].is_null() || expected["count"] == ignore.len();
            let excepts = expected["exclusions"].is_null()
                || expected["exclusions"] == ignore.has_exceptions();
            Verdict::check(counts && excepts, expected, ignore)
        }
        other => Verdict::cannot_run(other),
    }
}
