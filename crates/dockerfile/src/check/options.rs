//! What `# check=…` says: which rules to skip, which to try, and whether a finding is an error.
//!
//! As BuildKit's linter/linter.go, `ParseLintOptions`.

use std::collections::BTreeSet;

use crate::boolean::boolean;
use crate::quote::quote;

/// Rules by name, or all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleSet {
    All,
    Named(BTreeSet<String>),
}

impl RuleSet {
    /// Whether the rule is one of them.
    pub fn holds(&self, name: &str) -> bool {
        match self {
            RuleSet::All => true,
            RuleSet::Named(names) => names.contains(name),
        }
    }

    fn add(&mut self, other: RuleSet) {
        match (&mut *self, other) {
            (RuleSet::All, _) => (),
            (_, RuleSet::All) => *self = RuleSet::All,
            (RuleSet::Named(names), RuleSet::Named(more)) => names.extend(more),
        }
    }

    fn read(text: &str) -> RuleSet {
        match text.trim() {
            "all" => RuleSet::All,
            list => RuleSet::Named(list.split(',').map(|it| it.trim().to_owned()).collect()),
        }
    }
}

impl Default for RuleSet {
    fn default() -> RuleSet {
        RuleSet::Named(BTreeSet::new())
    }
}

/// What becomes of a build with findings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnFinding {
    #[default]
    Warn,
    /// `error=true`
    Fail,
}

/// The options of the checks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckOptions {
    pub skip: RuleSet,
    /// Rules that only run when they are asked for.
    pub experimental: RuleSet,
    pub on_finding: OnFinding,
}

/// Options that BuildKit refuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckOptionError {
    #[error("invalid check option {}", quote(.0))]
    Unknown(String),
    #[error(
        "failed to parse check option {}: strconv.ParseBool: parsing {}: invalid syntax",
        quote(option),
        quote(value)
    )]
    NotBoolean { option: String, value: String },
}

impl CheckOptions {
    /// Reads `skip=A,B;error=true`; what follows ` //` is a remark.
    pub fn parse(text: &str) -> Result<CheckOptions, CheckOptionError> {
        let mut options = CheckOptions::default();
        let text = text.split_once("//").map_or(text, |it| it.0).trim();
        if text.is_empty() {
            return Ok(options);
        }
        for part in text.splitn(3, ';') {
            let unknown = |it: &str| CheckOptionError::Unknown(it.to_owned());
            let (name, value) = part.split_once('=').ok_or_else(|| unknown(part))?;
            match name.trim() {
                "skip" => options.skip = RuleSet::read(value),
                "experimental" => options.experimental = RuleSet::read(value),
                "error" => {
                    options.on_finding = match boolean(value.trim()) {
                        Some(true) => OnFinding::Fail,
                        Some(false) => OnFinding::Warn,
                        None => {
                            let value = value.trim();
                            let (option, value) = (part.to_owned(), value.to_owned());
                            return Err(CheckOptionError::NotBoolean { option, value });
                        }
                    }
                }
                name => return Err(unknown(name)),
            }
        }
        Ok(options)
    }

    /// These, and what the comments right above an instruction add: `check=skip=…`.
    pub(super) fn with(&self, comments: &[String]) -> CheckOptions {
        let mut options = self.clone();
        for comment in comments.iter().filter_map(|it| it.strip_prefix("check=")) {
            if let Ok(more) = CheckOptions::parse(comment) {
                options.skip.add(more.skip);
                options.experimental.add(more.experimental);
            }
        }
        options
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_separated_by_semicolons() {
        for (text, expected) in [
            ("", "Named({}) Named({}) Warn"),
            ("skip=all", "All Named({}) Warn"),
            ("skip=B, A;error=true", "Named({\"A\", \"B\"}) Named({}) Fail"),
            (" experimental=all ; error=0", "Named({}) All Warn"),
            ("skip=A // for a reason", "Named({\"A\"}) Named({}) Warn"),
            ("skip", "invalid check option \"skip\""),
            ("a=b", "invalid check option \"a\""),
            (
                "error=x",
                "failed to parse check option \"error=x\": strconv.ParseBool: parsing \"x\": invalid syntax",
            ),
        ] {
            let options = CheckOptions::parse(text);
            let shown = options.map_or_else(
                |error| error.to_string(),
                |it| format!("{:?} {:?} {:?}", it.skip, it.experimental, it.on_finding),
            );
            assert_eq!(shown, expected, "{text}");
        }
    }
}
