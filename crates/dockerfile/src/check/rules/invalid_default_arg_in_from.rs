//! InvalidDefaultArgInFrom: `docker build` works without `--build-arg`.

use std::collections::BTreeMap;

use super::{Phase, Report, Rule, Status, Subject};

pub(super) const RULE: Rule = Rule {
    name: "InvalidDefaultArgInFrom",
    description: "Default value for global ARG results in an empty or invalid base image name",
    explanation: "An ARG without a default leaves a hole in the image's name for everyone who does not pass \
        it. Give it a default.",
    status: Status::Stable,
    page: "invalid-default-arg-in-from",
    phase: Phase::Stages,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let defaults = subject.predefined.clone().globals(subject.parse, &BTreeMap::new());
    let Ok(defaults) = defaults else { return };
    for view in &subject.stages {
        let written = &view.stage.from.image;
        let Ok(name) = defaults.expand(written, subject.parse.directives.escape) else { return };
        if !(subject.around.is_reference)(&name.text) {
            let detail = format!(
                "Default value for ARG {written} results in empty or invalid base image name"
            );
            report.add(&view.place, detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn the_name_must_be_whole_without_any_build_argument() {
        finds(
            &RULE,
            &[
                (
                    "ARG GIVEN\nFROM a:$GIVEN\n",
                    &[
                        "2: Default value for ARG a:$GIVEN results in empty or invalid base image name",
                    ],
                ),
                ("ARG GIVEN=2\nFROM a:$GIVEN\n", &[]),
                ("ARG GIVEN\nFROM a:${GIVEN:-2}\n", &[]),
                ("ARG GIVEN\nFROM a$GIVEN\n", &[]),
            ],
        );
    }
}
