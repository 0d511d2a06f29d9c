//! Numbers and names of what the engine makes.

use std::fmt;

use image::Digest;

/// One build of a session, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BuildId(pub u32);

/// One step of a build's plan, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StepId(pub u32);

/// Names a container. Docker draws it by chance; we derive it from the session's seed and a counter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContainerId(Digest);

impl ContainerId {
    /// The container made as number `counter` of the session with `seed`.
    pub(crate) fn derive(seed: u64, counter: u64) -> ContainerId {
        ContainerId(Digest::of(format!("container {seed} {counter}").as_bytes()))
    }

    /// The first twelve hex digits, as `docker ps` prints them.
    pub fn short(&self) -> String {
        self.0.short()
    }

    /// All sixty-four hex digits.
    pub fn hex(&self) -> String {
        self.0.hex()
    }
}

impl fmt::Debug for ContainerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short())
    }
}
