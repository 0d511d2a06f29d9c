//! Packages are data and a pure solver: package index, version order, installed database, the base image's files.
//!
//! [`apk()`] is the front door: a command line over a file tree, answered by a list of [`Effect`]s.
//! [`Upstream`] is the world outside, at any date: what the registry and the package repositories offer.

mod accounts;
mod aging;
mod announce;
mod apk;
mod audit;
mod base;
mod cache;
mod catalog;
mod columns;
mod commands;
mod commit;
mod contents;
mod database;
mod dependency;
mod effect;
mod fetch;
mod help;
mod index;
mod info;
mod list;
mod network;
mod options;
mod package;
mod pattern;
mod policy;
mod remaining;
mod solver;
mod sources;
mod unpack;
mod upstream;
mod version;

pub use apk::{Caller, apk};
pub use dependency::{Dependency, Sense, Versions};
pub use effect::{Effect, Run, Stream};
pub use index::Index;
pub use network::{Download, DownloadError};
pub use package::{About, Package, Provided};
pub use upstream::{Published, Repository, Upstream};
pub use version::{compare_versions, is_version};
