//! File names that match a pattern.

use image::Follow;

use crate::flow::Outcome;
use crate::interpreter::Interpreter;
use crate::limits::Stop;
use crate::pattern::{Mark, Pattern};
use crate::process::Process;

impl Interpreter<'_, '_, '_> {
    /// Adds the names that `field` matches, or its own text if there are none.
    pub(super) fn glob(&mut self, field: &[Mark], found: &mut Vec<String>) -> Outcome<()> {
        let text: String = field.iter().map(|(character, _)| *character).collect();
        let has_magic = field.iter().any(|(it, quoted)| !quoted && matches!(it, '*' | '?' | '['));
        if !has_magic || self.state.options.is_on("noglob") {
            found.push(text);
            return Ok(());
        }
        let names = names(self.process, field)?;
        match names.is_empty() {
            true => found.push(text),
            false => found.extend(names),
        }
        Ok(())
    }
}

/// The names that match, in order: level by level, so that no recursion is needed.
fn names(process: &mut Process, field: &[Mark]) -> Result<Vec<String>, Stop> {
    let mut paths = vec![String::new()];
    let parts: Vec<&[Mark]> = field.split(|(it, _)| *it == '/').collect();
    for (index, part) in parts.iter().enumerate() {
        let last = index + 1 == parts.len();
        let pattern = Pattern::from_marks(part);
        let mut longer = Vec::new();
        for path in paths {
            if pattern.is_magic() {
                let directory = if path.is_empty() { "." } else { &path };
                let mut names = process.names(directory).unwrap_or_default();
                if pattern.begins_with_dot() {
                    names.extend([String::from("."), String::from("..")]);
                }
                for name in names {
                    process.burn(4)?;
                    let hidden = name.starts_with('.') && !pattern.begins_with_dot();
                    if !hidden && pattern.matches(&name) {
                        longer.push(format!("{path}{name}"));
                    }
                }
            } else {
                let name: String = part.iter().map(|(character, _)| *character).collect();
                longer.push(format!("{path}{name}"));
            }
        }
        paths = longer;
        if !last {
            paths.iter_mut().for_each(|it| it.push('/'));
        }
        paths.retain(|it| {
            it.trim_matches('/').is_empty() || process.find(it, Follow::AllButLast).is_ok()
        });
    }
    paths.sort();
    Ok(paths)
}
