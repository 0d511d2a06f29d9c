//! What `COPY` and `ADD` put into an image.

use std::rc::Rc;

use engine::Builder::{self, BuildKit, Classic};
use engine::{BuildRequest, Request};
use expect_test::{Expect, expect};
use image::{
    AbsPath, Content, Entry, EntryKind, FileTree, Image, Metadata, SimTime, TarKind, TarMember,
    write_tar,
};

use crate::fixture::{Session, base, request, steps};

/// What `gzip` makes of an archive that holds an empty file `z`.
const PACKED: &[u8] = include_bytes!("z.tar.gz");

/// Builds, and lists what the image has that its base has not; or says why there is no image.
#[track_caller]
fn check(builder: Builder, files: &str, expected: Expect) {
    expected.assert_eq(&listing(&mut Session::new(), with_archives(request(builder, files))));
}

/// The same with both builders, which agree.
#[track_caller]
fn check_both(files: &str, expected: Expect) {
    let list = |builder| listing(&mut Session::new(), with_archives(request(builder, files)));
    assert_eq!(list(Classic), list(BuildKit));
    expected.assert_eq(&list(BuildKit));
}

fn listing(session: &mut Session, request: BuildRequest) -> String {
    let outcome = session.apply(&Request::Build(Box::new(request)));
    match outcome.result {
        Ok(id) => {
            let image = id.and_then(|it| session.engine.image(it));
            list(image.expect("a build gives an image"))
        }
        Err(error) => format!("{error}\n"),
    }
}

fn list(image: &Rc<Image>) -> String {
    let base = base();
    let mut text = String::new();
    for (path, entry) in image.tree().walk(&AbsPath::root()) {
        if base.tree().entry(&path).is_some() {
            continue;
        }
        let Metadata { mode, uid, gid, .. } = entry.metadata;
        let kind = match &entry.kind {
            EntryKind::Directory => "/".to_string(),
            EntryKind::File(content) if content.bytes().contains(&0) => {
                format!(" {} bytes", content.size())
            }
            EntryKind::File(content) => format!(" {:?}", content.text()),
            EntryKind::Symlink(target) => format!(" -> {target}"),
            EntryKind::Fifo | EntryKind::Device(_) => " special".to_string(),
        };
        let names = image.tree().names(&path).len();
        let names = if names == 0 { String::new() } else { format!(" ({names} names)") };
        text += &format!("{mode:04o} {uid}:{gid} {path}{kind}{names}\n");
    }
    text
}

/// Adds `x.tar`, `z.tar.gz` and `b.tar.bz2` to the context.
fn with_archives(mut request: BuildRequest) -> BuildRequest {
    let member = |name: &str, mode: u32, kind: TarKind| TarMember {
        name: name.to_string(),
        metadata: Metadata { mode, uid: 7, gid: 8, mtime: SimTime::from_seconds(1000) },
        kind,
    };
    let file = |text: &str| TarKind::Entry(EntryKind::File(Content::new(text.as_bytes())));
    let tar = write_tar(&[
        member("d", 0o700, TarKind::Entry(EntryKind::Directory)),
        member("d/f", 0o640, file("one")),
        member("link", 0o640, TarKind::Link("d/f".into())),
        member("s", 0o777, TarKind::Entry(EntryKind::Symlink("d/f".into()))),
    ]);
    let now = SimTime::from_seconds(1000);
    for (name, bytes) in [
        ("/x.tar", tar.as_slice()),
        ("/z.tar.gz", PACKED),
        ("/b.tar.bz2", b"BZh91AY"),
        ("/plain.gz", b"\x1f\x8b\x08no"),
    ] {
        let entry = Entry::file(Content::new(bytes), 0o644, now);
        request.context.tree.insert(&AbsPath::new(name), entry).expect("the root has room");
    }
    request
}

#[test]
fn an_added_archive_is_unpacked_and_a_copied_one_is_not() {
    check_both(
        "FROM alpine\nADD x.tar z.tar.gz /a/\nCOPY plain.gz /\nADD plain.gz /p/\n",
        expect![[r#"
                0755 0:0 /a/
                0700 7:8 /a/d/
                0640 7:8 /a/d/f "one" (2 names)
                0640 7:8 /a/link "one" (2 names)
                0777 7:8 /a/s -> d/f
                0644 9:9 /a/z ""
                0755 0:0 /p/
                0644 0:0 /p/plain.gz "\u{1f}�\u{8}no"
                0644 0:0 /plain.gz "\u{1f}�\u{8}no"
            "#]],
    );
    check(
        BuildKit,
        "FROM alpine\nADD b.tar.bz2 /\n",
        expect![[r#"
        Layerlab does not simulate `ADD b.tar.bz2`, which unpacks bzip2
    "#]],
    );
    check(
        BuildKit,
        "FROM alpine\nADD --unpack=false --chmod=u=rw z.tar.gz /a\n",
        expect![[r#"
            0644 0:0 /a 104 bytes
        "#]],
    );
    check(
        BuildKit,
        "FROM alpine\nADD --chown=1:2 x.tar /a\n",
        expect![[r#"
            0755 1:2 /a/
            0700 1:2 /a/d/
            0640 1:2 /a/d/f "one" (2 names)
            0640 1:2 /a/link "one" (2 names)
            0777 1:2 /a/s -> d/f
        "#]],
    );
}

#[test]
fn an_address_is_downloaded() {
    check_both(
        "FROM alpine\nADD https://downloads.example.com/hello.txt /a/\n",
        expect![[r#"
        0755 0:0 /a/
        0600 0:0 /a/hello.txt "Hello from downloads.example.com\n"
    "#]],
    );
    for (files, expected) in [
        (
            "FROM alpine\nADD http://example.com/none /a\n",
            expect![[r#"
            invalid response status 404
        "#]],
        ),
        (
            "FROM alpine\nADD http://nowhere.test/x /a\n",
            expect![[r#"
            Get "http://nowhere.test/x": dial tcp: lookup nowhere.test on 127.0.0.53:53: no such host
        "#]],
        ),
        (
            "FROM alpine\nADD http://example.com /a/\n",
            expect![[r#"
            0755 0:0 /a/
            0600 0:0 /a/download "<!doctype html>\n<title>Example Domain</title>\n<h1>Example Domain</h1>\n"
        "#]],
        ),
        (
            "FROM alpine\nADD https://example.com/a.git#main /a/\n",
            expect![[r#"
            Layerlab does not simulate `ADD https://example.com/a.git#main`, which clones a repository
        "#]],
        ),
        (
            "FROM alpine\nADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://downloads.example.com/hello.txt /a/\n",
            expect![[r#"
                digest mismatch sha256:6c060503ad8ba2e4c7f6f75e6b5065b51f023b8367def702ec1a44cfd2bf20f0: sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d
            "#]],
        ),
        (
            "FROM alpine\nADD --checksum=sha256:1 Dockerfile /a/\n",
            expect![[r#"
            checksum can't be specified for non-HTTP(S) sources
        "#]],
        ),
    ] {
        check(BuildKit, files, expected);
    }
}

const TREE: &str = "\
-- a/b/one.txt --
1
-- a/b/two.md --
2
-- a/c/d/one.txt --
3
-- a/three.txt --
4
";

#[test]
fn parents_are_kept_from_the_pivot_on() {
    for (flags, expected) in [
        (
            "--parents a/b/one.txt /o/",
            expect![[r#"
            0755 0:0 /o/
            0755 0:0 /o/a/
            0755 0:0 /o/a/b/
            0644 0:0 /o/a/b/one.txt "1\n"
        "#]],
        ),
        (
            "--parents a/./b/one.txt /o/",
            expect![[r#"
            0755 0:0 /o/
            0755 0:0 /o/b/
            0644 0:0 /o/b/one.txt "1\n"
        "#]],
        ),
        (
            "--parents a/./*/one.txt /o/",
            expect![[r#"
            0755 0:0 /o/
            0755 0:0 /o/b/
            0644 0:0 /o/b/one.txt "1\n"
        "#]],
        ),
        (
            "--parents ./**/one.txt /o/",
            expect![[r#"
            0755 0:0 /o/
            0755 0:0 /o/a/
            0755 0:0 /o/a/b/
            0644 0:0 /o/a/b/one.txt "1\n"
            0755 0:0 /o/a/c/
            0755 0:0 /o/a/c/d/
            0644 0:0 /o/a/c/d/one.txt "3\n"
        "#]],
        ),
        (
            "--parents a/b /o/",
            expect![[r#"
            0755 0:0 /o/
            0755 0:0 /o/a/
            0755 0:0 /o/a/b/
            0644 0:0 /o/a/b/one.txt "1\n"
            0644 0:0 /o/a/b/two.md "2\n"
        "#]],
        ),
        (
            "--parents none* /o/",
            expect![[r#"
            0755 0:0 /o/
        "#]],
        ),
    ] {
        check(BuildKit, &format!("FROM alpine\nCOPY {flags}\n{TREE}"), expected);
    }
}

#[test]
fn excluded_files_are_left_out() {
    for (flags, expected) in [
        (
            "--exclude=*.txt a /o/",
            expect![[r#"
            0755 0:0 /o/
            0755 0:0 /o/b/
            0644 0:0 /o/b/one.txt "1\n"
            0644 0:0 /o/b/two.md "2\n"
            0755 0:0 /o/c/
            0755 0:0 /o/c/d/
            0644 0:0 /o/c/d/one.txt "3\n"
        "#]],
        ),
        (
            "--exclude=**/*.txt a /o/",
            expect![[r#"
            0755 0:0 /o/
            0755 0:0 /o/b/
            0644 0:0 /o/b/two.md "2\n"
            0755 0:0 /o/c/
            0755 0:0 /o/c/d/
        "#]],
        ),
        (
            "--exclude=**/*.txt --exclude=!c a/* /o/",
            expect![[r#"
            0755 0:0 /o/
            0755 0:0 /o/d/
            0644 0:0 /o/two.md "2\n"
        "#]],
        ),
    ] {
        check(BuildKit, &format!("FROM alpine\nCOPY {flags}\n{TREE}"), expected);
    }
}

#[test]
fn a_linked_copy_is_reused_over_another_base() {
    let with = |text: &str| {
        format!("FROM alpine\nRUN echo {text} > /f\nCOPY --link a.txt /d/\n-- a.txt --\nalpha\n")
    };
    let mut session = Session::new();
    session.build(BuildKit, &with("one"));
    let outcome = session.build(BuildKit, &with("two"));
    assert!(steps(&outcome.log).contains("2 cached"), "{}", steps(&outcome.log));
    let listed = listing(&mut session, request(BuildKit, &with("two")));
    expect![[r#"
        0755 0:0 /d/
        0644 0:0 /d/a.txt "alpha\n"
        0644 0:0 /f "two\n"
    "#]]
    .assert_eq(&listed);
}

#[test]
fn permissions_may_be_written_with_letters() {
    check(
        BuildKit,
        "FROM alpine\nCOPY --chmod=u=rwX,go=rX a /o/\n-- a/b --\n1\n",
        expect![[r#"
        0755 0:0 /o/
        0644 0:0 /o/b "1\n"
    "#]],
    );
    check(
        BuildKit,
        "FROM alpine\nCOPY --chmod=rubbish a /o/\n-- a/b --\n1\n",
        expect![[r#"
        invalid chmod parameter: 'rubbish'. it should be octal string and between 0 and 07777
    "#]],
    );
}

#[test]
fn owners_are_looked_up_in_the_image() {
    let files = "\
FROM alpine
RUN echo bob:x:1234:1234::/: >> /etc/passwd && echo bob:x:1234: >> /etc/group
COPY --chown=bob a /a
COPY --chown=nobody:bob a /b
COPY --chown=77 a /c
-- a --
1
";
    check_both(
        files,
        expect![[r#"
            0644 1234:1234 /a "1\n"
            0644 65534:1234 /b "1\n"
            0644 77:77 /c "1\n"
        "#]],
    );
    check(
        Classic,
        "FROM alpine\nCOPY --chown=alice a /a\n-- a --\n1\n",
        expect![[r#"
        unable to convert uid/gid chown string to host mapping: can't find uid for user alice: no such user: alice
    "#]],
    );
}

#[test]
fn what_a_stage_does_not_have_is_looked_for_there() {
    let files = "FROM alpine AS one\nFROM alpine\nCOPY --from=one /none /x\n";
    let outcome = Session::new().build(BuildKit, files);
    let error = outcome.result.unwrap_err();
    expect![[r#"
            "/none" not found: not found
            `/none` is looked up in `one`; does a step there make it?
        "#]]
    .assert_eq(&format!("{error}\n{}\n", error.hint().unwrap()));
}

#[test]
fn no_archive_reaches_out_of_its_directory() {
    let member = |name: &str, kind: TarKind| TarMember {
        name: name.to_string(),
        metadata: Metadata::root(0o644, SimTime::default()),
        kind,
    };
    let tar = write_tar(&[
        member("", TarKind::Entry(EntryKind::Directory)),
        member("../../up", TarKind::Entry(EntryKind::Fifo)),
    ]);
    let mut request = request(BuildKit, "FROM scratch\nADD y.tar /\n");
    let entry = Entry::file(Content::new(tar), 0o644, SimTime::default());
    request.context.tree = FileTree::default();
    request.context.tree.insert(&AbsPath::new("/y.tar"), entry).unwrap();
    expect![[r#"
        Error processing tar file(exit status 1): "../../up" is outside of "/"
    "#]]
    .assert_eq(&listing(&mut Session::new(), request));
}
