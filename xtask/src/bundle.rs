//! `cargo xtask dist`: the page as static files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
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
        "build",
        "--profile",
        "web",
        "--package",
        "app",
        "--lib",
        "--target",
        TARGET,
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

/// Writes `app.js` and `app_bg.wasm`.
fn write_app(wasm: &Path, folder: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name("app")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(folder)
        .context("wasm-bindgen")
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
