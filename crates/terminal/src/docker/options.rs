//! From the options of `docker run` and `docker create` to a request.
//!
//! As docker/cli: cli/command/container/opts.go; moby: volume/mounts/linux_parser.go; docker/go-connections: nat.

use std::collections::BTreeMap;

use engine::{CreateRequest, HostConfig, MountRequest, PortBinding, Source};
use image::{AbsPath, ContainerConfig, Healthcheck, Nothing};
use shell::Process;

use super::flags::Parsed;

const RESTART_POLICIES: [&str; 4] = ["no", "always", "on-failure", "unless-stopped"];

/// Why there is no request: the client's own words, or the daemon's.
pub(crate) enum Refusal {
    Client(String),
    Daemon(String),
}

/// The request that the options make.
pub(crate) fn request(process: &mut Process, parsed: &Parsed) -> Result<CreateRequest, Refusal> {
    let image = parsed.arguments[0].clone();
    let command = parsed.arguments[1..].to_vec();
    let (ports, mut exposed) = ports(parsed)?;
    for port in parsed.all("expose") {
        let (number, _) = port.split_once('/').unwrap_or((port, "tcp"));
        if !is_port(number) {
            let why = match number.parse::<u64>() {
                Ok(_) => format!(
                    "strconv.ParseUint: parsing {}: value out of range",
                    dockerfile::quote(number)
                ),
                Err(_) => format!(
                    "strconv.ParseUint: parsing {}: invalid syntax",
                    dockerfile::quote(number)
                ),
            };
            let text = format!("invalid range format for --expose: {number}, error: {why}");
            return Err(Refusal::Client(text));
        }
        exposed.insert(with_protocol(port), Nothing {});
    }
    let (mut mounts, mut volumes) = (Vec::new(), BTreeMap::new());
    for text in parsed.all("volume") {
        let mount = volume(process, text)?;
        if mount.source == Source::Anonymous {
            volumes.insert(mount.target.as_str().to_string(), Nothing {});
        }
        mounts.push(mount);
    }
    for text in parsed.all("mount") {
        mounts.push(mount(text)?);
    }
    for text in parsed.all("tmpfs") {
        let target = AbsPath::new(text.split(':').next().unwrap_or_default());
        mounts.push(MountRequest { source: Source::Memory, target, writable: true, fills: false });
    }
    let is_detached = parsed.is_on("detach");
    let attached = |stream: &str| {
        let mut wanted = parsed.all("attach").peekable();
        !is_detached
            && if wanted.peek().is_none() {
                stream != "stdin" || parsed.is_on("interactive")
            } else {
                wanted.any(|it| it.eq_ignore_ascii_case(stream))
            }
    };
    let config = ContainerConfig {
        hostname: text(parsed, "hostname"),
        domainname: text(parsed, "domainname"),
        user: text(parsed, "user"),
        attach_stdin: attached("stdin"),
        attach_stdout: attached("stdout"),
        attach_stderr: attached("stderr"),
        exposed_ports: Some(exposed).filter(|it| !it.is_empty()),
        tty: parsed.is_on("tty"),
        open_stdin: parsed.is_on("interactive"),
        stdin_once: parsed.is_on("interactive") && attached("stdin"),
        env: environment(process, parsed)?,
        cmd: Some(command).filter(|it| !it.is_empty()),
        healthcheck: healthcheck(parsed),
        volumes: Some(volumes).filter(|it| !it.is_empty()),
        working_dir: text(parsed, "workdir"),
        entrypoint: parsed.text("entrypoint").map(|it| vec![it.to_string()]),
        labels: Some(labels(process, parsed)?),
        stop_signal: text(parsed, "stop-signal"),
        ..ContainerConfig::default()
    };
    let host = host(parsed, ports)?;
    let name = parsed.text("name").filter(|it| !it.is_empty()).map(str::to_string);
    Ok(CreateRequest { name, image, config, host, mounts })
}

fn host(parsed: &Parsed, ports: Vec<PortBinding>) -> Result<HostConfig, Refusal> {
    let policy = parsed.text("restart").filter(|it| !it.is_empty()).unwrap_or("no");
    let (restart, most) = policy.split_once(':').unwrap_or((policy, "0"));
    let auto_remove = parsed.is_on("rm");
    if auto_remove && restart != "no" {
        return Err(Refusal::Client("Conflicting options: --restart and --rm".to_string()));
    }
    if !RESTART_POLICIES.contains(&restart) {
        return Err(Refusal::Daemon(format!("invalid restart policy '{restart}'")));
    }
    let named = |it: &&str| it.contains(':') || !it.starts_with('/');
    let binds = parsed.all("volume").filter(|it| it.contains(':')).filter(named);
    Ok(HostConfig {
        auto_remove,
        binds: binds.map(str::to_string).collect(),
        ports,
        network: parsed.text("network").unwrap_or("default").to_string(),
        restart: restart.to_string(),
        restart_max: most.parse().unwrap_or(0),
        privileged: parsed.is_on("privileged"),
        read_only: parsed.is_on("read-only"),
        memory: parsed.text("memory").and_then(bytes).unwrap_or(0),
        init: parsed.is_on("init"),
        volumes_from: parsed.all("volumes-from").map(str::to_string).collect(),
        stop_timeout: parsed.text("stop-timeout").and_then(|it| it.parse().ok()),
    })
}

/// `NAME=value` of each `--env-file` and `--env`; a bare `NAME` takes its value from the client's environment.
pub(crate) fn environment(process: &mut Process, parsed: &Parsed) -> Result<Vec<String>, Refusal> {
    let mut lines = Vec::new();
    for file in parsed.all("env-file") {
        lines.extend(file_lines(process, file)?);
    }
    lines.extend(parsed.all("env").map(str::to_string));
    let value = |line: String| match line.contains('=') {
        true => Some(line),
        false => process.env(&line).map(|it| format!("{line}={it}")),
    };
    Ok(lines.into_iter().filter_map(value).collect())
}

fn labels(process: &mut Process, parsed: &Parsed) -> Result<BTreeMap<String, String>, Refusal> {
    let mut lines = Vec::new();
    for file in parsed.all("label-file") {
        lines.extend(file_lines(process, file)?);
    }
    lines.extend(parsed.all("label").map(str::to_string));
    let pairs = lines.iter().map(|it| it.split_once('=').unwrap_or((it, "")));
    Ok(pairs.map(|(name, value)| (name.to_string(), value.to_string())).collect())
}

fn file_lines(process: &mut Process, file: &str) -> Result<Vec<String>, Refusal> {
    let missing = || Refusal::Client(format!("open {file}: no such file or directory"));
    let content = process.read(file).map_err(|_| missing())?.map_err(|_| missing())?;
    let text = content.text().into_owned();
    let lines = text.lines().map(str::trim_start);
    Ok(lines.filter(|it| !it.is_empty() && !it.starts_with('#')).map(str::to_string).collect())
}

fn healthcheck(parsed: &Parsed) -> Option<Healthcheck> {
    if parsed.is_on("no-healthcheck") {
        return Some(Healthcheck { test: vec!["NONE".to_string()], ..Healthcheck::default() });
    }
    let command = parsed.text("health-cmd")?;
    let test = vec!["CMD-SHELL".to_string(), command.to_string()];
    let retries = parsed.text("health-retries").and_then(|it| it.parse().ok()).unwrap_or(0);
    Some(Healthcheck { test, retries, ..Healthcheck::default() })
}

type Ports = (Vec<PortBinding>, BTreeMap<String, Nothing>);

/// `[[IP:]HOST_PORT:]PORT[/PROTOCOL]` of each `--publish`.
fn ports(parsed: &Parsed) -> Result<Ports, Refusal> {
    let (mut bindings, mut exposed) = (Vec::new(), BTreeMap::new());
    for spec in parsed.all("publish") {
        let (rest, port) = spec.rsplit_once(':').unwrap_or(("", spec));
        let (host_ip, host_port) = rest.rsplit_once(':').unwrap_or(("", rest));
        let (number, protocol) = port.split_once('/').unwrap_or((port, "tcp"));
        if number.is_empty() {
            return Err(Refusal::Client(format!("No port specified: {spec}<empty>")));
        }
        if !is_port(number) {
            return Err(Refusal::Client(format!("Invalid containerPort: {number}")));
        }
        if !host_port.is_empty() && !is_port(host_port) {
            return Err(Refusal::Client(format!("Invalid hostPort: {host_port}")));
        }
        if !["tcp", "udp", "sctp"].contains(&protocol) {
            return Err(Refusal::Client(format!("Invalid proto: {protocol}")));
        }
        let port = format!("{number}/{protocol}");
        exposed.insert(port.clone(), Nothing {});
        let (host_ip, host_port) = (host_ip.to_string(), host_port.to_string());
        bindings.push(PortBinding { port, host_ip, host_port });
    }
    Ok((bindings, exposed))
}

fn is_port(text: &str) -> bool {
    text.split('-').all(|it| it.parse::<u16>().is_ok()) && text.split('-').count() <= 2
}

fn with_protocol(port: &str) -> String {
    if port.contains('/') { port.to_string() } else { format!("{port}/tcp") }
}

/// `[SOURCE:]TARGET[:MODE]`.
fn volume(process: &Process, text: &str) -> Result<MountRequest, Refusal> {
    let parts: Vec<&str> = text.split(':').collect();
    let (source, target, mode) = match parts[..] {
        [target] => (Source::Anonymous, target, ""),
        [source, target] => (source_of(process, source), target, ""),
        [source, target, mode] => (source_of(process, source), target, mode),
        _ => return Err(Refusal::Daemon(format!("invalid volume specification: '{text}'"))),
    };
    let known = ["", "ro", "rw", "z", "Z", "nocopy", "cached", "delegated", "consistent"];
    let good = |it: &str| {
        known.contains(&it)
            || it.contains("private")
            || it.contains("shared")
            || it.contains("slave")
    };
    if let Some(_bad) = mode.split(',').find(|it| !good(it)) {
        return Err(Refusal::Daemon(format!("invalid mode: {mode}")));
    }
    let is_host = matches!(source, Source::Host(_));
    let refused = |it: &str| match is_host {
        true => it == "nocopy",
        false => ["private", "shared", "slave"].iter().any(|kind| it.contains(kind)),
    };
    if mode.split(',').any(refused) {
        let kind = if is_host { "bind" } else { "volume" };
        return Err(Refusal::Daemon(format!(
            "invalid volume specification: '{text}': invalid mount config for type \"{kind}\": field {} must not be specified",
            if is_host { "VolumeOptions" } else { "BindOptions" }
        )));
    }
    if target == "/" {
        let message = format!(
            "invalid volume specification: '{text}': invalid mount config for type \"volume\": invalid specification: destination can't be '/'"
        );
        return Err(Refusal::Daemon(message));
    }
    if target.is_empty() {
        return Err(Refusal::Daemon(format!("invalid volume specification: '{text}'")));
    }
    let writable = !mode.split(',').any(|it| it == "ro");
    let fills = !mode.split(',').any(|it| it == "nocopy");
    Ok(MountRequest { source, target: AbsPath::new(target), writable, fills })
}

/// A path means a directory of the laptop's, anything else a volume's name.
fn source_of(process: &Process, text: &str) -> Source {
    match text.starts_with(['/', '.', '~']) {
        true => Source::Host(process.cwd().join(text)),
        false => Source::Named(text.to_string()),
    }
}

/// `type=volume,src=NAME,dst=PATH,ro`. (docker/cli: opts/mount.go.)
fn mount(text: &str) -> Result<MountRequest, Refusal> {
    let (mut kind, mut source, mut target, mut writable) = ("volume", "", "", true);
    for part in text.split(',') {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        match key {
            "type" => kind = value,
            "source" | "src" => source = value,
            "target" | "dst" | "destination" => target = value,
            "readonly" | "ro" => writable = value == "false",
            _ => (),
        }
    }
    let refused = |why: &str| {
        let all = format!("invalid argument \"{text}\" for \"--mount\" flag: {why}");
        Err(Refusal::Client(all))
    };
    if target.is_empty() {
        return refused("target is required");
    }
    let source = match (kind, source) {
        ("volume", "") => Source::Anonymous,
        ("volume", name) => Source::Named(name.to_string()),
        ("bind", path) => Source::Host(AbsPath::new(path)),
        ("tmpfs", _) => Source::Memory,
        (other, _) => return refused(&format!("mount type unknown: \"{other}\"")),
    };
    let fills = !text.split(',').any(|it| it == "volume-nocopy");
    Ok(MountRequest { source, target: AbsPath::new(target), writable, fills })
}

/// `512m`, `1g`. (docker/go-units: `RAMInBytes`.)
fn bytes(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|it: char| it.is_ascii_alphabetic());
    let unit = text[digits.len()..].to_lowercase();
    let shift = match unit.trim_end_matches("ib").trim_end_matches('b') {
        "" => 0,
        "k" => 10,
        "m" => 20,
        "g" => 30,
        "t" => 40,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(1 << shift)
}

fn text(parsed: &Parsed, long: &str) -> String {
    parsed.text(long).unwrap_or_default().to_string()
}
