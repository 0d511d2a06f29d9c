//! ReservedStageName: no stage is called `scratch` or `context`.

use super::{Phase, Report, Rule, Status, Subject};

pub(super) const RULE: Rule = Rule {
    name: "ReservedStageName",
    description: "Reserved words should not be used as stage names",
    explanation: "`FROM scratch` is the empty image and `context` is the build context; a stage of that name \
        cannot be told from them. Choose another name.",
    status: Status::Stable,
    page: "reserved-stage-name",
    phase: Phase::Stages,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for view in &subject.stages {
        let name = view.stage.from.alias.as_ref().map_or("", |it| it.as_str());
        if ["context", "scratch"].contains(&name) {
            let detail =
                format!("Stage name should not use the same name as reserved stage \"{name}\"");
            report.add(&view.place, detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn two_names_are_reserved() {
        let found = "1: Stage name should not use the same name as reserved stage \"scratch\"";
        finds(&RULE, &[("FROM a AS Scratch\nFROM a AS b\n", &[found])]);
    }
}
