//! The laptop: host files, host shell, the `docker` command line; event log -> text.
//!
//! All of Docker's wording lives here, and in the `Display` of errors. [`Session::run`] is the front door: what was typed
//! goes in, the next session comes out; its log tells what happened, and its `Printed` records are the terminal's text.

mod docker;
mod json;
mod laptop;
mod log;
mod record;
mod render;
mod session;
mod table;
mod template;
mod units;
mod wording;

pub use engine::Upstream;
pub use log::json_lines;
pub use record::{Event, Record};
pub use render::{check_failure, check_report};
pub use session::{Run, RunEnd, Session, Settings};
