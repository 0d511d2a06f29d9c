//! How long work takes.

use std::time::Duration;

/// What one unit of each kind of work costs in simulated time. All rates are plain numbers, so that a lesson may set them.
///
/// The defaults give about one second for `apk add redis` and about ten for `apk add gcc`, as recorded on a home network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Costs {
    /// Microseconds to start a program: `fork`, `exec` and exit.
    pub program_start: u64,
    /// Microseconds that one step of the shell or of a program takes.
    pub step: u64,
    /// Bytes a second that programs copy from file to file.
    pub disk_bytes_per_second: u64,
    /// Microseconds before the first byte of a fetch arrives.
    pub network_latency: u64,
    /// Bytes a second that the network brings.
    pub network_bytes_per_second: u64,
    /// Bytes a second, of installed size, that `apk` unpacks.
    pub unpack_bytes_per_second: u64,
    /// Microseconds that `apk` needs for each package, whatever its size.
    pub package: u64,
    /// Microseconds that a script or trigger of a package runs.
    pub package_script: u64,
}

impl Default for Costs {
    fn default() -> Costs {
        Costs {
            program_start: 1_000,
            step: 1,
            disk_bytes_per_second: 200_000_000,
            network_latency: 100_000,
            network_bytes_per_second: 12_500_000,
            unpack_bytes_per_second: 50_000_000,
            package: 10_000,
            package_script: 100_000,
        }
    }
}

impl Costs {
    /// The time that `bytes` need on the disk.
    pub fn disk(&self, bytes: u64) -> Duration {
        at_rate(bytes, self.disk_bytes_per_second)
    }

    /// The time from asking for `bytes` to having them.
    pub fn fetch(&self, bytes: u64) -> Duration {
        Duration::from_micros(self.network_latency) + at_rate(bytes, self.network_bytes_per_second)
    }

    /// The time to unpack a package of `installed` bytes.
    pub fn install(&self, installed: u64) -> Duration {
        Duration::from_micros(self.package) + at_rate(installed, self.unpack_bytes_per_second)
    }
}

fn at_rate(bytes: u64, per_second: u64) -> Duration {
    Duration::from_micros(bytes.saturating_mul(1_000_000) / per_second.max(1))
}
