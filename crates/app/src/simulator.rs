//! The doors to the simulator: engine, shell and packages, which the page fetches when the learner first acts.

use std::collections::BTreeMap;

use dockerfile::{Diagnostic, Finding, Surroundings};
use image::{AbsPath, Reference};
use terminal::{Run, Session, Settings};

/// What the page asks of the simulator. Holding one means that its code is there.
///
/// The page's first file has no call into the simulator but through these pointers, and only [`load`] makes them: that is
/// how `cargo xtask dist` knows which code to put into the second file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Simulator {
    pub(crate) fresh: fn() -> Session,
    pub(crate) run: fn(&Session, &str) -> Run,
    pub(crate) forecast: fn(&Session, &str) -> Run,
    /// What `docker build --check` remarks on.
    pub(crate) check: fn(&str) -> Vec<Diagnostic>,
    pub(crate) save: fn(&Session, &AbsPath, &str) -> Session,
}

/// The simulator's file did not come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotLoaded;

impl Simulator {
    /// The one in this very program.
    pub(crate) fn here() -> Simulator {
        Simulator {
            fresh: || Session::new(Settings::default()),
            run: Session::run,
            forecast: Session::forecast,
            check,
            save: Session::save_file,
        }
    }
}

fn check(text: &str) -> Vec<Diagnostic> {
    let around = Surroundings {
        build_args: &BTreeMap::new(),
        target: None,
        ignore: None,
        platform: "linux/amd64",
        base_image: &|_| None,
        is_reference: &|name| name.parse::<Reference>().is_ok(),
    };
    dockerfile::check(text, &around).findings.iter().map(Finding::diagnostic).collect()
}

/// Fetches the simulator. After a failure it may be tried again.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(simulator, fallible)]
pub(crate) fn load() -> Result<Simulator, NotLoaded> {
    Ok(Simulator::here())
}

/// Gives the simulator, which is not in a file of its own.
#[cfg(not(feature = "split"))]
pub(crate) async fn load() -> Result<Simulator, NotLoaded> {
    Ok(Simulator::here())
}

#[cfg(feature = "split")]
impl From<wasm_split_helpers::SplitLoaderError> for NotLoaded {
    fn from(_: wasm_split_helpers::SplitLoaderError) -> NotLoaded {
        NotLoaded
    }
}
