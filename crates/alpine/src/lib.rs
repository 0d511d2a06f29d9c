//! Packages are data and a pure solver: package index, version order, installed database, the base image's files.
//!
//! [`apk()`] is the front door: a command line over a file tree, answered by a list of [`Effect`]s.
//! [`Upstream`] is the world outside, as of a date: what the registry and the package repositories offer.

mod accounts;
mod apk;
mod base;
mod commands;
mod commit;
mod contents;
mod database;
mod dependency;
mod effect;
mod index;
mod info;
mod network;
mod options;
mod package;
mod remaining;
mod solver;
mod sources;
mod unpack;
mod upstream;
mod version;

pub use apk::apk;
pub use dependency::{Dependency, Sense, Versions};
pub use effect::{Effect, Run, Stream};
pub use index::Index;
pub use network::{Download, DownloadError};
pub use package::{Package, Provided};
pub use upstream::{Published, Repository, Upstream};
pub use version::{compare_versions, is_version};
