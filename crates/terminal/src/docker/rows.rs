//! Rows that all lists share: each as a template says, or in columns under headings.
//!
//! As docker/cli: cli/command/formatter/formatter.go.

use image::SimTime;
use shell::{ExitCode, Process, Stop};

use super::{fail, template_message};
use crate::json::{Field, Json};
use crate::table::columns;
use crate::template::{Data, Template, TemplateError};

/// What a list prints.
pub(crate) struct Rows<'a> {
    /// The fields that have a heading, and it.
    pub(crate) headings: &'a [(&'static str, &'a str)],
    pub(crate) rows: &'a [Json],
    /// What Go calls a row's type, for its messages.
    pub(crate) kind: &'static str,
}

impl Rows<'_> {
    /// Prints each row as `format` says; `table` before it asks for headings and columns.
    pub(crate) fn print(&self, process: &mut Process, format: &str) -> Result<ExitCode, Stop> {
        match self.text(format) {
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

    /// What [`Rows::print`] prints.
    pub(crate) fn text(&self, format: &str) -> Result<String, TemplateError> {
        let table = format.strip_prefix("table").map(str::trim_start);
        let template = Template::parse(&unescaped(table.unwrap_or(format)))?;
        let mut lines = Vec::new();
        if table.is_some() {
            let heading =
                |(name, text): &(&'static str, &str)| Field::always(name, Json::text(text));
            let heading = Json::Object(self.headings.iter().map(heading).collect());
            lines.push(template.fill(Data { value: &heading, kind: Some(self.kind) })?);
        }
        for row in self.rows {
            lines.push(template.fill(Data { value: row, kind: Some(self.kind) })?);
        }
        let cells = |line: &String| line.split('\t').map(str::to_string).collect();
        Ok(match table {
            Some(_) => columns(&lines.iter().map(cells).collect::<Vec<_>>()),
            None => lines.iter().map(|it| format!("{it}\n")).collect(),
        })
    }
}

/// A moment as Go prints it: `2025-11-17 09:00:00 +0000 UTC`.
pub(crate) fn go_time(time: SimTime) -> String {
    let ((year, month, day), (hour, minute, second)) = (time.date(), time.time_of_day());
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} +0000 UTC")
}

/// A moment in seconds, as Docker's API prints it: `2025-11-17T09:00:00Z`.
pub(crate) fn rfc3339(time: SimTime) -> String {
    let ((year, month, day), (hour, minute, second)) = (time.date(), time.time_of_day());
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// `\t` and `\n` as one types them.
fn unescaped(format: &str) -> String {
    format.replace("\\t", "\t").replace("\\n", "\n")
}
