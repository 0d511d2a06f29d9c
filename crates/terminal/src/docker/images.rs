//! `docker images`.
//!
//! As docker/cli: cli/command/formatter/image.go.

use engine::ImageSummary;
use image::Reference;
use shell::{ExitCode, Process, Stop};

use super::flags::Parsed;
use super::rows::{Rows, go_time};
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
    let mut dangling = None;
    for filter in parsed.all("filter") {
        match filter {
            "dangling=true" => dangling = Some(true),
            "dangling=false" => dangling = Some(false),
            other => {
                let name = other.split_once('=').map_or(other, |(name, _)| name);
                if ["before", "label", "reference", "since"].contains(&name) {
                    return Err(Stop::unsupported(format!("`docker images --filter {name}=…`")));
                }
                return fail(process, &format!("{FROM_DAEMON}Invalid filter '{name}'"));
            }
        }
    }
    let now = process.machine().now;
    let pattern = parsed.arguments.first().map(String::as_str);
    let full = parsed.is_on("no-trunc");
    let mut rows = Vec::new();
    for image in docker.engine.images() {
        if image.intermediate && !parsed.is_on("all") {
            continue;
        }
        let id = if full { image.id.to_string() } else { image.id.short() };
        for name in names(&image, pattern, dangling) {
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

/// The names that make one line each; an image without a name makes one line, too.
fn names(
    image: &ImageSummary,
    pattern: Option<&str>,
    dangling: Option<bool>,
) -> Vec<Option<Reference>> {
    let is_dangling = image.references.is_empty();
    if dangling.is_some_and(|it| it != is_dangling) {
        return Vec::new();
    }
    match pattern {
        None if is_dangling => vec![None],
        None => image.references.iter().cloned().map(Some).collect(),
        Some(pattern) => {
            let matching = image.references.iter().filter(|it| matches(it, pattern));
            matching.cloned().map(Some).collect()
        }
    }
}

/// (docker/distribution: reference/helpers.go, `FamiliarMatch`.)
fn matches(reference: &Reference, pattern: &str) -> bool {
    [reference.familiar_name(), reference.familiar()]
        .iter()
        .any(|it| dockerfile::wildcard_match(pattern, it) == Ok(true))
}
