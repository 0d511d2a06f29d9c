//! `cargo xtask dist`: the page as static files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::process::{Steps, run};
use crate::root;
use crate::toolchain::{TARGET, Toolchain};

/// The command.
pub(crate) fn dist(arguments: &[String]) -> Result<ExitCode> {
    ensure!(arguments.is_empty(), "it takes no arguments");
    let folder = build_in_steps()?;
    println!("The page is in {}; any static host can serve it.", folder.display());
    Ok(ExitCode::SUCCESS)
}

/// Installs what is missing, builds the page and says how far it is; the folder it is in.
pub(crate) fn build_in_steps() -> Result<PathBuf> {
    let mut steps = Steps::new(2);
    let toolchain = steps.run("compiler for WebAssembly", Toolchain::get)?;
    steps.run("page, in release mode", || build(&toolchain))
}

/// Builds the page with `toolchain`; the folder it is in.
pub(crate) fn build(toolchain: &Toolchain) -> Result<PathBuf> {
    let mut cargo = toolchain.command("cargo");
    run(cargo.args([
        "rustc",
        "--profile=web",
        "--package=app",
        "--lib",
        "--features=split",
        "--target",
        TARGET,
        "--",
        "-Clink-args=--emit-relocs", // by which the cut is found
    ]))?;
    let folder = root().join("dist");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    copy_folder(&root().join("www"), &folder)?;
    fs::copy(root().join("index.html"), folder.join("index.html"))?;
    write_app(&root().join("target/wasm").join(TARGET).join("web/app.wasm"), &folder)?;
    Ok(folder)
}

/// Writes `app.js` and `app_bg.wasm`, which the first visit loads, and `simulator.js` with what it loads when it is needed.
fn write_app(wasm: &Path, folder: &Path) -> Result<()> {
    let main = wasm.with_file_name("main.wasm");
    let whole = fs::read(wasm)?;
    let mut options = wasm_split_cli_support::Options::new(&whole);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.link_name = "./simulator.js";
    options.main_module = "./app.js";
    let cut =
        wasm_split_cli_support::transform(options).map_err(|it| anyhow!("the cut: {it:#}"))?;
    for part in cut.split_modules {
        let wasm = fs::read(&part)?;
        fs::write(&part, without_custom_sections(&wasm).context("a part of the page")?)?;
    }
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(&main)
        .out_name("app")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(false)
        .keep_lld_exports(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
        .context("wasm-bindgen")
}

/// A WebAssembly module without what only tools read: names, producers.
fn without_custom_sections(wasm: &[u8]) -> Option<Vec<u8>> {
    const HEADER: usize = 8;
    const CUSTOM: u8 = 0;
    let mut kept = wasm.get(..HEADER)?.to_vec();
    let mut rest = &wasm[HEADER..];
    while let Some(&id) = rest.first() {
        let (mut length, mut at) = (0, 1);
        // The length is written in groups of seven bits, lowest first.
        for shift in (0..u32::BITS).step_by(7) {
            let byte = *rest.get(at)?;
            at += 1;
            length |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                break;
            }
        }
        let section = rest.get(..at + length)?;
        if id != CUSTOM {
            kept.extend_from_slice(section);
        }
        rest = &rest[section.len()..];
    }
    Some(kept)
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy_folder(&from, &to)?;
        } else {
            fs::copy(from, to)?;
        }
    }
    Ok(())
}
