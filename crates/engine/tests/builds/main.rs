//! Builds, through the engine's front door.

mod cache;
mod fixture;
mod laws;
mod seed;
