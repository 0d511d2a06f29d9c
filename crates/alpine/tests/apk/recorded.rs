//! What a real apk 2.14 printed, from recordings whose repositories are made again here.

use alpine::{Index, Repository, Upstream};
use image::SimTime;

use crate::container::Container;

/// Alpine's repositories, of which `main` has the packages of `index`, in the format of an `APKINDEX`.
fn serve(container: &mut Container, index: &str) {
    let repository = |name: &str, index: &str| Repository {
        url: format!("/alpine/v3.22/{name}"),
        index: Index::read_apkindex(index).into(),
        size: 1,
        description: String::new(),
        packages: 1,
    };
    let repositories = vec![repository("main", index), repository("community", "")];
    container.upstream = Upstream::default().with_repositories(repositories);
}

/// Checks the output of command lines, but for the lines that begin with a word of `others`. The recordings are from wide
/// terminals: what is broken into lines here is one line there.
#[track_caller]
fn check(container: &mut Container, lines: &str, others: &[&str], recorded: &str) {
    let shown = container.run(lines).replace(&format!("\n{}", " ".repeat(15)), " ");
    let shown = shown.lines().filter(|it| !others.iter().any(|other| it.starts_with(other)));
    assert_eq!(shown.collect::<Vec<&str>>(), recorded.trim().lines().collect::<Vec<&str>>());
}

#[test]
fn an_older_image_is_upgraded_as_recorded() {
    let mut container = Container::new();
    let index = container.text("/lib/apk/db/installed").replace("3.5.4-r0", "3.5.2-r0");
    serve(&mut container, &index);
    for file in ["installed", "scripts.tar", "triggers"] {
        let path = format!("/lib/apk/db/{file}");
        container.edit(&path, "1.37.0-r19", "1.37.0-r18");
        container.edit(&path, "3.5.4-r0", "3.5.1-r0");
    }
    check(
        &mut container,
        "upgrade",
        &[],
        "
fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz
fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/community/x86_64/APKINDEX.tar.gz
(1/5) Upgrading busybox (1.37.0-r18 -> 1.37.0-r19)
Executing busybox-1.37.0-r19.post-upgrade
(2/5) Upgrading busybox-binsh (1.37.0-r18 -> 1.37.0-r19)
(3/5) Upgrading libcrypto3 (3.5.1-r0 -> 3.5.2-r0)
(4/5) Upgrading libssl3 (3.5.1-r0 -> 3.5.2-r0)
(5/5) Upgrading ssl_client (1.37.0-r18 -> 1.37.0-r19)
Executing busybox-1.37.0-r19.trigger
OK: 7 MiB in 16 packages",
    );
}

#[test]
fn packages_come_in_the_recorded_order() {
    check(
        &mut Container::new(),
        "add nano",
        &["fetch", "Executing", "OK"],
        "
(1/3) Installing ncurses-terminfo-base (6.5_p20250503-r0)
(2/3) Installing libncursesw (6.5_p20250503-r0)
(3/3) Installing nano (8.4-r0)",
    );
    let mut container = Container::new();
    let shown = container.run("add php84");
    let names = shown.lines().filter_map(|it| it.split(' ').nth(2));
    let names: Vec<&str> = names.take(9).collect();
    let expected = "php84-common argon2-libs ncurses-terminfo-base libncursesw libedit pcre2 xz-libs libxml2 php84";
    assert_eq!(names.join(" "), expected);
}

#[test]
fn a_name_that_nobody_has_is_reported_as_recorded() {
    check(
        &mut Container::new(),
        "add nanop",
        &["fetch", "["],
        "
ERROR: unable to select packages:
  nanop (no such package):
    required by: world[nanop]",
    );
}

#[test]
fn a_conflict_is_reported_as_recorded() {
    let mut container = Container::new();
    let depends = "P:abuild\nV:3.15.0-r0\nI:1\nD:apk-tools>=2.0.7-r1\n\n";
    let installed = container.text("/lib/apk/db/installed");
    let index = installed.replace("2.14.9-r3", "2.14.9-r2") + depends;
    serve(&mut container, &index);
    container.edit("/lib/apk/db/installed", "2.14.9-r3", "2.14.9-r2");
    container.run("add abuild");
    // 2025-07-21T00:51:29Z
    container.now = SimTime::from_seconds(1_753_059_089);
    check(
        &mut container,
        "add --virtual .makedepends-abuild apk-tools>=3.0.0_rc4",
        &["fetch", "["],
        "
ERROR: unable to select packages:
  apk-tools-2.14.9-r2:
    breaks: .makedepends-abuild-20250721.005129[apk-tools>=3.0.0_rc4]
    satisfies: world[apk-tools] abuild-3.15.0-r0[apk-tools>=2.0.7-r1]
  .makedepends-abuild-20250721.005129:
    masked in: cache
    satisfies: world[.makedepends-abuild=20250721.005129]",
    );
}
