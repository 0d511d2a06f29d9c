//! moby-builder-unit: the rules of the classic builder, one by one.

use std::collections::BTreeMap;
use std::rc::Rc;

use engine::{Builder, Event, download_name};
use image::{
    AbsPath, ContainerConfig, FileTree, Image, ImageConfig, Layer, Nothing, Reference, RootFs,
    TarKind, TarMember, write_tar,
};
use serde_json::{Value, json};

use crate::builds::{Built, NOW, Recipe};
use crate::case::{Case, Json, check_error, expects_error};
use crate::files;
use crate::laptop::Laptop;
use crate::verdict::Verdict;

pub(crate) fn run(case: &Case) -> Verdict {
    let (input, expected) = (&case.input, &case.expected);
    match case.kind.as_str() {
        "dispatch_error" => check_error(expected, recipe(input).build().error().as_deref()),
        "dispatch_config" => configured(&recipe(input).build(), &expected["config"]),
        "run_cache_cmd" => run_command(input, expected),
        "build_args" => arguments(input, expected),
        "cache_compare" => {
            let [a, b] = ["a", "b"].map(|it| input[it].is_object().then(|| config(&input[it])));
            let equal = matches!((a, b), (Some(a), Some(b)) if a.runs_like(&b));
            Verdict::equal(expected.is_true("equal"), equal)
        }
        "chown_flag" => chown(input, expected),
        "normalize_workdir" => workdir(input, expected),
        "download_name" => {
            let name = download_name(&input.text("path"), &input.text("disposition"));
            Verdict::equal(expected.text("name"), name.unwrap_or_default())
        }
        "dockerfile_locate" => locate(input, expected),
        "intermediate" => intermediate(input, expected),
        other => Verdict::cannot_run(other),
    }
}

/// A build with the classic builder, in a world that has the image `base`.
fn recipe(input: &Value) -> Recipe {
    let mut recipe = Recipe::new(Builder::Classic, &input.text("dockerfile"));
    for (name, text) in input.pairs("files") {
        let text = text.as_str().unwrap_or_default();
        let path = AbsPath::new(&name);
        files::put(&mut recipe.context, &path, files::file(text.as_bytes(), 0o644, NOW), NOW);
    }
    for (name, value) in input.pairs("build_args") {
        recipe.build_args.insert(name, value.as_str().unwrap_or_default().to_string());
    }
    let tree = Laptop::new(&[]).stand_ins()[0].tree().clone();
    let bases = [("base", base(config(&input["base_config"]), tree.clone()))];
    let others = ["busybox", "alpine", "alpine:sometag", "debian", "ubuntu"]
        .map(|it| (it, base(ContainerConfig::default(), tree.clone())));
    for (name, image) in bases.into_iter().chain(others) {
        let reference: Reference = name.parse().expect("a well-formed name");
        recipe.images.insert(reference.pinned(), image);
    }
    recipe
}

fn base(config: ContainerConfig, tree: FileTree) -> Rc<Image> {
    let layer = Layer::seal(tree.diff(&FileTree::default()));
    let config = ImageConfig {
        architecture: "amd64".to_string(),
        author: String::new(),
        config,
        container: String::new(),
        container_config: None,
        created: NOW,
        docker_version: String::new(),
        history: Vec::new(),
        os: "linux".to_string(),
        rootfs: RootFs { kind: "layers".to_string(), diff_ids: vec![layer.diff_id()] },
    };
    Rc::new(Image::new(config, vec![Rc::new(layer)], tree))
}

/// A configuration as the case writes it.
fn config(value: &Value) -> ContainerConfig {
    let list = |key: &str| value[key].is_array().then(|| value.texts(key));
    let set = |key: &str| {
        let names = value[key].as_object().map(|it| it.keys());
        names.map(|it| it.map(|name| (name.clone(), Nothing {})).collect())
    };
    let labels = value["Labels"].as_object().map(|_| texts_of(value, "Labels"));
    ContainerConfig {
        hostname: value.text("Hostname"),
        domainname: value.text("Domainname"),
        user: value.text("User"),
        attach_stdin: value.is_true("AttachStdin"),
        attach_stdout: value.is_true("AttachStdout"),
        attach_stderr: value.is_true("AttachStderr"),
        exposed_ports: set("ExposedPorts"),
        tty: value.is_true("Tty"),
        open_stdin: value.is_true("OpenStdin"),
        stdin_once: value.is_true("StdinOnce"),
        env: value.texts("Env"),
        cmd: list("Cmd"),
        image: value.text("Image"),
        volumes: set("Volumes"),
        working_dir: value.text("WorkingDir"),
        entrypoint: list("Entrypoint"),
        on_build: list("OnBuild"),
        labels,
        shell: list("Shell"),
        ..ContainerConfig::default()
    }
}

fn texts_of(value: &Value, key: &str) -> BTreeMap<String, String> {
    let text = |it: &Value| it.as_str().unwrap_or_default().to_string();
    value.pairs(key).into_iter().map(|(name, it)| (name, text(it))).collect()
}

/// Compares the fields that the case names.
fn configured(built: &Built, expected: &Value) -> Verdict {
    let from = built.records.iter().find_map(|it| match &it.event {
        Event::BaseResolved { reference, .. } => reference.clone(),
        _ => None,
    });
    let image = built.image().map(|it| it.config().config.clone()).unwrap_or_default();
    let mut got = serde_json::to_value(&image).unwrap_or_default();
    // The builder adds a search path to every image that has none.
    if let Some(env) = got["Env"].as_array_mut() {
        env.retain(|it| !it.as_str().is_some_and(|it| it.starts_with("PATH=")));
    }
    let mut verdict = Verdict::Passed;
    for (key, wanted) in expected.as_object().into_iter().flatten() {
        verdict = verdict.and(|| match key.as_str() {
            "$from" => {
                let wanted = wanted.as_str().and_then(|it| it.parse::<Reference>().ok());
                Verdict::equal(wanted.map(Reference::tagged), from.clone())
            }
            _ => {
                let place = key.split('.').fold(&got, |value, part| &value[part]);
                let is_absent = place.is_null() && !wanted.is_null();
                let empty = if wanted.is_array() { json!([]) } else { json!("") };
                let place = if is_absent { &empty } else { place };
                let why = format!("{key}: {place} {:?}", built.error());
                Verdict::check(place == wanted, wanted, why)
            }
        });
    }
    verdict
}

/// The command that a `RUN` is remembered by.
fn run_command(input: &Value, expected: &Value) -> Verdict {
    let mut input = input.clone();
    if input["dockerfile"].is_null() {
        let given = input.texts("env_args");
        let pairs = given.iter().map(|it| it.split_once('=').unwrap_or((it, "")));
        let pairs: BTreeMap<String, String> =
            pairs.map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let declared = input["declared_args"].clone();
        let is_proxy = |it: &str| it.to_lowercase().ends_with("_proxy");
        let names = pairs.keys().filter(|it| !is_proxy(it) || declared.get(it.as_str()).is_some());
        let lines: String = names.map(|it| format!("ARG {it}\n")).collect();
        let words = input.texts("cmd");
        let program = words.first().cloned().unwrap_or_default();
        input["dockerfile"] =
            json!(format!("FROM base\nCOPY program /bin/{program}\n{lines}RUN {}\n", json!(words)));
        input["build_args"] = json!(pairs);
    }
    let mut recipe = recipe(&input);
    let program = files::file(b"#!/bin/sh\n", 0o755, NOW);
    files::put(&mut recipe.context, &AbsPath::new("program"), program, NOW);
    let built = recipe.build();
    let Some(image) = built.image() else {
        return Verdict::check(false, expected, built.error());
    };
    let remembered = image.config().container_config.as_ref().and_then(|it| it.cmd.clone());
    let ran = built.records.iter().find_map(|it| match &it.event {
        Event::ProgramStarted { argv, .. } => Some(argv.clone()),
        _ => None,
    });
    let fields = [
        ("cmd", &remembered),
        ("cache_cmd", &remembered),
        ("container_config_cmd", &remembered),
        ("container_cmd", &ran),
        ("image_cmd", &image.config().config.cmd),
    ];
    let named = fields.iter().filter(|(key, _)| expected[*key].is_array());
    let holds = named.clone().all(|(key, it)| Some(expected.texts(key)) == **it);
    Verdict::check(holds, expected, named.collect::<Vec<_>>())
}

/// The values of arguments, which labels show.
fn arguments(input: &Value, expected: &Value) -> Verdict {
    let Some((_, wanted)) = expected.as_object().and_then(|it| it.iter().next()) else {
        return Verdict::cannot_run(expected);
    };
    let line = |(name, default): (String, &Value)| match default.as_str() {
        Some(default) => format!("ARG {name}={default}\n"),
        None => format!("ARG {name}\n"),
    };
    let globals: String = input.pairs("meta").into_iter().map(line).collect();
    let names: Vec<&String> = wanted.as_object().into_iter().flatten().map(|it| it.0).collect();
    let own = input["args"].as_object().map(|_| input.pairs("args")).unwrap_or_default();
    let own: String = own.into_iter().map(line).collect();
    let own =
        if own.is_empty() { names.iter().map(|it| format!("ARG {it}\n")).collect() } else { own };
    let labels: String = names.iter().map(|it| format!("LABEL {it}=${it}\n")).collect();
    let text = format!("{globals}FROM base\n{own}{labels}");
    let built = recipe(&json!({ "dockerfile": text, "build_args": input["options"] })).build();
    let labels = built.image().and_then(|it| it.config().config.labels.clone()).unwrap_or_default();
    Verdict::equal(wanted, &json!(labels))
}

/// Whom `--chown` means, by the image's own files.
fn chown(input: &Value, expected: &Value) -> Verdict {
    let mut tree = FileTree::default();
    for name in ["passwd", "group"] {
        let file = files::file(input.text(name).as_bytes(), 0o644, NOW);
        files::put(&mut tree, &AbsPath::new(&format!("/etc/{name}")), file, NOW);
    }
    let text = format!("FROM base\nCOPY --chown={} f /f\n", input.text("chown"));
    let mut recipe = recipe(&json!({ "dockerfile": text, "files": { "f": "" } }));
    let image = base(ContainerConfig::default(), tree);
    recipe.images.insert("base".parse::<Reference>().expect("a well-formed name").pinned(), image);
    let built = recipe.build();
    let entry = built.image().and_then(|it| it.tree().entry(&AbsPath::new("/f")).cloned());
    match entry {
        Some(entry) if !expects_error(expected) => {
            let got = json!({ "uid": entry.metadata.uid, "gid": entry.metadata.gid });
            Verdict::equal(expected, &got)
        }
        _ => check_error(expected, built.error().as_deref()),
    }
}

/// A working directory that is named in the one before.
fn workdir(input: &Value, expected: &Value) -> Verdict {
    let current = match input.text("current") {
        it if it.is_empty() => it,
        it => format!("WORKDIR {it}\n"),
    };
    let text = format!("FROM scratch\nARG path\n{current}WORKDIR $path\n");
    let path = input.text("requested");
    let built = recipe(&json!({ "dockerfile": text, "build_args": { "path": path } })).build();
    if expects_error(expected) || built.image().is_none() {
        return check_error(expected, built.error().as_deref());
    }
    let got = built.image().map(|it| it.config().config.working_dir.clone()).unwrap_or_default();
    Verdict::equal(expected.text("result"), got)
}

/// Where the Dockerfile is looked for in a context that comes as an archive.
fn locate(input: &Value, expected: &Value) -> Verdict {
    let mut members = Vec::new();
    // An archive without files would be taken for a Dockerfile.
    let others = json!({ "other": "" });
    let files = input.pairs("files").into_iter().chain([("other".to_string(), &others["other"])]);
    for (name, text) in files {
        let entry = files::file(text.as_str().unwrap_or_default().as_bytes(), 0o644, NOW);
        members.push(TarMember {
            name,
            metadata: entry.metadata,
            kind: TarKind::Entry(entry.kind),
        });
    }
    let words = ["docker", "build", "-f", &input.text("dockerfile"), "-"].map(str::to_string);
    let env = [("DOCKER_BUILDKIT".to_string(), "0".to_string())];
    let archive = write_tar(&members);
    let output = Laptop::new(&[]).run(&words, &AbsPath::root(), &env, Some(&archive));
    let text = output.combined();
    match output.code {
        0 => check_error(expected, None),
        _ => check_error(expected, Some(text.trim_end())),
    }
}

/// How many containers a build leaves.
fn intermediate(input: &Value, expected: &Value) -> Verdict {
    let mut laptop = Laptop::new(&[]);
    let mut words = ["docker", "build", "-q"].map(str::to_string).to_vec();
    words.push(format!("--rm={}", input.is_true("rm")));
    words.push(format!("--force-rm={}", input.is_true("force_rm")));
    words.push(format!("--no-cache={}", input.is_true("no_cache")));
    words.push("-".to_string());
    let env = [("DOCKER_BUILDKIT".to_string(), "0".to_string())];
    let text = input.text("dockerfile");
    let built = laptop.run(&words, &AbsPath::root(), &env, Some(text.as_bytes()));
    let list = ["docker", "ps", "-aq"].map(str::to_string);
    let left = laptop.run(&list, &AbsPath::root(), &env, None);
    let got = (left.stdout.lines().count() as u64, built.code != 0);
    let wanted = (expected["containers_left"].as_u64(), expected.is_true("fails"));
    let why = format!("{got:?} {}{}{}", built.stdout, built.stderr, left.stderr);
    Verdict::check((Some(got.0), got.1) == wanted && left.code == 0, expected, why)
}
