//! LegacyKeyValueFormat: `ENV name=value`, not `ENV name value`.

use super::{Phase, Report, Rule, Status, Subject};
use crate::instruction::Instruction;
use crate::words::AssignmentForm;

pub(super) const RULE: Rule = Rule {
    name: "LegacyKeyValueFormat",
    description: "Legacy key/value format with whitespace separator should not be used",
    explanation: "The old form takes one pair only, and the whole rest of the line as its value, quotes and \
        all. Write `name=value`.",
    status: Status::Stable,
    page: "legacy-key-value-format",
    phase: Phase::Steps,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for step in subject.stages.iter().flat_map(|it| &it.steps) {
        let (Instruction::Env(pairs) | Instruction::Label(pairs)) = &step.instruction else {
            continue;
        };
        for _ in pairs.iter().filter(|it| it.form == AssignmentForm::Blank) {
            let keyword = &step.keyword;
            let detail = format!(
                "\"{keyword} key=value\" should be used instead of legacy \"{keyword} key value\" format"
            );
            report.add(&step.place, detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn a_blank_between_name_and_value_is_old() {
        let found = |line: u32, it: &str| {
            format!(
                "{line}: \"{it} key=value\" should be used instead of legacy \"{it} key value\" format"
            )
        };
        let (env, label) = (found(2, "ENV"), found(3, "label"));
        finds(&RULE, &[("FROM a\nENV b c\nlabel d e=f\nENV g=h\n", &[&env, &label])]);
    }
}
