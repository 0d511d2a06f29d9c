//! `docker history`, and the printing of rows that all lists share.
//!
//! As docker/cli: cli/command/image/formatter_history.go, cli/command/formatter/formatter.go.

use shell::{ExitCode, Process, Stop};

use super::flags::Parsed;
use super::{Docker, fail, template_message};
use crate::json::{Field, Json};
use crate::table::{columns, ellipsis};
use crate::template::{Data, Template, TemplateError};
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
        let created_at = {
            let (date, time) = (line.created.date(), line.created.time_of_day());
            format!(
                "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
                date.0, date.1, date.2, time.0, time.1, time.2
            )
        };
        rows.push(Json::object([
            ("Comment", Json::Text(line.comment)),
            ("CreatedAt", Json::Text(created_at)),
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
    print_rows(process, format, COLUMNS, &rows, "*image.historyContext")
}

/// Prints each row as `format` says; `table` before it asks for headings and columns.
pub(crate) fn print_rows(
    process: &mut Process,
    format: &str,
    headings: &[(&'static str, &str)],
    rows: &[Json],
    kind: &'static str,
) -> Result<ExitCode, Stop> {
    match rows_text(format, headings, rows, kind) {
        Ok(text) => {
            process.print(text)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            let message = template_message(error)?;
            fail(process, &message)
        }
    }
}

fn rows_text(
    format: &str,
    headings: &[(&'static str, &str)],
    rows: &[Json],
    kind: &'static str,
) -> Result<String, TemplateError> {
    let table = format.strip_prefix("table").map(str::trim_start);
    let template = Template::parse(&unescaped(table.unwrap_or(format)))?;
    let mut lines = Vec::new();
    if table.is_some() {
        let heading = |(name, text): &(&'static str, &str)| Field::always(name, Json::text(text));
        let heading = Json::Object(headings.iter().map(heading).collect());
        lines.push(template.fill(Data { value: &heading, kind: Some(kind) })?);
    }
    for row in rows {
        lines.push(template.fill(Data { value: row, kind: Some(kind) })?);
    }
    let cells = |line: &String| line.split('\t').map(str::to_string).collect();
    Ok(match table {
        Some(_) => columns(&lines.iter().map(cells).collect::<Vec<_>>()),
        None => lines.iter().map(|it| format!("{it}\n")).collect(),
    })
}

/// `\t` and `\n` as one types them.
fn unescaped(format: &str) -> String {
    format.replace("\\t", "\t").replace("\\n", "\n")
}
