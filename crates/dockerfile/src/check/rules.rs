//! The table of the rules.

mod consistent_instruction_casing;
mod copy_ignored_file;
mod duplicate_stage_name;
mod expose_invalid_format;
mod expose_proto_casing;
mod from_as_casing;
mod from_platform_flag_const_disallowed;
mod invalid_base_image_platform;
mod invalid_default_arg_in_from;
mod invalid_definition_description;
mod json_args_recommended;
mod legacy_key_value_format;
mod maintainer_deprecated;
mod multiple_instructions_disallowed;
mod no_empty_continuation;
mod redundant_target_platform;
mod reserved_stage_name;
mod secrets_used_in_arg_or_env;
mod stage_name_casing;
mod undefined_arg_in_from;
mod undefined_var;
mod workdir_relative_path;

use super::report::Report;
use super::subject::Subject;

/// A rule of the build checks.
#[derive(Debug)]
pub struct Rule {
    pub name: &'static str,
    /// What BuildKit says about the rule.
    pub description: &'static str,
    /// Why it is a rule, and what to do about a finding.
    pub explanation: &'static str,
    pub status: Status,
    // The last part of the address; empty without a page of its own.
    page: &'static str,
    pub(super) phase: Phase,
    pub(super) check: fn(&Subject<'_>, &mut Report<'_>),
}

/// Whether a rule runs when nobody asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Stable,
    Experimental,
}

/// When BuildKit asks a rule: an error hides what would come after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// Before anything is asked.
    Never,
    /// Once all lines are read.
    Lines,
    /// As each instruction is understood.
    Instructions,
    /// Once all instructions are understood.
    Stages,
    /// As the base of each stage is looked at.
    Bases,
    /// Once the base images are known.
    Images,
    /// As each instruction is carried out.
    Steps,
}

impl Rule {
    /// BuildKit's page about it.
    pub fn url(&self) -> Option<String> {
        let is_there = !self.page.is_empty();
        is_there.then(|| format!("https://docs.docker.com/go/dockerfile/rule/{}/", self.page))
    }
}

/// All rules, by name.
pub const RULES: &[Rule] = &[
    consistent_instruction_casing::RULE,
    copy_ignored_file::RULE,
    duplicate_stage_name::RULE,
    expose_invalid_format::RULE,
    expose_proto_casing::RULE,
    from_as_casing::RULE,
    from_platform_flag_const_disallowed::RULE,
    invalid_base_image_platform::RULE,
    invalid_default_arg_in_from::RULE,
    invalid_definition_description::RULE,
    json_args_recommended::RULE,
    legacy_key_value_format::RULE,
    maintainer_deprecated::RULE,
    multiple_instructions_disallowed::RULE,
    no_empty_continuation::RULE,
    redundant_target_platform::RULE,
    reserved_stage_name::RULE,
    secrets_used_in_arg_or_env::RULE,
    stage_name_casing::RULE,
    undefined_arg_in_from::RULE,
    undefined_var::RULE,
    workdir_relative_path::RULE,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::check::{Surroundings, check};
    use crate::ignore::Ignore;

    /// What one rule finds, each finding as `line: detail`.
    #[track_caller]
    pub(super) fn finds(rule: &Rule, rows: &[(&str, &[&str])]) {
        let build_args = BTreeMap::from([("GIVEN".to_owned(), "1".to_owned())]);
        let ignore = Ignore::parse("hidden\n").expect("a good pattern");
        let around = Surroundings {
            build_args: &build_args,
            target: None,
            ignore: Some(&ignore),
            platform: "linux/amd64",
            base_image: &|name| {
                let platform = if name == "arm" { "linux/arm64" } else { "" };
                let on_build =
                    if name == "eager" { vec!["COPY $none .".to_owned()] } else { Vec::new() };
                let shell = if name == "fish" { vec!["/bin/fish".to_owned()] } else { Vec::new() };
                let env = vec!["HOME=/root".to_owned()];
                Some(super::super::BaseImage {
                    platform: platform.to_owned(),
                    env,
                    shell,
                    on_build,
                })
            },
            is_reference: &|name| !name.is_empty() && !name.ends_with(':'),
        };
        for (text, expected) in rows {
            let found = check(text, &around).findings;
            let found = found.iter().filter(|it| it.rule.name == rule.name);
            let found: Vec<String> =
                found.map(|it| format!("{}: {}", it.lines.first, it.detail)).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }

    #[test]
    fn rules_are_sorted_and_have_pages_called_like_them() {
        assert!(RULES.is_sorted_by_key(|it| it.name.to_lowercase()));
        for rule in RULES.iter().filter(|it| it.url().is_some()) {
            let page = rule.page.replace('-', "");
            assert_eq!(page, rule.name.to_lowercase());
            let explanation = rule.explanation;
            assert!(
                explanation.ends_with(['.', ']', '`']) && !explanation.contains("  "),
                "{explanation}"
            );
        }
    }
}
