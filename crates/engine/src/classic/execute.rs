//! `RUN` in the classic builder.

use dockerfile::Run;
use image::{ContainerConfig, FileTree};

use super::{Classic, State};
use crate::configure::env_pairs;
use crate::containers;
use crate::costs::micros;
use crate::error::BuildError;
use crate::event::{Event, StepOutcome};
use crate::facts::StepFacts;
use crate::files::{Landing, make_directories};
use crate::id::{ContainerId, StepId};
use crate::request::Removal;
use crate::run::{self, Program, run_argv, run_text, shell_setting};
use crate::user::{find_user, home};

impl Classic<'_> {
    /// Runs a command in a container of its own, and commits what it leaves.
    pub(super) fn execute(
        &mut self,
        step: StepId,
        run: &Run,
        state: &mut State,
    ) -> Result<StepOutcome, BuildError> {
        if !run.mounts.is_empty() {
            return Err(BuildError::NeedsBuildKit { flag: "mount" });
        }
        let argv = run_argv(&state.configuration, run);
        let arguments = in_force(state, self.arguments.values());
        let proxies = in_force(state, self.arguments.proxies());
        let container_config = ContainerConfig {
            cmd: Some(with_arguments(&arguments, &proxies, &argv)),
            entrypoint: None,
            ..state.configuration.config.clone()
        };
        let facts = StepFacts {
            parent: state.id().map(|it| it.0),
            instruction: run_text(run),
            settings: arguments
                .iter()
                .cloned()
                .chain([shell_setting(&state.configuration)])
                .collect(),
            ..StepFacts::default()
        };
        if self.probe(step, state, &container_config, &facts) {
            return Ok(StepOutcome::Cached);
        }
        let container = self.create_container(step, state);
        let tree = with_volumes(state, state.tree());
        let user = find_user(&tree, &state.configuration.config.user)?;
        let mut env = env_pairs(&state.configuration.config.env);
        env.insert(1.min(env.len()), ("HOSTNAME".to_string(), container.short()));
        env.extend(arguments.into_iter().chain(proxies));
        env.push(("HOME".to_string(), home(&tree, user.uid)));
        let working_dir = state.configuration.working_dir();
        let program = Program { argv, env, working_dir, user, hostname: container.short() };
        let after =
            run::run(self.engine, step, program, &tree, self.recorder).inspect_err(|error| {
                self.leave(step, container, state, container_config.clone(), error);
            })?;
        let after = without_volume_changes(state, &tree, after);
        self.commit(step, state, after, container_config, facts, Some(container));
        Ok(StepOutcome::Done)
    }
}

impl Classic<'_> {
    /// A container whose program failed stays, unless the client wants it removed.
    fn leave(
        &mut self,
        step: StepId,
        container: ContainerId,
        state: &State,
        config: ContainerConfig,
        error: &BuildError,
    ) {
        if self.request.options.removal == Removal::Always {
            self.recorder.spend(micros(self.engine.costs.container_remove));
            self.recorder.push(Event::ContainerRemoved { step, container });
            return;
        }
        let code =
            if let BuildError::ProgramFailed { code, .. } = error { Some(*code) } else { None };
        let (image, now) = (state.image.as_deref(), self.recorder.now());
        containers::keep(self.engine, container, image, config, state.tree(), code, now);
    }
}

/// Those build arguments that the environment does not hide.
fn in_force(state: &State, arguments: Vec<(String, String)>) -> Vec<(String, String)> {
    let is_hidden = |name: &str| state.configuration.config.env(name).is_some();
    arguments.into_iter().filter(|(name, _)| !is_hidden(name)).collect()
}

/// The command as the cache sees it: its build arguments enter, but of proxies only that there are some.
/// (moby: dispatchers.go, `prependEnvOnCmd`.)
fn with_arguments(
    arguments: &[(String, String)],
    proxies: &[(String, String)],
    argv: &[String],
) -> Vec<String> {
    if arguments.is_empty() && proxies.is_empty() {
        return argv.to_vec();
    }
    let mut pairs: Vec<String> =
        arguments.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.sort();
    [vec![format!("|{}", pairs.len())], pairs, argv.to_vec()].concat()
}

/// The files as a container sees them: each volume has its directory.
fn with_volumes(state: &State, mut tree: FileTree) -> FileTree {
    let volumes = state.configuration.config.volumes.as_ref();
    for path in volumes.into_iter().flat_map(|it| it.keys()) {
        let path = image::AbsPath::new(path);
        let made_when_the_image_was =
            state.image.as_ref().map(|it| it.config().created).unwrap_or_default();
        let landing = Landing::root_owned(path.clone(), made_when_the_image_was);
        // A volume over something that is no directory fails in Docker too, but only when it is mounted.
        let _mounted = make_directories(&mut tree, &path, &landing);
    }
    tree
}

/// What a container wrote below a volume is not in its own layer, so it is not committed.
fn without_volume_changes(state: &State, before: &FileTree, mut after: FileTree) -> FileTree {
    let volumes = state.configuration.config.volumes.as_ref();
    for volume in volumes.into_iter().flat_map(|it| it.keys()) {
        let volume = image::AbsPath::new(volume);
        if after.entry(&volume).is_none_or(|it| !it.is_directory()) {
            continue;
        }
        let written: Vec<_> =
            after.walk(&volume).into_iter().skip(1).map(|(path, _)| path).collect();
        for path in written.iter().rev() {
            after.remove(path).expect("what a walk found is there");
        }
        let kept = before.walk(&volume).into_iter().map(|(path, entry)| (path, entry.clone()));
        for (path, entry) in kept.collect::<Vec<_>>() {
            after.insert(&path, entry).expect("a walk gives directories first");
        }
    }
    after
}
