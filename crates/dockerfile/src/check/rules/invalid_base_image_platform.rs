//! InvalidBaseImagePlatform: the base image is for the platform that is built for.

use super::{Phase, Report, Rule, Status, Subject};
use crate::check::platform::Platform;

pub(super) const RULE: Rule = Rule {
    name: "InvalidBaseImagePlatform",
    description: "Base image platform does not match expected target platform",
    explanation: "Programs of another platform do not start, or only through slow emulation. Build for the \
        platform that the image has, or start from an image that has yours.",
    status: Status::Stable,
    page: "",
    phase: Phase::Images,
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    for view in &subject.stages {
        let Some(base) = &view.base else { continue };
        let expected = view.platform.as_ref().map_or(subject.around.platform, |it| &it.text);
        let (Ok(expected), Ok(actual)) =
            (Platform::parse(expected), Platform::parse(&base.platform))
        else {
            continue;
        };
        if (&expected.os, &expected.architecture) != (&actual.os, &actual.architecture) {
            let name = &view.image.text;
            let detail = format!(
                "Base image {name} was pulled with platform \"{actual}\", expected \"{expected}\" for current build"
            );
            report.add(&view.place, detail);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]

    fn an_image_for_another_processor_is_noticed() {
        let found = "1: Base image arm was pulled with platform \"linux/arm64\", expected \"linux/amd64\" for current build";
        finds(
            &RULE,
            &[
                ("FROM arm\n", &[found]),
                ("FROM --platform=linux/arm64 arm\n", &[]),
                ("FROM a\n", &[]),
            ],
        );
    }
}
