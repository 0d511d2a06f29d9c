//! MaintainerDeprecated: the author is a label.

use super::{Phase, Report, Rule, Status, Subject};
use crate::instruction::Instruction;

pub(super) const RULE: Rule = Rule {
    name: "MaintainerDeprecated",
    description: "The MAINTAINER instruction is deprecated, use a label instead to define an image author",
    explanation: "Labels can be read with `docker inspect` and searched for, and there can be many. Write \
        `LABEL org.opencontainers.image.authors=…`.",
    status: Status::Stable,
    page: "maintainer-deprecated",
    phase: Phase::Instructions,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for statement in &subject.parse.instructions {
        if let Instruction::Maintainer(_) = &statement.instruction {
            let detail = "Maintainer instruction is deprecated in favor of using label";
            report.add(&statement.into(), detail.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn a_comment_above_can_switch_it_off() {
        let found = "2: Maintainer instruction is deprecated in favor of using label";
        finds(
            &RULE,
            &[
                ("FROM a\nMAINTAINER b\n", &[found]),
                (
                    "FROM a\n# check=skip=MaintainerDeprecated // still read by a tool\nMAINTAINER b\n",
                    &[],
                ),
                ("# check=skip=all\nFROM a\nMAINTAINER b\n", &[]),
            ],
        );
    }
}
