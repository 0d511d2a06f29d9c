//! The build that `cargo xtask measure` times in a browser. The clock is its caller's.

use terminal::Session;
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::simulator::{NotLoaded, Simulator, load};

const DOCKERFILE: &str = "FROM alpine\nRUN apk add --update redis\nCMD [\"redis-server\"]\n";

/// A laptop with the first lesson's Dockerfile, before and after it was built.
#[wasm_bindgen]
pub struct Seed {
    simulator: Simulator,
    fresh: Session,
    built: Session,
}

#[wasm_bindgen]
impl Seed {
    /// Fetches the simulator and builds once.
    ///
    /// # Errors
    ///
    /// When the simulator's file does not come.
    pub async fn open() -> Result<Seed, JsError> {
        let simulator =
            load().await.map_err(|NotLoaded| JsError::new("the simulator did not load"))?;
        let session = (simulator.fresh)(None);
        let path = session.working_dir().child("Dockerfile");
        let fresh = (simulator.save)(&session, &path, DOCKERFILE);
        let built = (simulator.run)(&fresh, "docker build .").session;
        Ok(Seed { simulator, fresh, built })
    }

    /// Builds as if for the first time; gives the number of things that happened.
    pub fn first(&self) -> usize {
        (self.simulator.run)(&self.fresh, "docker build .").session.log().len()
    }

    /// Builds again, with every step in the cache; gives the number of things that happened.
    pub fn cached(&self) -> usize {
        (self.simulator.run)(&self.built, "docker build .").session.log().len()
    }
}
