//! Making an image of what a step left.

use std::rc::Rc;

use dockerfile::Instruction;
use image::{ContainerConfig, FileTree, Image, Layer};

use super::history::{NO_OPERATION, comment};
use super::{Classic, State};
use crate::child_image::{Child, child_image};
use crate::containers;
use crate::costs::micros;
use crate::error::BuildError;
use crate::event::{Event, Origin, StepOutcome};
use crate::facts::StepFacts;
use crate::files::{Landing, make_directories};
use crate::id::{ContainerId, StepId};
use crate::request::Removal;

impl Classic<'_> {
    /// An instruction that only changes the configuration. A container is made and committed all the same.
    pub(super) fn configure(
        &mut self,
        step: StepId,
        instruction: &Instruction,
        state: &mut State,
    ) -> Result<StepOutcome, BuildError> {
        let is_workdir = matches!(instruction, Instruction::Workdir(_));
        if *instruction == Instruction::Workdir(String::new()) {
            // As moby: builder/dockerfile/dispatchers_unix.go, `normalizeWorkdir`.
            return Err(BuildError::Invalid { message: "cannot normalize nothing".to_string() });
        }
        state.configuration.apply(instruction)?;
        let comment = comment(instruction, &state.configuration);
        let spacing = if is_workdir { Spacing::Narrow } else { Spacing::Wide };
        let container_config = self.no_operation(state, &comment, spacing);
        let facts = facts(state, comment);
        if self.probe(step, state, &container_config, &facts) {
            return Ok(StepOutcome::Cached);
        }
        let container = self.create_container(step, state);
        let tree = if is_workdir { self.with_working_dir(state)? } else { state.tree() };
        self.recorder.push(Event::ConfigChanged { step });
        self.commit(step, state, tree, container_config, facts, Some(container));
        Ok(StepOutcome::Done)
    }

    /// The files so far, and the working directory among them.
    fn with_working_dir(&self, state: &State) -> Result<FileTree, BuildError> {
        let mut tree = state.tree();
        let path = state.configuration.working_dir();
        let landing = Landing::root_owned(path.clone(), self.recorder.now());
        match make_directories(&mut tree, &path, &landing) {
            Ok(_) => Ok(tree),
            Err(error) => {
                Err(BuildError::Invalid { message: format!("Cannot mkdir: {path}: {error}") })
            }
        }
    }

    /// How a container would run whose only purpose is to be committed under `comment`.
    pub(super) fn no_operation(
        &self,
        state: &State,
        comment: &str,
        spacing: Spacing,
    ) -> ContainerConfig {
        let mut config = state.configuration.config.clone();
        let mut cmd = state.configuration.shell();
        match spacing {
            Spacing::Wide => cmd.extend([NO_OPERATION.to_string(), comment.to_string()]),
            Spacing::Narrow => cmd.push(format!("{NO_OPERATION}{comment}")),
        }
        config.cmd = Some(cmd);
        config.image = parent_name(state);
        config
    }

    pub(super) fn create_container(&mut self, step: StepId, state: &State) -> ContainerId {
        self.recorder.spend(micros(self.engine.costs.container_create));
        let container = self.engine.next_container();
        self.recorder.push(Event::ContainerCreated { step, container, image: state.id() });
        container
    }

    /// Commits `tree` under the state's configuration, and removes the container that it came from.
    pub(super) fn commit(
        &mut self,
        step: StepId,
        state: &mut State,
        tree: FileTree,
        container_config: ContainerConfig,
        facts: StepFacts,
        container: Option<ContainerId>,
    ) {
        let removes = self.request.options.removal != Removal::Never;
        if let Some(container) = container.filter(|_| !removes) {
            let (config, now) = (container_config.clone(), self.recorder.now());
            let base = state.image.as_deref();
            containers::keep(self.engine, container, base, config, tree.clone(), Some(0), now);
        }
        let changeset = tree.diff(&state.tree());
        // As moby: layer.IsEmpty. An image does not list a layer that changes nothing.
        let layer = Some(changeset)
            .filter(|it| !it.changes().is_empty())
            .map(|it| Rc::new(Layer::seal(it)));
        self.recorder.spend(micros(self.engine.costs.commit));
        self.recorder.spend(self.engine.costs.pack(layer.as_ref().map_or(0, |it| it.size())));
        let container_name = container.map(|it| it.hex()).unwrap_or_default();
        let image = Rc::new(self.image(state, tree, layer, container_config, container_name));
        self.engine.store.insert(image.clone(), state.id());
        self.engine.memory.insert(Rc::new(facts));
        self.tell(step, state.image.as_deref(), &image, Origin::Execution);
        if let Some(container) = container.filter(|_| removes) {
            self.recorder.spend(micros(self.engine.costs.container_remove));
            self.recorder.push(Event::ContainerRemoved { step, container });
        }
        state.image = Some(image);
    }

    fn image(
        &self,
        state: &State,
        tree: FileTree,
        layer: Option<Rc<Layer>>,
        container_config: ContainerConfig,
        container: String,
    ) -> Image {
        let child = Child {
            author: state.configuration.author.clone(),
            comment: String::new(),
            config: ContainerConfig {
                image: parent_name(state),
                ..state.configuration.config.clone()
            },
            container,
            container_config,
            layer,
            tree,
        };
        child_image(state.image.as_deref(), child, self.recorder.now())
    }
}

/// The blanks between `#(nop)` and an instruction: a word of its own, or not.
#[derive(Clone, Copy, Debug)]
pub(super) enum Spacing {
    Wide,
    Narrow,
}

/// What a step depends on that is wholly told by the image so far and its instruction.
fn facts(state: &State, instruction: String) -> StepFacts {
    StepFacts { parent: state.id().map(|it| it.0), instruction, ..StepFacts::default() }
}

fn parent_name(state: &State) -> String {
    state.id().map(|it| it.to_string()).unwrap_or_default()
}
