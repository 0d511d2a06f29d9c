//! `docker ps`, `docker port` and `docker logs`.
//!
//! As docker/cli: cli/command/formatter/container.go; moby: daemon/list.go, container/view.go.

use std::rc::Rc;

use engine::{Container, ContainerState, MountSource};
use image::SimTime;
use shell::{ExitCode, Process, Stop, Stream};

use super::flags::Parsed;
use super::rows::{Rows, go_time};
use super::{Docker, fail, not_found_or};
use crate::json::Json;
use crate::table::ellipsis;
use crate::template::TemplateError;
use crate::units::{ago, human_size, span};
use crate::wording::FROM_DAEMON;

/// How much of a command a table shows.
const COMMAND_MAX: usize = 20;
const FORMAT: &str =
    "table {{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}";
const COLUMNS: &[(&str, &str)] = &[
    ("ID", "CONTAINER ID"),
    ("Names", "NAMES"),
    ("Image", "IMAGE"),
    ("Command", "COMMAND"),
    ("CreatedAt", "CREATED AT"),
    ("RunningFor", "CREATED"),
    ("Ports", "PORTS"),
    ("State", "STATE"),
    ("Status", "STATUS"),
    ("Size", "SIZE"),
    ("Labels", "LABELS"),
    ("Mounts", "MOUNTS"),
    ("LocalVolumes", "LOCAL VOLUMES"),
    ("Networks", "NETWORKS"),
];

/// `docker ps`.
pub(crate) fn run(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    if let Some(text) = parsed.text("format").and_then(wrong_format) {
        return fail(process, &text);
    }
    let mut most = parsed.text("last").and_then(|it| it.parse::<i64>().ok()).unwrap_or(-1);
    if parsed.is_on("latest") {
        most = 1;
    }
    let filters: Vec<(&str, &str)> =
        parsed.all("filter").filter_map(|it| it.split_once('=')).collect();
    if let Err(text) = check(&filters) {
        return fail(process, &format!("{FROM_DAEMON}{text}"));
    }
    for key in ["ancestor", "before", "since"] {
        let values = filters.iter().filter(|(it, _)| *it == key && key != "ancestor");
        for (_, name) in values {
            if let Err(error) = docker.engine.container(name) {
                return fail(process, &format!("{FROM_DAEMON}{error}"));
            }
        }
    }
    let by_state = filters.iter().any(|(key, _)| ["status", "exited"].contains(key));
    let all = parsed.is_on("all") || 0 < most || by_state;
    let list = docker.engine.containers().iter().rev();
    let shown = list
        .filter(|it| all || it.is_running())
        .filter(|it| is_wanted(docker, it, &filters))
        .take(usize::try_from(most).ok().filter(|it| *it != 0).unwrap_or(usize::MAX));
    let now = process.machine().now;
    let full = parsed.is_on("no-trunc");
    let rows: Vec<Json> = shown.map(|it| row(docker, it, now, full)).collect();
    let with_size = format!("{FORMAT}\t{{{{.Size}}}}");
    let format = match (parsed.text("format"), parsed.is_on("quiet"), parsed.is_on("size")) {
        (Some("table"), _, _) => FORMAT,
        (Some(format), _, _) => format,
        (None, true, _) => "{{.ID}}",
        (None, false, true) => &with_size,
        (None, false, false) => FORMAT,
    };
    Rows { headings: COLUMNS, rows: &rows, kind: "*formatter.ContainerContext" }
        .print(process, format)
}

/// The client looks at the format first, to learn whether it needs sizes.
fn wrong_format(format: &str) -> Option<String> {
    let rows = Rows { headings: COLUMNS, rows: &[], kind: "*formatter.ContainerContext" };
    let format = format.trim_start_matches("table").trim_start();
    match rows.text(&format!("table {format}")) {
        Err(TemplateError::Refused(text)) if text.contains("executing") => {
            Some(format!("failed to execute template: template: :1{text}"))
        }
        Ok(_) | Err(_) => None,
    }
}

/// A container as a row; `docker system df -v` shows it, too.
pub(crate) fn row(docker: &Docker, container: &Container, now: SimTime, full: bool) -> Json {
    let id = if full { container.id.hex() } else { container.id.short() };
    let command = command(container);
    let command = if full { command } else { ellipsis(&command, COMMAND_MAX) };
    let labels = container.config.labels.iter().flatten();
    let labels: Vec<String> = labels.map(|(name, value)| format!("{name}={value}")).collect();
    let mounts: Vec<String> = container.mounts.iter().filter_map(mount_name).collect();
    let volumes = container.mounts.iter().filter(|it| it.source.volume().is_some()).count();
    let mounts = mounts.iter().map(|it| if full { it.clone() } else { ellipsis(it, 15) });
    let network = match container.host.network.as_str() {
        "default" | "" => "bridge",
        other => other,
    };
    let size = container.changes().size();
    let image = docker.engine.image(container.image).map_or(0, |it| it.size());
    let size = format!("{} (virtual {})", human_size(size, 3), human_size(image + size, 3));
    Json::object([
        ("Command", Json::Text(dockerfile::quote(&command))),
        ("CreatedAt", Json::Text(go_time(container.created))),
        ("ID", Json::Text(id)),
        ("Image", Json::Text(image_name(docker, container, full))),
        ("Labels", Json::Text(labels.join(","))),
        ("LocalVolumes", Json::text(volumes)),
        ("Mounts", Json::Text(mounts.collect::<Vec<_>>().join(","))),
        ("Names", Json::text(&container.name)),
        ("Networks", Json::text(network)),
        ("Ports", Json::Text(ports(container))),
        ("RunningFor", Json::Text(ago(now - container.created))),
        ("Size", Json::Text(size)),
        ("State", Json::text(state(container))),
        ("Status", Json::Text(status(container, now))),
    ])
}

/// The name that it was made from, as long as that still means the image.
fn image_name(docker: &Docker, container: &Container, full: bool) -> String {
    let name = &container.config.image;
    let is_current = docker.engine.find(name).is_ok_and(|it| it.id() == container.image);
    let is_id = container.image.0.hex().starts_with(name.trim_start_matches("sha256:"));
    match (is_current && !is_id, full) {
        (true, _) => name.clone(),
        (false, true) => container.image.to_string(),
        (false, false) => container.image.short(),
    }
}

/// `running`, `exited` and so on.
pub(crate) fn state(container: &Container) -> &'static str {
    match container.state {
        ContainerState::Created { .. } => "created",
        ContainerState::Running { paused: true, .. } => "paused",
        ContainerState::Running { paused: false, .. } => "running",
        ContainerState::Exited { .. } => "exited",
    }
}

/// (moby: container/state.go, `String`.)
fn status(container: &Container, now: SimTime) -> String {
    match container.state {
        ContainerState::Created { .. } => "Created".to_string(),
        ContainerState::Running { started, paused, .. } => {
            let how = if paused { " (Paused)" } else { "" };
            format!("Up {}{how}", span(now - started))
        }
        ContainerState::Exited { finished, code, .. } => {
            format!("Exited ({code}) {}", ago(now - finished))
        }
    }
}

fn command(container: &Container) -> String {
    let quoted = |it: String| if it.contains(' ') { format!("'{it}'") } else { it };
    let mut words = container.argv().into_iter();
    let program = words.next().unwrap_or_default();
    let words: Vec<String> = [program].into_iter().chain(words.map(quoted)).collect();
    words.join(" ")
}

fn ports(container: &Container) -> String {
    if !container.is_running() {
        return String::new();
    }
    let mut all: Vec<String> = container
        .host
        .ports
        .iter()
        .map(|it| {
            let ip = if it.host_ip.is_empty() { "0.0.0.0" } else { &it.host_ip };
            let host = if it.host_port.is_empty() { "49153" } else { &it.host_port };
            format!("{ip}:{host}->{}", it.port)
        })
        .collect();
    let exposed = container.config.exposed_ports.iter().flat_map(|it| it.keys());
    let bound = |port: &&String| container.host.ports.iter().any(|it| it.port == **port);
    all.extend(exposed.filter(|it| !bound(it)).cloned());
    all.join(", ")
}

fn mount_name(mount: &engine::Mount) -> Option<String> {
    match &mount.source {
        MountSource::Volume(name) => Some(name.clone()),
        MountSource::Host(path) => Some(path.as_str().to_string()),
        MountSource::Memory => None,
    }
}

/// (moby: daemon/list.go, `acceptedPsFilterTags`.)
fn check(filters: &[(&str, &str)]) -> Result<(), String> {
    const KNOWN: [&str; 14] = [
        "ancestor",
        "before",
        "exited",
        "expose",
        "health",
        "id",
        "isolation",
        "is-task",
        "label",
        "name",
        "network",
        "publish",
        "since",
        "status",
    ];
    const STATES: [&str; 7] =
        ["created", "dead", "exited", "paused", "removing", "restarting", "running"];
    for (key, value) in filters {
        if *key != "volume" && !KNOWN.contains(key) {
            return Err(format!("Invalid filter '{key}'"));
        }
        if *key == "status" && !STATES.contains(value) {
            return Err(format!("Invalid filter 'status={value}'"));
        }
        if *key == "exited" && value.parse::<i64>().is_err() {
            return Err(format!(
                "strconv.Atoi: parsing {}: invalid syntax",
                dockerfile::quote(value)
            ));
        }
    }
    Ok(())
}

/// Filters of one key are alternatives, but labels must all be there.
fn is_wanted(docker: &Docker, container: &Rc<Container>, filters: &[(&str, &str)]) -> bool {
    let place =
        |it: &Container| docker.engine.containers().iter().position(|other| other.id == it.id);
    let is = |key: &str, value: &str| match key {
        "ancestor" => {
            docker.engine.find(value).is_ok_and(|it| is_ancestor(docker, container, &it.id()))
        }
        "before" => docker.engine.container(value).is_ok_and(|it| place(container) < place(it)),
        "since" => docker.engine.container(value).is_ok_and(|it| place(it) < place(container)),
        "exited" => {
            matches!(container.state, ContainerState::Exited { code, .. } if value == code.to_string())
        }
        "id" => container.id.hex().starts_with(value),
        "name" => is_named(&container.name, value),
        "status" => state(container) == value,
        "volume" => container
            .mounts
            .iter()
            .any(|it| it.target.as_str() == value || mount_name(it).as_deref() == Some(value)),
        "network" => {
            container.host.network == value
                || value == "bridge" && container.host.network == "default"
        }
        "publish" | "expose" => {
            let wanted = value.split('/').next().unwrap_or_default();
            let port = |it: &str| it.split('/').next() == Some(wanted);
            let exposed = container.config.exposed_ports.iter().flat_map(|it| it.keys());
            match key {
                "publish" => {
                    container.host.ports.iter().any(|it| it.host_port == wanted || port(&it.port))
                }
                _ => exposed.into_iter().any(|it| port(it)),
            }
        }
        "health" => value == "none",
        _ => true,
    };
    let label = |value: &str| {
        let (name, wanted) =
            value.split_once('=').map_or((value, None), |(name, it)| (name, Some(it)));
        let found = container.config.labels.as_ref().and_then(|it| it.get(name));
        found.is_some_and(|it| wanted.is_none_or(|wanted| wanted == it))
    };
    let keys = filters.iter().map(|(key, _)| *key);
    keys.into_iter().all(|key| {
        let mut values = filters.iter().filter(|(it, _)| *it == key).map(|(_, value)| *value);
        match key {
            "label" => values.all(label),
            key => values.any(|value| is(key, value)),
        }
    })
}

fn is_ancestor(docker: &Docker, container: &Container, id: &image::ImageId) -> bool {
    let images = docker.engine.images();
    let parent = |of: image::ImageId| images.iter().find(|it| it.id == of).and_then(|it| it.parent);
    std::iter::successors(Some(container.image), |it| parent(*it)).any(|it| it == *id)
}

/// A name's filter is a regular expression; `^` and `$` are all that is used of it.
fn is_named(name: &str, pattern: &str) -> bool {
    let pattern = pattern.replace("^/", "^");
    let inner = pattern.trim_start_matches('^').trim_end_matches('$');
    match (pattern.starts_with('^'), pattern.ends_with('$')) {
        (true, true) => name == inner,
        (true, false) => name.starts_with(inner),
        (false, true) => name.ends_with(inner),
        (false, false) => name.contains(inner),
    }
}

/// `docker port CONTAINER [PORT]`.
pub(crate) fn port(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let name = &parsed.arguments[0];
    let container = match docker.engine.container(name) {
        Ok(container) => container.clone(),
        Err(error) => return fail(process, &not_found_or(&error, name)),
    };
    let wanted = parsed.arguments.get(1);
    let full = wanted.map(|it| if it.contains('/') { it.clone() } else { format!("{it}/tcp") });
    let mut lines = String::new();
    for it in container.host.ports.iter().filter(|_| container.is_running()) {
        let ip = if it.host_ip.is_empty() { "0.0.0.0" } else { &it.host_ip };
        match &full {
            None => lines.push_str(&format!("{} -> {ip}:{}\n", it.port, it.host_port)),
            Some(full) if *full == it.port => lines.push_str(&format!("{ip}:{}\n", it.host_port)),
            Some(_) => (),
        }
    }
    if lines.is_empty()
        && let Some(wanted) = wanted
    {
        let text = format!("Error: No public port '{wanted}' published for {name}");
        return fail(process, &text);
    }
    process.print(lines)?;
    Ok(ExitCode::SUCCESS)
}

/// `docker logs CONTAINER`.
pub(crate) fn logs(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let name = &parsed.arguments[0];
    let container = match docker.engine.container(name) {
        Ok(container) => container.clone(),
        Err(error) => return fail(process, &not_found_or(&error, name)),
    };
    let now = process.machine().now;
    let mut lines: Vec<(SimTime, Stream, String)> = Vec::new();
    for it in container.logs.iter().filter(|it| it.at <= now) {
        for line in it.text.split_inclusive('\n') {
            match lines.last_mut() {
                Some((_, stream, last)) if *stream == it.stream && !last.ends_with('\n') => {
                    last.push_str(line);
                }
                _ => lines.push((it.at, it.stream, line.to_string())),
            }
        }
    }
    let tail = parsed.text("tail").filter(|it| *it != "all").and_then(|it| it.parse().ok());
    let skipped = tail.map_or(0, |it: usize| lines.len().saturating_sub(it));
    for (at, stream, line) in &lines[skipped..] {
        let stamp = match parsed.is_on("timestamps") {
            true => format!("{} ", nanoseconds(*at)),
            false => String::new(),
        };
        match stream {
            Stream::Stdout => process.print(format!("{stamp}{line}"))?,
            Stream::Stderr => process.eprint(format!("{stamp}{line}"))?,
        }
    }
    match parsed.is_on("follow") && container.is_running() {
        true => Err(Stop::unsupported("following a container's output while it runs")),
        false => Ok(ExitCode::SUCCESS),
    }
}

/// With nine decimals, as log drivers write it.
fn nanoseconds(time: SimTime) -> String {
    let seconds = super::rows::rfc3339(time);
    format!("{}.{:06}000Z", seconds.trim_end_matches('Z'), time.micros() % 1_000_000)
}
