//! `docker commit`: an image from a container.
//!
//! As moby: daemon/commit.go; builder/dockerfile/dispatchers, `BuildFromConfig`.

use std::rc::Rc;

use dockerfile::Instruction;
use image::{ImageId, Layer};

use super::Container;
use crate::child_image::{Child, child_image};
use crate::configure::Configuration;
use crate::container_request::CommitRequest;
use crate::costs::micros;
use crate::engine::Engine;
use crate::error::EngineError;
use crate::event::{Event, ImageSource};
use crate::recorder::Recorder;

/// Makes an image of what the container changed, and names it.
pub(super) fn commit(
    engine: &mut Engine,
    container: &Container,
    request: &CommitRequest,
    recorder: &mut Recorder,
) -> Result<ImageId, EngineError> {
    let config = changed(&container.config, &request.changes)?;
    let changes = container.changes();
    let layer = (!changes.changes().is_empty()).then(|| Rc::new(Layer::seal(changes)));
    recorder.spend(micros(engine.costs.commit));
    recorder.spend(engine.costs.pack(layer.as_ref().map_or(0, |it| it.size())));
    let parent = engine.image(container.image).cloned();
    let child = Child {
        author: request.author.clone(),
        comment: request.message.clone(),
        config,
        container: container.id.hex(),
        container_config: container.config.clone(),
        layer,
        tree: container.tree.clone(),
    };
    let image = Rc::new(child_image(parent.as_deref(), child, recorder.now()));
    engine.store.insert(image.clone(), parent.map(|it| it.id()));
    let source = ImageSource::Container(container.id);
    recorder.push(Event::ImageStored { image: image.id(), source });
    if let Some(reference) = &request.reference {
        engine.name(image.id(), reference.clone(), recorder);
    }
    Ok(image.id())
}

/// `config` with instructions of a Dockerfile applied. `docker import` takes them too.
pub fn changed(
    config: &image::ContainerConfig,
    changes: &[String],
) -> Result<image::ContainerConfig, EngineError> {
    let refused = |it: &dyn std::fmt::Display| EngineError::refused(it.to_string());
    let mut configuration = Configuration::inherit(config, "");
    for line in changes {
        // A stage begins with `FROM`; without one nothing may stand.
        let parse = dockerfile::parse(&format!("FROM scratch\n{line}\n"));
        if let Some(diagnostic) = parse.first_error() {
            return Err(refused(&diagnostic.problem.legacy()));
        }
        for statement in parse.instructions.iter().skip(1) {
            let instruction = &statement.instruction;
            let keyword = instruction.keyword().name();
            if !is_setting(instruction) {
                return Err(EngineError::refused(format!(
                    "{} is not a valid change command",
                    keyword.to_lowercase()
                )));
            }
            configuration.apply(instruction).map_err(|it| refused(&it))?;
        }
    }
    Ok(configuration.config)
}

fn is_setting(instruction: &Instruction) -> bool {
    match instruction {
        Instruction::Cmd(_)
        | Instruction::Entrypoint(_)
        | Instruction::Env(_)
        | Instruction::Expose(_)
        | Instruction::Healthcheck(_)
        | Instruction::Label(_)
        | Instruction::Onbuild(_)
        | Instruction::Stopsignal(_)
        | Instruction::User(_)
        | Instruction::Volume(_)
        | Instruction::Workdir(_) => true,
        Instruction::Add(_)
        | Instruction::Arg(_)
        | Instruction::Copy(_)
        | Instruction::From(_)
        | Instruction::Maintainer(_)
        | Instruction::Run(_)
        | Instruction::Shell(_) => false,
    }
}
