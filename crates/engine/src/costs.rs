//! How long the engine's work takes.

use std::time::Duration;

/// The engine's part of the cost model. Rates are plain numbers, so that a lesson may set them ("a slow network").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Costs {
    /// What programs in containers cost.
    pub shell: shell::Costs,
    /// Microseconds of a call over the engine's socket.
    pub call: u64,
    /// Bytes a second from client to daemon.
    pub socket_bytes_per_second: u64,
    /// Microseconds before a registry's first answer.
    pub registry_latency: u64,
    /// Bytes a second from a registry.
    pub registry_bytes_per_second: u64,
    /// Bytes a second, uncompressed, that the engine unpacks or packs.
    pub layer_bytes_per_second: u64,
    /// Microseconds to ask the cache.
    pub probe: u64,
    /// Microseconds to make a container and its writable layer.
    pub container_create: u64,
    /// Microseconds from starting a container to its program's first step, namespaces and all.
    pub container_start: u64,
    /// Microseconds to remove a container.
    pub container_remove: u64,
    /// Microseconds to write an image's configuration.
    pub commit: u64,
}

impl Default for Costs {
    fn default() -> Costs {
        Costs {
            shell: shell::Costs::default(),
            call: 5_000,
            socket_bytes_per_second: 100_000_000,
            registry_latency: 400_000,
            registry_bytes_per_second: 4_000_000,
            layer_bytes_per_second: 80_000_000,
            probe: 2_000,
            container_create: 120_000,
            container_start: 180_000,
            container_remove: 60_000,
            commit: 30_000,
        }
    }
}

impl Costs {
    /// The time to send `bytes` from client to daemon.
    pub(crate) fn send(&self, bytes: u64) -> Duration {
        micros(self.call) + at_rate(bytes, self.socket_bytes_per_second)
    }

    /// The time to ask a registry and get its answer.
    pub(crate) fn ask_registry(&self) -> Duration {
        micros(self.registry_latency)
    }

    /// The time to download `bytes` and unpack them to `size`.
    pub(crate) fn pull(&self, bytes: u64, size: u64) -> Duration {
        at_rate(bytes, self.registry_bytes_per_second) + self.pack(size)
    }

    /// The time to download a file of `bytes`.
    pub(crate) fn download(&self, bytes: u64) -> Duration {
        self.ask_registry() + at_rate(bytes, self.registry_bytes_per_second)
    }

    /// The time to read `size` bytes of a changeset into a layer, or out of one.
    pub(crate) fn pack(&self, size: u64) -> Duration {
        at_rate(size, self.layer_bytes_per_second)
    }
}

/// `count` microseconds.
pub(crate) fn micros(count: u64) -> Duration {
    Duration::from_micros(count)
}

fn at_rate(bytes: u64, per_second: u64) -> Duration {
    micros(bytes.saturating_mul(1_000_000) / per_second.max(1))
}
