//! `cargo xtask measure`: what the first visit loads, and how long builds take.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Result, ensure};

use crate::process::output;
use crate::root;
use crate::shot::visit;

/// What the first visit may load, in bytes after `gzip -9`.
const BUDGET: usize = 400_000;

/// The command.
pub(crate) fn measure(arguments: &[String]) -> Result<ExitCode> {
    ensure!(arguments.is_empty(), "it takes no arguments");
    let seen = output(&mut visit("measure.mjs")?)?;
    let starting_with = |word| seen.lines().filter_map(move |it: &str| it.strip_prefix(word));
    println!("\nThe first visit loads, in bytes after gzip -9:");
    let sum = sizes(starting_with("loaded "))?;
    println!("{sum:>9}  of {BUDGET}");
    println!("\nThe learner's first key or click fetches the simulator:");
    let later = sizes(starting_with("fetched "))?;
    println!("{later:>9}  ({} in all)", sum + later);
    native()?;
    browser(starting_with("timed "));
    Ok(if sum <= BUDGET { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints the size of each of `files` of dist; their sum.
fn sizes<'a>(files: impl Iterator<Item = &'a str>) -> Result<usize> {
    let mut sum = 0;
    for file in files {
        let size = gzip_size(&root().join("dist").join(file))?;
        println!("{size:>9}  {file}");
        sum += size;
    }
    Ok(sum)
}

/// Prints the time of the seed's first and cached build, natively.
fn native() -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo
        .args(["run", "--quiet", "--release", "--package", "cli", "--", "measure"])
        .current_dir(root());
    println!("\nNatively:\n{}", output(&mut cargo)?.trim_end());
    Ok(())
}

/// Prints the times that the page reported.
fn browser<'a>(times: impl Iterator<Item = &'a str>) {
    println!("\nIn Chromium:");
    for time in times {
        println!("{time}");
    }
}

fn gzip_size(file: &Path) -> Result<usize> {
    let gzip = Command::new("gzip").args(["-9nc"]).arg(file).output()?;
    ensure!(gzip.status.success(), "gzip cannot read {}", file.display());
    Ok(gzip.stdout.len())
}
