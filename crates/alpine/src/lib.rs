//! Packages are data and a pure solver: package index, version order, installed database, the base image's files.
//!
//! [`apk()`] is the front door: a command line over a file tree, answered by a list of [`Effect`]s.
//! [`Upstream`] is the world outside, as of a date: what the registry and the package repositories offer.

mod apk;
mod base;
mod effect;
mod upstream;

pub use apk::apk;
pub use effect::{Effect, Run, Stream};
pub use upstream::{Published, Upstream};
