//! Running one operation that the cache does not have.

use std::rc::Rc;

use alpine::Upstream;
use dockerfile::Instruction;
use image::{ChainId, Changeset, FileTree, Layer, SimTime};
use shell::{StartError, Stream};

use super::cache::Snapshot;
use super::graph::{Operation, RunMount};
use super::mounting::mount;
use crate::copying::{Copying, Picked};
use crate::costs::micros;
use crate::engine::Engine;
use crate::error::BuildError;
use crate::event::{Event, Origin};
use crate::files::{Landing, Owned, make_directories};
use crate::id::StepId;
use crate::recorder::Recorder;
use crate::request::{BuildOptions, Builder};
use crate::run::{self, Program};
use crate::user::{find_owner, find_user, home};

/// The name of every machine that BuildKit runs programs on.
const HOSTNAME: &str = "buildkitsandbox";

/// What an operation is run with.
pub(super) struct Executor<'x> {
    pub(super) engine: &'x mut Engine,
    pub(super) recorder: &'x mut Recorder,
    pub(super) options: &'x BuildOptions,
    pub(super) step: StepId,
}

impl Snapshot {
    /// The top layer, and the name of the whole stack.
    pub(super) fn top(&self) -> Option<(Rc<Layer>, ChainId)> {
        let chain_id = ChainId::of(self.layers.iter().map(|it| it.diff_id()))?;
        Some((self.layers.last()?.clone(), chain_id))
    }
}

/// Finds the files that a `COPY` or `ADD` names in `tree`.
pub(super) fn picked(
    instruction: &Instruction,
    tree: &FileTree,
    upstream: &Upstream,
    now: SimTime,
) -> Result<Picked, BuildError> {
    copying(instruction).pick(tree, Builder::BuildKit, upstream, now)
}

fn copying(instruction: &Instruction) -> Copying<'_> {
    Copying::of(instruction).expect("only COPY and ADD become a copy")
}

impl Executor<'_> {
    /// Runs `operation` on top of `base`.
    pub(super) fn execute(
        mut self,
        operation: &Operation,
        base: Snapshot,
        picked: Option<Picked>,
        mounts: &[(RunMount, Option<FileTree>)],
    ) -> Result<Snapshot, BuildError> {
        let tree = match operation {
            Operation::Source(_) => base.tree.clone(),
            Operation::Run { argv, env, working_dir, user, .. } => {
                let user = find_user(&base.tree, user)?;
                let mut env = env.clone();
                if !env.iter().any(|(name, _)| name == "HOME") {
                    env.push(("HOME".to_string(), home(&base.tree, user.uid)));
                }
                self.run(
                    Program {
                        argv: argv.clone(),
                        env,
                        working_dir: working_dir.clone(),
                        user,
                        hostname: HOSTNAME.to_string(),
                    },
                    &base.tree,
                    mounts,
                )?
            }
            Operation::Copy { instruction, working_dir, .. } => {
                let picked = picked.expect("a copy has picked its files");
                let copying = copying(instruction);
                // As the BuildKit of 20.10: an owner that nobody knows is root.
                let owner = copying
                    .chown
                    .and_then(|it| find_owner(&base.tree, it).ok())
                    .unwrap_or_default();
                let landing = copying.landing(working_dir, owner, self.recorder.now())?;
                // With `--link` the files land in a layer of their own, which then is laid over all below.
                let below = if copying.link { FileTree::default() } else { base.tree.clone() };
                let mut tree = below.clone();
                // The client sends its files as root's; those of stages and archives stay whose they are.
                let unpacked = match copying.chown {
                    Some(_) => Owned::ByLanding,
                    None => Owned::AsInSource,
                };
                let owned = if copying.from.is_some() { unpacked } else { Owned::ByLanding };
                let landing = Landing { owned, ..landing };
                let copied = picked.copy(&mut tree, &landing, unpacked)?;
                self.recorder.spend(self.engine.costs.pack(copied.bytes));
                let (files, bytes) = (copied.files, copied.bytes);
                self.recorder.push(Event::FilesCopied { step: self.step, files, bytes });
                if copying.link {
                    return Ok(self.commit_over(tree.diff(&below), base));
                }
                tree
            }
            Operation::MakeDirectory { path, user } => {
                let mut tree = base.tree.clone();
                let mut landing = Landing::root_owned(path.clone(), self.recorder.now());
                landing.owner = find_user(&base.tree, user)?;
                make_directories(&mut tree, path, &landing).map_err(|error| {
                    BuildError::Invalid { message: format!("mkdir {path}: {error}") }
                })?;
                tree
            }
        };
        Ok(self.commit(tree, base))
    }

    /// Runs a program in a container of its own.
    fn run(
        &mut self,
        mut program: Program,
        before: &FileTree,
        mounts: &[(RunMount, Option<FileTree>)],
    ) -> Result<FileTree, BuildError> {
        let step = self.step;
        let mut tree = before.clone();
        let mounted = {
            let (caches, now) = (&self.engine.cache.mounts, self.recorder.now());
            mount(&mut tree, mounts, self.options, caches, &program.working_dir, now)?
        };
        program.env.extend(mounted.env.iter().cloned());
        self.recorder.spend(micros(self.engine.costs.container_create));
        let container = self.engine.next_container();
        self.recorder.push(Event::ContainerCreated { step, container, image: None });
        let command = program.argv.clone();
        let after = run::run(self.engine, step, program, &tree, self.recorder);
        let after = after.map_err(|error| self.not_started(error, &command)).map(|mut after| {
            mounted.unmount(&mut after, before, &mut self.engine.cache.mounts);
            after
        });
        self.recorder.push(Event::ContainerRemoved { step, container });
        after
    }

    /// BuildKit has its runtime print why a program could not start, and then says that it failed.
    fn not_started(&mut self, error: BuildError, command: &[String]) -> BuildError {
        let BuildError::NotStarted { error: StartError::NotFound { program }, .. } = &error else {
            return error;
        };
        let reason = match program.contains('/') {
            true => format!("stat {program}: no such file or directory"),
            false => "executable file not found in $PATH".to_string(),
        };
        let text = format!(
            "runc run failed: unable to start container process: exec: {}: {reason}\n",
            dockerfile::quote(program)
        );
        self.recorder.push(Event::OutputWritten { step: self.step, stream: Stream::Stderr, text });
        BuildError::ProgramFailed { command: command.join(" "), code: 1 }
    }

    /// Lays a changeset over `base` that was made without it.
    fn commit_over(self, changeset: Changeset, base: Snapshot) -> Snapshot {
        self.seal(base.tree.apply(&changeset), changeset, base)
    }

    fn commit(self, tree: FileTree, base: Snapshot) -> Snapshot {
        let changeset = tree.diff(&base.tree);
        self.seal(tree, changeset, base)
    }

    fn seal(self, tree: FileTree, changeset: Changeset, base: Snapshot) -> Snapshot {
        let layer = Rc::new(Layer::seal(changeset));
        self.recorder.spend(self.engine.costs.pack(layer.size()));
        let mut layers = base.layers;
        layers.push(layer);
        let snapshot = Snapshot { layers, tree, created: self.recorder.now() };
        if let Some((layer, chain_id)) = snapshot.top() {
            let origin = Origin::Execution;
            self.recorder.push(Event::LayerCommitted { step: self.step, layer, chain_id, origin });
        }
        snapshot
    }
}
