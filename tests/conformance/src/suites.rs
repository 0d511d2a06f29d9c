//! The suites that we know: which of their cases count, and how one is run.

mod apk;
mod buildah;
mod builder;
mod checks;
mod dockerfiles;
mod expansion;
mod ignore;
mod instructions;
mod integration;
mod moby;
mod parser;
mod references;

use crate::case::Case;
use crate::verdict::Verdict;

/// A suite and its runner.
pub(crate) struct Suite {
    /// Its file is `NAME.jsonl`.
    pub(crate) name: &'static str,
    /// Whether a case counts: the column "usable filter" of the suites' index.
    pub(crate) counts: fn(&Case) -> bool,
    pub(crate) run: fn(&Case) -> Verdict,
}

/// All suites, in the order in which they are run.
pub(crate) const SUITES: &[Suite] = &[
    Suite { name: "buildkit-parser", counts: all, run: parser::run },
    Suite { name: "buildkit-shell", counts: all, run: expansion::run },
    Suite {
        name: "buildkit-instructions",
        counts: |it| it.kind != "no_panic",
        run: instructions::run,
    },
    Suite { name: "buildkit-lint", counts: |it| it.all["doubtful"].is_null(), run: checks::run },
    Suite { name: "dockerignore", counts: |it| it.kind != "compile", run: ignore::run },
    Suite { name: "image-reference", counts: |it| it.kind != "regexp", run: references::run },
    Suite { name: "apk-version", counts: apk::is_of_apk_2, run: apk::compare },
    Suite { name: "apk-solver-v2", counts: all, run: apk::solve },
    Suite { name: "moby-builder-unit", counts: all, run: builder::run },
    Suite { name: "buildah-conformance", counts: buildah::counts, run: buildah::run },
    Suite {
        name: "kaniko-dockerfiles",
        counts: dockerfiles::counts_kaniko,
        run: dockerfiles::run_kaniko,
    },
    Suite { name: "real-dockerfiles", counts: all, run: dockerfiles::run_real },
    Suite { name: "moby-integration-cli", counts: moby::counts, run: moby::run },
    Suite { name: "buildkit-integration", counts: integration::counts, run: integration::run },
];

fn all(_: &Case) -> bool {
    true
}
