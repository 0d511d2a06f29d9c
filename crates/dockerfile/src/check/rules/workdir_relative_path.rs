//! WorkdirRelativePath: the first `WORKDIR` of a stage is absolute.

use super::{Phase, Report, Rule, Status, Subject};
use crate::instruction::Instruction;
use crate::quote::quote;

pub(super) const RULE: Rule = Rule {
    name: "WorkdirRelativePath",
    description: "Relative workdir without an absolute workdir declared within the build can have unexpected results if the base image changes",
    explanation: "A relative path starts where the base image ended up, and that may change with the next \
        version of the image. Start with a `/`.",
    status: Status::Stable,
    page: "workdir-relative-path",
    phase: Phase::Steps,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    // Whether a directory was chosen by the end of each stage.
    let mut chosen = Vec::new();
    for view in &subject.stages {
        let mut is_chosen = view.parent.is_some_and(|it| chosen[it]);
        for step in &view.steps {
            let Instruction::Workdir(path) = &step.instruction else { continue };
            if !is_chosen && !path.starts_with('/') {
                let path = quote(path);
                let detail = format!(
                    "Relative workdir {path} can have unexpected results if the base image changes"
                );
                report.add(&step.place, detail);
            }
            is_chosen = true;
        }
        chosen.push(is_chosen);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn what_the_base_image_says_does_not_count() {
        let found =
            "2: Relative workdir \"app\" can have unexpected results if the base image changes";
        finds(
            &RULE,
            &[
                ("FROM a\nWORKDIR app\nWORKDIR sub\n", &[found]),
                // An error comes after it, not instead of it.
                ("FROM a\nWORKDIR app\nEXPOSE x\n", &[found]),
                ("FROM a\nEXPOSE x\nWORKDIR app\n", &[]),
                ("FROM a AS b\nWORKDIR /app\nFROM b\nWORKDIR sub\n", &[]),
            ],
        );
    }
}
