//! Builds that fail in one of several branches.

use engine::Builder::BuildKit;
use expect_test::expect;

use crate::fixture::{Session, steps};

#[test]
fn the_first_failure_in_time_ends_the_build_and_what_runs_beside_it_is_canceled() {
    let files = "\
FROM alpine AS slow
RUN sleep 9
RUN touch /a
FROM alpine AS broken
COPY absent /x
FROM alpine
COPY --from=slow /a /a
COPY --from=broken /x /x
";
    let mut session = Session::new();
    expect![[r#"
        4 failed
        0 done
        1 canceled
        failed: "/absent" not found: not found
    "#]]
    .assert_eq(&steps(&session.build(BuildKit, files).log));
    // What was canceled left nothing in the cache.
    let mended = files.replace("COPY absent", "COPY a.txt") + "-- a.txt --\nalpha\n";
    expect![[r#"
        0 cached
        4 done (first)
        1 done
        2 done (first)
        6 done (first)
        7 done (first)
    "#]]
    .assert_eq(&steps(&session.build(BuildKit, &mended).log));
}

#[test]
fn a_trigger_may_copy_from_a_stage_that_nothing_else_needs() {
    let base = "FROM alpine\nONBUILD COPY --from=other /file /copy\n";
    let mut session = Session::new();
    let mut request = crate::fixture::request(BuildKit, base);
    request.tags.push("base".parse().expect("a reference"));
    session.apply(&engine::Request::Build(Box::new(request)));
    let child = "FROM alpine AS other\nRUN touch /file\nFROM base AS mid\nFROM mid\nRUN ls /copy\n";
    expect![[r#"
        2 cached
        0 cached
        1 done (first)
        5 done (first)
        4 done (first)
    "#]]
    .assert_eq(&steps(&session.build(BuildKit, child).log));
}
