//! Whole builds, told in captions, bars and marks.

use engine::Builder;
use expect_test::{Expect, expect};
use timeline::{MarkKind, Timeline, duration, size};

use crate::fixture::{GCC_REDIS, REDIS, REDIS_GCC, Session};

/// All sentences of the last of some builds, and what its bars and marks say.
#[track_caller]
fn check(builder: Builder, dockerfiles: &[&str], expected: Expect) {
    let session = dockerfiles.iter().fold(Session::new(), |it, text| it.build(builder, text));
    let timeline = Timeline::of(&session.log);
    let track = timeline.tracks.last().expect("a build was made");
    let frames = &timeline.frames[track.frames.0 as usize..track.frames.1 as usize];
    let mut told: String = frames.iter().map(|it| format!("{}\n", it.caption)).collect();
    for bar in &track.bars {
        let from = bar
            .reused_from
            .map(|(build, step)| format!(" from {}.{}", build.0, step.0))
            .unwrap_or_default();
        told +=
            &format!("| {:?}{from} {} {}\n", bar.status, duration(bar.end - bar.start), bar.text);
    }
    if let Some(saved) = track.saved {
        let time = duration(std::time::Duration::from_micros(saved.micros));
        told += &format!("| saved {} steps, {time}, {}\n", saved.steps, size(saved.bytes));
    }
    for mark in frames.last().expect("a build has frames").scene.marks() {
        told += &format!("> {} {:?}: {}\n", mark.lines.0, mark.kind, mark.sentence);
    }
    expected.assert_eq(&with_names(&told));
}

/// The text with each ID called by its order of appearance: IDs follow every file of the base image.
fn with_names(text: &str) -> String {
    let mut known: Vec<&str> = Vec::new();
    let mut named = String::new();
    for part in text.split_inclusive(|it: char| !it.is_ascii_alphanumeric()) {
        let word = part.trim_end_matches(|it: char| !it.is_ascii_alphanumeric());
        let is_id = matches!(word.len(), 12 | 64)
            && word.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'));
        if !is_id {
            named += part;
            continue;
        }
        let index = known.iter().position(|it| it[..12] == word[..12]).unwrap_or(known.len());
        if index == known.len() {
            known.push(word);
        }
        named += &format!("id{}{}", index + 1, &part[word.len()..]);
    }
    named
}

#[test]
fn the_first_build_of_the_classic_builder() {
    check(
        Builder::Classic,
        &[REDIS],
        expect![[r#"
            Build 1 begins: the client asks the daemon to build an image with the classic builder.
            The client sends the build context to the daemon: 1 file, 2.0 kB.
            The daemon reads the Dockerfile: 3 steps, to be done one after the other.
            Step 1 begins: the daemon looks for the image in `FROM alpine`.
            The image `alpine:latest` is not here, so the daemon asks the registry for it.
            A layer of `alpine:latest` arrives from the registry: 3.8 MB to download, 8.3 MB unpacked.
            All layers are here: `alpine:latest` is the image `id1`.
            Step 1 is done: the build starts from the image `id1`.
            Step 2 begins: `RUN apk add --update redis`.
            Step 2 is not in the cache and must run. Nothing like this was built before.
            The daemon takes the image `id1` from step 1 and makes the temporary container `id2` from it.
            In the container runs `apk add --update redis`.
            `apk` downloads the package index of main (503 kB) from the package mirror.
            `apk` downloads the package index of community (2.1 MB) from the package mirror.
            `apk` downloads libgcc (81.6 kB) from the package mirror.
            `apk` downloads libstdc++ (943 kB) from the package mirror.
            `apk` downloads redis (1.7 MB) from the package mirror.
            The command ends well; the last line it printed is `OK: 14 MiB in 19 packages`.
            What step 2 did to the files becomes a layer of 9.5 MB: 18 added and 15 changed.
            The result of step 2 is kept as the intermediate image `id3`: the layers so far and the new one.
            The temporary container `id2` is removed; the image `id3` stays.
            Step 3 begins: `CMD ["redis-server"]`.
            Step 3 is not in the cache and must run. Nothing like this was built before.
            The daemon takes the image `id3` from step 2 and makes the temporary container `id4` from it.
            Step 3 changes the image's settings: `CMD ["redis-server"]`.
            The result of step 3 is kept as the image `id5`: the same layers with new settings.
            The temporary container `id4` is removed; the image `id5` stays.
            Build 1 is done after 3.6 s: it made the image `id5`.
            | Done 1.5 s FROM alpine
            | Done 1.9 s RUN apk add --update redis
            | Done 0.2 s CMD ["redis-server"]
            > 1 Miss: The image was not here, so it was downloaded.
            > 2 Miss: Nothing like this was built before.
            > 3 Miss: Nothing like this was built before.
        "#]],
    );
}

#[test]
fn one_line_more_reuses_the_two_steps_above_it() {
    check(
        Builder::Classic,
        &[REDIS, REDIS_GCC],
        expect![[r#"
            Build 2 begins: the client asks the daemon to build an image with the classic builder.
            The client sends the build context to the daemon: 1 file, 2.0 kB.
            The daemon reads the Dockerfile: 4 steps, to be done one after the other.
            Step 1 begins: the daemon looks for the image in `FROM alpine`.
            Step 1 starts from the image `id1`, which is here already; nothing is downloaded.
            Step 2 begins: `RUN apk add --update redis`.
            The cache has the result of step 2, because nothing that it depends on changed.
            Step 2 is reused: the image `id2` of build 1 is taken as it is, and no container starts.
            Step 3 begins: `RUN apk add --update gcc`.
            Step 3 is not in the cache and must run. This instruction never ran at this place.
            The daemon takes the image `id2` from step 2 and makes the temporary container `id3` from it.
            In the container runs `apk add --update gcc`.
            `apk` downloads the package index of main (503 kB) from the package mirror.
            `apk` downloads the package index of community (2.1 MB) from the package mirror.
            `apk` downloads jansson (48.8 kB) from the package mirror.
            `apk` downloads zstd-libs (378 kB) from the package mirror.
            `apk` downloads binutils (3.2 MB) from the package mirror.
            `apk` downloads libgomp (150 kB) from the package mirror.
            `apk` downloads libatomic (10.2 kB) from the package mirror.
            `apk` downloads gmp (222 kB) from the package mirror.
            `apk` downloads isl26 (886 kB) from the package mirror.
            `apk` downloads mpfr4 (315 kB) from the package mirror.
            `apk` downloads mpc1 (48.6 kB) from the package mirror.
            `apk` downloads gcc (53.1 MB) from the package mirror.
            The command ends well; the last line it printed is `OK: 166 MiB in 29 packages`.
            What step 3 did to the files becomes a layer of 162 MB: 51 added and 10 changed.
            The result of step 3 is kept as the intermediate image `id4`: the layers so far and the new one.
            The temporary container `id3` is removed; the image `id4` stays.
            Step 4 begins: `CMD ["redis-server"]`.
            Step 4 is not in the cache and must run. The step above was rebuilt, so this one must follow.
            The daemon takes the image `id4` from step 3 and makes the temporary container `id5` from it.
            Step 4 changes the image's settings: `CMD ["redis-server"]`.
            The result of step 4 is kept as the image `id6`: the same layers with new settings.
            The temporary container `id5` is removed; the image `id6` stays.
            Build 2 is done after 12.1 s: it made the image `id6`. 2 steps were reused, which saved 3.4 s and 9.1 MB of downloads.
            | Hit from 0.0 2 ms FROM alpine
            | Hit from 0.1 2 ms RUN apk add --update redis
            | Done 11.9 s RUN apk add --update gcc
            | Done 0.2 s CMD ["redis-server"]
            | saved 2 steps, 3.4 s, 9.1 MB
            > 1 Hit: The image is here already; nothing is downloaded.
            > 2 Hit: Nothing that this step depends on changed.
            > 3 Miss: This instruction never ran at this place.
            > 4 Miss: The step above was rebuilt, so this one must follow.
        "#]],
    );
}

#[test]
fn buildkit_tells_the_same_build_without_intermediate_images() {
    check(
        Builder::BuildKit,
        &[REDIS, REDIS_GCC],
        expect![[r#"
            Build 2 begins: the client asks the daemon to build an image with BuildKit.
            The client sends `Dockerfile` (122 B) to the daemon.
            The daemon asks the registry what `alpine:latest` is, and gets an answer.
            The daemon reads the Dockerfile: 3 steps to do and 1 instruction that only changes settings.
            Step 1 begins: the daemon looks for the image in `FROM docker.io/library/alpine@sha256:id1`.
            Step 1 starts from the image `id2`, which is here already; nothing is downloaded.
            Step 2 begins: `RUN apk add --update redis`.
            The cache has the result of step 2, because nothing that it depends on changed.
            Step 2 is reused: its layer of build 1 (9.5 MB) is taken as it is, and nothing runs.
            Step 3 begins: `RUN apk add --update gcc`.
            Step 3 is not in the cache and must run. Nothing like this was built before.
            The daemon makes the temporary container `id3` for step 3 on the layers so far.
            In the container runs `apk add --update gcc`.
            `apk` downloads the package index of main (503 kB) from the package mirror.
            `apk` downloads the package index of community (2.1 MB) from the package mirror.
            `apk` downloads jansson (48.8 kB) from the package mirror.
            `apk` downloads zstd-libs (378 kB) from the package mirror.
            `apk` downloads binutils (3.2 MB) from the package mirror.
            `apk` downloads libgomp (150 kB) from the package mirror.
            `apk` downloads libatomic (10.2 kB) from the package mirror.
            `apk` downloads gmp (222 kB) from the package mirror.
            `apk` downloads isl26 (886 kB) from the package mirror.
            `apk` downloads mpfr4 (315 kB) from the package mirror.
            `apk` downloads mpc1 (48.6 kB) from the package mirror.
            `apk` downloads gcc (53.1 MB) from the package mirror.
            The command ends well; the last line it printed is `OK: 166 MiB in 29 packages`.
            The temporary container `id3` is removed.
            What step 3 did to the files becomes a layer of 162 MB: 51 added and 10 changed.
            The layers and the settings together are the image `id4`: 3 layers, 180 MB.
            Build 2 is done after 12.2 s: it made the image `id4`. 2 steps were reused, which saved 2.9 s and 9.1 MB of downloads.
            | Hit from 0.0 2 ms FROM docker.io/library/alpine@sha256:id1
            | Hit from 0.1 2 ms RUN apk add --update redis
            | Done 11.8 s RUN apk add --update gcc
            | ConfigOnly 0 ms CMD ["redis-server"]
            | saved 2 steps, 2.9 s, 9.1 MB
            > 1 Hit: The image is here already; nothing is downloaded.
            > 2 Hit: Nothing that this step depends on changed.
            > 3 Miss: Nothing like this was built before.
            > 4 ConfigOnly: Only the image's settings change; nothing runs.
        "#]],
    );
}

#[test]
fn a_failing_command_is_told_with_its_exit_code() {
    check(
        Builder::Classic,
        &["FROM alpine\nRUN cat /nothing\nRUN true\n"],
        expect![[r#"
            Build 1 begins: the client asks the daemon to build an image with the classic builder.
            The client sends the build context to the daemon: 1 file, 2.0 kB.
            The daemon reads the Dockerfile: 3 steps, to be done one after the other.
            Step 1 begins: the daemon looks for the image in `FROM alpine`.
            The image `alpine:latest` is not here, so the daemon asks the registry for it.
            A layer of `alpine:latest` arrives from the registry: 3.8 MB to download, 8.3 MB unpacked.
            All layers are here: `alpine:latest` is the image `id1`.
            Step 1 is done: the build starts from the image `id1`.
            Step 2 begins: `RUN cat /nothing`.
            Step 2 is not in the cache and must run. Nothing like this was built before.
            The daemon takes the image `id1` from step 1 and makes the temporary container `id2` from it.
            In the container runs `cat /nothing`.
            The command fails with exit code 1; the last line it printed is `cat: can't open '/nothing': No such file or directory`.
            The build failed at step 2: the command ended with exit code 1.
            | Done 1.5 s FROM alpine
            | Failed 0.3 s RUN cat /nothing
            | Waiting 0 ms RUN true
            > 1 Miss: The image was not here, so it was downloaded.
            > 2 Failed: The command ended with exit code 1.
            > 3 NotReached: The build did not come here.
        "#]],
    );
}

#[test]
fn a_limit_of_the_simulation_is_no_error_of_docker() {
    check(
        Builder::BuildKit,
        &["FROM alpine\nRUN f() { f; }; f\nRUN true\n"],
        expect![[r#"
            Build 1 begins: the client asks the daemon to build an image with BuildKit.
            The client sends `Dockerfile` (76 B) to the daemon.
            The daemon asks the registry what `alpine:latest` is, and gets an answer.
            The daemon reads the Dockerfile: 3 steps to do.
            Step 1 begins: the daemon looks for the image in `FROM docker.io/library/alpine@sha256:id1`.
            The image `alpine:latest` is not here, so the daemon asks the registry for it.
            A layer of `alpine:latest` arrives from the registry: 3.8 MB to download, 8.3 MB unpacked.
            All layers are here: `alpine:latest` is the image `id2`.
            Step 1 is done: the build starts from the image `id2`.
            Step 2 begins: `RUN f() { f; }; f`.
            Step 2 is not in the cache and must run. Nothing like this was built before.
            The daemon makes the temporary container `id3` for step 2 on the layers so far.
            In the container runs `f() { f; }; f`.
            Layerlab stopped this because it nests too deeply; real Docker may well succeed.
            The temporary container `id3` is removed.
            The build stops at step 2. Layerlab stopped this because it nests too deeply; real Docker may well succeed.
            | Done 1.1 s FROM docker.io/library/alpine@sha256:id1
            | Limited 0.3 s RUN f() { f; }; f
            | Waiting 0 ms RUN true
            > 1 Miss: The image was not here, so it was downloaded.
            > 2 Limited: Layerlab stopped this because it nests too deeply; real Docker may well succeed.
            > 3 NotReached: The build did not come here.
        "#]],
    );
}

#[test]
fn swapping_two_lines_reuses_only_the_base_image() {
    for builder in [Builder::Classic, Builder::BuildKit] {
        let dockerfiles = [REDIS, REDIS_GCC, GCC_REDIS];
        let mut session = Session::new();
        let mut hits = Vec::new();
        for text in dockerfiles {
            session = session.build(builder, text);
            let timeline = Timeline::of(&session.log);
            let marks = timeline.frames.last().unwrap().scene.marks();
            hits.push(
                marks
                    .iter()
                    .filter(|it| it.kind == MarkKind::Hit)
                    .map(|it| it.lines.0)
                    .collect::<Vec<_>>(),
            );
        }
        assert_eq!(hits, [vec![], vec![1, 2], vec![1]], "{builder:?}");
    }
}
