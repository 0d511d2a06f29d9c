//! `docker history`.
//!
//! As docker/cli: cli/command/image/formatter_history.go.

use shell::{ExitCode, Process, Stop};

use super::flags::Parsed;
use super::rows::{Rows, rfc3339};
use super::{Docker, fail};
use crate::json::Json;
use crate::table::ellipsis;
use crate::units::{ago, human_size};
use crate::wording::FROM_DAEMON;

/// What stands for an image that the engine does not have.
const MISSING: &str = "<missing>";
/// How much of an instruction a table shows.
const CREATED_BY_MAX: usize = 45;

const COLUMNS: &[(&str, &str)] = &[
    ("ID", "IMAGE"),
    ("CreatedSince", "CREATED"),
    ("CreatedAt", "CREATED AT"),
    ("CreatedBy", "CREATED BY"),
    ("Size", "SIZE"),
    ("Comment", "COMMENT"),
];

/// `docker history IMAGE`.
pub(crate) fn run(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let image = match docker.engine.find(&parsed.arguments[0]) {
        Ok(image) => image.clone(),
        Err(error) => return fail(process, &format!("{FROM_DAEMON}{error}")),
    };
    let now = process.machine().now;
    let full = parsed.is_on("no-trunc");
    let is_human = parsed.text("human").is_none() || parsed.is_on("human");
    let mut rows = Vec::new();
    for line in docker.engine.history(&image) {
        let id = line
            .image
            .map_or(MISSING.to_string(), |it| if full { it.to_string() } else { it.short() });
        // A table has no room for tabs.
        let created_by = line.created_by.replace('\t', " ");
        rows.push(Json::object([
            ("Comment", Json::Text(line.comment)),
            ("CreatedAt", Json::Text(rfc3339(line.created))),
            (
                "CreatedBy",
                Json::Text(if full { created_by } else { ellipsis(&created_by, CREATED_BY_MAX) }),
            ),
            ("CreatedSince", Json::Text(ago(now - line.created))),
            ("ID", Json::Text(id)),
            (
                "Size",
                Json::Text(if is_human { human_size(line.size, 3) } else { line.size.to_string() }),
            ),
        ]));
    }
    let default = match (parsed.is_on("quiet"), is_human) {
        (true, _) => "{{.ID}}",
        (false, true) => {
            "table {{.ID}}\t{{.CreatedSince}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}"
        }
        (false, false) => "table {{.ID}}\t{{.CreatedAt}}\t{{.CreatedBy}}\t{{.Size}}\t{{.Comment}}",
    };
    let format = parsed.text("format").unwrap_or(default);
    Rows { headings: COLUMNS, rows: &rows, kind: "*image.historyContext" }.print(process, format)
}
