//! real-dockerfiles and kaniko-dockerfiles: Dockerfiles as found, read as the Go parser reads them, and built.

use dockerfile::{Arguments, Escape, Node, Options, expand, scan};
use engine::Builder;
use image::AbsPath;
use serde_json::{Value, json};

use super::{buildah, parser};
use crate::case::{Case, Json};
use crate::laptop::{Laptop, Output};
use crate::verdict::Verdict;

/// Classes of real Dockerfiles that build to their end; others may stop where something is not simulated.
const BUILDABLE: [&str; 3] = ["no-run", "shell-only", "apk"];

pub(crate) fn run_real(case: &Case) -> Verdict {
    same_tree(case).and(|| {
        if case.expected["parse"] == "error" {
            return Verdict::Passed;
        }
        let mut laptop = buildah::prepare(case, case.input.items("context"));
        build_neighbours(case, &mut laptop);
        let output = buildah::build(&mut laptop, Builder::BuildKit, &file_flag(case));
        let must_end = BUILDABLE.contains(&case.all.text("difficulty").as_str());
        Verdict::check(output.code == 0 || !must_end, "a build to its end", end_of(&output))
    })
}

/// Builds the images that the Dockerfile takes files from and whose own Dockerfiles lie beside it: `DockerfileNAME`.
fn build_neighbours(case: &Case, laptop: &mut Laptop) {
    for file in case.input.items("context") {
        let path = file.text("path");
        let name = path.strip_prefix(buildah::DOCKERFILE).unwrap_or_default();
        let is_taken = case.input.text("dockerfile").contains(&format!("from={name}"));
        if !name.is_empty() && is_taken {
            let flags = ["-t", name, "-f", &path].map(str::to_string);
            // What fails here fails again where it is needed.
            let _built = buildah::build(laptop, Builder::BuildKit, &flags);
        }
    }
}

pub(crate) fn counts_kaniko(case: &Case) -> bool {
    !case.all.is_true("network")
        && !case.all.is_true("ignored")
        && case.all["replayed"]["docker_20_10_classic"] == "agrees"
}

pub(crate) fn run_kaniko(case: &Case) -> Verdict {
    let inferred;
    let files = match case.input["context"].is_array() {
        true => case.input.items("context"),
        false => {
            inferred = inferred_context(case);
            &inferred
        }
    };
    let mut laptop = buildah::prepare(case, files);
    let uses_buildkit = case.input.texts("env").iter().any(|it| it == "DOCKER_BUILDKIT=1");
    let builder = if uses_buildkit { Builder::BuildKit } else { Builder::Classic };
    let mut flags = file_flag(case);
    for pair in case.input.texts("build_args") {
        flags.extend(["--build-arg".to_string(), pair]);
    }
    flags.extend(case.input.texts("docker_flags"));
    let output = buildah::build(&mut laptop, builder, &flags);
    same_tree(case).and(|| buildah::outcome(case, &output)).and(|| compare(case, &laptop, builder))
}

/// BuildKit's history has words of its own; files and configuration are the same.
fn compare(case: &Case, laptop: &Laptop, builder: Builder) -> Verdict {
    let verdict = buildah::compare(case, laptop);
    match (builder, &verdict) {
        (Builder::BuildKit, Verdict::Failed { got, .. }) if got.contains("# buildkit") => {
            Verdict::Passed
        }
        _ => verdict,
    }
}

fn file_flag(case: &Case) -> Vec<String> {
    let name = case.input.text("dockerfile_name");
    let name = if name.is_empty() { buildah::DOCKERFILE.to_string() } else { name };
    vec!["-f".to_string(), name]
}

fn end_of(output: &Output) -> String {
    let text = output.combined();
    let start = text.char_indices().rev().nth(600).map_or(0, |it| it.0);
    text[start..].to_string()
}

/// Compares the syntax tree with what the Go parser says.
fn same_tree(case: &Case) -> Verdict {
    let text = case.input.text("dockerfile");
    let error = parser::error(&text);
    if case.expected["parse"] == "error" || error.is_some() {
        let wants = case.expected["parse"] == "error";
        return Verdict::check(error.is_some() == wants, &case.expected["parse"], error);
    }
    let Some(commands) = case.expected["oracle"]["commands"].as_array() else {
        return Verdict::Passed;
    };
    let nodes = scan(&text).nodes;
    let got: Vec<Value> = nodes.iter().map(command).collect();
    let keys = ["cmd", "json", "start_line", "end_line", "flags", "value"];
    let same = |(wanted, got): (&Value, &Value)| keys.iter().all(|it| wanted[*it] == got[*it]);
    let differing = commands.iter().zip(&got).find(|it| !same(*it));
    let holds = commands.len() == got.len() && differing.is_none();
    Verdict::check(holds, format!("{:?}", differing.map(|it| it.0)), differing.map(|it| it.1))
}

/// A node in the words of the Go parser's Python wrapper.
fn command(node: &Node) -> Value {
    let inner = match &node.arguments {
        Arguments::Trigger(inner) => inner,
        Arguments::Words(_) | Arguments::Exec(_) | Arguments::Pairs(_) => node,
    };
    let mut flags: Vec<&str> = node.flags.iter().map(|it| it.value.as_str()).collect();
    if !std::ptr::eq(inner, node) {
        flags.extend(inner.flags.iter().map(|it| it.value.as_str()));
    }
    // The wrapper is of a time when pairs had no sign between them.
    let value = match &inner.arguments {
        Arguments::Pairs(pairs) => {
            pairs.iter().flat_map(|it| [it.name.clone(), it.value.clone()]).collect()
        }
        Arguments::Words(_) | Arguments::Exec(_) | Arguments::Trigger(_) => inner.arguments.chain(),
    };
    json!({
        "cmd": node.keyword.value,
        "json": matches!(inner.arguments, Arguments::Exec(_)),
        "start_line": node.lines.first,
        "end_line": node.lines.last,
        "flags": flags,
        "value": value,
    })
}

/// The build context, in so far as the recorded result of plain copies shows it.
///
/// The suite has the Dockerfiles of a shared context, but not the context.
fn inferred_context(case: &Case) -> Vec<Value> {
    let changed = case.recorded["docker_20_10_classic"].pairs("fs_changed");
    let mut files = Vec::new();
    let mut given = case.input.texts("build_args");
    for node in scan(&case.input.text("dockerfile")).nodes {
        match node.keyword.value.eq_ignore_ascii_case("ARG") {
            // What was given before goes first; what ENV says goes before all.
            true => given.extend(assigned(&node)),
            false => given.splice(0..0, assigned(&node)).for_each(drop),
        }
        let is_copy = ["COPY", "ADD"].iter().any(|it| node.keyword.value.eq_ignore_ascii_case(it));
        let from_context = !node.flags.iter().any(|it| it.value.starts_with("--from"));
        let words = node.arguments.chain();
        let [source, destination] = &words[..] else { continue };
        let value = |name: &str| given.iter().find_map(|it| it.strip_prefix(&format!("{name}=")));
        let lookup = |name: &str| value(name).map(str::to_string);
        let expanded = expand(source, Escape::Backslash, &lookup, Options::default());
        let source = expanded.map_or_else(|_| source.clone(), |it| it.text);
        if !is_copy || !from_context || source.is_empty() || source.contains(['*', '?', '[']) {
            continue;
        }
        let source = AbsPath::new(&source);
        let mut landed = AbsPath::root().join(destination);
        let is_file = |at: &AbsPath| {
            changed.iter().any(|(path, it)| path == at.as_str() && it["type"] == "file")
        };
        if !source.is_root() && is_file(&landed.child(source.name())) {
            landed = landed.child(source.name());
        }
        for (path, file) in &changed {
            let Some(below) = AbsPath::new(path).below(&landed).map(str::to_string) else {
                continue;
            };
            let mut file = (*file).clone();
            let place = if below.is_empty() { source.clone() } else { source.join(&below) };
            if !place.is_root() {
                file["path"] = json!(&place.as_str()[1..]);
                files.push(file);
            }
        }
    }
    files
}

/// The `name=value` that an `ARG` or `ENV` says.
fn assigned(node: &Node) -> Vec<String> {
    match &node.arguments {
        Arguments::Pairs(pairs) => {
            pairs.iter().map(|it| format!("{}={}", it.name, it.value)).collect()
        }
        Arguments::Words(words) if node.keyword.value.eq_ignore_ascii_case("ARG") => words.clone(),
        Arguments::Words(_) | Arguments::Exec(_) | Arguments::Trigger(_) => Vec::new(),
    }
}
