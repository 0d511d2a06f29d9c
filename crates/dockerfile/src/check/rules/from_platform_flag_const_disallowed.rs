//! FromPlatformFlagConstDisallowed: `--platform` of `FROM` is not a fixed value.

use super::{Phase, Report, Rule, Status, Subject};
use crate::check::platform::Platform;
use crate::quote::quote;

pub(super) const RULE: Rule = Rule {
    name: "FromPlatformFlagConstDisallowed",
    description: "FROM --platform flag should not use a constant value",
    explanation: "A fixed platform takes the choice from whoever builds the image. Leave the flag out, use \
        $BUILDPLATFORM for tools that run during the build, or name the stage after the platform \
        that it is for.",
    status: Status::Stable,
    page: "from-platform-flag-const-disallowed",
    phase: Phase::Bases,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for view in &subject.stages {
        let Some(expansion) = &view.platform else { continue };
        if !expansion.matched.is_empty() || !expansion.unmatched.is_empty() {
            continue;
        }
        let Ok(platform) = Platform::parse(&expansion.text) else { continue };
        let name = view.stage.from.alias.as_ref().map_or("", |it| it.as_str());
        if !name.contains(&platform.os) && !name.contains(&platform.architecture) {
            let platform = quote(&expansion.text);
            let detail = format!("FROM --platform flag should not use constant value {platform}");
            report.add(&view.place, detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn a_stage_named_after_its_platform_may() {
        let found = "1: FROM --platform flag should not use constant value \"linux/arm64\"";
        finds(
            &RULE,
            &[
                ("FROM --platform=linux/arm64 a AS b\n", &[found]),
                ("FROM --platform=linux/arm64 a AS b-arm64\n", &[]),
                ("FROM --platform=$BUILDPLATFORM a\n", &[]),
            ],
        );
    }
}
