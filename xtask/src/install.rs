//! Programs that the tests need, installed from package registries.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::process::{find, output, run, say};
use crate::root;

/// Its `test` command starts the WebAssembly tests.
const WASM_PACK: &str = "0.15.1";

/// A browser and its remote control.
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) driver: PathBuf,
}

/// Chromium and ChromeDriver: those that `CHROMIUM` and `CHROMEDRIVER` name, or this machine's, or Debian's.
pub(crate) fn browser() -> Result<Browser> {
    let look = || {
        let chromium = program("CHROMIUM", &["chromium", "chromium-browser", "google-chrome"])?;
        let driver = program("CHROMEDRIVER", &["chromedriver"])?;
        Some(Browser { chromium, driver })
    };
    if let Some(browser) = look() {
        return Ok(browser);
    }
    apt(&["chromium", "chromium-driver"]).context(
        "install Chromium and ChromeDriver, or set CHROMIUM and CHROMEDRIVER to their paths",
    )?;
    look().context("Debian's Chromium and ChromeDriver are installed, but not on the search path")
}

/// Node and the packages of the browser tests.
pub(crate) fn node() -> Result<()> {
    if find(&["node"]).is_none() || find(&["npm"]).is_none() {
        apt(&["nodejs", "npm"]).context("install Node.js 20 or later, with npm")?;
    }
    let folder = root().join("tests/browser");
    let wanted = fs::read(folder.join("package-lock.json"))?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if !fs::read(&stamp).is_ok_and(|it| it == wanted) {
        say("npm ci in tests/browser");
        run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder))?;
        fs::write(stamp, wanted)?;
    }
    Ok(())
}

/// `wasm-pack`, and the `wasm-bindgen` that Cargo.lock names, in target/tools.
pub(crate) fn wasm_tools() -> Result<()> {
    let lock = fs::read_to_string(root().join("Cargo.lock"))?;
    cargo_install("wasm-pack", WASM_PACK)?;
    cargo_install("wasm-bindgen-cli", locked_version(&lock, "wasm-bindgen")?)
}

/// Installs those of Debian's `packages` that are missing.
pub(crate) fn apt(packages: &[&str]) -> Result<()> {
    let missing: Vec<&str> = packages.iter().filter(|it| !is_debian_package(it)).copied().collect();
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!("apt-get install {}", missing.join(" "));
    ensure!(find(&["apt-get"]).is_some(), "this machine has no `apt-get`");
    say(&by_hand);
    // The package lists may be absent or old: then once more with new ones.
    if apt_install(&missing).is_ok() || apt_update().and_then(|()| apt_install(&missing)).is_ok() {
        return Ok(());
    }
    bail!("Debian's packages could not be installed; type `{by_hand}` as root and try again")
}

/// The program that the variable names, or the first one found.
fn program(variable: &str, names: &[&str]) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).or_else(|| find(names))
}

fn is_debian_package(name: &str) -> bool {
    let query = Command::new("dpkg-query")
        .args(["--show", "--showformat=${db:Status-Status}", name])
        .stderr(Stdio::null())
        .output();
    query.is_ok_and(|it| it.stdout == b"installed")
}

fn apt_install(packages: &[&str]) -> Result<()> {
    let mut apt = apt_get()?;
    run(apt.args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages))
}

fn apt_update() -> Result<()> {
    // Unlike `install`, `update` does not wait while another apt-get works.
    for _ in 0..30 {
        if run(apt_get()?.args(["update", "-qq"])).is_ok() {
            return Ok(());
        }
        thread::sleep(Duration::from_secs(2));
    }
    bail!("`apt-get update` failed")
}

/// `apt-get` with the rights that it needs.
fn apt_get() -> Result<Command> {
    let mut words = vec!["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"];
    if output(Command::new("id").arg("-u"))?.trim() != "0" {
        ensure!(find(&["sudo"]).is_some(), "`apt-get` needs root, and there is no `sudo`");
        words.insert(0, "sudo");
    }
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).args(["-o", "DPkg::Lock::Timeout=600"]).stdout(Stdio::null());
    Ok(command)
}

/// Installs `name` into target/tools unless exactly `version` is there.
fn cargo_install(name: &str, version: &str) -> Result<()> {
    let tools = root().join("target/tools");
    let installed = fs::read_to_string(tools.join(".crates.toml")).unwrap_or_default();
    if installed.contains(&format!("\"{name} {version} ")) {
        return Ok(());
    }
    say(&format!("compiling {name} {version} for the tests, once, a minute or two"));
    let mut cargo = Command::new("cargo");
    cargo
        .args(["install", "--debug", "--locked", "--quiet", name])
        .arg(format!("--version={version}"))
        .arg("--root")
        .arg(&tools)
        // One folder for both tools, for what they share.
        .arg("--target-dir")
        .arg(tools.join("build"))
        // A third of the time of a release build; the tools start tests, no more.
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    run(&mut cargo).with_context(|| format!("{name} {version} could not be installed"))
}

/// The version of the package called `name` in the text of a Cargo.lock.
fn locked_version<'a>(lock: &'a str, name: &str) -> Result<&'a str> {
    let (_, rest) = lock
        .split_once(&format!("name = \"{name}\"\nversion = \""))
        .with_context(|| format!("Cargo.lock has no {name}"))?;
    Ok(rest.split_once('"').context("Cargo.lock is cut off")?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_file_names_one_version() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.9\"\nsource = \"x\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").unwrap(), "0.2.9");
        assert!(locked_version(lock, "wasm").is_err());
    }
}
