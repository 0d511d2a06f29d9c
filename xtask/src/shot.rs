//! `cargo xtask shot`: a picture of the page.

use std::env;
use std::process::{Command, ExitCode};
use std::thread;

use anyhow::{Result, bail};

use crate::process::run;
use crate::server::Server;
use crate::{bundle, install, root};

/// The command.
pub(crate) fn shot(arguments: &[String]) -> Result<ExitCode> {
    let [fragment, size, scheme, file] = arguments else {
        bail!("usage: cargo xtask shot FRAGMENT WIDTHxHEIGHT light|dark FILE.png");
    };
    let mut node = visit("shot.mjs")?;
    run(node.args([fragment, size, scheme]).arg(env::current_dir()?.join(file)))?;
    Ok(ExitCode::SUCCESS)
}

/// Builds and serves the page until this process ends; a script of tests/browser that will visit it.
pub(crate) fn visit(script: &str) -> Result<Command> {
    let chromium = install::browser()?.chromium;
    install::node()?;
    let server = Server::bind(0, bundle::build_in_steps()?, "/")?;
    let url = server.url()?;
    thread::spawn(move || server.run());
    let mut node = Command::new("node");
    node.arg(script).current_dir(root().join("tests/browser"));
    node.env("LAYERLAB_URL", url).env("CHROMIUM", chromium);
    Ok(node)
}
