//! SecretsUsedInArgOrEnv: passwords and keys stay out of `ARG` and `ENV`.

use super::{Phase, Report, Rule, Status, Subject};
use crate::instruction::Instruction;
use crate::quote::quote;

pub(super) const RULE: Rule = Rule {
    name: "SecretsUsedInArgOrEnv",
    description: "Sensitive data should not be used in the ARG or ENV commands",
    explanation: "Their values are kept in the image's configuration and history, where everyone who has the \
        image can read them. Use `RUN --mount=type=secret`.",
    status: Status::Stable,
    page: "secrets-used-in-arg-or-env",
    phase: Phase::Steps,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for step in subject.stages.iter().flat_map(|it| &it.steps) {
        let mut names: Vec<&str> = Vec::new();
        if let Instruction::Arg(definitions) = &step.instruction {
            names.extend(definitions.iter().map(|it| it.name.as_str()));
        }
        if let Instruction::Env(pairs) = &step.instruction {
            names.extend(pairs.iter().map(|it| it.name.as_str()));
        }
        for name in names.into_iter().filter(|it| is_secret(it)) {
            let (keyword, name) = (step.instruction.keyword(), quote(name));
            let detail =
                format!("Do not use ARG or ENV instructions for sensitive data ({keyword} {name})");
            report.add(&step.place, detail);
        }
    }
}

/// Whether a part of the name between `_` says that the value is a secret, and none that it is not.
fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    let has = |words: &[&str]| name.split('_').any(|it| words.contains(&it));
    has(SECRET) && !has(HARMLESS)
}

// As BuildKit's dockerfile2llb/validations.go, `getSecretsRegex`.
const SECRET: &[&str] = &[
    "apikey",
    "auth",
    "credential",
    "credentials",
    "key",
    "password",
    "pword",
    "passwd",
    "secret",
    "token",
];
const HARMLESS: &[&str] = &["public", "file", "version"];

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn the_words_of_a_name_give_it_away() {
        for (name, expected) in [
            ("api_key", true),
            ("Password", true),
            ("GITHUB_TOKEN", true),
            ("apikey", true),
            ("PUBLIC_KEY", false),
            ("TOKEN_FILE", false),
            ("monkey", false),
            ("keys", false),
        ] {
            assert_eq!(is_secret(name), expected, "{name}");
        }
        let found = |line: u32, it: &str| {
            format!("{line}: Do not use ARG or ENV instructions for sensitive data ({it})")
        };
        let (arg, env) = (found(3, "ARG \"TOKEN\""), found(4, "ENV \"key\""));
        finds(&RULE, &[("ARG TOKEN\nFROM a\nARG TOKEN A=1\nENV key=1 a=2\n", &[&arg, &env])]);
    }
}
