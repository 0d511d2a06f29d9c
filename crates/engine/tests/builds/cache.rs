//! What the caches of both builders reuse, and why not.

use engine::Builder::{self, BuildKit, Classic};
use expect_test::{Expect, expect};

use crate::fixture::{Session, steps};

/// Builds one after the other, and tells the steps of the last.
#[track_caller]
fn check(builder: Builder, builds: &[&str], expected: Expect) {
    let mut session = Session::new();
    let outcome = builds
        .iter()
        .map(|files| session.build(builder, files))
        .last()
        .expect("at least one build");
    expected.assert_eq(&steps(&outcome.log));
}

const BEFORE: &str = "\
FROM alpine
COPY a.txt /a
ENV NAME=one
COPY b.txt /b
-- a.txt --
alpha
-- b.txt --
beta
";

#[test]
fn a_changed_file_breaks_the_cache_from_its_copy_on() {
    let after = &BEFORE.replace("alpha", "omega");
    check(
        Classic,
        &[BEFORE, BEFORE, after],
        expect![[r#"
        0 done
        1 done (~a.txt)
        2 done (parent)
        3 done (parent)
    "#]],
    );
    check(
        BuildKit,
        &[BEFORE, BEFORE, after],
        expect![[r#"
            0 cached
            1 done (~a.txt)
            3 done (parent)
        "#]],
    );
}

#[test]
fn a_changed_variable_is_a_step_of_its_own_only_for_the_classic_builder() {
    let after = &BEFORE.replace("NAME=one", "NAME=two");
    check(
        Classic,
        &[BEFORE, after],
        expect![[r#"
            0 done
            1 cached
            2 done (was ENV NAME=one)
            3 done (parent)
        "#]],
    );
    check(
        BuildKit,
        &[BEFORE, after],
        expect![[r#"
            0 done
            1 cached
            3 cached
        "#]],
    );
}

#[test]
fn what_an_ignored_file_holds_does_not_matter() {
    let with = |secret: &str| {
        format!(
            "FROM alpine\nCOPY . /x\n-- .dockerignore --\nsecret\n.dockerignore\n-- secret --\n{secret}\n"
        )
    };
    for builder in [Classic, BuildKit] {
        let mut session = Session::new();
        session.build(builder, &with("one"));
        let outcome = session.build(builder, &with("two"));
        assert!(steps(&outcome.log).contains("1 cached"), "{builder:?}");
    }
}

#[test]
fn a_stage_that_gives_the_same_files_lets_buildkit_reuse_what_copies_from_it() {
    let with = |unrelated: &str| {
        format!(
            "FROM alpine AS one\nCOPY b.txt /b\nCOPY a.txt /a\nFROM alpine\nCOPY --from=one /a /a\n\
             -- a.txt --\nalpha\n-- b.txt --\n{unrelated}\n"
        )
    };
    let (before, after) = (with("before"), with("after"));
    check(
        BuildKit,
        &[&before, &after],
        expect![[r#"
            0 cached
            1 done (~b.txt)
            2 done (parent)
            4 cached
        "#]],
    );
    check(
        Classic,
        &[&before, &after],
        expect![[r#"
        0 done
        1 done (~b.txt)
        2 done (parent)
        3 done
        4 cached
    "#]],
    );
}

#[test]
fn buildkit_skips_stages_that_the_target_does_not_need() {
    let files =
        "FROM alpine AS unused\nCOPY missing /x\nFROM alpine\nCOPY a.txt /a\n-- a.txt --\nalpha\n";
    check(
        BuildKit,
        &[files],
        expect![[r#"
        2 done
        3 done (first)
    "#]],
    );
    check(
        Classic,
        &[files],
        expect![[r#"
        0 done
        1 failed
        failed: "/missing" not found: not found
    "#]],
    );
}
