//! Builds in an engine of their own, without a terminal.

use std::collections::BTreeMap;
use std::rc::Rc;

use alpine::Upstream;
use engine::{
    BuildOptions, BuildRequest, Builder, CacheUse, Context, Costs, Engine, Record, Request,
};
use image::{AbsPath, FileTree, Image, Reference, SimTime};

/// When everything happens.
pub(crate) const NOW: SimTime = SimTime::from_seconds(1_763_370_000);

/// What to build.
#[derive(Clone, Debug)]
pub(crate) struct Recipe {
    pub(crate) builder: Builder,
    pub(crate) dockerfile: String,
    pub(crate) context: FileTree,
    pub(crate) target: Option<String>,
    pub(crate) build_args: BTreeMap<String, String>,
    /// What the registry has beside `alpine`.
    pub(crate) images: BTreeMap<Reference, Rc<Image>>,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Built {
    pub(crate) records: Vec<Record>,
    result: Result<Rc<Image>, String>,
}

impl Recipe {
    /// A Dockerfile without files beside it.
    pub(crate) fn new(builder: Builder, dockerfile: &str) -> Recipe {
        Recipe {
            builder,
            dockerfile: dockerfile.to_string(),
            context: FileTree::default(),
            target: None,
            build_args: BTreeMap::new(),
            images: BTreeMap::new(),
        }
    }

    /// Builds it in a fresh engine.
    pub(crate) fn build(&self) -> Built {
        let upstream = Upstream::default().with_images(self.images.clone());
        let engine = Engine::new(0, upstream, Costs::default());
        let ignore = self.context.entry(&AbsPath::new(".dockerignore"));
        let ignore = ignore.and_then(|it| it.content()).map(|it| it.text().into_owned());
        let request = BuildRequest {
            builder: self.builder,
            dockerfile: self.dockerfile.clone(),
            dockerfile_name: "Dockerfile".to_string(),
            context: Context { tree: self.context.clone(), root: AbsPath::root(), ignore },
            tags: Vec::new(),
            cache: CacheUse::Probe,
            target: self.target.clone(),
            build_args: self.build_args.clone(),
            labels: BTreeMap::new(),
            options: BuildOptions::default(),
        };
        let (engine, outcome) = engine.apply(&Request::Build(Box::new(request)), NOW);
        let result = match outcome.result {
            Ok(id) => {
                let image = id.and_then(|it| engine.image(it).cloned());
                image.ok_or_else(|| "a build without an image".to_string())
            }
            Err(error) => Err(error.to_string()),
        };
        Built { records: outcome.log, result }
    }
}

impl Built {
    /// The engine's own words of what went wrong.
    pub(crate) fn error(&self) -> Option<String> {
        self.result.as_ref().err().cloned()
    }

    /// The image, if it was made.
    pub(crate) fn image(&self) -> Option<&Rc<Image>> {
        self.result.as_ref().ok()
    }
}
