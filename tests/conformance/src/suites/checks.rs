//! buildkit-lint: the build checks.

use std::collections::BTreeMap;

use dockerfile::{Check, Finding, Ignore, Surroundings, check};
use image::Reference;
use serde_json::Value;

use crate::case::{Case, Json};
use crate::verdict::Verdict;

pub(crate) fn run(case: &Case) -> Verdict {
    let (input, expected) = (&case.input, &case.expected);
    let checked = checked(input);
    match case.kind.as_str() {
        "doc" => {
            let rule = expected.text("rule");
            let fires = checked.findings.iter().any(|it| it.rule.name == rule);
            Verdict::equal(expected.is_true("warns"), fires)
        }
        "check" => {
            let key =
                if expected["check_warnings"].is_null() { "warnings" } else { "check_warnings" };
            let mut wanted: Vec<String> = expected.items(key).iter().map(wanted).collect();
            wanted.sort();
            let mut got: Vec<String> = checked.findings.iter().map(found).collect();
            got.sort();
            let error = checked.error.map(|it| it.to_string()).unwrap_or_default();
            let pattern = expected.text("check_error_regexp");
            let (wanted_error, got_error) = match pattern.is_empty() {
                true => (expected.text("build_error"), error),
                false => shortened(&pattern, error),
            };
            wanted.push(wanted_error);
            got.push(got_error);
            Verdict::equal(wanted, got)
        }
        other => Verdict::cannot_run(other),
    }
}

/// The start of a pattern that is plain text, and as much of the error.
fn shortened(pattern: &str, error: String) -> (String, String) {
    let pattern = pattern.trim_start_matches('^');
    let plain = pattern.split(['(', '[', '\\', '.', '*', '+', '?', '$', '|']).next();
    let plain = plain.unwrap_or_default();
    match error.starts_with(plain) {
        true => (plain.to_string(), plain.to_string()),
        false => (plain.to_string(), error),
    }
}

fn checked(input: &Value) -> Check {
    let mut build_args = BTreeMap::new();
    for (name, value) in input.pairs("attrs") {
        let name = name.strip_prefix("build-arg:").unwrap_or_default().to_string();
        build_args.insert(name, value.as_str().unwrap_or_default().to_string());
    }
    let experimental = input.texts("experimental");
    if !experimental.is_empty() {
        let options = format!("experimental={}", experimental.join(","));
        build_args.insert("BUILDKIT_DOCKERFILE_CHECK".to_string(), options);
    }
    let ignore = Ignore::parse(&input.text("dockerignore")).ok();
    // A fragment is a part of some stage.
    let head = if input["has_from"] == false { "FROM alpine\n" } else { "" };
    let platforms = input["attrs"]["platform"].as_str().unwrap_or("linux/amd64");
    let around = Surroundings {
        build_args: &build_args,
        target: input["attrs"]["target"].as_str(),
        ignore: ignore.as_ref(),
        // Of several platforms the first is checked.
        platform: platforms.split(',').next().unwrap_or_default(),
        base_image: &|_| None,
        is_reference: &|it| it.parse::<Reference>().is_ok(),
    };
    check(&(head.to_string() + &input.text("dockerfile")), &around)
}

fn wanted(warning: &Value) -> String {
    let parts = ["RuleName", "Detail", "Description", "URL"].map(|it| warning.text(it));
    format!("{} {}", warning["Line"], parts.join(" | "))
}

fn found(finding: &Finding) -> String {
    let (line, rule) = (finding.lines.first, finding.rule);
    let url = rule.url().unwrap_or_default();
    format!("{line} {} | {} | {} | {url}", rule.name, finding.detail, rule.description)
}
