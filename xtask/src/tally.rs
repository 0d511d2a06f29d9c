//! Counting what test runners report.

use std::ops::AddAssign;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl Tally {
    /// One check that has no tests of its own.
    pub(crate) fn one(passed: bool) -> Tally {
        Tally { passed: u32::from(passed), failed: u32::from(!passed) }
    }

    /// What a line of output adds: of Rust's test runner, native or wasm-bindgen's, or of Node's.
    pub(crate) fn of_line(line: &str) -> Tally {
        if let Some(result) = line.trim().strip_prefix("test result: ") {
            return Tally { passed: before(result, " passed"), failed: before(result, " failed") };
        }
        let Some(node) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) else {
            return Tally::default();
        };
        let count = |word: &str| {
            node.strip_prefix(word).and_then(|it| it.trim().parse().ok()).unwrap_or_default()
        };
        Tally { passed: count("pass "), failed: count("fail ") + count("cancelled ") }
    }

    /// What to count for a run that printed `self` and ended well or not. Silence is not success.
    pub(crate) fn checked(self, ended_well: bool) -> Tally {
        let nothing_ran = self == Tally::default();
        let unexplained = !ended_well && self.failed == 0;
        Tally { failed: self.failed + u32::from(nothing_ran || unexplained), ..self }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// The number in front of `word`, or 0.
fn before(text: &str, word: &str) -> u32 {
    let number = text.split_once(word).and_then(|(front, _)| front.rsplit(' ').next());
    number.and_then(|it| it.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_runner_is_understood() {
        for (line, passed, failed) in [
            ("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured", 12, 0),
            ("test result: FAILED. 1 passed; 2 failed; 0 ignored", 1, 2),
            ("ℹ pass 3", 3, 0),
            ("ℹ fail 2", 0, 2),
            ("ℹ cancelled 1", 0, 1),
            ("# pass 4", 4, 0),
            ("ℹ tests 5", 0, 0),
            ("test a::b ... ok", 0, 0),
        ] {
            assert_eq!(Tally::of_line(line), Tally { passed, failed }, "{line}");
        }
    }

    #[test]
    fn a_run_that_dies_or_says_nothing_is_a_failure() {
        for (passed, failed, ended_well, expected) in
            [(3, 0, true, 0), (3, 0, false, 1), (3, 2, false, 2), (0, 0, true, 1), (0, 0, false, 1)]
        {
            let tally = Tally { passed, failed }.checked(ended_well);
            assert_eq!(tally, Tally { passed, failed: expected });
        }
    }
}
