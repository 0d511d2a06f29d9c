//! Build checks: what BuildKit remarks on in a Dockerfile that it accepts, as of its Dockerfile frontend 1.20.

mod options;
mod platform;
mod report;
mod rules;
mod scope;
mod step_problem;
mod subject;
mod walk;

use std::collections::BTreeMap;

use crate::ignore::Ignore;
use crate::parse::parse;
pub use options::{CheckOptionError, CheckOptions, OnFinding, RuleSet};
pub use platform::{Platform, PlatformError, PlatformProblem};
use report::Report;
pub use report::{CheckError, Finding};
pub use rules::{RULES, Rule, Status};
use subject::Subject;

/// What the checks need to know of the world around the Dockerfile.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    pub build_args: &'a BTreeMap<String, String>,
    /// The stage to check, with all that it needs; without it all stages are checked.
    pub target: Option<&'a str>,
    /// The build context's `.dockerignore`.
    pub ignore: Option<&'a Ignore>,
    /// What the image is built for; builds run there, too.
    pub platform: &'a str,
    /// What is known of an image, by the name behind `FROM`.
    pub base_image: &'a dyn Fn(&str) -> Option<BaseImage>,
    /// Whether a text can be the name of an image.
    pub is_reference: &'a dyn Fn(&str) -> bool,
}

/// The facts about a base image that decide findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BaseImage {
    /// Such as `linux/amd64`; empty if it is not known.
    pub platform: String,
    /// `NAME=value`
    pub env: Vec<String>,
    /// What runs commands in shell form, if the image says so.
    pub shell: Vec<String>,
    /// The instructions that it triggers.
    pub on_build: Vec<String>,
}

/// What the checks found, in the order of the lines, and why they ended early.
#[derive(Clone, Debug, Default)]
pub struct Check {
    pub findings: Vec<Finding>,
    /// What a build would fail with before its first step.
    pub error: Option<CheckError>,
}

/// The build argument that stands for a `# check=…` directive, and beats it.
const ARGUMENT: &str = "BUILDKIT_DOCKERFILE_CHECK";

/// Checks a Dockerfile.
pub fn check(text: &str, around: &Surroundings<'_>) -> Check {
    let fail = |error| Check { findings: Vec::new(), error: Some(error) };
    if text.is_empty() {
        return fail(CheckError::Empty);
    }
    let parse = parse(text);
    let directive = parse.directives.check.as_ref().map(|it| it.value.as_str());
    let options = match around.build_args.get(ARGUMENT) {
        Some(text) => CheckOptions::parse(text).map_err(CheckError::Argument),
        None => CheckOptions::parse(directive.unwrap_or_default()).map_err(CheckError::Directive),
    };
    let options = match options {
        Ok(options) => options,
        Err(error) => return fail(error),
    };
    let (subject, stop) = Subject::new(&parse, around);
    let mut report = Report::new(&options, stop);
    for rule in RULES {
        report.run(rule, &subject);
    }
    report.finish()
}
