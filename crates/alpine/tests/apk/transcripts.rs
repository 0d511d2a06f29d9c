//! What apk says, and what it leaves.

use alpine::{Caller, apk};
use expect_test::expect;
use image::AbsPath;

use crate::container::{Container, check};

#[test]
fn gcc_and_then_redis_are_installed_as_recorded() {
    check(
        "add --update gcc\n--update add redis",
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
    "#]],
    );
}

#[test]
fn what_is_installed_stays_in_the_containers_files() {
    let mut container = Container::new();
    container.run("add --no-cache nano");
    expect![[r#"
        alpine-baselayout
        alpine-keys
        alpine-release
        apk-tools
        busybox
        libc-utils
        nano
    "#]]
    .assert_eq(&container.text("/etc/apk/world"));
    expect![[r#"
        WARNING: opening from cache https://dl-cdn.alpinelinux.org/alpine/v3.22/main: No such file or directory
        WARNING: opening from cache https://dl-cdn.alpinelinux.org/alpine/v3.22/community: No such file or directory
        alpine-baselayout
        alpine-baselayout-data
        alpine-keys
        alpine-release
        apk-tools
        busybox
        busybox-binsh
        ca-certificates-bundle
        libapk2
        libcrypto3
        libncursesw
        libssl3
        musl
        musl-utils
        nano
        ncurses-terminfo-base
        scanelf
        ssl_client
        zlib
        WARNING: opening from cache https://dl-cdn.alpinelinux.org/alpine/v3.22/main: No such file or directory
        WARNING: opening from cache https://dl-cdn.alpinelinux.org/alpine/v3.22/community: No such file or directory
        (1/3) Purging nano (8.4-r0)
        (2/3) Purging libncursesw (6.5_p20250503-r0)
        (3/3) Purging ncurses-terminfo-base (6.5_p20250503-r0)
        Executing busybox-1.37.0-r19.trigger
        OK: 7 MiB in 16 packages
        [1]
    "#]].assert_eq(&container.run("info\ndel nano\ninfo -e nano"));
    let image = Container::new();
    assert_eq!(container.text("/lib/apk/db/installed"), image.text("/lib/apk/db/installed"));
}

#[test]
fn an_index_is_fetched_when_there_is_none_or_an_old_one() {
    check(
        "add jq\nadd nano",
        expect![[r#"
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/community/x86_64/APKINDEX.tar.gz
        (1/2) Installing oniguruma (6.9.10-r0)
        (2/2) Installing jq (1.8.1-r0)
        Executing busybox-1.37.0-r19.trigger
        OK: 8 MiB in 18 packages
        (1/3) Installing ncurses-terminfo-base (6.5_p20250503-r0)
        (2/3) Installing libncursesw (6.5_p20250503-r0)
        (3/3) Installing nano (8.4-r0)
        Executing busybox-1.37.0-r19.trigger
        OK: 9 MiB in 21 packages
    "#]],
    );
}

#[test]
fn a_missing_package_is_one_error() {
    check(
        "add nanop\nadd nanop vimm\nadd foo==\ndel nanop",
        expect![[r#"
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/community/x86_64/APKINDEX.tar.gz
        ERROR: unable to select packages:
          nanop (no such package):
            required by: world[nanop]
        [not in our index: nanop]
        [1]
        ERROR: unable to select packages:
          nanop (no such package):
            required by: world[nanop]
          vimm (no such package):
            required by: world[vimm]
        [not in our index: nanop]
        [not in our index: vimm]
        [2]
        ERROR: 'foo==' is not a valid world dependency, format is name(@tag)([<>~=]version)
        [99]
        ERROR: No such package: nanop
        [1]
    "#]],
    );
}

#[test]
fn a_virtual_package_comes_and_goes_with_what_it_needs() {
    check(
        "add --no-cache --virtual .build-deps make\ndel .build-deps",
        expect![[r#"
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/community/x86_64/APKINDEX.tar.gz
        (1/2) Installing make (4.4.1-r3)
        (2/2) Installing .build-deps (20251117.090000)
        Executing busybox-1.37.0-r19.trigger
        OK: 8 MiB in 18 packages
        WARNING: opening from cache https://dl-cdn.alpinelinux.org/alpine/v3.22/main: No such file or directory
        WARNING: opening from cache https://dl-cdn.alpinelinux.org/alpine/v3.22/community: No such file or directory
        (1/2) Purging .build-deps (20251117.090000)
        (2/2) Purging make (4.4.1-r3)
        Executing busybox-1.37.0-r19.trigger
        OK: 7 MiB in 16 packages
    "#]],
    );
}

#[test]
fn a_package_that_is_needed_stays() {
    check(
        "--no-cache add gcc\ndel binutils",
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
        WARNING: opening from cache https://dl-cdn.alpinelinux.org/alpine/v3.22/main: No such file or directory
        WARNING: opening from cache https://dl-cdn.alpinelinux.org/alpine/v3.22/community: No such file or directory
        World updated, but the following packages are not removed due to:
          binutils: gcc

        OK: 162 MiB in 28 packages
    "#]],
    );
}

#[test]
fn other_commands() {
    check(
        "update\nupgrade\n--version\n\nfoo\nadd --foo\nsearch -e jq\ninfo -v\ninfo -L musl\nadd -s curl",
        expect![[r#"
            fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz
            fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/community/x86_64/APKINDEX.tar.gz
            v3.22.2-206-ge2cfd1f9853 [https://dl-cdn.alpinelinux.org/alpine/v3.22/main]
            v3.22.2-206-ge2cfd1f9853 [https://dl-cdn.alpinelinux.org/alpine/v3.22/community]
            OK: 26322 distinct packages available
            OK: 7 MiB in 16 packages
            apk-tools 2.14.9, compiled for x86_64.
            ERROR: '' is not an apk command. See 'apk --help'.
            [1]
            ERROR: 'foo' is not an apk command. See 'apk --help'.
            [1]
            apk: unrecognized option: foo
            apk-tools 2.14.9, compiled for x86_64.

            usage: apk add [<OPTIONS>...] PACKAGES...
            [left out: the rest of apk's help about `add`]
            [1]
            jq-1.8.1-r0
            alpine-baselayout-3.7.0-r0
            alpine-baselayout-data-3.7.0-r0
            alpine-keys-2.5-r0
            alpine-release-3.22.2-r0
            apk-tools-2.14.9-r3
            busybox-1.37.0-r19
            busybox-binsh-1.37.0-r19
            ca-certificates-bundle-20250911-r0
            libapk2-2.14.9-r3
            libcrypto3-3.5.4-r0
            libssl3-3.5.4-r0
            musl-1.2.5-r10
            musl-utils-1.2.5-r10
            scanelf-1.3.8-r1
            ssl_client-1.37.0-r19
            zlib-1.3.1-r2
            musl-1.2.5-r10 contains:
            lib/ld-musl-x86_64.so.1
            lib/libc.musl-x86_64.so.1

            (1/9) Installing brotli-libs (1.1.0-r2)
            (2/9) Installing c-ares (1.34.5-r0)
            (3/9) Installing libunistring (1.3-r0)
            (4/9) Installing libidn2 (2.3.7-r0)
            (5/9) Installing nghttp2-libs (1.65.0-r0)
            (6/9) Installing libpsl (0.21.5-r3)
            (7/9) Installing zstd-libs (1.5.7-r0)
            (8/9) Installing libcurl (8.14.1-r2)
            (9/9) Installing curl (8.14.1-r2)
            OK: 12 MiB in 25 packages
        "#]],
    );
}

#[test]
fn several_packages_are_installed_in_the_recorded_order() {
    check(
        "add --no-cache curl bash\n--no-cache add ca-certificates tzdata",
        expect![[r#"
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/community/x86_64/APKINDEX.tar.gz
        (1/13) Installing ncurses-terminfo-base (6.5_p20250503-r0)
        (2/13) Installing libncursesw (6.5_p20250503-r0)
        (3/13) Installing readline (8.2.13-r1)
        (4/13) Installing bash (5.2.37-r0)
        Executing bash-5.2.37-r0.post-install
        (5/13) Installing brotli-libs (1.1.0-r2)
        (6/13) Installing c-ares (1.34.5-r0)
        (7/13) Installing libunistring (1.3-r0)
        (8/13) Installing libidn2 (2.3.7-r0)
        (9/13) Installing nghttp2-libs (1.65.0-r0)
        (10/13) Installing libpsl (0.21.5-r3)
        (11/13) Installing zstd-libs (1.5.7-r0)
        (12/13) Installing libcurl (8.14.1-r2)
        (13/13) Installing curl (8.14.1-r2)
        Executing busybox-1.37.0-r19.trigger
        OK: 14 MiB in 29 packages
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/community/x86_64/APKINDEX.tar.gz
        (1/2) Installing ca-certificates (20250911-r0)
        (2/2) Installing tzdata (2025b-r0)
        Executing busybox-1.37.0-r19.trigger
        Executing ca-certificates-20250911-r0.trigger
        OK: 15 MiB in 31 packages
    "#]],
    );
}

#[test]
fn the_base_image_is_alpines() {
    let container = Container::new();
    let root = AbsPath::root();
    let entries = container.tree.walk(&root);
    let links = entries.iter().filter(|(_, it)| {
        matches!(&it.kind, image::EntryKind::Symlink(target) if &**target == "/bin/busybox")
    });
    // The applets; /bin/sh is a package of its own.
    assert_eq!(links.count(), 304);
    let apk_files = ["/lib/apk/db", "/etc/apk"].map(AbsPath::new);
    let is_apks = |path: &AbsPath| apk_files.iter().any(|it| path.below(it).is_some());
    let packaged =
        entries.iter().filter(|(path, _)| !is_apks(path) || path.as_str().contains("/keys/"));
    assert_eq!(packaged.map(|(_, it)| it.size()).sum::<u64>(), 8_291_586);
    assert_eq!(container.tree.size(), 8_300_342);
    for (path, mode, start) in [
        ("/usr/lib/os-release", 0o644, "NAME=\"Alpine Linux\"\n"),
        ("/etc/passwd", 0o644, "root:x:0:0:root:/root:/bin/sh\n"),
        ("/etc/shadow", 0o640, "root:*::0:::::\n"),
        ("/bin/busybox", 0o755, "stand-in for a file of 808712 bytes of the package busybox"),
    ] {
        let entry = container.tree.entry(&AbsPath::new(path)).expect(path);
        assert_eq!(entry.metadata.mode, mode, "{path}");
        assert!(container.text(path).starts_with(start), "{path}");
    }
    for (path, mode) in [("/tmp", 0o1777), ("/root", 0o700), ("/var/cache/apk", 0o755)] {
        assert_eq!(container.tree.entry(&AbsPath::new(path)).expect(path).metadata.mode, mode);
    }
}

#[test]
fn a_layer_weighs_what_its_packages_weigh() {
    let mut container = Container::new();
    let before = container.tree.clone();
    container.run("add --no-cache redis");
    let changeset = container.tree.diff(&before);
    let programs =
        changeset.changes().iter().filter(|it| it.path.as_str().starts_with("/usr/bin/redis-"));
    assert_eq!(programs.count(), 6);
    assert!(
        container
            .text("/etc/passwd")
            .ends_with("\nredis:x:100:101:redis:/var/lib/redis:/sbin/nologin\n")
    );
    assert!(container.text("/etc/group").ends_with("\nredis:x:101:redis\n"));
    let libraries = 100_000_000;
    let size: u64 = container.tree.size() - before.size();
    assert!((3_932_160..libraries).contains(&size), "{size}");
}

#[test]
fn users_other_than_root_may_only_look() {
    let mut container = Container::new();
    for (line, code) in [("add redis", 99), ("info", 0)] {
        let args: Vec<String> = line.split(' ').map(str::to_string).collect();
        let caller = Caller { uid: 1000, working_dir: &AbsPath::root() };
        let run = apk(&args, &mut container.tree, &container.upstream, container.now, caller);
        assert_eq!(run.code, code, "{line}");
    }
}
