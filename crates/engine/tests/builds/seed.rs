//! The three Dockerfiles that this project grew from: order matters.

use engine::Builder::{self, BuildKit, Classic};
use engine::{Event, Record};
use expect_test::{Expect, expect};

use crate::fixture::{Session, steps};

const REDIS: &str = "FROM alpine\nRUN apk add --update redis\nCMD [\"redis-server\"]\n";
const REDIS_THEN_GCC: &str =
    "FROM alpine\nRUN apk add --update redis\nRUN apk add --update gcc\nCMD [\"redis-server\"]\n";
const GCC_THEN_REDIS: &str =
    "FROM alpine\nRUN apk add --update gcc\nRUN apk add --update redis\nCMD [\"redis-server\"]\n";

/// Builds the three one after the other, and tells the steps of each.
#[track_caller]
fn check(builder: Builder, expected: Expect) {
    let mut session = Session::new();
    let told =
        [REDIS, REDIS_THEN_GCC, GCC_THEN_REDIS].map(|it| steps(&session.build(builder, it).log));
    expected.assert_eq(&told.join("--\n"));
}

#[test]
fn the_classic_builder_reuses_two_steps_and_then_only_from() {
    check(
        Classic,
        expect![[r#"
            0 done
            1 done (first)
            2 done (first)
            --
            0 done
            1 cached
            2 done (was nothing)
            3 done (parent)
            --
            0 done
            1 done (was RUN apk add --update redis)
            2 done (parent)
            3 done (parent)
        "#]],
    );
}

#[test]
fn buildkit_reuses_two_steps_and_then_only_from() {
    check(
        BuildKit,
        expect![[r#"
            0 done
            1 done (first)
            --
            0 done
            1 cached
            2 done (first)
            --
            0 cached
            1 done (was RUN apk add --update redis)
            2 done (parent)
        "#]],
    );
}

#[test]
fn apk_prints_what_the_real_one_prints() {
    let mut session = Session::new();
    let outcome = session.build(Classic, GCC_THEN_REDIS);
    let mut printed = String::new();
    for Record { event, .. } in &outcome.log {
        if let Event::OutputWritten { text, .. } = event {
            printed += text;
        }
    }
    expect![[r#"
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/community/x86_64/APKINDEX.tar.gz
        (1/12) Installing libgcc (14.2.0-r6)
        (2/12) Installing jansson (2.14.1-r0)
        (3/12) Installing libstdc++ (14.2.0-r6)
        (4/12) Installing zstd-libs (1.5.7-r0)
        (5/12) Installing binutils (2.44-r3)
        (6/12) Installing libgomp (14.2.0-r6)
        (7/12) Installing libatomic (14.2.0-r6)
        (8/12) Installing gmp (6.3.0-r3)
        (9/12) Installing isl26 (0.26-r1)
        (10/12) Installing mpfr4 (4.2.1_p1-r0)
        (11/12) Installing mpc1 (1.3.1-r1)
        (12/12) Installing gcc (14.2.0-r6)
        Executing busybox-1.37.0-r19.trigger
        OK: 162 MiB in 28 packages
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/community/x86_64/APKINDEX.tar.gz
        (1/1) Installing redis (8.0.4-r0)
        Executing redis-8.0.4-r0.pre-install
        Executing redis-8.0.4-r0.post-install
        Executing busybox-1.37.0-r19.trigger
        OK: 166 MiB in 29 packages
    "#]]
    .assert_eq(&printed);
}
