//! `cargo xtask test`: everything that must hold, and one sum.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::thread;

use anyhow::{Result, anyhow, ensure};

use crate::process::{Steps, say, watch};
use crate::server::Server;
use crate::tally::Tally;
use crate::toolchain::Toolchain;
use crate::{bundle, install, root};

/// One line of the report.
struct Part {
    name: &'static str,
    title: &'static str,
    run: fn(&mut Bench) -> Result<Tally>,
}

const PARTS: &[Part] = &[
    Part { name: "format", title: "format", run: format },
    Part { name: "clippy", title: "clippy", run: clippy },
    Part { name: "native", title: "native tests", run: native },
    Part { name: "chromium", title: "WebAssembly tests in Chromium", run: chromium },
    Part { name: "node", title: "WebAssembly tests in Node", run: node },
    Part { name: "browser", title: "tests of the page in a browser", run: browser },
];

/// The command.
pub(crate) fn test(arguments: &[String]) -> Result<ExitCode> {
    if let Some(unknown) = arguments.iter().find(|it| PARTS.iter().all(|part| part.name != *it)) {
        let names: Vec<&str> = PARTS.iter().map(|it| it.name).collect();
        return Err(anyhow!("there is no part `{unknown}`, only {}", names.join(", ")));
    }
    let chosen = |part: &&Part| arguments.is_empty() || arguments.iter().any(|it| it == part.name);
    let parts: Vec<&Part> = PARTS.iter().filter(chosen).collect();
    let mut bench = Bench::default();
    let mut steps = Steps::new(parts.len());
    let mut rows = Vec::new();
    let mut sum = Tally::default();
    for part in parts {
        let work = || {
            let tally = (part.run)(&mut bench).unwrap_or_else(|error| {
                println!("{}: {error:#}", part.title);
                Tally::one(false)
            });
            if tally.failed == 0 { Ok(tally) } else { Err(tally) }
        };
        let (Ok(tally) | Err(tally)) = steps.run(part.title, work);
        rows.push(format!(
            "{:<32}{:>5} passed {:>3} failed",
            part.title, tally.passed, tally.failed
        ));
        sum += tally;
    }
    println!("\n{}\n{} passed, {} failed", rows.join("\n"), sum.passed, sum.failed);
    Ok(if sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What several parts need, got once.
#[derive(Default)]
struct Bench {
    toolchain: Option<Result<Toolchain, String>>,
}

impl Bench {
    fn toolchain(&mut self) -> Result<&Toolchain> {
        let get = || {
            say("compiler for WebAssembly");
            Toolchain::get().map_err(|error| format!("{error:#}"))
        };
        self.toolchain.get_or_insert_with(get).as_ref().map_err(|it| anyhow!("{it}"))
    }
}

fn format(_: &mut Bench) -> Result<Tally> {
    Ok(Tally::one(watch(cargo().args(["fmt", "--all", "--check"]), |_| ())?))
}

fn clippy(_: &mut Bench) -> Result<Tally> {
    let mut clippy = cargo();
    clippy.args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    Ok(Tally::one(watch(&mut clippy, |_| ())?))
}

fn native(_: &mut Bench) -> Result<Tally> {
    count(cargo().args(["test", "--workspace", "--no-fail-fast"]))
}

fn chromium(bench: &mut Bench) -> Result<Tally> {
    let driver = install::browser()?.driver;
    let mut command = wasm_pack(bench)?;
    count(command.args(["--headless", "--chrome", "--chromedriver"]).arg(driver).arg("crates/app"))
}

fn node(bench: &mut Bench) -> Result<Tally> {
    install::node()?;
    count(wasm_pack(bench)?.args(["--node", "crates/app"]))
}

fn browser(bench: &mut Bench) -> Result<Tally> {
    let chromium = install::browser()?.chromium;
    install::node()?;
    let toolchain = bench.toolchain()?;
    say("page, in release mode");
    // Not at the root, so that a link that works only there is found.
    let server = Server::bind(0, bundle::build(toolchain)?, "/some/folder/")?;
    let url = server.url()?;
    thread::spawn(move || server.run());

    let folder = root().join("tests/browser");
    let mut tests = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let name = entry?.file_name();
        if Path::new(&name).to_str().is_some_and(|it| it.ends_with(".test.mjs")) {
            tests.push(name);
        }
    }
    tests.sort();
    ensure!(!tests.is_empty(), "tests/browser has no *.test.mjs");
    let mut node = Command::new("node");
    node.args(["--test", "--test-reporter=spec"]).args(tests).current_dir(folder);
    count(node.env("LAYERLAB_URL", url).env("CHROMIUM", chromium))
}

/// `wasm-pack test`, with the tools it needs.
fn wasm_pack(bench: &mut Bench) -> Result<Command> {
    install::wasm_tools()?;
    let mut command = bench.toolchain()?.command("wasm-pack");
    command.args(["test", "--mode", "no-install"]);
    // Seconds; the usual 20 and 5 are short for a busy machine.
    command.env("WASM_BINDGEN_TEST_TIMEOUT", "120").env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60");
    Ok(command)
}

fn cargo() -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(root());
    cargo
}

/// Runs a test runner and counts what it reports.
fn count(command: &mut Command) -> Result<Tally> {
    let mut tally = Tally::default();
    let ended_well = watch(command, |line| tally += Tally::of_line(line))?;
    Ok(tally.checked(ended_well))
}
