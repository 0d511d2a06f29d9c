//! `docker save`, `load`, `export` and `import`.
//!
//! As moby: image/tarexport/{save,load}.go; docker/cli: cli/command/image/import.go.

use std::rc::Rc;

use engine::{Engine, ImageSource, Request};
use image::{
    ContainerConfig, Content, EntryKind, FileTree, History, Image, ImageConfig, ImageId, Layer,
    Metadata, Reference, RootFs, SimTime, TarKind, TarMember, read_tar, write_tar,
};
use shell::{ExitCode, Process, Stop};

use super::flags::Parsed;
use super::{Docker, fail, sent_archive};
use crate::json::{Html, Json};
use crate::wording::FROM_DAEMON;

const TO_TERMINAL: &str = "cowardly refusing to save to a terminal. Use the -o flag or redirect";

/// `docker save IMAGE…`.
pub(crate) fn save(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let output = parsed.text("output").filter(|it| !it.is_empty());
    if output.is_none() && process.is_terminal(1) {
        return fail(process, TO_TERMINAL);
    }
    let mut images: Vec<(Rc<Image>, Vec<String>)> = Vec::new();
    for name in &parsed.arguments {
        let image = match docker.engine.find(name) {
            Ok(image) => image.clone(),
            Err(error) => return fail(process, &format!("{FROM_DAEMON}{error}")),
        };
        let is_id = image.id().0.hex().starts_with(name.trim_start_matches("sha256:"));
        let reference = name.parse::<Reference>().ok().filter(|_| !is_id);
        let tag = reference.map(|it| it.tagged().familiar());
        match images.iter_mut().find(|(it, _)| it.id() == image.id()) {
            Some((_, tags)) => tags.extend(tag),
            None => images.push((image, tag.into_iter().collect())),
        }
    }
    for (image, _) in &images {
        docker.apply(process, &Request::Save { image: image.id() }, |_, _| Ok(()))?;
    }
    let bytes = archive(&docker.engine, &images);
    put(process, output, &bytes)
}

/// Writes to a file, or else to standard output.
fn put(process: &mut Process, output: Option<&str>, bytes: &[u8]) -> Result<ExitCode, Stop> {
    let Some(path) = output else {
        process.print(bytes)?;
        return Ok(ExitCode::SUCCESS);
    };
    match process.write(path, bytes)? {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(_) => {
            let text = format!(
                "failed to save image: invalid output path: directory \"{path}\" does not exist"
            );
            fail(process, &text)
        }
    }
}

/// The images as Docker's archive of images: each configuration, each layer once, and what belongs together.
pub(crate) fn archive(engine: &Engine, images: &[(Rc<Image>, Vec<String>)]) -> Vec<u8> {
    let summaries = engine.images();
    let mut members: Vec<TarMember> = Vec::new();
    let mut manifest = Vec::new();
    for (image, tags) in images {
        let config = format!("{}.json", image.id().0.hex());
        members.push(file(config.clone(), image.config().json().into_bytes()));
        let mut layers = Vec::new();
        for layer in image.layers() {
            let name = format!("{}/layer.tar", layer.diff_id().0.hex());
            if members.iter().all(|it| it.name != name) {
                members.push(file(name.clone(), layer.tar()));
            }
            layers.push(name);
        }
        let parent = summaries.iter().find(|it| it.id == image.id()).and_then(|it| it.parent);
        let parent = parent.filter(|parent| images.iter().any(|(it, _)| it.id() == *parent));
        let mut fields = vec![("Config", Json::Text(config))];
        let tags = Json::List((!tags.is_empty()).then(|| tags.iter().map(Json::text).collect()));
        fields.extend([("RepoTags", tags), ("Layers", Json::texts(layers))]);
        fields.extend(parent.map(|it| ("Parent", Json::text(it))));
        let fields =
            fields.into_iter().map(|(name, value)| crate::json::Field::always(name, value));
        manifest.push(Json::Object(fields.collect()));
    }
    let manifest = Json::List(Some(manifest)).compact(Html::Plain) + "\n";
    members.push(file("manifest.json".to_string(), manifest.into_bytes()));
    write_tar(&members)
}

fn file(name: String, bytes: Vec<u8>) -> TarMember {
    let metadata = Metadata::root(0o644, SimTime::default());
    TarMember { name, metadata, kind: TarKind::Entry(EntryKind::File(Content::new(bytes))) }
}

/// `docker load`.
pub(crate) fn load(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let bytes = match parsed.text("input").filter(|it| !it.is_empty()) {
        Some(path) => match process.read(path)? {
            Ok(content) => content.bytes().to_vec(),
            Err(_) => return fail(process, &format!("open {path}: no such file or directory")),
        },
        None => process.stdin()?,
    };
    let manifest = read_tar(&bytes).ok().and_then(|members| {
        let found = members.into_iter().find(|it| it.name == "manifest.json")?;
        let TarKind::Entry(EntryKind::File(content)) = found.kind else { return None };
        serde_json::from_slice::<serde_json::Value>(content.bytes()).ok()
    });
    let Some(serde_json::Value::Array(entries)) = manifest else {
        return fail(
            process,
            "open /var/lib/docker/tmp/docker-import-730105023/repositories: no such file or directory",
        );
    };
    // A child may come before its parent.
    for entry in &entries {
        let id = |key: &str| -> Option<ImageId> {
            let text = entry.get(key)?.as_str()?;
            let hex = text.trim_start_matches("sha256:").trim_end_matches(".json");
            Some(ImageId(format!("sha256:{hex}").parse().ok()?))
        };
        let Some(image) = id("Config").and_then(|it| docker.engine.saved(it)).cloned() else {
            return Err(Stop::unsupported("an archive of images that was not saved here"));
        };
        let tags: Vec<Reference> = entry
            .get("RepoTags")
            .and_then(|it| it.as_array())
            .into_iter()
            .flatten()
            .filter_map(|it| it.as_str()?.parse().ok())
            .collect();
        let request = Request::Store {
            image: image.clone(),
            source: ImageSource::Archive,
            parent: id("Parent"),
            references: tags.clone(),
        };
        docker.apply(process, &request, |_, _| Ok(()))?;
        for tag in &tags {
            process.print(format!("Loaded image: {}\n", tag.familiar()))?;
        }
        if tags.is_empty() {
            process.print(format!("Loaded image ID: {}\n", image.id()))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// `docker export CONTAINER`.
pub(crate) fn export(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let output = parsed.text("output").filter(|it| !it.is_empty());
    if output.is_none() && process.is_terminal(1) {
        return fail(process, TO_TERMINAL);
    }
    let container = match docker.engine.container(&parsed.arguments[0]) {
        Ok(container) => container.clone(),
        Err(error) => return fail(process, &format!("{FROM_DAEMON}{error}")),
    };
    let files = container.files().diff(&FileTree::default());
    let bytes = Layer::seal(files).tar();
    put(process, output, &bytes)
}

/// `docker import FILE|- [NAME]`: an image of one layer.
pub(crate) fn import(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let source = parsed.arguments[0].as_str();
    let bytes = match source {
        "-" => process.stdin()?,
        url if url.starts_with("http:") || url.starts_with("https:") => {
            return Err(Stop::unsupported("`docker import` of an address"));
        }
        path => match process.read(path)? {
            Ok(content) => content.bytes().to_vec(),
            Err(_) => return fail(process, &format!("open {path}: no such file or directory")),
        },
    };
    let reference = match parsed.arguments.get(1).map(|it| it.parse::<Reference>()).transpose() {
        Ok(reference) => reference,
        Err(error) => return fail(process, &format!("{FROM_DAEMON}{error}")),
    };
    let now = process.machine().now;
    let tree = match sent_archive::files(&bytes, now) {
        Ok(tree) => tree,
        Err(error) => return fail(process, &format!("{FROM_DAEMON}{error}")),
    };
    let changes: Vec<String> = parsed.all("change").map(str::to_string).collect();
    let config = match engine::changed(&ContainerConfig::default(), &changes) {
        Ok(config) => config,
        Err(error) => return fail(process, &format!("{FROM_DAEMON}{error}")),
    };
    let message = match parsed.text("message") {
        Some(message) => message.to_string(),
        None => format!("Imported from {source}"),
    };
    let image = Rc::new(imported(tree, config, message, now));
    let request = Request::Store {
        image: image.clone(),
        source: ImageSource::Files,
        parent: None,
        references: reference.into_iter().map(Reference::tagged).collect(),
    };
    docker.apply(process, &request, |_, _| Ok(()))?;
    process.print(format!("{}\n", image.id()))?;
    Ok(ExitCode::SUCCESS)
}

fn imported(tree: FileTree, config: ContainerConfig, comment: String, created: SimTime) -> Image {
    let layer = Rc::new(Layer::seal(tree.diff(&FileTree::default())));
    let config = ImageConfig {
        architecture: "amd64".to_string(),
        author: String::new(),
        config,
        container: String::new(),
        container_config: Some(ContainerConfig::default()),
        created,
        docker_version: super::version::VERSION.to_string(),
        history: vec![History {
            created,
            author: String::new(),
            created_by: String::new(),
            comment,
            empty_layer: false,
        }],
        os: "linux".to_string(),
        rootfs: RootFs { kind: "layers".to_string(), diff_ids: vec![layer.diff_id()] },
    };
    Image::new(config, vec![layer], tree)
}
