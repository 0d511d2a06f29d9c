//! `docker … prune`: what nothing needs any more goes.
//!
//! As docker/cli: cli/command/{container,image,volume,network,builder,system}/prune.go; moby: daemon/prune.go.

use engine::{ContainerAction, Event, ImageSummary, Request};
use shell::{ExitCode, Process, Stop};

use super::Docker;
use super::flags::Parsed;
use super::volumes::{has_label, users};
use crate::units::human_size;

const QUESTION: &str = "Are you sure you want to continue? [y/N] ";
/// The networks that stay.
const OWN_NETWORKS: [&str; 3] = ["bridge", "host", "none"];

/// What was removed: the text that tells it, and the bytes that it took.
#[derive(Default)]
struct Pruned {
    text: String,
    bytes: u64,
}

impl Pruned {
    fn of(title: &str, lines: &[String], bytes: u64) -> Pruned {
        match lines.is_empty() {
            true => Pruned::default(),
            false => Pruned { text: format!("{title}:\n{}\n\n", lines.join("\n")), bytes },
        }
    }

    fn print(self, process: &mut Process) -> Result<ExitCode, Stop> {
        let total = human_size(self.bytes, 4);
        process.print(format!("{}Total reclaimed space: {total}\n", self.text))?;
        Ok(ExitCode::SUCCESS)
    }
}

pub(crate) fn run_containers(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    if !is_agreed(process, parsed, "This will remove all stopped containers.\n")? {
        return Pruned::default().print(process);
    }
    containers(docker, process, parsed)?.print(process)
}

pub(crate) fn run_images(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let what = match parsed.is_on("all") {
        true => "all images without at least one container associated to them",
        false => "all dangling images",
    };
    if !is_agreed(process, parsed, &format!("This will remove {what}.\n"))? {
        return Pruned::default().print(process);
    }
    images(docker, process, parsed)?.print(process)
}

pub(crate) fn run_volumes(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let what = "This will remove all local volumes not used by at least one container.\n";
    if !is_agreed(process, parsed, what)? {
        return Pruned::default().print(process);
    }
    volumes(docker, process, parsed)?.print(process)
}

pub(crate) fn run_networks(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let what = "This will remove all custom networks not used by at least one container.\n";
    if !is_agreed(process, parsed, what)? {
        return Ok(ExitCode::SUCCESS);
    }
    let pruned = networks(docker, process, parsed)?;
    process.print(pruned.text)?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn run_cache(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let what = if parsed.is_on("all") { "all build cache" } else { "all dangling build cache" };
    if !is_agreed(process, parsed, &format!("This will remove {what}. "))? {
        return Pruned::default().print(process);
    }
    cache(docker, process)?.print(process)
}

pub(crate) fn run_system(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let images_text = match parsed.is_on("all") {
        true => "all images without at least one container associated to them",
        false => "all dangling images",
    };
    let cache_text =
        if parsed.is_on("all") { "all build cache" } else { "all dangling build cache" };
    let mut what =
        vec!["all stopped containers", "all networks not used by at least one container"];
    if parsed.is_on("volumes") {
        what.push("all volumes not used by at least one container");
    }
    what.extend([images_text, cache_text]);
    let lines: String = what.iter().map(|it| format!("  - {it}\n")).collect();
    if !is_agreed(process, parsed, &format!("This will remove:\n{lines}\n"))? {
        return Ok(ExitCode::SUCCESS);
    }
    let mut parts = vec![containers(docker, process, parsed)?, networks(docker, process, parsed)?];
    if parsed.is_on("volumes") {
        parts.push(volumes(docker, process, parsed)?);
    }
    parts.push(images(docker, process, parsed)?);
    parts.push(cache(docker, process)?);
    let bytes = parts.iter().map(|it| it.bytes).sum();
    let text = parts.into_iter().map(|it| it.text).collect();
    Pruned { text, bytes }.print(process)
}

/// Asks, unless told not to.
fn is_agreed(process: &mut Process, parsed: &Parsed, warning: &str) -> Result<bool, Stop> {
    if parsed.is_on("force") {
        return Ok(true);
    }
    process.print(format!("WARNING! {warning}{QUESTION}"))?;
    let answer = process.stdin()?;
    Ok(String::from_utf8_lossy(&answer).trim_start().to_lowercase().starts_with('y'))
}

fn containers(docker: &mut Docker, process: &mut Process, parsed: &Parsed) -> Result<Pruned, Stop> {
    let (mut lines, mut bytes) = (Vec::new(), 0);
    for container in docker.engine.containers().to_vec().iter().rev() {
        let labels = container.config.labels.clone().unwrap_or_default();
        if container.is_running() || !is_meant(parsed, &labels) {
            continue;
        }
        bytes += container.changes().size();
        let action = ContainerAction::Remove { force: false, volumes: false };
        let request = Request::Container { name: container.id.hex(), action };
        if docker.apply(process, &request, |_, _| Ok(()))?.result.is_ok() {
            lines.push(container.id.hex());
        }
    }
    Ok(Pruned::of("Deleted Containers", &lines, bytes))
}

fn images(docker: &mut Docker, process: &mut Process, parsed: &Parsed) -> Result<Pruned, Stop> {
    let only_dangling =
        !parsed.is_on("all") && !parsed.all("filter").any(|it| it == "dangling=false");
    let total = |docker: &Docker| super::system::image_bytes(docker);
    let before = total(docker);
    let mut lines = Vec::new();
    let is_used = |docker: &Docker, it: &ImageSummary| {
        docker.engine.containers().iter().any(|container| container.image == it.id)
    };
    for image in docker.engine.images() {
        let is_dangling = image.references.is_empty() && !image.intermediate;
        if is_used(docker, &image) || image.intermediate || only_dangling && !is_dangling {
            continue;
        }
        let config = docker.engine.image(image.id).map(|it| it.config().config.labels.clone());
        if !is_meant(parsed, &config.flatten().unwrap_or_default()) {
            continue;
        }
        let names = match image.references.is_empty() {
            true => vec![image.id.to_string()],
            false => image.references.iter().map(|it| it.familiar()).collect(),
        };
        for name in names {
            let request = Request::Remove { name, force: false, prune: true };
            docker.apply(process, &request, |_, record| {
                if let Event::ImageUntagged { reference, .. } = &record.event {
                    lines.push(format!("untagged: {}", reference.familiar()));
                } else if let Event::ImageDeleted { image } = &record.event {
                    lines.push(format!("deleted: {image}"));
                }
                Ok(())
            })?;
        }
    }
    let bytes = before.saturating_sub(total(docker));
    Ok(Pruned::of("Deleted Images", &lines, bytes))
}

fn volumes(docker: &mut Docker, process: &mut Process, parsed: &Parsed) -> Result<Pruned, Stop> {
    let unused = docker.engine.volumes().filter(|it| users(docker, &it.name) == 0);
    let unused = unused.filter(|it| is_meant(parsed, &it.labels));
    let unused: Vec<(String, u64)> = unused.map(|it| (it.name.clone(), it.tree.size())).collect();
    let bytes = unused.iter().map(|(_, size)| size).sum();
    for (name, _) in &unused {
        let request = Request::RemoveVolume { name: name.clone(), force: false };
        docker.apply(process, &request, |_, _| Ok(()))?;
    }
    let lines: Vec<String> = unused.into_iter().map(|(name, _)| name).collect();
    Ok(Pruned::of("Deleted Volumes", &lines, bytes))
}

fn networks(docker: &mut Docker, process: &mut Process, parsed: &Parsed) -> Result<Pruned, Stop> {
    let is_used = |name: &str| docker.engine.containers().iter().any(|it| it.host.network == name);
    let all = docker.engine.networks().iter();
    let unused = all.filter(|it| !OWN_NETWORKS.contains(&it.name.as_str()) && !is_used(&it.name));
    let names: Vec<String> =
        unused.filter(|it| is_meant(parsed, &it.labels)).map(|it| it.name.clone()).collect();
    for name in &names {
        let request = Request::RemoveNetwork { name: name.clone() };
        docker.apply(process, &request, |_, _| Ok(()))?;
    }
    Ok(Pruned::of("Deleted Networks", &names, 0))
}

fn cache(docker: &mut Docker, process: &mut Process) -> Result<Pruned, Stop> {
    let records = docker.engine.cache_records();
    let bytes = records.iter().map(|it| it.bytes).sum();
    docker.apply(process, &Request::PruneCache, |_, _| Ok(()))?;
    let lines: Vec<String> = records.iter().map(|it| super::system::record_id(it.id)).collect();
    Ok(Pruned::of("Deleted build cache objects", &lines, bytes))
}

/// Whether the filters `label=…` and `label!=…` let something go.
fn is_meant(parsed: &Parsed, labels: &std::collections::BTreeMap<String, String>) -> bool {
    parsed.all("filter").all(|it| match it.split_once('=') {
        Some(("label", wanted)) => has_label(labels, wanted),
        Some(("label!", unwanted)) => !has_label(labels, unwanted),
        Some(_) | None => true,
    })
}
