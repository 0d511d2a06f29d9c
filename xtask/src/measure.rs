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
    let fits = sizes(seen.lines().filter_map(|it| it.strip_prefix("loaded ")))?;
    native()?;
    browser(seen.lines().filter_map(|it| it.strip_prefix("timed ")));
    Ok(if fits { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints the files of dist that a browser loaded; whether they fit the budget.
fn sizes<'a>(files: impl Iterator<Item = &'a str>) -> Result<bool> {
    println!("\nThe first visit loads, in bytes after gzip -9:");
    let mut sum = 0;
    for file in files {
        let size = gzip_size(&root().join("dist").join(file))?;
        println!("{size:>9}  {file}");
        sum += size;
    }
    println!("{sum:>9}  of {BUDGET}");
    Ok(sum <= BUDGET)
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
