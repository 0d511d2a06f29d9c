//! The doors to the simulator: engine, shell and packages, which the page fetches when the learner first acts.

use std::collections::BTreeMap;

use dockerfile::{Diagnostic, Finding, Surroundings};
use engine::Upstream;
use image::{AbsPath, Reference};
use terminal::{Run, Session, Settings};

/// What the page asks of the simulator. Holding one means that its code is there.
///
/// The page's first file has no call into the simulator but through these pointers, and only [`load`] makes them: that is
/// how `cargo xtask dist` knows which code to put into the second file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Simulator {
    /// All of Alpine's `main`, if the small set is not enough.
    pub(crate) packages: Option<&'static str>,
    pub(crate) fresh: fn(Option<&'static str>) -> Session,
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
            packages: None,
            fresh,
            run: Session::run,
            forecast: Session::forecast,
            check,
            save: Session::save_file,
        }
    }
}

fn fresh(packages: Option<&'static str>) -> Session {
    let small = Upstream::default();
    let upstream = match packages {
        Some(packages) => small.with_main(packages.into()),
        None => small,
    };
    Session::in_world(Settings::default(), upstream)
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

/// Fetches the simulator with all packages of Alpine's `main`.
pub(crate) async fn load_with_packages() -> Result<Simulator, NotLoaded> {
    let simulator = load().await?;
    Ok(Simulator { packages: Some(load_packages().await?), ..simulator })
}

/// Fetches the simulator. After a failure it may be tried again.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(simulator, fallible)]
pub(crate) fn load() -> Result<Simulator, NotLoaded> {
    Ok(Simulator::here())
}

/// Fetches all of Alpine's `main`, which is a file of its own as well.
#[cfg(feature = "split")]
#[wasm_split_helpers::wasm_split(packages, fallible)]
fn load_packages() -> Result<&'static str, NotLoaded> {
    Ok(Upstream::MAIN)
}

/// Gives all of Alpine's `main`.
#[cfg(not(feature = "split"))]
async fn load_packages() -> Result<&'static str, NotLoaded> {
    Ok(Upstream::MAIN)
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
