//! UndefinedVar: a variable is defined above its use.

use super::{Phase, Report, Rule, Status, Subject};
use crate::check::scope::Unknown;

pub(super) const RULE: Rule = Rule {
    name: "UndefinedVar",
    description: "Variables should be defined before their use",
    explanation: "A variable that no ARG or ENV of the stage defines is empty. An ARG above the first FROM \
        must be declared again in the stage: `ARG NAME`.",
    status: Status::Stable,
    page: "undefined-var",
    phase: Phase::Steps,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for step in subject.stages.iter().flat_map(|it| &it.steps) {
        for Unknown { name, suggestion } in &step.unknown {
            let suggestion =
                suggestion.as_ref().map(|it| format!(" (did you mean ${it}?)")).unwrap_or_default();
            report.add(&step.place, format!("Usage of undefined variable '${name}'{suggestion}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn stages_inherit_variables_and_globals_must_be_declared_again() {
        finds(
            &RULE,
            &[
                (
                    "ARG g=1\nFROM a AS b\nARG c\nENV d=$c$g\nFROM b\nCOPY $c $d $HOME $PATH $dd /x\n",
                    &[
                        "4: Usage of undefined variable '$g'",
                        "6: Usage of undefined variable '$dd' (did you mean $d?)",
                    ],
                ),
                (
                    "FROM a\nARG b=$c\nRUN echo $e\nCMD $f\n",
                    &["2: Usage of undefined variable '$c'"],
                ),
                ("FROM a\nCOPY <<EOF /x\n$y\nEOF\n", &["2: Usage of undefined variable '$y'"]),
                ("FROM eager\n", &["1: Usage of undefined variable '$none'"]),
            ],
        );
    }
}
