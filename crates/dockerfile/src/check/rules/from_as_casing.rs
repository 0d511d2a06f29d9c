//! FromAsCasing: `AS` is written like `FROM`.

use super::{Phase, Report, Rule, Status, Subject};
use crate::instruction::Instruction;

pub(super) const RULE: Rule = Rule {
    name: "FromAsCasing",
    description: "The 'as' keyword should match the case of the 'from' keyword",
    explanation: "`FROM … AS …` and `from … as …` read as one phrase; a mixture looks like a mistake. Write \
        both in the same case.",
    status: Status::Stable,
    page: "from-as-casing",
    phase: Phase::Instructions,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for statement in &subject.parse.instructions {
        let Instruction::From(_) = &statement.instruction else { continue };
        let from = &statement.keyword.value;
        let Some(word) = statement.words_of_from().nth(1) else { continue };
        let (lower, upper) = (from.to_lowercase(), from.to_uppercase());
        // A keyword in mixed case is for another rule.
        let is_lower = *from == lower && word != word.to_lowercase();
        let is_upper = *from == upper && word != word.to_uppercase();
        if is_lower || is_upper {
            let detail = format!("'{word}' and '{from}' keywords' casing do not match");
            report.add(&statement.into(), detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn as_follows_from() {
        finds(
            &RULE,
            &[
                (
                    "FROM --platform=$X a as b\n",
                    &["1: 'as' and 'FROM' keywords' casing do not match"],
                ),
                ("from a As b\n", &["1: 'As' and 'from' keywords' casing do not match"]),
                ("From a As b\nFROM a AS c\nfrom a as d\n", &[]),
            ],
        );
    }
}
