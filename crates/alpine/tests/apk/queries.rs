//! Commands that ask, and what time does to their answers.

use std::time::Duration;

use expect_test::expect;

use crate::container::{Container, check};

#[test]
fn packages_are_searched_by_name_origin_and_user() {
    check(
        "update -q\nsearch -e redis\nsearch -v -e jq\nsearch -q libcurl\nsearch --has-origin jq\nsearch -o -e libcurl\nsearch -r -e oniguruma\nsearch -e cmd:jq\nsearch nothing-like-it",
        expect![[r#"
            redis-8.0.4-r0
            jq-1.8.1-r0 - jq of Alpine Linux
            libcurl
            jq-1.8.1-r0
            curl-8.14.1-r2
            oniguruma-6.9.10-r0 is required by:
            jq-1.8.1-r0
            oniguruma-dev-6.9.10-r0
            jq-1.8.1-r0
        "#]],
    );
}

#[test]
fn a_package_is_described_part_by_part() {
    check(
        "info jq\nupdate -q\ninfo jq\ninfo -R jq\ninfo -r musl\ninfo --license -s zlib\ninfo -vR zlib\ninfo -W /bin/ls /etc/passwd /none usr/bin/..\ninfo -L scanelf\ninfo -t busybox\ninfo -P zlib\ninfo -e musl nano\ninfo -a scanelf",
        expect![[r#"
            WARNING: opening from cache https://dl-cdn.alpinelinux.org/alpine/v3.22/main: No such file or directory
            WARNING: opening from cache https://dl-cdn.alpinelinux.org/alpine/v3.22/community: No such file or directory
            [1]
            jq-1.8.1-r0 description:
            jq of Alpine Linux

            jq-1.8.1-r0 webpage:
            https://pkgs.alpinelinux.org/packages?name=jq

            jq-1.8.1-r0 installed size:
            339 KiB

            jq-1.8.1-r0 depends on:
            so:libc.musl-x86_64.so.1
            so:libonig.so.5

            musl-1.2.5-r10 is required by:
            apk-tools-2.14.9-r3
            busybox-1.37.0-r19
            libapk2-2.14.9-r3
            libcrypto3-3.5.4-r0
            libssl3-3.5.4-r0
            musl-utils-1.2.5-r10
            scanelf-1.3.8-r1
            ssl_client-1.37.0-r19
            zlib-1.3.1-r2

            zlib-1.3.1-r2 installed size:
            101 KiB

            zlib-1.3.1-r2 license:
            Zlib

            zlib: so:libc.musl-x86_64.so.1 
            /bin/ls symlink target is owned by busybox-1.37.0-r19
            /etc/passwd is owned by alpine-baselayout-data-3.7.0-r0
            ERROR: /none: Could not find owner package
            /usr is owned by alpine-baselayout-3.7.0-r0
            [1]
            scanelf-1.3.8-r1 contains:
            usr/bin/scanelf

            busybox-1.37.0-r19 triggers:
            /bin
            /usr/bin
            /sbin
            /usr/sbin
            /lib/modules/*

            zlib-1.3.1-r2 provides:
            so:libz.so.1=1.3.1

            musl
            [1]
            scanelf-1.3.8-r1 description:
            scanelf of Alpine Linux

            scanelf-1.3.8-r1 webpage:
            https://pkgs.alpinelinux.org/packages?name=scanelf

            scanelf-1.3.8-r1 installed size:
            65 KiB

            scanelf-1.3.8-r1 depends on:
            so:libc.musl-x86_64.so.1

            scanelf-1.3.8-r1 provides:
            cmd:scanelf=1.3.8-r1

            scanelf-1.3.8-r1 is required by:
            musl-utils-1.2.5-r10

            scanelf-1.3.8-r1 contains:
            usr/bin/scanelf

            scanelf-1.3.8-r1 triggers:

            scanelf-1.3.8-r1 has auto-install rule:

            scanelf-1.3.8-r1 affects auto-installation of:

            scanelf-1.3.8-r1 replaces:

            scanelf-1.3.8-r1 license:
            GPL-2.0-only

        "#]],
    );
}

#[test]
fn packages_are_listed_with_their_state() {
    check(
        "update -q\nlist jq\nlist -I mu*\nlist -q -I -o busybox\nlist -P cmd:jq\nlist --manifest zlib\nlist -d oniguruma\nlist -u\npolicy jq musl\nversion\nversion -v musl\nversion -t 1.2-r0 1.2-r1\nversion -c 1.2 latest",
        expect![[r#"
            jq-1.8.1-r0 x86_64 {jq} (MIT)
            musl-1.2.5-r10 x86_64 {musl} (MIT) [installed]
            musl-utils-1.2.5-r10 x86_64 {musl} (MIT AND BSD-2-Clause AND GPL-2.0-or-later) [installed]
            busybox
            busybox-binsh
            ssl_client
            <cmd:jq> jq-1.8.1-r0 x86_64 {jq} (MIT)
            zlib 1.3.1-r2
            oniguruma-dev-6.9.10-r0 x86_64 {oniguruma} (BSD-2-Clause)
            jq policy:
              1.8.1-r0:
                https://dl-cdn.alpinelinux.org/alpine/v3.22/main
            musl policy:
              1.2.5-r10:
                lib/apk/db/installed
                https://dl-cdn.alpinelinux.org/alpine/v3.22/main
            Installed:                                Available:
            Installed:                                Available:
            musl-1.2.5-r10                          = 1.2.5-r10 
            <
            latest
            [1]
        "#]],
    );
}

#[test]
fn archives_are_fetched_into_a_directory() {
    let mut container = Container::new();
    expect![[r#"
        WARNING: opening from cache https://dl-cdn.alpinelinux.org/alpine/v3.22/main: No such file or directory
        WARNING: opening from cache https://dl-cdn.alpinelinux.org/alpine/v3.22/community: No such file or directory
        jq: unable to select package (or its dependencies)
        [1]
        Downloading jq-1.8.1-r0
        Downloading musl-1.2.5-r10
        Downloading oniguruma-6.9.10-r0
        https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/jq-1.8.1-r0.apk
        apk-tools 2.14.9, compiled for x86_64.

        usage: apk cache [<OPTIONS>...] [clean | download | sync] [PACKAGES...]
        [left out: the rest of apk's help about `cache`]
        [1]
    "#]].assert_eq(&container.run("fetch jq\nupdate -q\nfetch -R -o /tmp jq\nfetch --simulate --url jq\ncache clean\ncache download\ncache"));
}

#[test]
fn an_audit_tells_what_the_user_changed() {
    let mut container = Container::new();
    container.edit("/etc/hosts", "localhost", "localhost box");
    container.edit("/etc/motd", "Welcome", "Hello");
    expect![[r#"
        A etc/apk/arch
        A etc/apk/keys/alpine-devel@lists.alpinelinux.org-4a6a0840.rsa.pub
        A etc/apk/keys/alpine-devel@lists.alpinelinux.org-5243ef4b.rsa.pub
        A etc/apk/keys/alpine-devel@lists.alpinelinux.org-5261cecb.rsa.pub
        A etc/apk/keys/alpine-devel@lists.alpinelinux.org-6165ee59.rsa.pub
        A etc/apk/keys/alpine-devel@lists.alpinelinux.org-61666e3f.rsa.pub
        A etc/apk/repositories
        A etc/apk/world
        U etc/hosts
        U etc/motd
        etc/apk/arch
        etc/apk/keys/alpine-devel@lists.alpinelinux.org-4a6a0840.rsa.pub
        etc/apk/keys/alpine-devel@lists.alpinelinux.org-5243ef4b.rsa.pub
        etc/apk/keys/alpine-devel@lists.alpinelinux.org-5261cecb.rsa.pub
        etc/apk/keys/alpine-devel@lists.alpinelinux.org-6165ee59.rsa.pub
        etc/apk/keys/alpine-devel@lists.alpinelinux.org-61666e3f.rsa.pub
        etc/apk/repositories
        etc/apk/world
        etc/hosts
        etc/motd
        alpine-keys-2.5-r0
        alpine-baselayout-data-3.7.0-r0
        alpine-baselayout-3.7.0-r0
    "#]]
    .assert_eq(&container.run("audit\naudit -q\naudit --system\naudit --packages"));
}

#[test]
fn another_root_gets_its_own_packages() {
    check(
        "add --root /rootfs musl\nadd -p /rootfs --initdb --no-cache -X https://dl-cdn.alpinelinux.org/alpine/v3.22/main musl\nadd -p /rootfs --no-cache --allow-untrusted -X https://dl-cdn.alpinelinux.org/alpine/v3.22/main musl\ninfo -p /rootfs\ninfo -e musl zlib",
        expect![[r#"
            ERROR: Unable to read database: No such file or directory
            ERROR: Failed to open apk database: No such file or directory
            [99]
            fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz
            WARNING: updating and opening https://dl-cdn.alpinelinux.org/alpine/v3.22/main: UNTRUSTED signature
            ERROR: unable to select packages:
              musl (no such package):
                required by: world[musl]
            [not in our index: musl]
            [1]
            fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz
            (1/1) Installing musl (1.2.5-r10)
            OK: 0 MiB in 1 packages
            musl
            musl
            zlib
        "#]],
    );
}

#[test]
fn versions_move_as_weeks_pass() {
    let mut container = Container::new();
    let mut shown = container.run("add redis=8.0.4-r0\nversion");
    container.now = container.now + Duration::from_secs(21 * 86_400);
    // The index in the container is three weeks old, and its packages are gone.
    shown += &container.run(
        "version\nadd --cache-max-age 99999 jq openssl\nadd openssl\nupdate\nversion\nupgrade -s",
    );
    expect![[r#"
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/community/x86_64/APKINDEX.tar.gz
        (1/3) Installing libgcc (14.2.0-r6)
        (2/3) Installing libstdc++ (14.2.0-r6)
        (3/3) Installing redis (8.0.4-r0)
        Executing redis-8.0.4-r0.pre-install
        Executing redis-8.0.4-r0.post-install
        Executing busybox-1.37.0-r19.trigger
        OK: 14 MiB in 19 packages
        Installed:                                Available:
        Installed:                                Available:
        (1/3) Installing oniguruma (6.9.10-r0)
        (2/3) Installing jq (1.8.1-r0)
        (3/3) Installing openssl (3.5.4-r0)
        ERROR: openssl-3.5.4-r0: package mentioned in index not found (try 'apk update')
        Executing busybox-1.37.0-r19.trigger
        1 error; 15 MiB in 21 packages
        [1]
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/community/x86_64/APKINDEX.tar.gz
        (1/3) Upgrading libcrypto3 (3.5.4-r0 -> 3.5.5-r0)
        (2/3) Upgrading libssl3 (3.5.4-r0 -> 3.5.5-r0)
        (3/3) Installing openssl (3.5.5-r0)
        Executing busybox-1.37.0-r19.trigger
        OK: 16 MiB in 22 packages
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/community/x86_64/APKINDEX.tar.gz
        v3.22.2-290-g9bb57922dc1 [https://dl-cdn.alpinelinux.org/alpine/v3.22/main]
        v3.22.2-290-g9bb57922dc1 [https://dl-cdn.alpinelinux.org/alpine/v3.22/community]
        OK: 26322 distinct packages available
        Installed:                                Available:
        redis-8.0.4-r0                          < 8.0.5-r0 
        OK: 16 MiB in 22 packages
    "#]]
    .assert_eq(&shown);
}

#[test]
fn a_pinned_package_needs_a_repository_with_its_tag() {
    check(
        "add jq@edge",
        expect![[r#"
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/community/x86_64/APKINDEX.tar.gz
        WARNING: The repository tag for world dependency 'jq@edge' does not exist
        ERROR: Not committing changes due to missing repository tags. Use --force-broken-world to override.
        [99]
    "#]],
    );
}

#[test]
fn more_words_tell_more() {
    check(
        "-v add --no-cache jq\n-v del jq\n-vv add -q nano",
        expect![[r#"
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/community/x86_64/APKINDEX.tar.gz
        (1/2) Installing oniguruma (6.9.10-r0)
        (2/2) Installing jq (1.8.1-r0)
        Executing busybox-1.37.0-r19.trigger
        OK: 18 packages, 98 dirs, 115 files, 8 MiB
        WARNING: opening from cache https://dl-cdn.alpinelinux.org/alpine/v3.22/main: No such file or directory
        WARNING: opening from cache https://dl-cdn.alpinelinux.org/alpine/v3.22/community: No such file or directory
        The following packages will be REMOVED:
          jq oniguruma
        After this operation, 891 KiB of disk space will be freed.
        (1/2) Purging jq (1.8.1-r0)
        (2/2) Purging oniguruma (6.9.10-r0)
        Executing busybox-1.37.0-r19.trigger
        OK: 16 packages, 98 dirs, 112 files, 7 MiB
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz
        fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/community/x86_64/APKINDEX.tar.gz
        (1/3) Installing ncurses-terminfo-base (6.5_p20250503-r0)
        (2/3) Installing libncursesw (6.5_p20250503-r0)
        (3/3) Installing nano (8.4-r0)
        Executing busybox-1.37.0-r19.trigger
        OK: 19 packages, 110 dirs, 157 files, 8 MiB
    "#]],
    );
}
