//! The doors to the simulator: engine, shell and packages, which the page fetches when the learner first acts.

use image::AbsPath;
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
            save: Session::save_file,
        }
    }
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
