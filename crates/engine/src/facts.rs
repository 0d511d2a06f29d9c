//! What a step's result depends on, and why the cache has no such result.

use std::collections::BTreeMap;
use std::rc::Rc;

use image::Digest;

use crate::probe::{FileChange, Input, InputKind, MissReason};

/// Everything that a step's result depends on. Steps with equal facts have equal results.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct StepFacts {
    /// The key (BuildKit) or image (classic) of the step before.
    pub(crate) parent: Option<Digest>,
    /// The instruction in one line, after variable expansion.
    pub(crate) instruction: String,
    /// Variables and other settings in force, by name.
    pub(crate) settings: BTreeMap<String, String>,
    /// The files that it copies, by their path in the source.
    pub(crate) files: BTreeMap<String, FileFact>,
}

/// What of a copied file matters: everything but its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FileFact {
    /// Its content sum.
    pub(crate) sum: String,
    /// Its size in bytes.
    pub(crate) size: u64,
}

impl StepFacts {
    /// All facts in one word: the step's key, and the `parent` of the next.
    pub(crate) fn key(&self) -> Digest {
        let mut text = format!("{:?}\n{}\n", self.parent.map(|it| it.hex()), self.instruction);
        for (name, value) in &self.settings {
            text += &format!("{name:?}={value:?}\n");
        }
        for (path, file) in &self.files {
            text += &format!("{path:?} {}\n", file.sum);
        }
        Digest::of(text.as_bytes())
    }
}

/// The facts of all steps that ever ran, by their parent, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    steps: BTreeMap<Option<Digest>, Vec<Rc<StepFacts>>>,
}

impl Memory {
    /// Keeps the facts of a step that ran.
    pub(crate) fn insert(&mut self, facts: Rc<StepFacts>) {
        self.steps.entry(facts.parent).or_default().push(facts);
    }

    /// The parts of `facts` beside those of the closest step that ran, and the first part that is new.
    pub(crate) fn compare(&self, facts: &StepFacts) -> (Vec<Input>, MissReason) {
        let siblings = self.steps.get(&facts.parent).map_or(&[][..], |it| it.as_slice());
        let closest = closest(facts, siblings);
        (inputs(facts, closest), self.reason(facts, siblings, closest))
    }

    fn reason(
        &self,
        facts: &StepFacts,
        siblings: &[Rc<StepFacts>],
        closest: Option<&StepFacts>,
    ) -> MissReason {
        let Some(closest) = closest else {
            let ran_elsewhere =
                || self.steps.values().flatten().any(|it| it.instruction == facts.instruction);
            return match siblings.is_empty() {
                true if ran_elsewhere() => MissReason::ParentChanged,
                true => MissReason::FirstBuild,
                false => MissReason::InstructionChanged { before: None },
            };
        };
        if closest.instruction != facts.instruction {
            return MissReason::InstructionChanged { before: Some(closest.instruction.clone()) };
        }
        let names = closest.settings.keys().chain(facts.settings.keys());
        for name in names {
            let (before, now) = (closest.settings.get(name), facts.settings.get(name));
            if before != now {
                let (before, now) = (before.cloned(), now.cloned());
                return MissReason::SettingChanged { name: name.clone(), before, now };
            }
        }
        MissReason::FilesChanged(file_changes(&closest.files, &facts.files))
    }
}

/// The sibling most like `facts`: the newest with the same instruction, or else with the same keyword.
fn closest<'a>(facts: &StepFacts, siblings: &'a [Rc<StepFacts>]) -> Option<&'a StepFacts> {
    let keyword = |it: &StepFacts| it.instruction.split(' ').next().map(str::to_string);
    let newest_first = || siblings.iter().rev().map(|it| &**it);
    let same_settings =
        |it: &&StepFacts| it.instruction == facts.instruction && it.settings == facts.settings;
    newest_first()
        .find(same_settings)
        .or_else(|| newest_first().find(|it| it.instruction == facts.instruction))
        .or_else(|| newest_first().find(|it| keyword(it) == keyword(facts)))
}

fn inputs(now: &StepFacts, before: Option<&StepFacts>) -> Vec<Input> {
    let empty = StepFacts::default();
    let old = before.unwrap_or(&empty);
    let input = |kind, old, new| Input { kind, old, new };
    let short = |it: &StepFacts| it.parent.map(|digest| digest.short());
    let mut inputs = vec![
        input(InputKind::Parent, before.and_then(short), short(now)),
        input(
            InputKind::Instruction,
            before.map(|it| it.instruction.clone()),
            Some(now.instruction.clone()),
        ),
    ];
    for name in union(&old.settings, &now.settings) {
        let kind = InputKind::Setting(name.clone());
        inputs.push(input(kind, old.settings.get(name).cloned(), now.settings.get(name).cloned()));
    }
    let shown = |it: &FileFact| format!("{}, {} B", &it.sum[..12.min(it.sum.len())], it.size);
    for path in union(&old.files, &now.files) {
        let kind = InputKind::File(path.clone());
        inputs.push(input(kind, old.files.get(path).map(shown), now.files.get(path).map(shown)));
    }
    inputs
}

fn file_changes(
    before: &BTreeMap<String, FileFact>,
    now: &BTreeMap<String, FileFact>,
) -> Vec<FileChange> {
    let changes =
        union(before, now).into_iter().filter_map(|path| match (before.get(path), now.get(path)) {
            (Some(old), Some(new)) if old == new => None,
            (Some(old), Some(new)) => {
                Some(FileChange::Modified { path: path.clone(), before: old.size, now: new.size })
            }
            (None, Some(new)) => Some(FileChange::Added { path: path.clone(), size: new.size }),
            (_, None) => Some(FileChange::Deleted { path: path.clone() }),
        });
    changes.collect()
}

/// The names of both maps, in order, each once.
fn union<'a, T>(a: &'a BTreeMap<String, T>, b: &'a BTreeMap<String, T>) -> Vec<&'a String> {
    let mut names: Vec<&String> = a.keys().chain(b.keys()).collect();
    names.sort();
    names.dedup();
    names
}
