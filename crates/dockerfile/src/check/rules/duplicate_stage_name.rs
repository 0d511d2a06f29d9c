//! DuplicateStageName: no two stages share a name.

use std::collections::BTreeSet;

use super::{Phase, Report, Rule, Status, Subject};
use crate::quote::quote;

pub(super) const RULE: Rule = Rule {
    name: "DuplicateStageName",
    description: "Stage names should be unique",
    explanation: "A name that two stages share means the last one before the place where it is used; the other \
        can only be reached by number. Give every stage a name of its own.",
    status: Status::Stable,
    page: "duplicate-stage-name",
    phase: Phase::Stages,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let mut seen = BTreeSet::new();
    for view in &subject.stages {
        let Some(name) = &view.stage.from.alias else { continue };
        if !seen.insert(name) {
            let name = quote(name.as_str());
            report.add(
                &view.place,
                format!("Duplicate stage name {name}, stage names should be unique"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn the_second_stage_of_a_name_is_one_too_many() {
        finds(
            &RULE,
            &[(
                "FROM a AS b\nFROM a AS B\nFROM a\n",
                &["2: Duplicate stage name \"b\", stage names should be unique"],
            )],
        );
    }
}
