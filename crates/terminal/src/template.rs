//! Go templates, as far as `--format` of Docker needs them.

mod evaluate;
mod parse;

use crate::json::Json;

pub(crate) use parse::Template;

/// Why a template gives nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TemplateError {
    /// Docker refuses it too.
    #[error("template parsing error: template: :1{0}")]
    Refused(String),
    /// It may be a good template, but it uses what is not simulated.
    #[error("{0}")]
    Unsupported(String),
}

/// What a template is filled from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Data<'a> {
    pub(crate) value: &'a Json,
    /// What Go calls the value's type, for its messages; none for a map.
    pub(crate) kind: Option<&'static str>,
}

impl Template {
    /// The text that the template gives for `data`.
    pub(crate) fn fill(&self, data: Data) -> Result<String, TemplateError> {
        let mut out = String::new();
        evaluate::nodes(&self.nodes, data.value, data, &mut out)?;
        Ok(out)
    }
}
