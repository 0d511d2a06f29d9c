//! JSONArgsRecommended: `CMD` and `ENTRYPOINT` are written as lists.

use super::{Phase, Report, Rule, Status, Subject};
use crate::instruction::{CommandLine, Instruction};

pub(super) const RULE: Rule = Rule {
    name: "JSONArgsRecommended",
    description: "JSON arguments recommended for ENTRYPOINT/CMD to prevent unintended behavior related to OS signals",
    explanation: "A command in shell form runs as a child of `/bin/sh -c`, which does not pass signals on: \
        `docker stop` then waits ten seconds and kills it. Write a list, `[\"program\", \
        \"argument\"]`, or choose the shell with SHELL.",
    status: Status::Stable,
    page: "json-args-recommended",
    phase: Phase::Steps,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    // Whether a shell was chosen by the end of each stage.
    let mut chosen = Vec::new();
    for view in &subject.stages {
        let mut is_chosen = match view.parent {
            Some(parent) => chosen[parent],
            None => view.base.as_ref().is_some_and(|it| !it.shell.is_empty()),
        };
        for step in &view.steps {
            is_chosen |= matches!(step.instruction, Instruction::Shell(_));
            let (Instruction::Cmd(command) | Instruction::Entrypoint(command)) = &step.instruction
            else {
                continue;
            };
            if matches!(command, CommandLine::Shell(_)) && !is_chosen {
                let keyword = &step.keyword;
                let detail = format!(
                    "JSON arguments recommended for {keyword} to prevent unintended behavior related to OS signals"
                );
                report.add(&step.place, detail);
            }
        }
        chosen.push(is_chosen);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn a_chosen_shell_is_meant() {
        let found = |line: u32, keyword: &str| {
            format!(
                "{line}: JSON arguments recommended for {keyword} to prevent unintended behavior related to OS signals"
            )
        };
        let (cmd, entrypoint) = (found(2, "CMD"), found(3, "ENTRYPOINT"));
        finds(
            &RULE,
            &[
                ("FROM a\nCMD b c\nENTRYPOINT b\nCMD [\"b\"]\n", &[&cmd, &entrypoint]),
                ("FROM a AS b\nSHELL [\"sh\"]\nFROM b\nCMD b\nFROM fish\nCMD b\n", &[]),
            ],
        );
    }
}
