//! The Rust compiler that makes WebAssembly.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::process::{output, say};
use crate::{debian, root};

/// What the page is compiled for.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// How long rustup may take to bring the target; it hangs where its server is out of reach.
const RUSTUP_PATIENCE: Duration = Duration::from_secs(180);

/// Where the compiler for [`TARGET`] comes from.
pub(crate) enum Toolchain {
    /// The one that compiles everything else has the target.
    Ordinary,
    /// Debian's compiler over a folder of our own with the standard library.
    Debian { sysroot: PathBuf },
}

impl Toolchain {
    /// Finds or installs one. `WASM_TOOLCHAIN=debwasm` asks for Debian's and keeps to the package registries.
    pub(crate) fn get() -> Result<Toolchain> {
        match env::var("WASM_TOOLCHAIN").as_deref() {
            Ok("debwasm") => return debian::install(),
            Ok("") | Err(_) => (),
            Ok(other) => bail!("WASM_TOOLCHAIN may be `debwasm` or unset, not `{other}`"),
        }
        if has_target(Command::new("rustc")) || add_target() {
            return Ok(Toolchain::Ordinary);
        }
        debian::install().map_err(|error| {
            error.context(format!("no compiler for {TARGET}: type `rustup target add {TARGET}`"))
        })
    }

    /// `program` (`cargo`, or a tool that calls it), to be started so that it compiles for the page.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut folders = vec![root().join("target/tools/bin")];
        let mut command = Command::new(program);
        match self {
            Toolchain::Ordinary => (),
            Toolchain::Debian { sysroot } => {
                folders.push(sysroot.join("bin"));
                // What rustup's cargo has set for itself would lead Debian's astray.
                for name in ["RUSTUP_TOOLCHAIN", "CARGO", "RUSTC", "RUSTDOC", "LD_LIBRARY_PATH"] {
                    command.env_remove(name);
                }
            }
        }
        folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
        let path = env::join_paths(folders).expect("parts of a search path make a search path");
        command.env("PATH", path).current_dir(root());
        // A folder of its own, so that it never waits for a native build.
        command.env("CARGO_TARGET_DIR", root().join("target/wasm"));
        command
    }
}

/// Whether `rustc` has the standard library for [`TARGET`].
pub(crate) fn has_target(mut rustc: Command) -> bool {
    let folder = output(rustc.args(["--print", "target-libdir", "--target", TARGET]));
    folder.is_ok_and(|it| Path::new(it.trim()).read_dir().is_ok_and(|mut it| it.next().is_some()))
}

/// Asks rustup for the target; whether it is there now.
fn add_target() -> bool {
    // Where rustup failed once, Debian's compiler is there now.
    if debian::is_installed() {
        return false;
    }
    say(&format!("rustup target add {TARGET}"));
    let Ok(mut rustup) = Command::new("rustup").args(["target", "add", TARGET]).spawn() else {
        return false;
    };
    let start = Instant::now();
    while start.elapsed() < RUSTUP_PATIENCE {
        match rustup.try_wait() {
            Ok(None) => thread::sleep(Duration::from_millis(100)),
            Ok(Some(status)) => return status.success() && has_target(Command::new("rustc")),
            Err(_) => return false,
        }
    }
    let _ = rustup.kill().and_then(|()| rustup.wait());
    false
}
