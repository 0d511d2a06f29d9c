//! `set -x`.

use crate::flow::Outcome;
use crate::interpreter::Interpreter;

impl Interpreter<'_, '_, '_> {
    /// Prints a command before it runs, if `set -x` asks for it.
    pub(super) fn trace(
        &mut self,
        assignments: &[(String, String)],
        fields: &[String],
    ) -> Outcome<()> {
        if !self.state.options.is_on("xtrace") {
            return Ok(());
        }
        let prefix = self.state.variables.get("PS4").unwrap_or_default();
        let assigned = assignments.iter().map(|(name, value)| format!("{name}={}", quoted(value)));
        let words: Vec<String> = assigned.chain(fields.iter().map(|it| quoted(it))).collect();
        let line = format!("{prefix}{}\n", words.join(" "));
        self.process.eprint(line)?;
        Ok(())
    }
}

/// `text` as a shell could read it again; quoted only if it must be.
fn quoted(text: &str) -> String {
    let is_safe = |it: char| it.is_ascii_alphanumeric() || "+,-./:@]^_".contains(it);
    if text.chars().all(is_safe) { String::from(text) } else { single_quoted(text) }
}

/// `text` in single quotes.
pub(crate) fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\"'\"'"))
}
