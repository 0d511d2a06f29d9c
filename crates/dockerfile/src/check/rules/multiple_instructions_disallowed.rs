//! MultipleInstructionsDisallowed: one `CMD`, one `ENTRYPOINT`, one `HEALTHCHECK` in a stage.

use super::{Phase, Report, Rule, Status, Subject};
use crate::check::walk::Step;
use crate::keyword::Keyword;

pub(super) const RULE: Rule = Rule {
    name: "MultipleInstructionsDisallowed",
    description: "Multiple instructions of the same type should not be used in the same stage",
    explanation: "Each of them replaces the one before, which then does nothing but confuse. Take the earlier \
        one out.",
    status: Status::Stable,
    page: "multiple-instructions-disallowed",
    phase: Phase::Steps,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for view in &subject.stages {
        let mut last: [Option<&Step<'_>>; 3] = [None; 3];
        for step in &view.steps {
            let keyword = step.instruction.keyword();
            let kinds = [Keyword::Cmd, Keyword::Entrypoint, Keyword::Healthcheck];
            let Some(kind) = kinds.iter().position(|it| *it == keyword) else { continue };
            if let Some(earlier) = last[kind].replace(step) {
                let keyword = &step.keyword;
                let detail = format!(
                    "Multiple {keyword} instructions should not be used in the same stage because only the last one will be used"
                );
                report.add_at(&step.place, &earlier.place, detail);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn all_but_the_last_are_superfluous() {
        let found = |line: u32, it: &str| {
            format!(
                "{line}: Multiple {it} instructions should not be used in the same stage because only the last one will be used"
            )
        };
        let (first, second) = (found(2, "CMD"), found(4, "CMD"));
        finds(
            &RULE,
            &[
                ("FROM a\nCMD b\nENTRYPOINT c\nCMD d\nCMD e\n", &[&first, &second]),
                ("FROM a AS b\nCMD c\nFROM b\nCMD d\n", &[]),
            ],
        );
    }
}
