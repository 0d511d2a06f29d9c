//! Builds, through the engine's front door.

mod cache;
mod copying;
mod failures;
mod fixture;
mod laws;
mod mounts;
mod seed;
