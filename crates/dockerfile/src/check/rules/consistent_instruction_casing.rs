//! ConsistentInstructionCasing: all keywords in capitals, or none.

use super::{Phase, Report, Rule, Status, Subject};

pub(super) const RULE: Rule = Rule {
    name: "ConsistentInstructionCasing",
    description: "All commands within the Dockerfile should use the same casing (either upper or lower)",
    explanation: "Docker reads keywords in any case, but people find the instructions faster if all look \
        alike. Write them as most of this file does.",
    status: Status::Stable,
    page: "consistent-instruction-casing",
    phase: Phase::Stages,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let statements =
        || subject.stages.iter().flat_map(|it| [it.stage.head].into_iter().chain(it.stage.body));
    let (mut lower, mut upper) = (0, 0);
    for keyword in statements().map(|it| &it.keyword.value) {
        lower += u32::from(*keyword == keyword.to_lowercase());
        upper += u32::from(*keyword == keyword.to_uppercase());
    }
    for statement in statements() {
        let keyword = &statement.keyword.value;
        let (wanted, name) = match upper < lower {
            true => (keyword.to_lowercase(), "lowercase"),
            false => (keyword.to_uppercase(), "uppercase"),
        };
        if *keyword != wanted {
            let detail = format!(
                "Command '{keyword}' should match the case of the command majority ({name})"
            );
            report.add(&statement.into(), detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn the_majority_decides_and_a_tie_goes_to_capitals() {
        let lower = "2: Command 'RUN' should match the case of the command majority (lowercase)";
        let upper = "1: Command 'From' should match the case of the command majority (uppercase)";
        finds(
            &RULE,
            &[
                ("from a\nRUN b\nrun c\n", &[lower]),
                ("From a\nRUN b\n", &[upper]),
                ("From a\n", &[upper]),
                ("arg X\nFROM a\nRUN b\n", &[]),
            ],
        );
    }
}
