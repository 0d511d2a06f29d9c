//! Dockerfile text -> instructions, spans, diagnostics; `.dockerignore`. Parsing never fails and needs no files.

mod expand;
mod ignore;
mod lexer;
mod path;
mod pattern;
mod quote;
mod span;
mod substitute;

pub use expand::{
    Escape, Escapes, ExpandError, ExpandProblem, Expansion, Options, Quotes, Unset, expand,
};
pub use ignore::{Ignore, IgnoreError, ignore_patterns};
pub use path::clean_path;
pub use pattern::{BadPattern, wildcard_match};
pub use quote::quote;
pub use span::{Lines, Span, Spanned};
