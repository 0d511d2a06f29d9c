//! What both builders do alike: read the Dockerfile, begin, end.

use dockerfile::Parse;
use image::ImageId;

use crate::buildkit;
use crate::classic;
use crate::engine::Engine;
use crate::error::{BuildError, EngineError};
use crate::event::Event;
use crate::id::StepId;
use crate::recorder::Recorder;
use crate::request::{BuildRequest, Builder};

/// A build that failed, and at which step.
pub(crate) struct Failure {
    pub(crate) step: Option<StepId>,
    pub(crate) error: BuildError,
}

/// A failure before the first step.
impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Failure {
        Failure { step: None, error }
    }
}

/// Builds `request` with the builder that it names.
pub(crate) fn build(
    engine: &mut Engine,
    request: &BuildRequest,
    recorder: &mut Recorder,
) -> Result<ImageId, EngineError> {
    let build = engine.next_build();
    recorder.push(Event::BuildStarted { build, builder: request.builder });
    let result = match request.builder {
        Builder::Classic => classic::build(engine, build, request, recorder),
        Builder::BuildKit => buildkit::build(engine, build, request, recorder),
    };
    result.map_err(|Failure { step, error }| {
        recorder.push(Event::BuildFailed { build, step, error: error.clone() });
        EngineError::Build(Box::new(error))
    })
}

/// Reads a Dockerfile; the first error that Docker would stop at, if there is one.
pub(crate) fn read(text: &str) -> Result<Parse, BuildError> {
    if text.is_empty() {
        return Err(BuildError::EmptyDockerfile);
    }
    let parse = dockerfile::parse(text);
    match parse.first_error() {
        Some(diagnostic) => Err(BuildError::Dockerfile { diagnostic: diagnostic.clone() }),
        None => Ok(parse),
    }
}
