//! A compiler for WebAssembly from Debian's packages, where rustup's server is out of reach.
//!
//! Debian has the compiler and the standard library's source, but not the library compiled. It is compiled once per
//! machine and compiler version, in a folder that looks like any toolchain's.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command};

use anyhow::{Context, Result, ensure};

use crate::install;
use crate::process::{find, output, run, say};
use crate::root;
use crate::toolchain::{TARGET, Toolchain, has_target};

/// `rust-web-llvm` links `rust-lld` to a file of `lld-22`, and does not ask for it.
const PACKAGES: &[&str] = &["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "lld-22"];

/// Debian's compiler. `/usr/bin` by name, since `rustc` alone may be rustup's.
const RUSTC: &str = "/usr/bin/rustc";

/// Installs what is missing of it.
pub(crate) fn install() -> Result<Toolchain> {
    let sysroot = sysroot()?;
    if !is_installed() {
        install::apt(PACKAGES)?;
        let version = version()?;
        say(&format!("compiling the standard library for {TARGET}, once, about a minute"));
        let work = root().join(format!("target/debwasm-{}", process::id()));
        let result = build(&work, &sysroot, &version);
        fs::remove_dir_all(&work).context("the work folder of the standard library")?;
        result?;
        // Cargo does not see that the library changed below what it has compiled.
        let compiled = root().join("target/wasm");
        if compiled.exists() {
            fs::remove_dir_all(compiled).context("what was compiled with the old library")?;
        }
        ensure!(has_target(Command::new(sysroot.join("bin/rustc"))), "it has no {TARGET}");
        if find(&["rustup"]).is_some() {
            // For `cargo +debwasm` by hand; nothing here needs it.
            let _ = Command::new("rustup")
                .args(["toolchain", "link", "debwasm"])
                .arg(&sysroot)
                .status();
        }
    }
    Ok(Toolchain::Debian { sysroot })
}

/// Whether the library is there and of the installed compiler's version.
pub(crate) fn is_installed() -> bool {
    let Ok(sysroot) = sysroot() else { return false };
    let Ok(stamp) = fs::read_to_string(sysroot.join("stamp")) else { return false };
    version().is_ok_and(|it| it == stamp)
}

/// One folder for all checkouts on this machine.
fn sysroot() -> Result<PathBuf> {
    let home = env::home_dir().context("no home folder")?;
    Ok(home.join(".local/share/debwasm"))
}

/// What the library was compiled by, and how: when either changes, it is compiled anew.
fn version() -> Result<String> {
    Ok(format!("{}library: for size\n", output(Command::new(RUSTC).arg("-vV"))?))
}

/// Compiles the standard library in `work` and lays out `sysroot`.
fn build(work: &Path, sysroot: &Path, version: &str) -> Result<()> {
    fs::create_dir_all(work.join("src"))?;
    fs::create_dir_all(work.join(".cargo"))?;
    fs::write(work.join("src/lib.rs"), "#![no_std]\n")?;
    fs::write(
        work.join("Cargo.toml"),
        "[package]\nname = \"probe\"\nedition = \"2024\"\n\n[workspace]\n",
    )?;
    // The library's own dependencies come with its source.
    let vendor = "/usr/lib/rustlib/src/rust/library/vendor";
    fs::write(
        work.join(".cargo/config.toml"),
        format!(
            "[source.crates-io]\nreplace-with = \"std\"\n[source.std]\ndirectory = \"{vendor}\"\n"
        ),
    )?;
    let mut cargo = Command::new("/usr/bin/cargo");
    cargo
        .args(["build", "--release", "--offline", "--target", TARGET])
        .arg("-Zbuild-std=std,panic_abort,panic_unwind,proc_macro,test")
        .arg("-Zbuild-std-features=optimize_for_size")
        .current_dir(work)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("RUSTC", RUSTC)
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Cembed-bitcode=yes") // for link-time optimization
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "z") // the page is small before it is fast
        .env("CARGO_HOME", work.join("home"))
        .env("CARGO_TARGET_DIR", work.join("target"));
    run(&mut cargo)?;

    let new = work.join("sysroot");
    let libraries = new.join("lib/rustlib").join(TARGET).join("lib");
    fs::create_dir_all(&libraries)?;
    for entry in fs::read_dir(work.join("target").join(TARGET).join("release/deps"))? {
        let path = entry?.path();
        let name = path.file_name().expect("an entry of a folder has a name");
        let name = name.to_str().context("a library's name")?;
        if name.ends_with(".rlib") && !name.starts_with("libprobe") {
            fs::copy(&path, libraries.join(name))?;
        }
    }
    write_programs(&new, sysroot, version)?;
    if sysroot.exists() {
        fs::remove_dir_all(sysroot)?;
    }
    fs::create_dir_all(sysroot.parent().expect("it is below the home folder"))?;
    run(Command::new("mv").args([&new, sysroot]))
}

/// Gives `new`, which will be moved to `sysroot`, a compiler and Debian's library for this machine.
fn write_programs(new: &Path, sysroot: &Path, version: &str) -> Result<()> {
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.context("`rustc -vV` names no host")?;
    let bin = new.join("bin");
    fs::create_dir_all(&bin)?;
    run(Command::new("ln")
        .args(["-s", &format!("/usr/lib/rustlib/{host}")])
        .arg(new.join("lib/rustlib")))?;
    run(Command::new("ln").args(["-s", "/usr/bin/cargo"]).arg(&bin))?;
    for name in ["rustc", "rustdoc"] {
        // Debian's compiler looks beside its own library, so that a link to it finds /usr, not this folder.
        let text =
            format!("#!/bin/sh\nexec /usr/bin/{name} --sysroot '{}' \"$@\"\n", sysroot.display());
        fs::write(bin.join(name), text)?;
        run(Command::new("chmod").arg("+x").arg(bin.join(name)))?;
    }
    Ok(fs::write(new.join("stamp"), version)?)
}
