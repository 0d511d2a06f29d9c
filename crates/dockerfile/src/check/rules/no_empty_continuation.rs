//! NoEmptyContinuation: no empty lines inside an instruction.

use super::{Phase, Report, Rule, Status, Subject};
use crate::check::subject::Place;
use crate::problem::{Problem, Remark};
use crate::span::Lines;

pub(super) const RULE: Rule = Rule {
    name: "NoEmptyContinuation",
    description: "Empty continuation lines will become errors in a future release",
    explanation: "An empty line looks like the end of an instruction, but behind a `\\` it is not. Take it \
        out, or write a comment there.",
    status: Status::Stable,
    page: "no-empty-continuation",
    phase: Phase::Lines,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for diagnostic in &subject.parse.diagnostics {
        if let Problem::Remark(Remark::EmptyContinuation(_)) = &diagnostic.problem {
            // BuildKit has read the instruction to its end when it says so.
            let lines = Lines { first: diagnostic.lines.last, last: diagnostic.lines.last };
            let place = Place { lines, span: diagnostic.span, comments: &[] };
            report.add(&place, "Empty continuation line".to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn the_last_line_of_the_instruction_is_named() {
        finds(
            &RULE,
            &[
                ("FROM a\nRUN b \\\n\n c\n", &["4: Empty continuation line"]),
                ("FROM a\nRUN b \\\n# d\n c\n", &[]),
            ],
        );
    }
}
