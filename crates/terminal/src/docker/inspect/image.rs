//! All there is to say of an image, in the fields and the order of Docker's API.
//!
//! As moby: api/types/types.go, `ImageInspect`; api/types/container/config.go, `Config`.

use std::collections::BTreeMap;

use image::{ContainerConfig, Healthcheck, Image, Nothing};

use super::Docker;
use crate::json::{Field, Json};

pub(super) fn described(docker: &Docker, image: &Image) -> Json {
    let config = image.config();
    let summary = docker.engine.images().into_iter().find(|it| it.id == image.id());
    let tags = summary.iter().flat_map(|it| &it.references).map(|it| it.familiar());
    let parent = summary.as_ref().and_then(|it| it.parent);
    let container = match &config.container_config {
        Some(it) => container_config(it),
        None => container_config(&ContainerConfig::default()),
    };
    let comment = config.history.last().map_or("", |it| it.comment.as_str());
    Json::object([
        ("Id", Json::text(image.id())),
        ("RepoTags", Json::texts(tags)),
        ("RepoDigests", Json::List(Some(Vec::new()))),
        ("Parent", Json::Text(parent.map(|it| it.to_string()).unwrap_or_default())),
        ("Comment", Json::text(comment)),
        ("Created", Json::text(config.created)),
        ("Container", Json::text(&config.container)),
        ("ContainerConfig", container),
        ("DockerVersion", Json::text(&config.docker_version)),
        ("Author", Json::text(&config.author)),
        ("Config", container_config(&config.config)),
        ("Architecture", Json::text(&config.architecture)),
        ("Os", Json::text(&config.os)),
        ("Size", Json::Number(image.size())),
        ("VirtualSize", Json::Number(image.size())),
        ("GraphDriver", Json::object([("Data", Json::Null), ("Name", Json::text("overlay2"))])),
        (
            "RootFS",
            Json::object([
                ("Type", Json::text(&config.rootfs.kind)),
                ("Layers", Json::texts(config.rootfs.diff_ids.iter().map(|it| it.0))),
            ]),
        ),
        ("Metadata", Json::object([("LastTagTime", Json::text(config.created))])),
    ])
}

/// A container's configuration: the same in an image and in a container.
pub(super) fn container_config(config: &ContainerConfig) -> Json {
    let texts = |it: &Option<Vec<String>>| {
        Json::List(it.as_ref().map(|it| it.iter().map(Json::text).collect()))
    };
    let env = Some(config.env.clone()).filter(|it| !it.is_empty());
    Json::Object(vec![
        Field::always("Hostname", Json::text(&config.hostname)),
        Field::always("Domainname", Json::text(&config.domainname)),
        Field::always("User", Json::text(&config.user)),
        Field::always("AttachStdin", Json::Bool(config.attach_stdin)),
        Field::always("AttachStdout", Json::Bool(config.attach_stdout)),
        Field::always("AttachStderr", Json::Bool(config.attach_stderr)),
        Field::unless_empty("ExposedPorts", set(config.exposed_ports.as_ref())),
        Field::always("Tty", Json::Bool(config.tty)),
        Field::always("OpenStdin", Json::Bool(config.open_stdin)),
        Field::always("StdinOnce", Json::Bool(config.stdin_once)),
        Field::always("Env", texts(&env)),
        Field::always("Cmd", texts(&config.cmd)),
        Field::unless_empty(
            "Healthcheck",
            config.healthcheck.as_ref().map_or(Json::Null, healthcheck),
        ),
        Field::unless_empty("ArgsEscaped", Json::Bool(config.args_escaped)),
        Field::always("Image", Json::text(&config.image)),
        Field::always("Volumes", set(config.volumes.as_ref())),
        Field::always("WorkingDir", Json::text(&config.working_dir)),
        Field::always("Entrypoint", texts(&config.entrypoint)),
        Field::always("OnBuild", texts(&config.on_build)),
        Field::always("Labels", labels(config.labels.as_ref())),
        Field::unless_empty("StopSignal", Json::text(&config.stop_signal)),
        Field::unless_empty("Shell", texts(&config.shell)),
    ])
}

fn healthcheck(check: &Healthcheck) -> Json {
    let test = Some(check.test.clone()).filter(|it| !it.is_empty());
    Json::Object(vec![
        Field::unless_empty("Test", Json::List(test.map(|it| it.iter().map(Json::text).collect()))),
        Field::unless_empty("Interval", Json::Number(check.interval)),
        Field::unless_empty("Timeout", Json::Number(check.timeout)),
        Field::unless_empty("StartPeriod", Json::Number(check.start_period)),
        Field::unless_empty("Retries", Json::Number(check.retries)),
    ])
}

fn set(names: Option<&BTreeMap<String, Nothing>>) -> Json {
    let empty = || Json::Object(Vec::new());
    Json::Map(names.map(|it| it.keys().map(|name| (name.clone(), empty())).collect()))
}

fn labels(labels: Option<&BTreeMap<String, String>>) -> Json {
    Json::Map(
        labels.map(|it| it.iter().map(|(name, value)| (name.clone(), Json::text(value))).collect()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Html;
    use crate::template::{Data, Template};

    #[test]
    fn what_go_omits_when_empty_is_omitted_but_can_be_asked_for() {
        let value = container_config(&ContainerConfig::default());
        assert!(!value.compact(Html::Plain).contains("Healthcheck"));
        let template =
            Template::parse("{{json .Healthcheck}} {{.StopSignal}} {{json .Cmd}}").unwrap();
        assert_eq!(template.fill(Data { value: &value, kind: None }).unwrap(), "null  null");
    }
}
