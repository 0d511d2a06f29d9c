//! CopyIgnoredFile: what is copied is part of the build context.

use super::{Phase, Report, Rule, Status, Subject};
use crate::check::step_problem::is_remote;
use crate::instruction::Instruction;
use crate::path::clean_path;
use crate::quote::quote;

pub(super) const RULE: Rule = Rule {
    name: "CopyIgnoredFile",
    description: "Attempting to Copy file that is excluded by .dockerignore",
    explanation: "What .dockerignore leaves out is never sent to the engine, so the build cannot find it. Copy \
        something else, or take the pattern out.",
    status: Status::Stable,
    page: "copy-ignored-file",
    phase: Phase::Steps,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(ignore) = subject.around.ignore else { return };
    // A pattern with `!` may bring a part of a directory back; then nothing is certain.
    if ignore.is_empty() || ignore.has_exceptions() {
        return;
    }
    for step in subject.stages.iter().flat_map(|it| &it.steps) {
        let Some((paths, None)) = step.copied() else { continue };
        let is_add = matches!(step.instruction, Instruction::Add(_));
        let verb = if is_add { "Add" } else { "Copy" };
        for path in paths.into_iter().filter(|it| !(is_add && is_remote(it))) {
            let path = clean_path(path);
            let is_ignored = match path.as_str() {
                "." | "/" => ignore.ignores_all(),
                path => ignore.ignores(path),
            };
            if is_ignored {
                let path = quote(&path);
                let detail =
                    format!("Attempting to {verb} file {path} that is excluded by .dockerignore");
                report.add(&step.place, detail);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn only_the_build_context_is_filtered() {
        finds(
            &RULE,
            &[
                (
                    "FROM a AS b\nCOPY ./hidden /x\nADD hidden/deep x /x/\n",
                    &[
                        "2: Attempting to Copy file \"hidden\" that is excluded by .dockerignore",
                        "3: Attempting to Add file \"hidden/deep\" that is excluded by .dockerignore",
                    ],
                ),
                ("FROM a AS b\nFROM a\nCOPY --from=b hidden /x\nCOPY . /y\n", &[]),
            ],
        );
    }
}
