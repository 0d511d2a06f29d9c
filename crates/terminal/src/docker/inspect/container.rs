//! All there is to say of a container, in the fields and the order of Docker's API.
//!
//! As moby: api/types/types.go, `ContainerJSON`; api/types/container/host_config.go, `HostConfig`.

use std::collections::BTreeMap;

use engine::{Container, ContainerState, HostConfig, Mount, MountSource};

use super::Docker;
use super::image::container_config;
use crate::docker::{ps, volumes};
use crate::json::{Field, Json};

/// What Go prints for no time at all.
const NEVER: &str = "0001-01-01T00:00:00Z";
/// Fields of `HostConfig` that are the same for all of our containers, in order; `@` is where one of ours stands.
const HOST_CONFIG: &str = "@Binds ContainerIDFile=\"\" @LogConfig @NetworkMode @PortBindings @RestartPolicy @AutoRemove \
    VolumeDriver=\"\" @VolumesFrom CapAdd=null CapDrop=null CgroupnsMode=\"host\" Dns=[] DnsOptions=[] DnsSearch=[] \
    ExtraHosts=null GroupAdd=null IpcMode=\"private\" Cgroup=\"\" Links=null OomScoreAdj=0 PidMode=\"\" @Privileged \
    PublishAllPorts=false @ReadonlyRootfs SecurityOpt=null UTSMode=\"\" UsernsMode=\"\" ShmSize=67108864 \
    Runtime=\"runc\" ConsoleSize=[] Isolation=\"\" CpuShares=0 @Memory NanoCpus=0 CgroupParent=\"\" BlkioWeight=0 \
    BlkioWeightDevice=[] BlkioDeviceReadBps=null BlkioDeviceWriteBps=null BlkioDeviceReadIOps=null \
    BlkioDeviceWriteIOps=null CpuPeriod=0 CpuQuota=0 CpuRealtimePeriod=0 CpuRealtimeRuntime=0 CpusetCpus=\"\" \
    CpusetMems=\"\" Devices=[] DeviceCgroupRules=null DeviceRequests=null KernelMemory=0 KernelMemoryTCP=0 \
    MemoryReservation=0 MemorySwap=0 MemorySwappiness=null OomKillDisable=false PidsLimit=null Ulimits=null \
    CpuCount=0 CpuPercent=0 IOMaximumIOps=0 IOMaximumBandwidth=0 MaskedPaths=null ReadonlyPaths=null";
const NETWORK_SETTINGS: &str = "Bridge=\"\" SandboxID=\"\" HairpinMode=false LinkLocalIPv6Address=\"\" \
    LinkLocalIPv6PrefixLen=0 @Ports SandboxKey=\"\" SecondaryIPAddresses=null SecondaryIPv6Addresses=null EndpointID=\"\" \
    @Gateway GlobalIPv6Address=\"\" GlobalIPv6PrefixLen=0 @IPAddress @IPPrefixLen IPv6Gateway=\"\" MacAddress=\"\" \
    @Networks";
const NETWORK: &str = "IPAMConfig=null Links=null Aliases=null NetworkID=\"\" EndpointID=\"\" @Gateway @IPAddress \
    @IPPrefixLen IPv6Gateway=\"\" GlobalIPv6Address=\"\" GlobalIPv6PrefixLen=0 MacAddress=\"\" DriverOpts=null";

pub(super) fn described(docker: &Docker, container: &Container, sized: bool) -> Json {
    let mut argv = container.argv().into_iter();
    let program = argv.next().unwrap_or_default();
    let id = container.id.hex();
    let started = !matches!(container.state, ContainerState::Created { failure: None });
    let file = |name: &str| match started {
        true => Json::Text(format!("/var/lib/docker/containers/{id}/{name}")),
        false => Json::text(""),
    };
    let written = container.changes().size();
    let size = |it: u64| if sized { Json::Number(it) } else { Json::Null };
    let always = [
        ("Id", Json::text(&id)),
        ("Created", Json::text(container.created)),
        ("Path", Json::Text(program)),
        ("Args", Json::texts(argv)),
        ("State", state(container)),
        ("Image", Json::text(container.image)),
        ("ResolvConfPath", file("resolv.conf")),
        ("HostnamePath", file("hostname")),
        ("HostsPath", file("hosts")),
        ("LogPath", file(&format!("{id}-json.log"))),
        ("Name", Json::Text(format!("/{}", container.name))),
        ("RestartCount", Json::Number(0)),
        ("Driver", Json::text("overlay2")),
        ("Platform", Json::text("linux")),
        ("MountLabel", Json::text("")),
        ("ProcessLabel", Json::text("")),
        ("AppArmorProfile", Json::text("")),
        ("ExecIDs", Json::Null),
        ("HostConfig", host_config(&container.host)),
        ("GraphDriver", Json::object([("Data", Json::Null), ("Name", Json::text("overlay2"))])),
        ("SizeRw", size(written)),
        ("SizeRootFs", size(container.files().size())),
        ("Mounts", Json::List(Some(container.mounts.iter().filter_map(mount).collect()))),
        ("Config", container_config(&container.config)),
        ("NetworkSettings", network_settings(docker, container)),
    ];
    let field = |(name, value): (&'static str, Json)| match name.starts_with("Size") {
        true => Field::unless_empty(name, value),
        false => Field::always(name, value),
    };
    Json::Object(always.into_iter().map(field).collect())
}

fn state(container: &Container) -> Json {
    let is = |wanted: &str| Json::Bool(ps::state(container) == wanted);
    let (started, finished) = match container.state {
        ContainerState::Created { .. } => (None, None),
        ContainerState::Running { started, .. } => (Some(started), None),
        ContainerState::Exited { started, finished, .. } => (Some(started), Some(finished)),
    };
    let moment = |it: Option<image::SimTime>| it.map_or(Json::text(NEVER), Json::text);
    let error = match &container.state {
        ContainerState::Created { failure: Some((_, error)) } => error.as_str(),
        ContainerState::Created { failure: None }
        | ContainerState::Running { .. }
        | ContainerState::Exited { .. } => "",
    };
    Json::object([
        ("Status", Json::text(ps::state(container))),
        ("Running", Json::Bool(container.is_running())),
        ("Paused", is("paused")),
        ("Restarting", Json::Bool(false)),
        ("OOMKilled", Json::Bool(false)),
        ("Dead", Json::Bool(false)),
        ("Pid", Json::Number(pid(container))),
        ("ExitCode", Json::Number(u64::from(container.exit_code()))),
        ("Error", Json::text(error)),
        ("StartedAt", moment(started)),
        ("FinishedAt", moment(finished)),
    ])
}

/// A number such as a real one: another for each start.
fn pid(container: &Container) -> u64 {
    let seed = u64::from_str_radix(&container.id.hex()[..4], 16).unwrap_or_default();
    if container.is_running() { 1000 + seed % 30_000 + u64::from(container.starts) } else { 0 }
}

fn host_config(host: &HostConfig) -> Json {
    let list = |items: &[String]| {
        Json::List((!items.is_empty()).then(|| items.iter().map(Json::text).collect()))
    };
    fields(HOST_CONFIG, &mut |name| match name {
        "Binds" => list(&host.binds),
        "LogConfig" => Json::object([
            ("Type", Json::text("json-file")),
            ("Config", Json::Map(Some(BTreeMap::new()))),
        ]),
        "NetworkMode" => Json::text(&host.network),
        "PortBindings" => port_map(host),
        "RestartPolicy" => Json::object([
            ("Name", Json::text(&host.restart)),
            ("MaximumRetryCount", Json::Number(u64::from(host.restart_max))),
        ]),
        "AutoRemove" => Json::Bool(host.auto_remove),
        "VolumesFrom" => list(&host.volumes_from),
        "ReadonlyRootfs" => Json::Bool(host.read_only),
        "Privileged" => Json::Bool(host.privileged),
        _ => Json::Number(host.memory),
    })
}

/// Only a running container has an address.
fn network_settings(docker: &Docker, container: &Container) -> Json {
    let running = docker.engine.containers().iter().filter(|it| it.is_running());
    let place = running.into_iter().position(|it| it.id == container.id);
    let address = place.map(|it| format!("172.17.0.{}", it + 2)).unwrap_or_default();
    let mut value = |name: &str| match name {
        "Gateway" if place.is_some() => Json::text("172.17.0.1"),
        "IPPrefixLen" => Json::Number(if place.is_some() { 16 } else { 0 }),
        "IPAddress" => Json::text(&address),
        _ => Json::text(""),
    };
    let network = fields(NETWORK, &mut value);
    let name = match container.host.network.as_str() {
        "default" | "" => "bridge",
        other => other,
    };
    fields(NETWORK_SETTINGS, &mut |field| match field {
        "Ports" if place.is_some() => port_map(&container.host),
        "Ports" => Json::Map(Some(BTreeMap::new())),
        "Networks" => Json::Map(Some(BTreeMap::from([(name.to_string(), network.clone())]))),
        other => value(other),
    })
}

fn port_map(host: &HostConfig) -> Json {
    let mut ports: BTreeMap<String, Json> = BTreeMap::new();
    for it in &host.ports {
        let binding = Json::object([
            ("HostIp", Json::text(&it.host_ip)),
            ("HostPort", Json::text(&it.host_port)),
        ]);
        match ports.entry(it.port.clone()).or_insert(Json::List(Some(Vec::new()))) {
            Json::List(Some(bindings)) => bindings.push(binding),
            Json::List(None)
            | Json::Null
            | Json::Bool(_)
            | Json::Number(_)
            | Json::Text(_)
            | Json::Map(_)
            | Json::Object(_) => (),
        }
    }
    Json::Map(Some(ports))
}

fn mount(mount: &Mount) -> Option<Json> {
    let (kind, name, source, mode, propagation) = match &mount.source {
        MountSource::Volume(name) => ("volume", name.as_str(), volumes::mountpoint(name), "z", ""),
        MountSource::Host(path) => ("bind", "", path.as_str().to_string(), "", "rprivate"),
        MountSource::Memory => return None,
    };
    let mode = if mount.writable { mode } else { "ro" };
    Some(Json::Object(vec![
        Field::always("Type", Json::text(kind)),
        Field::unless_empty("Name", Json::text(name)),
        Field::always("Source", Json::Text(source)),
        Field::always("Destination", Json::text(&mount.target)),
        Field::unless_empty("Driver", Json::text(if name.is_empty() { "" } else { "local" })),
        Field::always("Mode", Json::text(mode)),
        Field::always("RW", Json::Bool(mount.writable)),
        Field::always("Propagation", Json::text(propagation)),
    ]))
}

/// The fields of `table`: `NAME=VALUE`, or `@NAME` for one that `value` knows.
fn fields(table: &'static str, value: &mut dyn FnMut(&str) -> Json) -> Json {
    let field = |it: &'static str| match it.strip_prefix('@') {
        Some(name) => Field::always(name, value(name)),
        None => {
            let (name, text) = it.split_once('=').unwrap_or((it, ""));
            let value = match text {
                "null" => Json::Null,
                "[]" => Json::List(Some(Vec::new())),
                "true" | "false" => Json::Bool(text == "true"),
                number if number.parse::<u64>().is_ok() => {
                    Json::Number(number.parse().unwrap_or(0))
                }
                quoted => Json::text(quoted.trim_matches('"')),
            };
            Field::always(name, value)
        }
    };
    Json::Object(table.split_whitespace().map(field).collect())
}
