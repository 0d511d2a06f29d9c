//! `docker images`.
//!
//! As docker/cli: cli/command/formatter/image.go.

use engine::ImageSummary;
use image::Reference;
use shell::{ExitCode, Process, Stop};

use super::flags::Parsed;
use super::rows::{Rows, go_time};
use super::volumes::has_label;
use super::{Docker, fail};
use crate::json::Json;
use crate::units::{ago, human_size};
use crate::wording::FROM_DAEMON;

const NONE: &str = "<none>";

/// The columns: their field in a template, their heading.
const COLUMNS: &[(&str, &str)] = &[
    ("Repository", "REPOSITORY"),
    ("Tag", "TAG"),
    ("Digest", "DIGEST"),
    ("ID", "IMAGE ID"),
    ("CreatedSince", "CREATED"),
    ("CreatedAt", "CREATED AT"),
    ("Size", "SIZE"),
];

/// `docker images [NAME]`.
pub(crate) fn run(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let filters: Vec<(&str, &str)> =
        parsed.all("filter").filter_map(|it| it.split_once('=')).collect();
    if let Some(text) = wrong_filter(docker, &filters) {
        return fail(process, &format!("{FROM_DAEMON}{text}"));
    }
    let now = process.machine().now;
    let pattern = parsed.arguments.first().map(String::as_str);
    let full = parsed.is_on("no-trunc");
    let mut rows = Vec::new();
    for image in docker.engine.images() {
        if image.intermediate && !parsed.is_on("all") || !is_wanted(docker, &image, &filters) {
            continue;
        }
        let id = if full { image.id.to_string() } else { image.id.short() };
        for name in names(&image, pattern, &filters) {
            let (repository, tag) = match name {
                Some(it) => (it.familiar_name(), it.tag().unwrap_or(NONE).to_string()),
                None => (NONE.to_string(), NONE.to_string()),
            };
            rows.push(Json::object([
                ("Containers", Json::text("N/A")),
                ("CreatedAt", Json::Text(go_time(image.created))),
                ("CreatedSince", Json::Text(ago(now - image.created))),
                ("Digest", Json::text(NONE)),
                ("ID", Json::text(&id)),
                ("Repository", Json::Text(repository)),
                ("SharedSize", Json::text("N/A")),
                ("Size", Json::Text(human_size(image.size, 3))),
                ("Tag", Json::Text(tag)),
                ("UniqueSize", Json::text("N/A")),
                ("VirtualSize", Json::Text(human_size(image.size, 4))),
            ]));
        }
    }
    let default = match (parsed.is_on("quiet"), parsed.is_on("digests")) {
        (true, _) => "{{.ID}}",
        (false, true) => {
            "table {{.Repository}}\t{{.Tag}}\t{{.Digest}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}"
        }
        (false, false) => "table {{.Repository}}\t{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}",
    };
    let format = parsed.text("format").unwrap_or(default);
    Rows { headings: COLUMNS, rows: &rows, kind: "*formatter.imageContext" }.print(process, format)
}

/// (moby: daemon/images/images.go, `acceptedImageFilterTags`.)
fn wrong_filter(docker: &Docker, filters: &[(&str, &str)]) -> Option<String> {
    for (key, value) in filters {
        match *key {
            "dangling" if !["true", "false", "1", "0"].contains(value) => {
                return Some(format!("Invalid filter 'dangling=[{value}]'"));
            }
            "dangling" | "label" | "reference" => (),
            "before" | "since" => {
                if let Err(error) = docker.engine.find(value) {
                    return Some(error.to_string());
                }
            }
            other => return Some(format!("Invalid filter '{other}'")),
        }
    }
    None
}

/// What the filters ask of an image as a whole.
fn is_wanted(docker: &Docker, image: &ImageSummary, filters: &[(&str, &str)]) -> bool {
    let created = |name: &str| docker.engine.find(name).ok().map(|it| it.config().created);
    let labels = || {
        let found = docker.engine.image(image.id);
        found.and_then(|it| it.config().config.labels.clone()).unwrap_or_default()
    };
    filters.iter().all(|(key, value)| match *key {
        "dangling" => image.references.is_empty() == (*value == "true" || *value == "1"),
        "label" => has_label(&labels(), value),
        "before" => created(value).is_some_and(|it| image.created < it),
        "since" => created(value).is_some_and(|it| it < image.created),
        _ => true,
    })
}

/// The names that make one line each; an image without a name makes one line, too.
fn names(
    image: &ImageSummary,
    pattern: Option<&str>,
    filters: &[(&str, &str)],
) -> Vec<Option<Reference>> {
    let wanted = filters.iter().filter(|(key, _)| *key == "reference").map(|(_, value)| *value);
    let patterns: Vec<&str> = wanted.chain(pattern).collect();
    if patterns.is_empty() && image.references.is_empty() {
        return vec![None];
    }
    let fits = |it: &&Reference| {
        patterns.is_empty() || patterns.iter().any(|pattern| matches(it, pattern))
    };
    image.references.iter().filter(fits).cloned().map(Some).collect()
}

/// (docker/distribution: reference/helpers.go, `FamiliarMatch`.)
fn matches(reference: &Reference, pattern: &str) -> bool {
    [reference.familiar_name(), reference.familiar()]
        .iter()
        .any(|it| dockerfile::wildcard_match(pattern, it) == Ok(true))
}
