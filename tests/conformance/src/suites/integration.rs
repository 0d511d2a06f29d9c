//! buildkit-integration: BuildKit's builds and what they leave in a directory.

use image::AbsPath;
use serde_json::Value;

use crate::case::{Case, Json};
use crate::files;
use crate::laptop::Output;
use crate::steps::{self, Session};
use crate::verdict::Verdict;

const TAG: &str = "case";

pub(crate) fn counts(case: &Case) -> bool {
    case.all.is_true("complete") && case.all.items("needs").is_empty() && case.all["skip"].is_null()
}

pub(crate) fn run(case: &Case) -> Verdict {
    steps::run(case, "build", build)
}

fn build(session: &mut Session, step: &Value) -> Result<Output, String> {
    let directory = |key: &str| Session::path(&step.text(key));
    let (dockerfiles, context) = (directory("dockerfile_dir"), directory("context_dir"));
    let mut words =
        ["docker", "build", "-t", TAG, "--progress", "plain"].map(str::to_string).to_vec();
    let mut file = "Dockerfile".to_string();
    for (name, value) in step.pairs("attrs") {
        let value = value.as_str().unwrap_or_default();
        let flag = match name.split_once(':') {
            Some(("build-arg", name)) => format!("--build-arg={name}={value}"),
            Some(("label", name)) => format!("--label={name}={value}"),
            Some(("context", name)) => format!("--build-context={name}={value}"),
            Some(_) => return Err(format!("the attribute {name}")),
            None => match name.as_str() {
                "filename" => {
                    file = value.to_string();
                    continue;
                }
                "no-cache" if value.is_empty() => "--no-cache".to_string(),
                "no-cache" => format!("--no-cache-filter={value}"),
                "hostname" => format!("--build-arg=BUILDKIT_SANDBOX_HOSTNAME={value}"),
                "target" | "shm-size" | "platform" | "add-hosts" | "network" => {
                    format!("--{}={value}", name.trim_end_matches('s'))
                }
                _ => return Err(format!("the attribute {name}")),
            },
        };
        words.push(flag);
    }
    let files = session.laptop.files();
    let exists = |name: &str| files.entry(&dockerfiles.child(name)).is_some();
    let file = if exists(&file) { file } else { file.to_lowercase() };
    words.extend(["-f".to_string(), dockerfiles.child(&file).to_string(), context.to_string()]);
    let env = [("DOCKER_BUILDKIT".to_string(), "1".to_string())];
    let output = session.laptop.run(&words, &AbsPath::root(), &env, None);
    for export in step.items("exports").iter().filter(|_| output.code == 0) {
        match export.text("Type").as_str() {
            "local" => copy_out(session, &Session::path(&export.text("OutputDir"))),
            other => return Err(format!("the exporter {other}")),
        }
    }
    Ok(output)
}

/// Puts the files of the image that was built into `directory`.
fn copy_out(session: &mut Session, directory: &AbsPath) {
    let Some(image) = session.laptop.image(TAG) else { return };
    session.laptop.edit(|tree, now| {
        for (path, entry) in image.tree().walk(&AbsPath::root()) {
            if !path.is_root() {
                files::put(tree, &directory.join(&path.as_str()[1..]), entry.clone(), now);
            }
        }
    });
}
