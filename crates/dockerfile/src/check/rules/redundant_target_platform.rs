//! RedundantTargetPlatform: `--platform=$TARGETPLATFORM` is what `FROM` does anyway.

use super::{Phase, Report, Rule, Status, Subject};

pub(super) const RULE: Rule = Rule {
    name: "RedundantTargetPlatform",
    description: "Setting platform to predefined $TARGETPLATFORM in FROM is redundant as this is the default behavior",
    explanation: "A stage is built for the target platform unless it says otherwise. Leave the flag out.",
    status: Status::Stable,
    page: "redundant-target-platform",
    phase: Phase::Bases,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for view in &subject.stages {
        let (Some(expansion), Some(written)) = (&view.platform, &view.stage.from.platform) else {
            continue;
        };
        let is_only = expansion.matched.len() == 1 && expansion.unmatched.is_empty();
        let target =
            subject.globals.values.get(TARGET).filter(|_| expansion.matched.contains(TARGET));
        if is_only && target == Some(&expansion.text) {
            let detail = format!(
                "Setting platform to predefined {written} in FROM is redundant as this is the default behavior"
            );
            report.add(&view.place, detail);
        }
    }
}

const TARGET: &str = "TARGETPLATFORM";

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn nothing_else_may_be_in_the_value() {
        finds(
            &RULE,
            &[
                (
                    "FROM --platform=${TARGETPLATFORM} a\n",
                    &[
                        "1: Setting platform to predefined ${TARGETPLATFORM} in FROM is redundant as this is the default behavior",
                    ],
                ),
                ("FROM --platform=$TARGETPLATFORM/v2 a\n", &[]),
                ("FROM --platform=$BUILDPLATFORM a\n", &[]),
            ],
        );
    }
}
