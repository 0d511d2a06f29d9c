//! An engine, its clock and its log.

use std::collections::BTreeMap;

use engine::{
    BuildOptions, BuildRequest, Builder, CacheUse, Context, Costs, Engine, Outcome, Record,
    Request, Upstream,
};
use image::{AbsPath, Content, Entry, FileTree, SimTime};

const START: SimTime = SimTime::from_seconds(1_763_370_000);

pub(crate) const REDIS: &str = "FROM alpine\nRUN apk add --update redis\nCMD [\"redis-server\"]\n";
pub(crate) const REDIS_GCC: &str =
    "FROM alpine\nRUN apk add --update redis\nRUN apk add --update gcc\nCMD [\"redis-server\"]\n";
pub(crate) const GCC_REDIS: &str =
    "FROM alpine\nRUN apk add --update gcc\nRUN apk add --update redis\nCMD [\"redis-server\"]\n";

/// A session with an engine.
pub(crate) struct Session {
    pub(crate) engine: Engine,
    pub(crate) log: Vec<Record>,
    pub(crate) outcome: Option<Outcome>,
    now: SimTime,
}

impl Session {
    pub(crate) fn new() -> Session {
        let engine = Engine::new(1, Upstream::default(), Costs::default());
        Session { engine, log: Vec::new(), outcome: None, now: START }
    }

    pub(crate) fn apply(mut self, request: &Request) -> Session {
        let (engine, outcome) = self.engine.apply(request, self.now);
        self.engine = engine;
        self.now = outcome.end;
        self.log.extend(outcome.log.iter().cloned());
        self.outcome = Some(outcome);
        self
    }

    pub(crate) fn build(self, builder: Builder, dockerfile: &str) -> Session {
        self.apply(&Request::Build(Box::new(request(builder, dockerfile))))
    }

    pub(crate) fn build_as(self, builder: Builder, dockerfile: &str, tag: &str) -> Session {
        let tags = vec![tag.parse().expect("a reference")];
        self.apply(&Request::Build(Box::new(BuildRequest { tags, ..request(builder, dockerfile) })))
    }

    pub(crate) fn remove(self, name: &str) -> Session {
        self.apply(&Request::Remove { name: name.to_string(), force: false, prune: true })
    }
}

/// A build whose context holds `app.py`.
fn request(builder: Builder, dockerfile: &str) -> BuildRequest {
    let mut tree = FileTree::default();
    let app = Entry::file(Content::new(&b"print('hello')\n"[..]), 0o644, START);
    tree.insert(&AbsPath::new("/app.py"), app).expect("an empty tree has room");
    BuildRequest {
        builder,
        dockerfile: dockerfile.to_string(),
        dockerfile_name: "Dockerfile".to_string(),
        context: Context { tree, root: AbsPath::root(), ignore: None },
        tags: Vec::new(),
        cache: CacheUse::Probe,
        target: None,
        build_args: BTreeMap::new(),
        labels: BTreeMap::new(),
        options: BuildOptions::default(),
    }
}
