//! `docker system df`, `docker info`, `docker buildx du`.
//!
//! As docker/cli: cli/command/formatter/disk_usage.go, cli/command/system/info.go; docker/buildx: commands/diskusage.go.

use std::collections::BTreeMap;

use image::{ChainId, Digest};
use shell::{ExitCode, Process, Stop};

use super::flags::Parsed;
use super::rows::Rows;
use super::version::VERSION;
use super::{Docker, fail, template_message};
use crate::json::Json;
use crate::laptop::HOSTNAME;
use crate::template::{Data, Template};
use crate::units::{ago, human_size};

const USAGE: &[(&str, &str)] = &[
    ("Type", "TYPE"),
    ("TotalCount", "TOTAL"),
    ("Active", "ACTIVE"),
    ("Size", "SIZE"),
    ("Reclaimable", "RECLAIMABLE"),
];

/// `docker system df`.
pub(crate) fn usage(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    if parsed.is_on("verbose") {
        return Err(Stop::unsupported("`docker system df --verbose`"));
    }
    let containers = docker.engine.containers();
    let images = docker.engine.images();
    let shown = || images.iter().filter(|it| !it.intermediate);
    let is_used = |id| containers.iter().any(|it| it.image == id);
    let used = shown().filter(|it| is_used(it.id)).map(|it| it.id).collect::<Vec<_>>();
    let size = image_bytes(docker);
    let free = size.saturating_sub(bytes_of(docker, &used));
    let written = |running: bool| -> u64 {
        containers
            .iter()
            .filter(|it| !it.is_running() || running)
            .map(|it| it.changes().size())
            .sum()
    };
    let volumes = || docker.engine.volumes();
    let is_free = |it: &&engine::Volume| super::volumes::users(docker, &it.name) == 0;
    let volume_bytes: u64 = volumes().map(|it| it.tree.size()).sum();
    let records = docker.engine.cache_records();
    let cached: u64 = records.iter().map(|it| it.bytes).sum();
    let rows = [
        row("Images", shown().count(), used.len(), size, Some(free)),
        row(
            "Containers",
            containers.len(),
            containers.iter().filter(|it| it.is_running()).count(),
            written(true),
            Some(written(false)),
        ),
        row(
            "Local Volumes",
            volumes().count(),
            volumes().filter(|it| !is_free(it)).count(),
            volume_bytes,
            Some(volumes().filter(is_free).map(|it| it.tree.size()).sum()),
        ),
        row("Build Cache", records.len(), 0, cached, None),
    ];
    let default = "table {{.Type}}\t{{.TotalCount}}\t{{.Active}}\t{{.Size}}\t{{.Reclaimable}}";
    let format = parsed.text("format").unwrap_or(default);
    Rows { headings: USAGE, rows: &rows, kind: "*formatter.diskUsageContext" }
        .print(process, format)
}

/// A line; without `free`, all of it can be had back, and no share is told.
fn row(kind: &str, total: usize, active: usize, size: u64, free: Option<u64>) -> Json {
    let reclaimable = match free {
        Some(free) if 0 < size => format!("{} ({}%)", human_size(free, 4), free * 100 / size),
        Some(free) => human_size(free, 4),
        None => human_size(size, 4),
    };
    Json::object([
        ("Active", Json::text(active)),
        ("Reclaimable", Json::Text(reclaimable)),
        ("Size", Json::Text(human_size(size, 4))),
        ("TotalCount", Json::text(total)),
        ("Type", Json::text(kind)),
    ])
}

/// Bytes of all images, each layer counted once.
pub(crate) fn image_bytes(docker: &Docker) -> u64 {
    let all: Vec<image::ImageId> = docker.engine.images().iter().map(|it| it.id).collect();
    bytes_of(docker, &all)
}

fn bytes_of(docker: &Docker, images: &[image::ImageId]) -> u64 {
    let mut layers: BTreeMap<ChainId, u64> = BTreeMap::new();
    for image in images.iter().filter_map(|it| docker.engine.image(*it)) {
        let mut chain: Option<ChainId> = None;
        for layer in image.layers() {
            let next = chain.map_or(ChainId::base(layer.diff_id()), |it| it.push(layer.diff_id()));
            layers.insert(next, layer.size());
            chain = Some(next);
        }
    }
    layers.values().sum()
}

/// `docker buildx du`.
pub(crate) fn cache(
    docker: &mut Docker,
    process: &mut Process,
    _: &Parsed,
) -> Result<ExitCode, Stop> {
    let now = process.machine().now;
    let records = docker.engine.cache_records();
    let mut text = String::from("ID\t\t\t\t\t\tRECLAIMABLE\tSIZE\t\tLAST ACCESSED\n");
    for it in &records {
        let (id, size, age) = (record_id(it.id), human_size(it.bytes, 3), ago(now - it.created));
        text += &format!("{id:<40}\ttrue\t\t{size:<9}\t{age}\n");
    }
    let total = human_size(records.iter().map(|it| it.bytes).sum(), 3);
    text += &format!("Reclaimable:\t{total}\nTotal:\t\t{total}\n");
    process.print(text)?;
    Ok(ExitCode::SUCCESS)
}

/// The name of a record of BuildKit's cache: it looks like those that BuildKit draws.
pub(crate) fn record_id(id: Digest) -> String {
    const LETTERS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let hex = id.hex();
    let number = |at: usize| u64::from_str_radix(&hex[at..at + 2], 16).unwrap_or_default();
    (0..25).map(|it| char::from(LETTERS[(number(2 * it) % 36) as usize])).collect()
}

/// `docker info`.
pub(crate) fn info(
    docker: &mut Docker,
    process: &mut Process,
    parsed: &Parsed,
) -> Result<ExitCode, Stop> {
    let containers = docker.engine.containers();
    let of_state =
        |wanted: &str| containers.iter().filter(|it| super::ps::state(it) == wanted).count();
    let (running, paused) = (of_state("running"), of_state("paused"));
    let stopped = containers.len() - running - paused;
    let images = docker.engine.images().len();
    if let Some(format) = parsed.text("format") {
        let number = |it: usize| Json::Number(it as u64);
        let data = Json::object([
            ("Containers", number(containers.len())),
            ("ContainersRunning", number(running)),
            ("ContainersPaused", number(paused)),
            ("ContainersStopped", number(stopped)),
            ("Images", number(images)),
            ("Driver", Json::text("overlay2")),
            ("OperatingSystem", Json::text("Layerlab")),
            ("OSType", Json::text("linux")),
            ("Architecture", Json::text("x86_64")),
            ("Name", Json::text(HOSTNAME)),
            ("ServerVersion", Json::text(VERSION)),
        ]);
        let filled =
            Template::parse(format).and_then(|it| it.fill(Data { value: &data, kind: None }));
        return match filled {
            Ok(text) => process.print(format!("{text}\n")).map(|()| ExitCode::SUCCESS),
            Err(error) => {
                let message = template_message(error)?;
                fail(process, &message)
            }
        };
    }
    process.print(format!(
        "Client:\n Context:    default\n Debug Mode: false\n\nServer:\n Containers: {}\n  Running: {running}\n  Paused: {paused}\n  \
         Stopped: {stopped}\n Images: {images}\n Server Version: {VERSION}\n Storage Driver: overlay2\n Logging Driver: json-file\n \
         Cgroup Driver: cgroupfs\n Cgroup Version: 1\n Plugins:\n  Volume: local\n  Network: bridge host null\n  Log: json-file\n \
         Swarm: inactive\n Runtimes: runc\n Default Runtime: runc\n Operating System: Layerlab (simulated)\n OSType: linux\n \
         Architecture: x86_64\n CPUs: 2\n Total Memory: 2GiB\n Name: {HOSTNAME}\n Docker Root Dir: /var/lib/docker\n \
         Debug Mode: false\n Experimental: false\n Live Restore Enabled: false\n\n",
        containers.len()
    ))?;
    Ok(ExitCode::SUCCESS)
}
