//! `docker volume …` and `docker network …`.
//!
//! As docker/cli: cli/command/volume/, cli/command/network/, cli/command/formatter/volume.go.

use std::collections::BTreeMap;

use engine::{Event, Network, Request, Volume};
use shell::{ExitCode, Process, Stop};

use super::flags::Parsed;
use super::rows::{Rows, go_time, rfc3339};
use super::{Docker, fail, inspect, not_found_or};
use crate::json::Json;
use crate::wording::FROM_DAEMON;

const VOLUMES: &[(&str, &str)] = &[
    ("Driver", "DRIVER"),
    ("Name", "VOLUME NAME"),
    ("Labels", "LABELS"),
    ("Links", "LINKS"),
    ("Mountpoint", "MOUNTPOINT"),
    ("Scope", "SCOPE"),
    ("Size", "SIZE"),
];
const NETWORKS: &[(&str, &str)] = &[
    ("ID", "NETWORK ID"),
    ("Name", "NAME"),
    ("Driver", "DRIVER"),
    ("Scope", "SCOPE"),
    ("Labels", "LABELS"),
    ("CreatedAt", "CREATED AT"),
];

pub(crate) fn create(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let name = parsed.arguments.first().map(String::as_str).or(parsed.text("name"));
    if parsed.text("name").is_some() && !parsed.arguments.is_empty() {
        return fail(
            process,
            "Conflicting options: either specify --name or provide positional arg, not both",
        );
    }
    let name = name.filter(|it| !it.is_empty()).map(str::to_string);
    let mut made = name.clone().unwrap_or_default();
    let request = Request::CreateVolume { name, labels: labels(parsed) };
    let outcome = docker.apply(process, &request, |_, record| {
        if let Event::VolumeCreated { name } = &record.event {
            made.clone_from(name);
        }
        Ok(())
    })?;
    match outcome.result {
        Ok(_) => process.print(format!("{made}\n")).map(|()| ExitCode::SUCCESS),
        Err(error) => fail(process, &format!("{FROM_DAEMON}{error}")),
    }
}

pub(crate) fn remove(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let request =
        |name: &str| Request::RemoveVolume { name: name.to_string(), force: parsed.is_on("force") };
    remove_each(docker, process, parsed, request)
}

pub(crate) fn list(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let filters: Vec<(&str, &str)> =
        parsed.all("filter").filter_map(|it| it.split_once('=')).collect();
    let known = ["dangling", "driver", "label", "name"];
    if let Some((bad, _)) = filters.iter().find(|(key, _)| !known.contains(key)) {
        return fail(process, &format!("{FROM_DAEMON}Invalid filter '{bad}'"));
    }
    let truth = |it: &str| match it {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => None,
    };
    if let Some((_, bad)) =
        filters.iter().find(|(key, it)| *key == "dangling" && truth(it).is_none())
    {
        return fail(process, &format!("{FROM_DAEMON}Invalid filter 'dangling=[{bad}]'"));
    }
    let is_wanted = |volume: &&Volume| {
        filters.iter().all(|(key, value)| match *key {
            "dangling" => truth(value) == Some(users(docker, &volume.name) == 0),
            "driver" => *value == "local",
            "label" => has_label(&volume.labels, value),
            _ => volume.name.contains(value),
        })
    };
    let rows: Vec<Json> = docker.engine.volumes().filter(is_wanted).map(volume_row).collect();
    let format = match (parsed.text("format"), parsed.is_on("quiet")) {
        (None | Some("table"), false) => "table {{.Driver}}\t{{.Name}}",
        (None, true) => "{{.Name}}",
        (Some(format), _) => format,
    };
    Rows { headings: VOLUMES, rows: &rows, kind: "*formatter.volumeContext" }.print(process, format)
}

pub(crate) fn show(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    inspect::show(docker, process, parsed, "volume", &find)
}

/// All there is to say of a volume.
pub(crate) fn find(docker: &Docker, name: &str) -> Option<Json> {
    docker.engine.volumes().find(|it| it.name == name).map(described)
}

pub(crate) fn create_network(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let name = parsed.arguments[0].clone();
    let driver = parsed.text("driver").unwrap_or("bridge").to_string();
    let request = Request::CreateNetwork { name: name.clone(), driver, labels: labels(parsed) };
    if let Err(error) = docker.apply(process, &request, |_, _| Ok(()))?.result {
        return fail(process, &format!("{FROM_DAEMON}{error}"));
    }
    let id = docker.engine.networks().iter().find(|it| it.name == name).map(|it| it.id.hex());
    process.print(format!("{}\n", id.unwrap_or_default()))?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn remove_network(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    remove_each(docker, process, parsed, |name| Request::RemoveNetwork { name: name.to_string() })
}

pub(crate) fn list_networks(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let filters: Vec<(&str, &str)> =
        parsed.all("filter").filter_map(|it| it.split_once('=')).collect();
    let is_wanted = |network: &&Network| {
        filters.iter().all(|(key, value)| match *key {
            "name" => network.name.contains(value),
            "driver" => network.driver == *value,
            "label" => has_label(&network.labels, value),
            "id" => network.id.hex().starts_with(value),
            _ => true,
        })
    };
    let mut all: Vec<&Network> = docker.engine.networks().iter().filter(is_wanted).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    let full = parsed.is_on("no-trunc");
    let rows: Vec<Json> = all.into_iter().map(|it| network_row(it, full)).collect();
    let format = match (parsed.text("format"), parsed.is_on("quiet")) {
        (None | Some("table"), false) => "table {{.ID}}\t{{.Name}}\t{{.Driver}}\t{{.Scope}}",
        (None, true) => "{{.ID}}",
        (Some(format), _) => format,
    };
    Rows { headings: NETWORKS, rows: &rows, kind: "*network.networkContext" }.print(process, format)
}

pub(crate) fn show_network(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    inspect::show(docker, process, parsed, "network", &find_network)
}

/// All there is to say of a network.
pub(crate) fn find_network(docker: &Docker, name: &str) -> Option<Json> {
    let is_meant = |it: &&Network| it.name == name || it.id.hex().starts_with(name);
    docker.engine.networks().iter().find(is_meant).map(described_network)
}

/// What removes one thing after the other: prints the names, then what went wrong.
fn remove_each(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
    request: impl Fn(&str) -> Request,
) -> Result<ExitCode, Stop> {
    let mut errors = Vec::new();
    for name in &parsed.arguments {
        match docker.apply(process, &request(name), |_, _| Ok(()))?.result {
            Ok(_) => process.print(format!("{name}\n"))?,
            Err(error) => {
                let text = not_found_or(&error, name);
                errors.push(
                    text.replace(
                        &format!("{FROM_DAEMON}No such network"),
                        "Error: No such network",
                    ),
                );
            }
        }
    }
    match errors.is_empty() {
        true => Ok(ExitCode::SUCCESS),
        false => fail(process, &errors.join("\n")),
    }
}

/// How many containers mount a volume.
pub(crate) fn users(docker: &Docker, name: &str) -> usize {
    let uses = |it: &engine::Mount| it.source.volume() == Some(name);
    docker.engine.containers().iter().filter(|it| it.mounts.iter().any(uses)).count()
}

/// Whether `wanted`, `NAME` or `NAME=VALUE`, is one of `labels`.
pub(crate) fn has_label(labels: &BTreeMap<String, String>, wanted: &str) -> bool {
    let (name, value) =
        wanted.split_once('=').map_or((wanted, None), |(name, it)| (name, Some(it)));
    labels.get(name).is_some_and(|it| value.is_none_or(|value| value == it))
}

/// The labels of the options.
pub(crate) fn labels(parsed: &Parsed) -> BTreeMap<String, String> {
    let pairs = parsed.all("label").map(|it| it.split_once('=').unwrap_or((it, "")));
    pairs.map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

fn joined(labels: &BTreeMap<String, String>) -> Json {
    let pairs: Vec<String> = labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
    Json::Text(pairs.join(","))
}

fn map(labels: &BTreeMap<String, String>) -> Json {
    Json::Map(Some(labels.iter().map(|(name, value)| (name.clone(), Json::text(value))).collect()))
}

/// Where the engine keeps a volume's files.
pub(crate) fn mountpoint(name: &str) -> String {
    format!("/var/lib/docker/volumes/{name}/_data")
}

fn volume_row(volume: &Volume) -> Json {
    Json::object([
        ("Driver", Json::text("local")),
        ("Labels", joined(&volume.labels)),
        ("Links", Json::text("N/A")),
        ("Mountpoint", Json::Text(mountpoint(&volume.name))),
        ("Name", Json::text(&volume.name)),
        ("Scope", Json::text("local")),
        ("Size", Json::text("N/A")),
    ])
}

fn described(volume: &Volume) -> Json {
    let labels = if volume.anonymous { Json::Null } else { map(&volume.labels) };
    let options = if volume.anonymous { Json::Null } else { map(&BTreeMap::new()) };
    Json::object([
        ("CreatedAt", Json::Text(rfc3339(volume.created))),
        ("Driver", Json::text("local")),
        ("Labels", labels),
        ("Mountpoint", Json::Text(mountpoint(&volume.name))),
        ("Name", Json::text(&volume.name)),
        ("Options", options),
        ("Scope", Json::text("local")),
    ])
}

fn network_row(network: &Network, full: bool) -> Json {
    let id = if full { network.id.hex() } else { network.id.short() };
    Json::object([
        ("CreatedAt", Json::Text(go_time(network.created))),
        ("Driver", Json::text(&network.driver)),
        ("ID", Json::Text(id)),
        ("IPv6", Json::text("false")),
        ("Internal", Json::text("false")),
        ("Labels", joined(&network.labels)),
        ("Name", Json::text(&network.name)),
        ("Scope", Json::text("local")),
    ])
}

fn described_network(network: &Network) -> Json {
    Json::object([
        ("Name", Json::text(&network.name)),
        ("Id", Json::text(network.id.hex())),
        ("Created", Json::text(network.created)),
        ("Scope", Json::text("local")),
        ("Driver", Json::text(&network.driver)),
        ("EnableIPv6", Json::Bool(false)),
        ("Internal", Json::Bool(false)),
        ("Attachable", Json::Bool(false)),
        ("Ingress", Json::Bool(false)),
        ("Containers", map(&BTreeMap::new())),
        ("Options", map(&BTreeMap::new())),
        ("Labels", map(&network.labels)),
    ])
}
