//! What a build takes from the laptop beside its context, and what it leaves there: secrets, agents, files.
//!
//! As docker/cli: cli/command/image/build_buildkit.go (`parseOutputs`, `parseSecretSpecs`).

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use engine::{BuildOptions, Output, Removal};
use image::{AbsPath, Changeset, FileTree, Image, ImageId, Layer, Reference};
use shell::{ExitCode, Process, Stop};

use super::archives::archive;
use super::flags::Parsed;
use super::{Docker, fail};

/// Where a build's result goes on the laptop.
pub(crate) enum Destination {
    /// A directory: `type=local`.
    Directory(String),
    /// A file, or standard output for `-`: `type=tar`.
    Tar(String),
    /// An archive of the image for `docker load`: `type=docker`.
    Docker(String),
    /// An archive of the image as an OCI layout: `type=oci`.
    Oci(String),
}

/// What the command line says, or the client's complaint.
pub(crate) fn options(
    process: &mut Process,
    parsed: &Parsed,
) -> Result<(BuildOptions, Option<Destination>), String> {
    let mut secrets = BTreeMap::new();
    for spec in parsed.all("secret") {
        let (id, secret) = secret(process, spec)
            .map_err(|it| format!("could not parse secrets: [{spec}]: {it}"))?;
        secrets.insert(id, secret);
    }
    let ssh: BTreeSet<String> =
        parsed.all("ssh").map(|it| it.split('=').next().unwrap_or_default().to_string()).collect();
    let mut outputs = parsed.all("output");
    let destination = outputs.next().map(destination).transpose()?.flatten();
    if outputs.next().is_some() {
        return Err("multiple outputs currently unsupported".to_string());
    }
    let output = if destination.is_some() { Output::Client } else { Output::Image };
    let uncached_stages =
        parsed.all("no-cache-filter").flat_map(|it| it.split(',')).map(str::to_string).collect();
    let removal =
        match (parsed.text("rm").is_none_or(|_| parsed.is_on("rm")), parsed.is_on("force-rm")) {
            (_, true) => Removal::Always,
            (true, false) => Removal::OnSuccess,
            (false, false) => Removal::Never,
        };
    Ok((BuildOptions { removal, secrets, ssh, uncached_stages, output }, destination))
}

/// `id=token,src=token.txt` or `id=token,env=TOKEN`.
fn secret(process: &mut Process, spec: &str) -> Result<(String, Vec<u8>), String> {
    let fields = fields(spec)?;
    let field = |name: &str| fields.get(name).cloned();
    let source = field("src").or_else(|| field("source"));
    let id = field("id").or_else(|| source.clone()).unwrap_or_default();
    let is_env = field("type").as_deref() == Some("env") || source.is_none();
    let name = field("env").or_else(|| source.clone()).unwrap_or_else(|| id.clone());
    if is_env && (field("env").is_some() || process.env(&name).is_some()) {
        return Ok((id, process.env(&name).unwrap_or_default().as_bytes().to_vec()));
    }
    let path = source.unwrap_or_else(|| id.clone());
    let absent = || format!("failed to stat {path}: stat {path}: no such file or directory");
    let (_, entry) = process.find(&path, image::Follow::Last).map_err(|_| absent())?;
    entry.content().map(|it| (id, it.bytes().to_vec())).ok_or_else(absent)
}

fn destination(spec: &str) -> Result<Option<Destination>, String> {
    if !spec.contains([',', '=']) {
        return Ok(Some(match spec {
            "-" => Destination::Tar(spec.to_string()),
            directory => Destination::Directory(directory.to_string()),
        }));
    }
    let fields = fields(spec)?;
    let Some(kind) = fields.get("type") else {
        return Err("type is required for output".to_string());
    };
    let destination = fields.get("dest").cloned();
    let required =
        || destination.clone().ok_or_else(|| format!("dest is required for {kind} output"));
    Ok(match kind.as_str() {
        "local" => Some(Destination::Directory(required()?)),
        "tar" => Some(Destination::Tar(required()?)),
        "oci" => Some(Destination::Oci(required()?)),
        "docker" => destination.map(Destination::Docker),
        "image" => None,
        other => return Err(format!("exporter \"{other}\" could not be found")),
    })
}

fn fields(spec: &str) -> Result<BTreeMap<String, String>, String> {
    let pair = |field: &str| match field.split_once('=') {
        Some((key, value)) => Ok((key.to_lowercase(), value.to_string())),
        None => Err(format!("invalid value {field}")),
    };
    spec.split(',').map(pair).collect()
}

impl Destination {
    /// Writes the result there.
    pub(crate) fn write(
        &self,
        docker: &Docker,
        process: &mut Process,
        image: &Rc<Image>,
        names: &[Reference],
    ) -> Result<ExitCode, Stop> {
        let (path, bytes) = match self {
            Destination::Directory(path) => return write_directory(process, path, image.tree()),
            Destination::Tar(path) => (path, Layer::seal(everything(image.tree())).tar()),
            Destination::Docker(path) => {
                let tags = names.iter().map(|it| it.clone().tagged().familiar()).collect();
                (path, archive(&docker.engine, &[(image.clone(), tags)]))
            }
            Destination::Oci(path) => (path, image::save_layout(image, names)),
        };
        if path == "-" {
            process.print(&bytes)?;
            return Ok(ExitCode::SUCCESS);
        }
        match process.write(path, &bytes)? {
            Ok(()) => Ok(ExitCode::SUCCESS),
            Err(error) => {
                fail(process, &format!("open {path}: {}", error.to_string().to_lowercase()))
            }
        }
    }
}

/// All but the root itself, as changes of an empty tree.
fn everything(tree: &FileTree) -> Changeset {
    let mut root = FileTree::default();
    if let Some(entry) = tree.entry(&AbsPath::root()) {
        root.insert(&AbsPath::root(), entry.clone()).expect("a directory may be the root");
    }
    tree.diff(&root)
}

fn write_directory(process: &mut Process, path: &str, tree: &FileTree) -> Result<ExitCode, Stop> {
    let base = process.cwd().join(path);
    for (below, entry) in tree.walk(&AbsPath::root()) {
        let place = base.join(&below.as_str()[1..]);
        let is_there = process.exists(place.as_str());
        if entry.is_directory() && is_there {
            continue;
        }
        let put = match below.is_root() {
            true => make_directories(process, &base)?,
            false => process.put(&place, entry.clone())?,
        };
        if let Err(error) = put {
            return fail(
                process,
                &format!("failed to copy files: {place}: {}", error.to_string().to_lowercase()),
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn make_directories(process: &mut Process, path: &AbsPath) -> shell::Changed<()> {
    let mut here = AbsPath::root();
    for name in path.parts() {
        here = here.child(name);
        if !process.exists(here.as_str())
            && let Err(error) = process.make_directory(here.as_str(), 0o755)?
        {
            return Ok(Err(error));
        }
    }
    Ok(Ok(()))
}

/// `--iidfile` and `--metadata-file`.
pub(crate) fn write_names(
    process: &mut Process,
    parsed: &Parsed,
    image: ImageId,
) -> Result<ExitCode, Stop> {
    let metadata = format!(
        "{{\n  \"containerimage.config.digest\": \"{image}\",\n  \"containerimage.digest\": \"{image}\"\n}}"
    );
    for (flag, text) in [("iidfile", image.to_string()), ("metadata-file", metadata)] {
        let Some(path) = parsed.text(flag).filter(|it| !it.is_empty()) else { continue };
        if let Err(error) = process.write(path, text.as_bytes())? {
            return fail(process, &format!("open {path}: {}", error.to_string().to_lowercase()));
        }
    }
    Ok(ExitCode::SUCCESS)
}
