//! `set -x`.

use crate::flow::Outcome;
use crate::interpreter::Interpreter;
use crate::state::Switch;

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
        let prefix = String::from(self.state.variables.get("PS4").unwrap_or_default());
        let prefix = match crate::syntax::template(&prefix).filter(|_| prefix.contains(['$', '`']))
        {
            Some(word) => self.untraced(|it| it.text(&word))?,
            None => prefix,
        };
        let assigned = assignments.iter().map(|(name, value)| format!("{name}={}", quoted(value)));
        let words: Vec<String> = assigned.chain(fields.iter().map(|it| quoted(it))).collect();
        let line = format!("{prefix}{}\n", words.join(" "));
        self.process.eprint(line)?;
        Ok(())
    }

    /// Runs something without a trace.
    fn untraced<T>(&mut self, run: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        let options = self.state.options;
        let _known = self.state.options.turn("xtrace", Switch::Off);
        let outcome = run(self);
        self.state.options = options;
        outcome
    }
}

/// `text` as a shell could read it again; quoted only if it must be.
fn quoted(text: &str) -> String {
    let is_safe = |it: char| it.is_ascii_alphanumeric() || "+,-./:@]^_".contains(it);
    if text.chars().all(is_safe) { String::from(text) } else { single_quoted(text) }
}

/// `text` in single quotes; the single quotes in it stand between them in double ones.
pub(crate) fn single_quoted(text: &str) -> String {
    let mut quoted = String::new();
    let mut rest = text;
    loop {
        let length = rest.find('\'').unwrap_or(rest.len());
        let (plain, after) = rest.split_at(length);
        let quotes = after.len() - after.trim_start_matches('\'').len();
        quoted += &format!("'{plain}'");
        if 0 < quotes {
            quoted += &format!("\"{}\"", &after[..quotes]);
        }
        rest = &after[quotes..];
        if rest.is_empty() {
            return quoted;
        }
    }
}
