//! UndefinedArgInFrom: a variable in `FROM` was declared before.

use super::{Phase, Report, Rule, Status, Subject};
use crate::check::scope::Unknown;

pub(super) const RULE: Rule = Rule {
    name: "UndefinedArgInFrom",
    description: "FROM command must use declared ARGs",
    explanation: "Only an ARG above the first FROM can be used in a FROM; what is not declared is empty. \
        Check how the name is written.",
    status: Status::Stable,
    page: "undefined-arg-in-from",
    phase: Phase::Bases,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let known = subject.globals.values.keys().chain(&subject.globals.declared);
    let known: Vec<&str> = known.map(String::as_str).collect();
    for view in &subject.stages {
        for expansion in [Some(&view.image), view.platform.as_ref()].into_iter().flatten() {
            for Unknown { name, suggestion } in subject.globals.unknown(expansion, &known) {
                let suggestion =
                    suggestion.map(|it| format!(" (did you mean {it}?)")).unwrap_or_default();
                report.add(
                    &view.place,
                    format!("FROM argument '{name}' is not declared{suggestion}"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn the_nearest_name_is_suggested() {
        finds(
            &RULE,
            &[
                (
                    "ARG tag=1\nFROM a:$tag AS b\nFROM a:1$tga\n",
                    &["3: FROM argument 'tga' is not declared (did you mean tag?)"],
                ),
                (
                    "FROM --platform=$BULIDPLATFORM a\n",
                    &[
                        "1: FROM argument 'BULIDPLATFORM' is not declared (did you mean BUILDPLATFORM?)",
                    ],
                ),
                ("ARG tag\nFROM a$tag\n", &[]),
            ],
        );
    }
}
