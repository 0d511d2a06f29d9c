//! `layerlab parse` and `layerlab check-dockerfile`: what a Dockerfile says, and what is to be said about it.

use std::collections::BTreeMap;
use std::fs;

use anyhow::Result;
use dockerfile::{Ignore, Severity, Surroundings, scan, syntax_tree};
use image::Reference;
use terminal::{check_failure, check_report};

use crate::print;
use crate::run::read;

/// Prints the syntax tree of a Dockerfile, or what is wrong with it.
pub(crate) fn parse(file: &str) -> Result<u8> {
    let scan = scan(&read(file)?);
    let error = scan.diagnostics.iter().find(|it| it.severity() == Severity::Error);
    if let Some(error) = error {
        eprint(&format!("{}:{}: {}\n", name(file), error.lines.first, error.message()));
        return Ok(1);
    }
    print(&syntax_tree(&scan)).map(|()| 0)
}

/// Prints what the build checks find.
pub(crate) fn check(file: &str) -> Result<u8> {
    let dockerfile = read(file)?;
    let ignore = ignore(file);
    let check = dockerfile::check(
        &dockerfile,
        &Surroundings {
            build_args: &BTreeMap::new(),
            target: None,
            ignore: ignore.as_ref(),
            platform: "linux/amd64",
            base_image: &|_| None,
            is_reference: &|name| name.parse::<Reference>().is_ok(),
        },
    );
    print(&check_report(&check, name(file), &dockerfile))?;
    if let Some(failure) = check_failure(&check, name(file), &dockerfile) {
        eprint(&failure);
    }
    Ok(u8::from(!check.findings.is_empty() || check.error.is_some()))
}

/// What a Dockerfile is called in messages.
fn name(file: &str) -> &str {
    if file == "-" { "Dockerfile" } else { file }
}

/// The patterns of `FILE.dockerignore`, or else of the `.dockerignore` beside the file.
fn ignore(file: &str) -> Option<Ignore> {
    if file == "-" {
        return None;
    }
    let (folder, _) = file.rsplit_once('/').map_or(("", file), |(it, name)| (it, name));
    let beside = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let candidates = [format!("{file}.dockerignore"), format!("{beside}.dockerignore")];
    let text = candidates.iter().find_map(|it| fs::read_to_string(it).ok())?;
    Ignore::parse(&text).ok()
}

/// Nobody is left to tell if standard error is closed.
fn eprint(text: &str) {
    let _told = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
}
