//! StageNameCasing: names of stages are in small letters.

use super::{Phase, Report, Rule, Status, Subject};
use crate::instruction::Instruction;

pub(super) const RULE: Rule = Rule {
    name: "StageNameCasing",
    description: "Stage names should be lowercase",
    explanation: "Docker compares the names of stages in small letters, as it does those of images, so \
        capitals make no difference. Write none.",
    status: Status::Stable,
    page: "stage-name-casing",
    phase: Phase::Instructions,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for statement in &subject.parse.instructions {
        let Instruction::From(_) = &statement.instruction else { continue };
        let Some(name) = statement.words_of_from().nth(2) else { continue };
        if name != name.to_lowercase() {
            report.add(&statement.into(), format!("Stage name '{name}' should be lowercase"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn capitals_in_a_name_are_found() {
        finds(
            &RULE,
            &[(
                "FROM a AS Big\nFROM a AS small\nFROM a\n",
                &["1: Stage name 'Big' should be lowercase"],
            )],
        );
    }
}
