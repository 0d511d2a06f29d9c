//! The build that `cargo xtask measure` times in a browser. The clock is its caller's.

use terminal::{Session, Settings};
use wasm_bindgen::prelude::wasm_bindgen;

const DOCKERFILE: &str = "FROM alpine\nRUN apk add --update redis\nCMD [\"redis-server\"]\n";

/// A laptop with the first lesson's Dockerfile, before and after it was built.
#[wasm_bindgen]
pub struct Seed {
    fresh: Session,
    built: Session,
}

#[wasm_bindgen]
impl Seed {
    /// Builds once.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Seed {
        let session = Session::new(Settings::default());
        let fresh = session.save_file(&session.working_dir().child("Dockerfile"), DOCKERFILE);
        let built = fresh.run("docker build .").session;
        Seed { fresh, built }
    }

    /// Builds as if for the first time; gives the number of things that happened.
    pub fn first(&self) -> usize {
        self.fresh.run("docker build .").session.log().len()
    }

    /// Builds again, with every step in the cache; gives the number of things that happened.
    pub fn cached(&self) -> usize {
        self.built.run("docker build .").session.log().len()
    }
}

impl Default for Seed {
    fn default() -> Seed {
        Seed::new()
    }
}
