//! `apk` over the files of a container.

mod container;
mod laws;
mod queries;
mod recorded;
mod transcripts;
