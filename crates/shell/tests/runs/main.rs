//! The crate as its users see it: scripts, containers, a laptop's shell, limits.

mod accounts;
mod builders;
mod containers;
mod corpus;
mod laptop;
mod laws;
mod limits;
mod machine;
mod scripts;
