//! `COPY` and `ADD` in the classic builder.

use std::collections::BTreeMap;

use dockerfile::{Add, Copy};
use image::{AbsPath, FileTree};
use shell::User;

use super::commit::Spacing;
use super::{Classic, State};
use crate::content_sum::{OwnerNames, sum_of_sums};
use crate::copying::{Copying, Picked};
use crate::error::BuildError;
use crate::event::{Event, StepOutcome};
use crate::facts::{FileFact, StepFacts};
use crate::files::Owned;
use crate::id::StepId;
use crate::request::Builder;
use crate::user::{UnknownName, find_owner};

impl Classic<'_> {
    pub(super) fn copy(
        &mut self,
        step: StepId,
        copy: &Copy,
        state: &mut State,
        stage: usize,
    ) -> Result<StepOutcome, BuildError> {
        let copying = Copying::of_copy(copy);
        match &copy.from {
            None => self.perform(step, &copying, self.sent.clone(), OwnerNames::Blank, state),
            Some(name) => {
                let tree = self.copied_from(name, step, stage)?;
                self.perform(step, &copying, tree, OwnerNames::Root, state)
            }
        }
    }

    pub(super) fn add(
        &mut self,
        step: StepId,
        add: &Add,
        state: &mut State,
    ) -> Result<StepOutcome, BuildError> {
        self.perform(step, &Copying::of_add(add), self.sent.clone(), OwnerNames::Blank, state)
    }

    /// The files of an earlier stage or of an image.
    fn copied_from(
        &mut self,
        name: &str,
        step: StepId,
        stage: usize,
    ) -> Result<FileTree, BuildError> {
        if let Some(earlier) = self.script.named_or_numbered(name, stage) {
            return Ok(self.done[earlier].tree());
        }
        let image = self.base_image(name, step);
        image.map(|it| it.tree().clone()).map_err(|error| BuildError::FromNotFound {
            name: name.to_string(),
            reason: error.to_string(),
        })
    }

    /// As moby: builder/dockerfile/internals.go, `performCopy`.
    fn perform(
        &mut self,
        step: StepId,
        copying: &Copying,
        source: FileTree,
        owner_names: OwnerNames,
        state: &mut State,
    ) -> Result<StepOutcome, BuildError> {
        if copying.chmod.is_some() {
            return Err(BuildError::NeedsBuildKit { flag: "chmod" });
        }
        let now = self.recorder.now();
        if copying.link {
            return Err(BuildError::NeedsBuildKit { flag: "link" });
        }
        let picked = copying.pick(&source, Builder::Classic, &self.engine.upstream, now)?;
        picked.tell(step, &self.engine.costs, self.recorder);
        let files = picked.facts(Builder::Classic, owner_names);
        let chown = copying.chown.map(|it| format!("--chown={it}")).unwrap_or_default();
        let sum = content_sum(&picked, &files);
        let comment = format!("{} {chown}{sum} in {} ", copying.keyword, copying.destination);
        let container_config = self.no_operation(state, &comment, Spacing::Narrow);
        let facts = StepFacts {
            parent: state.id().map(|it| it.0),
            instruction: format!(
                "{} {chown} {} {}",
                copying.keyword,
                copying.written_sources().join(" "),
                copying.destination
            ),
            files,
            ..StepFacts::default()
        };
        if self.probe(step, state, &container_config, &facts) {
            return Ok(StepOutcome::Cached);
        }
        let mut tree = state.tree();
        let owner = copying
            .chown
            .map_or(Ok(User::default()), |it| find_owner(&tree, it))
            .map_err(unknown_owner)?;
        let landing = copying.landing(&state.configuration.working_dir(), owner, now)?;
        let copied = picked.copy(&mut tree, &landing, Owned::AsInSource)?;
        self.recorder.spend(self.engine.costs.pack(copied.bytes));
        self.recorder.push(Event::FilesCopied { step, files: copied.files, bytes: copied.bytes });
        self.commit(step, state, tree, container_config, facts, None);
        Ok(StepOutcome::Done)
    }
}

fn unknown_owner(unknown: UnknownName) -> BuildError {
    match unknown {
        UnknownName::User(name) => BuildError::UnknownOwner { id: "uid", kind: "user", name },
        UnknownName::Group(name) => BuildError::UnknownOwner { id: "gid", kind: "group", name },
    }
}

/// One sum for all that is copied. (moby: builder/dockerfile/copy.go, `getSourceHashFromInfos`.)
fn content_sum(picked: &Picked, files: &BTreeMap<String, FileFact>) -> String {
    let mut sums: Vec<String> =
        picked.picks.iter().map(|it| sum_of_one(picked, &it.path, files)).collect();
    match sums.len() {
        1 => sums.remove(0),
        _ => sum_of_sums("multi", &sums),
    }
}

fn sum_of_one(picked: &Picked, path: &AbsPath, files: &BTreeMap<String, FileFact>) -> String {
    let sum = |it: &AbsPath| files.get(&it.as_str()[1..]).map(|file| file.sum.clone());
    let entries = picked.tree.walk(path);
    if entries.first().is_some_and(|(_, it)| !it.is_directory()) {
        return format!("file:{}", sum(path).unwrap_or_default());
    }
    let mut sums: Vec<String> = entries.iter().filter_map(|(path, _)| sum(path)).collect();
    sums.sort();
    sum_of_sums("dir", &sums)
}
