//! buildah-conformance: builds whose results a real engine recorded.

use engine::Builder;
use image::{AbsPath, FileTree, Image};
use serde_json::Value;

use crate::case::{Case, Json};
use crate::files;
use crate::laptop::{self, Laptop, Output};
use crate::verdict::Verdict;

/// The recording that is compared in full.
const CLASSIC: &str = "docker_20_10_classic";
/// What a Dockerfile is called that the case gives no name.
pub(crate) const DOCKERFILE: &str = "Dockerfile";
const TAG: &str = "case";
const CONTEXT: &str = "/home/you/case";

pub(crate) fn counts(case: &Case) -> bool {
    case.kind == "build" && !case.all.is_true("without_docker")
}

pub(crate) fn run(case: &Case) -> Verdict {
    let input = &case.input;
    let mut laptop = prepare(case, input.items("context"));
    let builder = match input.text("builder").as_str() {
        "buildkit" => Builder::BuildKit,
        _ => Builder::Classic,
    };
    let mut words = vec!["-f".to_string(), input.text("dockerfile_name")];
    for (name, value) in input.pairs("build_args") {
        let value = value.as_str().unwrap_or_default();
        words.extend(["--build-arg".to_string(), format!("{name}={value}")]);
    }
    let output = build(&mut laptop, builder, &words);
    outcome(case, &output).and(|| compare(case, &laptop))
}

/// A laptop with the base images of a case, its Dockerfile and `files`.
///
/// Where the recording's Dockerfile named smaller base images, this one does too.
pub(crate) fn prepare(case: &Case, files: &[Value]) -> Laptop {
    let written = case.input.text("dockerfile");
    let notes = case.recorded[CLASSIC].texts("note");
    let is_reduced = notes.iter().any(|it| it.starts_with("image names reduced"));
    let text = if is_reduced { reduced(&written) } else { written.clone() };
    let mut images = laptop::images_in(&text);
    images.extend(case.all.texts("from"));
    images.extend(case.input.texts("from"));
    images.extend(laptop::images_in(&case.input["build_args"].to_string()));
    images.extend(files.iter().flat_map(|it| laptop::images_in(&it.text("text"))));
    let mut laptop = Laptop::new(&images);
    let root = AbsPath::new(CONTEXT);
    let name = case.input.text("dockerfile_name");
    let dockerfile = root.join(if name.is_empty() { DOCKERFILE } else { &name });
    laptop.edit(|tree, now| {
        files::put_all(tree, &root, files, now);
        let copies = tree
            .walk(&root)
            .into_iter()
            .filter(|(_, it)| it.content().is_some_and(|it| it.text() == written.as_str()));
        let copies: Vec<(AbsPath, u32)> =
            copies.map(|(path, it)| (path, it.metadata.mode)).collect();
        for (path, mode) in copies {
            files::put(tree, &path, files::file(text.as_bytes(), mode, now), now);
        }
        let mode = tree.entry(&dockerfile).map_or(0o644, |it| it.metadata.mode);
        files::put(tree, &dockerfile, files::file(text.as_bytes(), mode, now), now);
    });
    laptop
}

/// A Dockerfile whose base images lose their registry, version and digest.
fn reduced(dockerfile: &str) -> String {
    let line = |line: &str| {
        let words = line.split(' ').enumerate().map(|(index, word)| match index {
            1 => {
                let word = word.trim_start_matches("mirror.gcr.io/");
                let word = word.split('@').next().unwrap_or_default();
                match word.split_once(':') {
                    Some((name, tag)) if tag.starts_with(|it: char| it.is_ascii_digit()) => name,
                    _ => word,
                }
            }
            _ => word,
        });
        words.collect::<Vec<_>>().join(" ")
    };
    let lines = dockerfile.split('\n').map(|it| match it.starts_with("FROM ") {
        true => line(it),
        false => it.to_string(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Builds the files at `CONTEXT`.
pub(crate) fn build(laptop: &mut Laptop, builder: Builder, flags: &[String]) -> Output {
    let start = ["docker", "build", "-t", TAG].map(str::to_string);
    let words = [&start[..], flags, &[".".to_string()]].concat();
    let kind = match builder {
        Builder::Classic => "0",
        Builder::BuildKit => "1",
    };
    let env = [("DOCKER_BUILDKIT".to_string(), kind.to_string())];
    laptop.run(&words, &AbsPath::new(CONTEXT), &env, None)
}

/// Whether the build succeeds or fails as it must.
pub(crate) fn outcome(case: &Case, output: &Output) -> Verdict {
    let must_fail = case.expected.text("outcome") == "fail";
    let said: String = output.combined().chars().rev().take(600).collect();
    let said: String = said.chars().rev().collect();
    let limited = output.stderr.contains("limit: ");
    Verdict::check((output.code != 0) == must_fail && !limited, case.expected.text("outcome"), said)
}

/// Compares the image with the recording, if the engine that recorded did as upstream does.
pub(crate) fn compare(case: &Case, laptop: &Laptop) -> Verdict {
    let recording = &case.recorded[CLASSIC];
    if case.all["replayed"][CLASSIC] != "agrees" || recording["exit"] != 0 {
        return Verdict::Passed;
    }
    let Some(image) = laptop.image(TAG) else {
        return Verdict::check(false, "an image", "none");
    };
    let base = base(laptop, &image, recording);
    let config = serde_json::to_value(&image.config().config).unwrap_or_default();
    same_files(&image, &base, recording)
        .and(|| same_config(&recording["config"], &config))
        .and(|| same_history(&laptop.history(&image), recording))
        .and(|| match recording["layers"].as_u64() {
            Some(count) => Verdict::equal(count, image.layers().len() as u64),
            None => Verdict::Passed,
        })
}

/// The files of the recording's base, which is one of ours or empty.
fn base(laptop: &Laptop, image: &Image, recording: &Value) -> FileTree {
    if recording["fs_base"] == "scratch" || recording["fs_base"].is_null() {
        return FileTree::default();
    }
    let lowest = |it: &Image| it.layers().first().map(|it| it.diff_id());
    let stand_in = laptop.stand_ins().iter().find(|it| lowest(it) == lowest(image));
    stand_in.map(|it| it.tree().clone()).unwrap_or_default()
}

fn same_files(image: &Image, base: &FileTree, recording: &Value) -> Verdict {
    let expected = files::recorded_changes(recording);
    let mut got = files::changes(image.tree(), base);
    // A recording leaves out the bytes of what is no text, and with them the suite's input may.
    let blind = |it: &&(String, &Value)| it.1["type"] == "file" && it.1["text"].is_null();
    for (path, file) in recording.pairs("fs_changed").iter().filter(blind) {
        let start = format!("{path} file ");
        let ours = got.iter_mut().filter(|it| it.starts_with(&start));
        ours.for_each(|it| {
            it.truncate(it.rfind(' ').map_or(0, |at| at + 1));
            *it += &file.text("sha256");
        });
    }
    let only = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|it| !those.contains(it)).cloned().collect()
    };
    // A container has /etc for its name and its network; the recording looked into one.
    let missing = only(&expected, &got).into_iter().filter(|it| it != "/etc dir 0755 0:0 ");
    // The recording's base may have had a directory that ours makes.
    let is_above = |it: &String| {
        let Some(path) = it.strip_suffix(" dir 0755 0:0 ") else { return false };
        recording["fs_base"] != "scratch"
            && expected.iter().any(|it| it.starts_with(&format!("{path}/")))
    };
    let extra = only(&got, &expected).into_iter().filter(|it| !is_above(it));
    let (missing, extra) = (missing.collect::<Vec<_>>(), extra.collect::<Vec<_>>());
    Verdict::check(missing.is_empty() && extra.is_empty(), missing.join("\n"), extra.join("\n"))
}

/// Compares the fields that the recording has; the others must be empty.
fn same_config(expected: &Value, got: &Value) -> Verdict {
    let is_empty = |it: &Value| match it {
        Value::Null => true,
        Value::Bool(it) => !it,
        Value::String(it) => it.is_empty(),
        Value::Array(it) => it.is_empty(),
        Value::Object(it) => it.is_empty(),
        Value::Number(_) => false,
    };
    let (Some(wanted), Some(ours)) = (expected.as_object(), got.as_object()) else {
        return Verdict::Passed;
    };
    // These name the container or image of the step, by chance.
    let ours =
        ours.iter().filter(|(key, it)| *key != "Image" && *key != "Hostname" && !is_empty(it));
    let ours: serde_json::Map<String, Value> =
        ours.map(|(key, it)| (key.clone(), it.clone())).collect();
    Verdict::equal(wanted, &ours)
}

/// Compares what history says of the instructions; content sums count, too.
fn same_history(got: &[String], recording: &Value) -> Verdict {
    let expected: Vec<String> =
        recording.items("history").iter().map(|it| it.text("CreatedBy")).collect();
    let files = recording.pairs("fs_changed");
    if files.iter().any(|(_, it)| it["type"] == "file" && it["text"].is_null()) {
        let masked = |lines: &[String]| lines.iter().map(|it| without_sums(it)).collect::<Vec<_>>();
        return Verdict::equal(masked(&expected).join("\n"), masked(got).join("\n"));
    }
    Verdict::equal(expected.join("\n"), got.join("\n"))
}

/// A line of history without the digests in it.
fn without_sums(line: &str) -> String {
    let is_sum = |it: &&str| {
        let digest = it.rsplit(':').next().unwrap_or_default();
        digest.len() == 64 && digest.bytes().all(|it| it.is_ascii_hexdigit())
    };
    line.split(' ').filter(|it| !is_sum(it)).collect::<Vec<_>>().join(" ")
}
