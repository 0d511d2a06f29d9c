//! Solving: each operation is found in the cache by its key, or run.

use std::collections::BTreeMap;
use std::rc::Rc;

use dockerfile::{Mount, MountKind};
use image::{Digest, FileTree, SimTime};

use super::cache::Snapshot;
use super::execute::{Executor, picked};
use super::graph::{CopyFrom, Graph, Operation, RunMount, Source, Vertex, VertexId};
use super::sources::{provide, source_key};
use crate::build::Failure;
use crate::content_sum::OwnerNames;
use crate::copying::Picked;
use crate::costs::micros;
use crate::engine::Engine;
use crate::error::BuildError;
use crate::event::{Event, Origin, StepOutcome};
use crate::facts::{Memory, StepFacts};
use crate::files;
use crate::probe::{MissReason, Probe, Verdict};
use crate::recorder::Recorder;
use crate::request::{BuildRequest, Builder, CacheUse};

/// What the operations of a graph gave.
pub(super) struct Solved {
    results: Vec<Option<Solution>>,
}

/// What one operation gave.
#[derive(Clone)]
struct Solution {
    key: Digest,
    snapshot: Snapshot,
    end: SimTime,
    /// Whether the cache was asked; if not, it is not asked for what follows either.
    cache: CacheUse,
}

impl Solved {
    /// The files and layers of an operation that was needed.
    pub(super) fn snapshot(&self, vertex: VertexId) -> &Snapshot {
        &self.results[vertex.0].as_ref().expect("a needed operation was solved").snapshot
    }
}

/// Solves all that the target needs. Operations that do not wait for each other run side by side in simulated time.
pub(super) fn solve(
    engine: &mut Engine,
    request: &BuildRequest,
    graph: &Graph,
    sent: &FileTree,
    recorder: &mut Recorder,
) -> Result<Solved, Failure> {
    let start = recorder.now();
    let memory = engine.memory.clone();
    let mut solver = Solver {
        engine,
        request,
        recorder,
        memory,
        sent,
        context_arrives: None,
        start,
        results: vec![None; graph.vertices.len()],
        loaded: vec![false; graph.vertices.len()],
        waiting: BTreeMap::new(),
        made: Vec::new(),
        failed: None,
    };
    for index in 0..graph.vertices.len() {
        solver.vertex(graph, VertexId(index));
    }
    solver.settle(graph)?;
    if let Some(last) = graph.target.last {
        solver.loaded[last.0] = true;
    }
    solver.finish_sources(graph);
    let ends = solver.results.iter().flatten().map(|it| it.end);
    let end = ends.max().unwrap_or(start).max(start);
    solver.recorder.go_to(end);
    Ok(Solved { results: solver.results })
}

struct Solver<'s> {
    engine: &'s mut Engine,
    request: &'s BuildRequest,
    recorder: &'s mut Recorder,
    /// What ran before this build; misses are explained against it.
    memory: Memory,
    sent: &'s FileTree,
    /// When the build context was there, once anything asked for it.
    context_arrives: Option<SimTime>,
    start: SimTime,
    results: Vec<Option<Solution>>,
    /// Operations whose files, not only whose keys, were asked for.
    loaded: Vec<bool>,
    /// Sources whose end is not told yet: when it was, and whether an earlier build had unpacked them.
    waiting: BTreeMap<VertexId, (SimTime, StepOutcome)>,
    /// What ran, and when it ended.
    made: Vec<(SimTime, Digest, Rc<StepFacts>)>,
    /// The first failure in time.
    failed: Option<(SimTime, VertexId, BuildError)>,
}

impl Solver<'_> {
    /// Solves one operation, unless what it needs failed, or another operation before it could start.
    fn vertex(&mut self, graph: &Graph, id: VertexId) {
        let vertex = &graph.vertices[id.0];
        if !vertex.inputs().all(|it| self.results[it.0].is_some()) {
            return;
        }
        let ready = self.ready(vertex);
        if self.failed.as_ref().is_some_and(|(at, ..)| *at <= ready) {
            return;
        }
        self.recorder.go_to(ready);
        self.recorder.push(Event::StepStarted { step: vertex.step });
        let solution = match &vertex.operation {
            Operation::Source(source) => self.source(id, vertex, source),
            Operation::Run { .. } | Operation::Copy { .. } | Operation::MakeDirectory { .. } => {
                self.operation(vertex)
            }
        };
        match solution {
            Ok(solution) => self.results[id.0] = Some(solution),
            Err(error) => {
                let (step, outcome) = (vertex.step, StepOutcome::Failed);
                self.recorder.push(Event::StepFinished { step, outcome });
                let at = self.recorder.now();
                if self.failed.as_ref().is_none_or(|(first, ..)| at < *first) {
                    self.failed = Some((at, id, error));
                }
            }
        }
    }

    /// Remembers what ran. After a failure, only what ended before it; the rest is canceled.
    fn settle(&mut self, graph: &Graph) -> Result<(), Failure> {
        let failed = self.failed.take();
        for (end, key, facts) in std::mem::take(&mut self.made) {
            match &failed {
                Some((at, ..)) if *at < end => self.engine.cache.forget(key),
                Some(_) | None => self.engine.memory.insert(facts),
            }
        }
        let Some((at, id, error)) = failed else { return Ok(()) };
        self.load_what_waits(graph, id);
        self.finish_sources(graph);
        self.recorder.go_to(at);
        self.recorder.cancel();
        Err(Failure { step: Some(graph.vertices[id.0].step), error })
    }

    /// When all inputs of an operation are there.
    fn ready(&mut self, vertex: &Vertex) -> SimTime {
        let mut ready = vertex.base.map_or(self.start, |it| self.solution(it).end);
        for source in vertex.sources() {
            ready = ready.max(match source {
                CopyFrom::Context => self.context(),
                CopyFrom::Vertex(from) => from.map_or(self.start, |it| self.solution(it).end),
            });
        }
        ready
    }

    fn solution(&self, vertex: VertexId) -> &Solution {
        self.results[vertex.0].as_ref().expect("operations come after their inputs")
    }

    fn snapshot(&self, vertex: Option<VertexId>) -> Snapshot {
        vertex.map(|it| self.solution(it).snapshot.clone()).unwrap_or_default()
    }

    /// When the build context is there. The client sends it once.
    fn context(&mut self) -> SimTime {
        if let Some(arrives) = self.context_arrives {
            return arrives;
        }
        let (files, bytes) = files::measure(self.sent);
        self.recorder.go_to(self.start);
        self.recorder.spend(self.engine.costs.send(bytes));
        self.recorder.push(Event::ContextSent { files, bytes });
        self.context_arrives = Some(self.recorder.now());
        self.recorder.now()
    }

    fn source(
        &mut self,
        id: VertexId,
        vertex: &Vertex,
        source: &Source,
    ) -> Result<Solution, BuildError> {
        provide(self.engine, source, self.recorder).map_err(BuildError::Base)?;
        let key = source_key(&source.image);
        let reference = source.pull.clone();
        self.recorder.push(Event::BaseResolved {
            step: vertex.step,
            reference,
            image: source.image.id(),
        });
        self.recorder.spend(micros(self.engine.costs.probe));
        let outcome = match self.engine.cache.unpack(key) {
            true => StepOutcome::Done,
            false => StepOutcome::Cached,
        };
        let end = self.recorder.now();
        self.waiting.insert(id, (end, outcome));
        let created = source
            .image
            .config()
            .history
            .last()
            .map_or(source.image.config().created, |it| it.created);
        let snapshot = Snapshot {
            layers: source.image.layers().to_vec(),
            tree: source.image.tree().clone(),
            created,
        };
        Ok(Solution { key, snapshot, end, cache: CacheUse::Probe })
    }

    /// BuildKit calls a source cached when its files were asked for and there; if only its key was asked for, done.
    fn finish_sources(&mut self, graph: &Graph) {
        for (id, (at, outcome)) in std::mem::take(&mut self.waiting) {
            let outcome = if self.loaded[id.0] { outcome } else { StepOutcome::Done };
            self.recorder
                .push_at(at, Event::StepFinished { step: graph.vertices[id.0].step, outcome });
        }
    }

    fn operation(&mut self, vertex: &Vertex) -> Result<Solution, BuildError> {
        let mut facts = self.facts(vertex);
        let picked = self.picked(vertex, &facts)?;
        if let Some((picked, owner)) = &picked {
            facts.files = picked.facts(Builder::BuildKit, *owner);
        }
        let mounts = self.mounts(vertex, &mut facts)?;
        let key = facts.key();
        if let Some(snapshot) = self.probe(vertex, &facts, key) {
            self.recorder
                .push(Event::StepFinished { step: vertex.step, outcome: StepOutcome::Cached });
            let end = self.recorder.now();
            return Ok(Solution { key, snapshot, end, cache: CacheUse::Probe });
        }
        self.load_inputs(vertex);
        let base = self.snapshot(vertex.base);
        let executor = Executor {
            engine: self.engine,
            recorder: self.recorder,
            options: &self.request.options,
            step: vertex.step,
        };
        let picked = picked.map(|(it, _)| it);
        let snapshot = executor.execute(&vertex.operation, base, picked, &mounts)?;
        self.made.push((self.recorder.now(), key, Rc::new(facts)));
        self.engine.cache.insert(key, snapshot.clone());
        self.recorder.push(Event::StepFinished { step: vertex.step, outcome: StepOutcome::Done });
        Ok(Solution { key, snapshot, end: self.recorder.now(), cache: self.cache_use(vertex) })
    }

    /// What an operation depends on, without the files that it copies.
    fn facts(&self, vertex: &Vertex) -> StepFacts {
        StepFacts {
            parent: vertex.base.filter(|_| !vertex.is_linked()).map(|it| self.solution(it).key),
            instruction: vertex.instruction.clone(),
            settings: vertex.settings.clone(),
            ..StepFacts::default()
        }
    }

    /// Whether an earlier build did the same, but for the files: then its result may well be cached.
    fn made_before(&self, facts: &StepFacts) -> bool {
        let reason = self.memory.compare(facts).1;
        self.request.cache == CacheUse::Probe && matches!(reason, MissReason::FilesChanged(_))
    }

    /// As BuildKit: `--no-cache` does not reach the directory that `WORKDIR` makes, unless it follows what ran anew.
    fn cache_use(&self, vertex: &Vertex) -> CacheUse {
        match vertex.operation {
            Operation::MakeDirectory { .. } => {
                vertex.base.map_or(CacheUse::Probe, |it| self.solution(it).cache)
            }
            Operation::Source(_) | Operation::Run { .. } | Operation::Copy { .. } => vertex.cache,
        }
    }

    /// The files that a copy names, and whose they are; nothing for other operations.
    fn picked(
        &mut self,
        vertex: &Vertex,
        facts: &StepFacts,
    ) -> Result<Option<(Picked, OwnerNames)>, BuildError> {
        let Operation::Copy { instruction, from, .. } = &vertex.operation else { return Ok(None) };
        let (tree, owner) = match from {
            CopyFrom::Context => (self.sent.clone(), OwnerNames::Blank),
            CopyFrom::Vertex(from) => (self.snapshot(*from).tree, OwnerNames::Root),
        };
        let picked = picked(instruction, &tree, &self.engine.upstream, self.recorder.now());
        // What it copies onto is loaded while the files are looked for.
        if picked.is_err() && !self.made_before(facts) {
            self.load_inputs(vertex);
        }
        if let CopyFrom::Vertex(Some(from)) = from {
            let key = self.solution(*from).key;
            self.loaded[from.0] |= self.engine.cache.sum(key, &vertex.instruction);
        }
        let picked = picked?;
        picked.tell(vertex.step, &self.engine.costs, self.recorder);
        Ok(Some((picked, owner)))
    }

    /// The mounts of a program, with the files that they take from elsewhere; what is bound enters the facts.
    fn mounts(
        &self,
        vertex: &Vertex,
        facts: &mut StepFacts,
    ) -> Result<Vec<(RunMount, Option<FileTree>)>, BuildError> {
        let Operation::Run { mounts, .. } = &vertex.operation else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for it in mounts {
            let tree = it.from.map(|from| match from {
                CopyFrom::Context => self.sent.clone(),
                CopyFrom::Vertex(from) => self.snapshot(from).tree,
            });
            if let (MountKind::Bind, Some(tree)) = (it.mount.kind, &tree) {
                let Mount { source, from, .. } = &it.mount;
                facts.files.extend(
                    Picked::all_of(tree, source.as_deref().unwrap_or("/"), "RUN", from.as_deref())?
                        .facts(Builder::BuildKit, OwnerNames::Root),
                );
            }
            found.push((it.clone(), tree));
        }
        Ok(found)
    }

    /// Asks the cache, and tells its answer.
    fn probe(&mut self, vertex: &Vertex, facts: &StepFacts, key: Digest) -> Option<Snapshot> {
        self.recorder.spend(micros(self.engine.costs.probe));
        let cache = self.cache_use(vertex);
        let found = match cache {
            CacheUse::Probe => self.engine.cache.result(key).cloned(),
            CacheUse::Never => None,
        };
        let found = match vertex.is_linked() {
            true => found.map(|it| it.relaid(self.snapshot(vertex.base))),
            false => found,
        };
        let (inputs, reason) = self.memory.compare(facts);
        let verdict = match (&found, cache) {
            (Some(_), _) => Verdict::Hit,
            (None, CacheUse::Never) => Verdict::NotAsked,
            (None, CacheUse::Probe) => Verdict::Miss(reason),
        };
        let step = vertex.step;
        self.recorder.push(Event::CacheProbed { step, probe: Rc::new(Probe { inputs, verdict }) });
        if let Some((layer, chain_id)) = found.as_ref().and_then(Snapshot::top) {
            let origin = Origin::Cache;
            self.recorder.push(Event::LayerCommitted { step, layer, chain_id, origin });
        }
        found
    }

    /// Operations after a failed one may have been waiting with their base already loaded.
    fn load_what_waits(&mut self, graph: &Graph, failed: VertexId) {
        for vertex in &graph.vertices[failed.0 + 1..] {
            let Some(base) = vertex.base.filter(|it| self.results[it.0].is_some()) else {
                continue;
            };
            let is_new = !self.made_before(&self.facts(vertex));
            self.loaded[base.0] |= is_new;
        }
    }

    fn load_inputs(&mut self, vertex: &Vertex) {
        for input in vertex.inputs() {
            self.loaded[input.0] = true;
        }
    }
}
