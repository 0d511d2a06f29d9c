//! Timelines of real builds.

mod fixture;
mod laws;
mod stories;
