//! BuildKit: stages become a graph of steps, and each step's key says all that its result depends on.
//!
//! As moby 20.10's BuildKit: frontend/dockerfile/dockerfile2llb (stages to graph), docs/solver.md (keys).

mod cache;
mod dispatch;
mod execute;
mod export;
mod graph;
mod history;
mod lower;
mod mounting;
mod solve;
mod sources;

use std::rc::Rc;

use image::ImageId;

use crate::build::{self, Failure};
use crate::engine::Engine;
use crate::error::BuildError;
use crate::event::Event;
use crate::files;
use crate::id::BuildId;
use crate::recorder::Recorder;
use crate::request::{BuildRequest, Output};
use crate::script::Script;

pub(crate) use cache::BuildCache;
pub use cache::CacheRecord;

/// What the protocol adds to a file's own bytes, as BuildKit's progress counts them.
const FILE_HEADER: u64 = 37;
/// What is sent to find out that a file has not changed.
const UNCHANGED: u64 = 31;
/// What is sent to find out that there is no file.
const ABSENT: u64 = 2;

/// Builds `request` as a graph.
pub(crate) fn build(
    engine: &mut Engine,
    build: BuildId,
    request: &BuildRequest,
    recorder: &mut Recorder,
) -> Result<ImageId, Failure> {
    send_dockerfile(engine, request, recorder);
    let parse = build::read(&request.dockerfile)?;
    let script = Script::new(&parse);
    let target = script.target(request.target.as_deref())?;
    let order = parse.stage_order();
    order.map_err(|error| BuildError::Invalid { message: error.to_string() })?;
    let graph = dispatch::dispatch(engine, request, &script, target, recorder)?;
    recorder.push(Event::Planned { build, plan: Rc::new(graph.plan.clone()) });
    let sent = files::sent_files(&request.context);
    let solved = solve::solve(engine, request, &graph, &sent, recorder)?;
    let image = export::export(engine, request, &graph, &solved, recorder);
    // What goes to the client is no image of the engine that could have a name.
    for tag in request.tags.iter().filter(|_| request.options.output == Output::Image) {
        engine.name(image, tag.clone(), recorder);
    }
    recorder.push(Event::BuildFinished { build, image });
    Ok(image)
}

/// The client sends the Dockerfile and the ignore file, or that they have not changed.
fn send_dockerfile(engine: &mut Engine, request: &BuildRequest, recorder: &mut Recorder) {
    let name = request.dockerfile_name.clone();
    let bytes = match engine.cache.send(&name, &request.dockerfile) {
        true if !request.dockerfile.is_empty() => FILE_HEADER + request.dockerfile.len() as u64,
        // An empty file has nothing to send either.
        true | false => UNCHANGED,
    };
    recorder.spend(engine.costs.send(bytes));
    recorder.push(Event::DockerfileSent { name, bytes });
    let bytes = match &request.context.ignore {
        None => ABSENT,
        Some(text) if engine.cache.send(".dockerignore", text) => FILE_HEADER + text.len() as u64,
        Some(_) => UNCHANGED,
    };
    recorder.spend(engine.costs.send(bytes));
    recorder.push(Event::IgnoreFileSent { bytes });
}
