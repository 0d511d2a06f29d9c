//! The sentences. Each carries the whole meaning of its frame: they are what a screen reader says and what is printed.

use engine::{BuildId, Builder, Plan, Probe, StepKind, Verdict};
use image::{ImageId, Reference};

use crate::scene::{BuildEnd, Changes, StepCard};
use crate::track::Saving;
use crate::units::{count, size};

/// How many characters of an instruction or a line of output a sentence quotes.
const QUOTED_CHARS_MAX: usize = 72;

/// Marks `text` as code: one line, and of a digest only the beginning.
pub(crate) fn code(text: &str) -> String {
    let plain = text.replace(['`', '\\'], " ");
    let words: Vec<String> = plain.split_whitespace().map(shorten_digest).collect();
    let line = words.join(" ");
    match line.char_indices().nth(QUOTED_CHARS_MAX) {
        Some((end, _)) => format!("`{}…`", line[..end].trim_end()),
        None => format!("`{line}`"),
    }
}

fn shorten_digest(word: &str) -> String {
    match word.split_once("sha256:") {
        Some((before, digest)) => {
            format!("{before}sha256:{}", digest.chars().take(12).collect::<String>())
        }
        None => word.to_string(),
    }
}

/// `step 2`, `` step 2 of stage `base` ``, or `` `CMD` in line 4 ``.
pub(crate) fn step_name(step: &StepCard) -> String {
    let Some(label) = &step.label else {
        return format!("{} in line {}", code(&step.keyword), step.lines.0);
    };
    let number = |it: &str| it.split('/').next().unwrap_or(it).to_string();
    match label.rsplit_once(' ') {
        Some((stage, rest)) => format!("step {} of stage {}", number(rest), code(stage)),
        None => format!("step {}", number(label)),
    }
}

/// `build 1`: people count from 1.
pub(crate) fn build_name(build: BuildId) -> String {
    format!("build {}", build.0.saturating_add(1))
}

/// `text` with a capital at the start of the sentence.
pub(crate) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

pub(crate) fn id(image: ImageId) -> String {
    code(&image.short())
}

pub(crate) fn name(reference: &Reference) -> String {
    code(&reference.familiar())
}

pub(crate) fn build_started(build: BuildId, builder: Builder) -> String {
    let builder = match builder {
        Builder::Classic => "the classic builder",
        Builder::BuildKit => "BuildKit",
    };
    sentence(&format!(
        "{} begins: the client asks the daemon to build an image with {builder}.",
        build_name(build)
    ))
}

pub(crate) fn planned(plan: &Plan) -> String {
    let of_kind = |wanted: fn(&StepKind) -> bool| {
        plan.steps.iter().filter(|it| wanted(&it.kind)).count() as u64
    };
    let run = of_kind(|it| matches!(it, StepKind::Runs { .. }));
    let settings = of_kind(|it| matches!(it, StepKind::ConfigOnly));
    let skipped = of_kind(|it| matches!(it, StepKind::Skipped));
    let mut parts = vec![match plan.builder {
        Builder::Classic if run == 1 => "1 step".to_string(),
        Builder::Classic => format!("{}, to be done one after the other", count(run, "step")),
        Builder::BuildKit => format!("{} to do", count(run, "step")),
    }];
    if 0 < settings {
        parts.push(format!(
            "{} that only {} settings",
            count(settings, "instruction"),
            verb(settings, "change")
        ));
    }
    if 0 < skipped {
        parts.push(format!(
            "{} that {} not needed",
            count(skipped, "instruction"),
            if skipped == 1 { "is" } else { "are" }
        ));
    }
    format!("The daemon reads the Dockerfile: {}.", join(&parts))
}

pub(crate) fn probed(step: &StepCard, probe: &Probe) -> String {
    let name = step_name(step);
    match &probe.verdict {
        Verdict::Hit => format!(
            "The cache has the result of {name}, because nothing that it depends on changed."
        ),
        Verdict::Miss(_) => sentence(&format!(
            "{name} is not in the cache and must run. {}",
            sentence(&probe.sentence())
        )),
        Verdict::NotAsked => sentence(&format!("{name} must run. {}", probe.sentence())),
    }
}

/// What a download is: the package of an `.apk`, a repository's index, or else the file's name.
pub(crate) fn download(url: &str) -> String {
    let path = url.split(['?', '#']).next().unwrap_or(url).trim_end_matches('/');
    let mut parts = path.rsplit('/');
    let file = parts.next().unwrap_or(path);
    if file.starts_with("APKINDEX") {
        // …/main/x86_64/APKINDEX.tar.gz
        return format!("the package index of {}", parts.nth(1).unwrap_or("a repository"));
    }
    // An `.apk` is called name-version-rN.
    let package = file.strip_suffix(".apk").and_then(|it| it.rsplit_once("-r"));
    package.and_then(|(it, _)| it.rsplit_once('-')).map_or(file, |(name, _)| name).to_string()
}

pub(crate) fn layer_committed(step: &StepCard, changes: Changes) -> String {
    let parts: Vec<String> =
        [(changes.added, "added"), (changes.modified, "changed"), (changes.deleted, "deleted")]
            .into_iter()
            .filter(|(number, _)| 0 < *number)
            .map(|(number, what)| format!("{number} {what}"))
            .collect();
    match parts.is_empty() {
        true => sentence(&format!("{} changed no files, so its layer is empty.", step_name(step))),
        false => format!(
            "What {} did to the files becomes a layer of {}: {}.",
            step_name(step),
            size(changes.bytes),
            join(&parts)
        ),
    }
}

pub(crate) fn build_finished(
    build: BuildId,
    took: &str,
    image: ImageId,
    saved: Option<(Saving, String)>,
) -> String {
    let done =
        format!("{} is done after {took}: it made the image {}.", build_name(build), id(image));
    let saved = saved.map(|(saving, time)| {
        let steps = count(u64::from(saving.steps), "step");
        let downloads = match saving.bytes {
            0 => String::new(),
            bytes => format!(" and {} of downloads", size(bytes)),
        };
        let verb = if saving.steps == 1 { "was" } else { "were" };
        format!(" {steps} {verb} reused, which saved {time}{downloads}.")
    });
    sentence(&(done + &saved.unwrap_or_default()))
}

pub(crate) fn build_failed(step: Option<&StepCard>, end: &BuildEnd) -> String {
    let place = step.map(|it| format!(" at {}", step_name(it))).unwrap_or_default();
    match end {
        BuildEnd::Failed { error, .. } => format!("The build failed{place}: {}", full_stop(error)),
        BuildEnd::Limited { limit } => format!("The build stops{place}. {}", limited(limit)),
        BuildEnd::Built { image } => format!("The build made the image {}.", id(*image)),
    }
}

/// A limit of the simulator; never told as an error of Docker's.
pub(crate) fn limited(limit: &str) -> String {
    format!("{}; real Docker may well succeed.", limit.trim_end_matches('.'))
}

/// An error's first line, with a full stop.
pub(crate) fn full_stop(error: &str) -> String {
    let line = error.lines().next().unwrap_or_default();
    format!("{}.", line.trim_end_matches('.'))
}

fn verb(number: u64, plural: &str) -> String {
    if number == 1 { format!("{plural}s") } else { plural.to_string() }
}

/// `a`, `a and b`, `a, b and c`.
fn join(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_download_is_called_by_its_package() {
        let mirror = "https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/";
        for (file, expected) in [
            ("APKINDEX.tar.gz", "the package index of main"),
            ("redis-8.0.4-r0.apk", "redis"),
            ("libstdc++-14.2.0-r6.apk", "libstdc++"),
            ("py3-pip-24-r1.apk", "py3-pip"),
            ("files.tar.gz?x=1", "files.tar.gz"),
        ] {
            assert_eq!(download(&format!("{mirror}{file}")), expected);
        }
    }

    #[test]
    fn what_is_quoted_stays_one_short_piece_of_code() {
        assert_eq!(code(" RUN echo `date` \\\n && ls"), "`RUN echo date && ls`");
        assert_eq!(code(&"x".repeat(80)), format!("`{}…`", "x".repeat(72)));
    }
}
