//! InvalidDefinitionDescription: a comment right above a definition describes it.

use super::{Phase, Report, Rule, Status, Subject};
use crate::instruction::Instruction;

pub(super) const RULE: Rule = Rule {
    name: "InvalidDefinitionDescription",
    description: "Comment for build stage or argument should follow the format: `# <arg/stage name> <description>`. If this is not intended to be a description comment, add an empty line or comment between the instruction and the comment.",
    explanation: "`docker build --call=outline` shows the comment above an ARG or a named stage as its \
        description, if it starts with the name. Set other comments apart with an empty line.",
    status: Status::Experimental,
    page: "invalid-definition-description",
    phase: Phase::Instructions,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for statement in &subject.parse.instructions {
        let mut names: Vec<&str> = Vec::new();
        if let Instruction::Arg(definitions) = &statement.instruction {
            names.extend(definitions.iter().map(|it| it.name.as_str()));
        }
        if let Instruction::From(from) = &statement.instruction {
            names.extend(from.alias.iter().map(|it| it.as_str()));
        }
        let mut notes = statement.comments.iter().filter(|it| !it.starts_with("check="));
        let (Some(note), Some(first)) = (notes.next_back(), names.first()) else { continue };
        if note.split(' ').next().is_some_and(|it| names.contains(&it)) {
            continue;
        }
        let example = if names.len() == 1 { first } else { "<arg_key>" };
        let keyword = statement.instruction.keyword();
        let detail =
            format!("Comment for {keyword} should follow the format: `# {example} <description>`");
        report.add(&statement.into(), detail);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn the_last_comment_names_what_it_describes() {
        let asked = "# check=experimental=all\n";
        let texts = [
            "# what A is\nARG A\n# A is good\nARG A B\n# no\nARG A B\n# b it is\nFROM a AS B\n# no\n\nFROM a\n",
            "\n# a stage\n#\nFROM a AS B\n# a stage\nFROM a\n",
        ];
        let found: &[&str] = &[
            "3: Comment for ARG should follow the format: `# A <description>`",
            "7: Comment for ARG should follow the format: `# <arg_key> <description>`",
        ];
        let texts = texts.map(|it| (format!("{asked}{it}"), it));
        finds(&RULE, &[(&texts[0].0, found), (texts[0].1, &[]), (&texts[1].0, &[])]);
    }
}
