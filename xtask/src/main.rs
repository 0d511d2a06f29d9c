//! The project's own commands: `cargo xtask serve`, `dist`, `test`, …

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::float_arithmetic,
    reason = "works on the real machine: files, clocks, processes and a terminal"
)]

mod alpine_index;
mod bundle;
mod debian;
mod install;
mod measure;
mod oracle_shell;
mod process;
mod server;
mod shot;
mod tally;
mod test;
mod toolchain;

// The scripts that the shell's own tests replay, and the machine that they run on.
#[path = "../../crates/shell/tests/runs/corpus.rs"]
mod corpus;
#[path = "../../crates/shell/tests/runs/machine.rs"]
#[expect(dead_code, reason = "the shell's tests need more of it")]
mod machine;

use std::env;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;

/// One `cargo xtask` command.
struct Command {
    name: &'static str,
    /// What may follow the name.
    arguments: &'static str,
    help: &'static str,
    run: fn(&[String]) -> Result<ExitCode>,
}

/// All commands, in the order of the help text.
const COMMANDS: &[Command] = &[
    Command {
        name: "serve",
        arguments: "[--port N]",
        help: "builds the page and serves it on this machine",
        run: server::serve,
    },
    Command {
        name: "dist",
        arguments: "",
        help: "builds the page as static files in dist/",
        run: bundle::dist,
    },
    Command {
        name: "test",
        arguments: "[PART]...",
        help: "runs every test, or only the named parts: format, clippy, native, chromium, node, browser",
        run: test::test,
    },
    Command {
        name: "measure",
        arguments: "",
        help: "prints what the first visit loads, and how long builds take",
        run: measure::measure,
    },
    Command {
        name: "alpine-index",
        arguments: "MAIN [COMMUNITY] [--all]",
        help: "makes the package data from APKINDEX.tar.gz files that you downloaded",
        run: alpine_index::alpine_index,
    },
    Command {
        name: "oracle-shell",
        arguments: "[--record] [TOPIC]... | --random N [--seed S]",
        help: "compares our shell with the real BusyBox, and writes down its answers",
        run: oracle_shell::oracle_shell,
    },
    Command {
        name: "shot",
        arguments: "FRAGMENT WIDTHxHEIGHT light|dark FILE.png",
        help: "takes a picture of the page",
        run: shot::shot,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let command = arguments.first().and_then(|name| COMMANDS.iter().find(|it| it.name == name));
    let Some(command) = command else {
        print_help();
        return ExitCode::FAILURE;
    };
    match (command.run)(&arguments[1..]) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("cargo xtask {}: {error:#}", command.name);
            ExitCode::FAILURE
        }
    }
}

fn print_help() {
    println!("Usage: cargo xtask COMMAND");
    for Command { name, arguments, help, .. } in COMMANDS {
        println!("\n  {name} {arguments}\n      {help}");
    }
}

/// The folder of the workspace.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the workspace")
}
