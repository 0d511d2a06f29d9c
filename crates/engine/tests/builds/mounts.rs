//! `RUN --mount`.

use engine::{BuildRequest, Builder::BuildKit, Request};
use expect_test::{Expect, expect};

use crate::fixture::{Session, output, request, steps};

/// Builds one after the other; the last one's output, and how its steps ended.
#[track_caller]
fn check(builds: &[&str], expected: Expect) {
    let mut session = Session::new();
    let mut text = String::new();
    for files in builds {
        let request = with_secret(request(BuildKit, files));
        let outcome = session.apply(&Request::Build(Box::new(request)));
        text = format!("{}{}", output(&outcome.log), steps(&outcome.log));
    }
    expected.assert_eq(&text);
}

fn with_secret(mut request: BuildRequest) -> BuildRequest {
    request.options.secrets.insert("token".to_string(), b"s3cret".to_vec());
    request.options.ssh.insert("default".to_string());
    request
}

#[test]
fn a_cache_is_there_in_the_next_build() {
    let with = |text: &str| {
        format!(
            "FROM alpine\nRUN --mount=type=cache,target=/root/.cache/x,uid=7,mode=0700 \\\n\
             echo {text} >> /root/.cache/x/log && cat /root/.cache/x/log && stat -c '%a %u' /root/.cache/x\n\
             RUN ls -a /root\n"
        )
    };
    check(
        &[&with("one"), &with("two")],
        expect![[r#"
        one
        two
        700 7
        .
        ..
        0 cached
        1 done (was RUN --mount=type=cache,target=/root/.cache/x,uid=7,mode=0700 echo one >> /root/.cache/x/log && cat /root/.cache/x/log && stat -c '%a %u' /root/.cache/x)
        2 done (parent)
    "#]],
    );
}

#[test]
fn an_id_names_a_cache_and_readonly_keeps_it_as_it_is() {
    check(
        &[
            "FROM alpine\nRUN --mount=type=cache,id=a,target=/x touch /x/one\n",
            "FROM alpine\nRUN --mount=type=cache,id=a,target=/y,ro touch /y/two; ls /y\n",
            "FROM alpine\nRUN --mount=type=cache,id=a,target=/z ls /z\n",
        ],
        expect![[r#"
            one
            0 cached
            1 done (was RUN --mount=type=cache,id=a,target=/y,ro touch /y/two; ls /y)
        "#]],
    );
}

const BOUND: &str = "\
FROM alpine AS made
RUN mkdir /out && echo hello > /out/file
FROM alpine
WORKDIR /w
RUN --mount=from=made,source=/out,target=/in cat /in/file; touch /in/more; ls /in
RUN --mount=target=. --mount=type=tmpfs,target=/t --mount=source=a.txt,target=/b ls; cat /b; ls /t
RUN ls -d /in /t /b a.txt || true
-- a.txt --
alpha
";

#[test]
fn files_of_stages_and_of_the_context_are_bound() {
    check(
        &[BOUND],
        expect![[r#"
        hello
        file
        more
        Dockerfile
        a.txt
        alpha
        ls: /in: No such file or directory
        ls: /t: No such file or directory
        ls: /b: No such file or directory
        ls: a.txt: No such file or directory
        0 done
        3 done (first)
        1 done
        4 done (first)
        5 done (first)
        6 done (first)
    "#]],
    );
    // The file that changed is bound by the second RUN only.
    check(
        &[BOUND, &BOUND.replace("alpha", "omega")],
        expect![[r#"
        Dockerfile
        a.txt
        omega
        ls: /in: No such file or directory
        ls: /t: No such file or directory
        ls: /b: No such file or directory
        ls: a.txt: No such file or directory
        0 done
        1 cached
        3 cached
        4 cached
        5 done (~a.txt)
        6 done (parent)
    "#]],
    );
}

#[test]
fn secrets_are_seen_and_leave_no_trace() {
    let files = "\
FROM alpine
RUN --mount=type=secret,id=token cat /run/secrets/token && echo
RUN --mount=type=secret,id=token,target=/s,mode=0444 --mount=type=secret,id=token,env=TOKEN echo $(cat /s) $TOKEN
RUN --mount=type=ssh echo $SSH_AUTH_SOCK
RUN --mount=type=secret,id=none ls -A /run; ls -d /run/secrets
";
    check(
        &[files],
        expect![[r#"
        s3cret
        s3cret s3cret
        /run/buildkit/ssh_agent.0
        lock
        ls: /run/secrets: No such file or directory
        0 done
        1 done (first)
        2 done (first)
        3 done (first)
        4 failed (first)
        failed: process "/bin/sh -c ls -A /run; ls -d /run/secrets" did not complete successfully: exit code: 1
    "#]],
    );
}

#[test]
fn mounts_that_cannot_be_are_told() {
    for (mount, expected) in [
        (
            "type=secret,id=no,required",
            expect![[r#"
            0 done
            1 failed (first)
            failed: secret no: not found
        "#]],
        ),
        (
            "type=ssh,id=no,required=true",
            expect![[r#"
            0 done
            1 failed (first)
            failed: unset ssh forward key no
        "#]],
        ),
        (
            "typ=cache,target=/x",
            expect![[r#"
            failed: unexpected key 'typ' in 'typ=cache' (did you mean type?)
        "#]],
        ),
        (
            "type=cach,target=/x",
            expect![[r#"
            failed: unsupported mount type "cach" (did you mean cache?)
        "#]],
        ),
        (
            "type=cache",
            expect![[r#"
            0 done
            1 failed (first)
            failed: mount target required
        "#]],
        ),
        (
            "type=bind,source=none,target=/x",
            expect![[r#"
            1 failed
            0 done
            failed: "/none" not found: not found
        "#]],
        ),
        (
            "type=cache,target=/x,sharing=none",
            expect![[r#"
            failed: unsupported sharing value "none"
        "#]],
        ),
        (
            "type=tmpfs,target=/x,required",
            expect![[r#"
            failed: unexpected key 'required' for mount type 'tmpfs'
        "#]],
        ),
        (
            "type=cache,target=/etc/passwd/x",
            expect![[r#"
            0 done
            1 failed (first)
            failed: failed to mount /etc/passwd/x: Not a directory
        "#]],
        ),
    ] {
        check(&[&format!("FROM alpine\nRUN --mount={mount} true\n")], expected);
    }
}

#[test]
fn a_stage_may_run_without_the_cache() {
    let files = "FROM alpine AS one\nRUN touch /a\nFROM alpine AS two\nRUN touch /b\nCOPY --from=one /a /c\n";
    let mut session = Session::new();
    session.build(BuildKit, files);
    let mut request = request(BuildKit, files);
    request.options.uncached_stages.push("one".to_string());
    let outcome = session.apply(&Request::Build(Box::new(request)));
    expect![[r#"
        0 cached
        3 cached
        1 done
        4 cached
    "#]]
    .assert_eq(&steps(&outcome.log));
}
