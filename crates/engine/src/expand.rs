//! Instructions with their variables expanded.

use dockerfile::{Escape, Instruction, Options, expand};

use crate::error::BuildError;

/// Expands variables where an instruction allows them. (buildkit: instructions, `SupportsSingleWordExpansion`.)
pub(crate) struct Expander<'a> {
    pub(crate) escape: Escape,
    pub(crate) lookup: &'a dyn Fn(&str) -> Option<String>,
}

impl Expander<'_> {
    /// `text` as one word.
    pub(crate) fn word(&self, text: &str) -> Result<String, BuildError> {
        self.expand(text, Options::default()).map(|it| it.text)
    }

    /// `text` as a step's name: unset variables and quotes stay.
    pub(crate) fn label(&self, text: &str) -> String {
        let options = Options {
            quotes: dockerfile::Quotes::Keep,
            escapes: dockerfile::Escapes::Keep,
            unset: dockerfile::Unset::Keep,
        };
        self.expand(text, options).map_or_else(|_| text.to_string(), |it| it.text)
    }

    fn expand(&self, text: &str, options: Options) -> Result<dockerfile::Expansion, BuildError> {
        let expansion = expand(text, self.escape, self.lookup, options);
        expansion.map_err(|error| BuildError::Invalid { message: error.to_string() })
    }

    /// The instruction with every word expanded that Docker expands.
    pub(crate) fn instruction(&self, instruction: &Instruction) -> Result<Instruction, BuildError> {
        instruction.expand(self.escape, &mut |text, escape, options| {
            let expansion = expand(text, escape, self.lookup, options);
            expansion.map_err(|error| BuildError::Invalid { message: error.to_string() })
        })
    }
}
