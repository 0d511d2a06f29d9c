//! The engine's events as JSON.

use engine::{
    Builder, ContainerChange, Event, FileChange, ImageSource, Input, InputKind, MissReason, Origin,
    PlanStep, Probe, StepId, StepKind, StepOutcome, Verdict,
};
use image::Layer;

use super::{limit_name, object, stream_name};
use crate::json::Json;

type Fields = Vec<(&'static str, Json)>;

/// The event's name and what it tells.
#[expect(clippy::too_many_lines, reason = "a table: one row an event")]
pub(super) fn describe(event: &Event) -> (&'static str, Fields) {
    match event {
        Event::BuildStarted { build, builder } => (
            "build-started",
            vec![("build", build.0.into()), ("builder", builder_name(*builder).into())],
        ),
        Event::DockerfileSent { name, bytes } => {
            ("dockerfile-sent", vec![("name", Json::text(name)), ("bytes", (*bytes).into())])
        }
        Event::IgnoreFileSent { bytes } => ("ignore-file-sent", vec![("bytes", (*bytes).into())]),
        Event::ContextSent { files, bytes } => {
            ("context-sent", vec![("files", (*files).into()), ("bytes", (*bytes).into())])
        }
        Event::Planned { build, plan } => {
            let steps = plan.steps.iter().map(plan_step).collect();
            ("planned", vec![("build", build.0.into()), ("steps", Json::List(Some(steps)))])
        }
        Event::MetadataLoaded { reference } => {
            ("metadata-loaded", vec![("reference", Json::text(reference))])
        }
        Event::PullStarted { reference } => {
            ("pull-started", vec![("reference", Json::text(reference))])
        }
        Event::LayerPulled { reference, layer: it, bytes } => (
            "layer-pulled",
            vec![
                ("reference", Json::text(reference)),
                ("layer", layer(it)),
                ("bytes", (*bytes).into()),
            ],
        ),
        Event::ImagePulled { reference, image, digest, bytes } => (
            "image-pulled",
            vec![
                ("reference", Json::text(reference)),
                ("image", Json::text(image)),
                ("digest", Json::text(digest)),
                ("bytes", (*bytes).into()),
            ],
        ),
        Event::BaseResolved { step, reference, image } => {
            let reference = reference.as_ref().map(ToString::to_string).into();
            of_step(
                "base-resolved",
                *step,
                [("reference", reference), ("image", Json::text(image))],
            )
        }
        Event::TriggersFound { step, count } => {
            of_step("triggers-found", *step, [("count", (*count).into())])
        }
        Event::StepStarted { step } => of_step("step-started", *step, []),
        Event::CacheProbed { step, probe } => of_step("cache-probed", *step, probed(probe)),
        Event::ContainerCreated { step, container, image } => {
            let image = image.as_ref().map(ToString::to_string).into();
            of_step(
                "container-created",
                *step,
                [("container", container.hex().into()), ("image", image)],
            )
        }
        Event::ProgramStarted { step, argv } => {
            of_step("program-started", *step, [("argv", Json::texts(argv))])
        }
        Event::OutputWritten { step, stream, text } => of_step(
            "output-written",
            *step,
            [("stream", stream_name(*stream).into()), ("text", Json::text(text))],
        ),
        Event::Fetched { step, url, bytes } => {
            of_step("fetched", *step, [("url", Json::text(url)), ("bytes", (*bytes).into())])
        }
        Event::ProgramExited { step, program, code } => of_step(
            "program-exited",
            *step,
            [("program", Json::text(program)), ("code", u32::from(*code).into())],
        ),
        Event::LimitReached { step, limit } => {
            of_step("step-limit-reached", *step, [("limit", limit_name(limit))])
        }
        Event::FilesCopied { step, files, bytes } => {
            of_step("files-copied", *step, [("files", (*files).into()), ("bytes", (*bytes).into())])
        }
        Event::ConfigChanged { step } => of_step("config-changed", *step, []),
        Event::LayerCommitted { step, layer: it, chain_id, origin } => of_step(
            "layer-committed",
            *step,
            [
                ("layer", layer(it)),
                ("chain-id", Json::text(chain_id.0)),
                ("origin", origin_name(*origin).into()),
            ],
        ),
        Event::ImageCommitted { step, image, origin } => of_step(
            "image-committed",
            *step,
            [("image", Json::text(image)), ("origin", origin_name(*origin).into())],
        ),
        Event::ContainerRemoved { step, container } => {
            of_step("container-removed", *step, [("container", container.hex().into())])
        }
        Event::StepFinished { step, outcome } => {
            of_step("step-finished", *step, [("outcome", outcome_name(*outcome).into())])
        }
        Event::ImageExported { image, layers } => {
            ("image-exported", vec![("image", Json::text(image)), ("layers", (*layers).into())])
        }
        Event::ResultSent { image } => ("result-sent", vec![("image", Json::text(image.id()))]),
        Event::ImageTagged { image, reference, before } => (
            "image-tagged",
            vec![
                ("image", Json::text(image)),
                ("reference", Json::text(reference)),
                ("before", before.as_ref().map(ToString::to_string).into()),
            ],
        ),
        Event::ImageUntagged { image, reference } => (
            "image-untagged",
            vec![("image", Json::text(image)), ("reference", Json::text(reference))],
        ),
        Event::ImageDeleted { image } => ("image-deleted", vec![("image", Json::text(image))]),
        Event::ImageStored { image, source } => {
            let source = match source {
                ImageSource::Container(container) => Json::text(container.hex()),
                ImageSource::Archive => Json::text("archive"),
                ImageSource::Files => Json::text("files"),
            };
            ("image-stored", vec![("image", Json::text(image)), ("source", source)])
        }
        Event::ImagePushed { reference, image, digest, bytes } => (
            "image-pushed",
            vec![
                ("reference", Json::text(reference)),
                ("image", Json::text(image)),
                ("digest", Json::text(digest)),
                ("bytes", (*bytes).into()),
            ],
        ),
        Event::Container { container, name, change } => {
            let (event, details) = container_change(change);
            let head = [("container", container.hex().into()), ("name", Json::text(name))];
            (event, head.into_iter().chain(details).collect())
        }
        Event::VolumeCreated { name } => ("volume-created", vec![("name", Json::text(name))]),
        Event::VolumeRemoved { name } => ("volume-removed", vec![("name", Json::text(name))]),
        Event::NetworkCreated { name } => ("network-created", vec![("name", Json::text(name))]),
        Event::NetworkRemoved { name } => ("network-removed", vec![("name", Json::text(name))]),
        Event::CachePruned { records, bytes } => {
            ("cache-pruned", vec![("records", (*records).into()), ("bytes", (*bytes).into())])
        }
        Event::BuildFinished { build, image } => {
            ("build-finished", vec![("build", build.0.into()), ("image", Json::text(image))])
        }
        Event::BuildFailed { build, step, error } => (
            "build-failed",
            vec![
                ("build", build.0.into()),
                ("step", step.map(|it| it.0).into()),
                ("error", Json::text(error)),
                ("hint", error.hint().into()),
            ],
        ),
        Event::RequestFailed { error } => {
            ("request-failed", vec![("error", Json::text(error)), ("hint", error.hint().into())])
        }
    }
}

/// The user's containers have events of their own names: those of builds belong to a step.
fn container_change(change: &ContainerChange) -> (&'static str, Fields) {
    match change {
        ContainerChange::Created { image } => {
            ("user-container-created", vec![("image", Json::text(image))])
        }
        ContainerChange::Started => ("container-started", vec![]),
        ContainerChange::ProgramStarted { argv } => {
            ("container-program-started", vec![("argv", Json::texts(argv))])
        }
        ContainerChange::OutputWritten { stream, text } => (
            "container-output-written",
            vec![("stream", stream_name(*stream).into()), ("text", Json::text(text))],
        ),
        ContainerChange::Fetched { url, bytes } => {
            ("container-fetched", vec![("url", Json::text(url)), ("bytes", (*bytes).into())])
        }
        ContainerChange::ProgramExited { program, code } => (
            "container-program-exited",
            vec![("program", Json::text(program)), ("code", u32::from(*code).into())],
        ),
        ContainerChange::LimitReached { limit } => {
            ("container-limit-reached", vec![("limit", limit_name(limit))])
        }
        ContainerChange::FilesCopied => ("container-files-copied", vec![]),
        ContainerChange::Paused => ("container-paused", vec![]),
        ContainerChange::Unpaused => ("container-unpaused", vec![]),
        ContainerChange::Renamed { to } => ("container-renamed", vec![("to", Json::text(to))]),
        ContainerChange::Exited { code } => {
            ("container-exited", vec![("code", u32::from(*code).into())])
        }
        ContainerChange::Removed => ("user-container-removed", vec![]),
    }
}

fn of_step(
    name: &'static str,
    step: StepId,
    fields: impl IntoIterator<Item = (&'static str, Json)>,
) -> (&'static str, Fields) {
    (name, [("step", step.0.into())].into_iter().chain(fields).collect())
}

fn plan_step(step: &PlanStep) -> Json {
    let (kind, detail) = match &step.kind {
        StepKind::Runs { label } => ("runs", Json::text(label)),
        StepKind::Merged { with } => ("merged", with.0.into()),
        StepKind::ConfigOnly => ("config-only", Json::Null),
        StepKind::Skipped => ("skipped", Json::Null),
    };
    Json::object([
        ("id", step.id.0.into()),
        ("stage", step.stage.into()),
        ("kind", kind.into()),
        ("label", detail),
        ("text", Json::text(&step.text)),
        ("lines", Json::List(Some(vec![step.lines.0.into(), step.lines.1.into()]))),
        ("inputs", Json::List(Some(step.inputs.iter().map(|it| it.0.into()).collect()))),
    ])
}

fn layer(layer: &Layer) -> Json {
    let changes = layer.changeset().changes().len() as u64;
    Json::object([
        ("diff-id", Json::text(layer.diff_id().0)),
        ("size", layer.size().into()),
        ("changes", changes.into()),
    ])
}

fn probed(probe: &Probe) -> Fields {
    let (verdict, reason) = match &probe.verdict {
        Verdict::Hit => ("hit", Json::Null),
        Verdict::NotAsked => ("not-asked", Json::Null),
        Verdict::Miss(reason) => ("miss", miss_reason(reason)),
    };
    vec![
        ("verdict", verdict.into()),
        ("reason", reason),
        ("sentence", probe.sentence().into()),
        ("inputs", Json::List(Some(probe.inputs.iter().map(input).collect()))),
    ]
}

fn input(input: &Input) -> Json {
    let (kind, name) = match &input.kind {
        InputKind::Parent => ("parent", Json::Null),
        InputKind::Instruction => ("instruction", Json::Null),
        InputKind::Setting(name) => ("setting", Json::text(name)),
        InputKind::File(path) => ("file", Json::text(path)),
    };
    object([
        ("kind", kind.into()),
        ("name", name),
        ("old", input.old.clone().into()),
        ("new", input.new.clone().into()),
    ])
}

fn miss_reason(reason: &MissReason) -> Json {
    match reason {
        MissReason::FirstBuild => Json::object([("kind", "first-build".into())]),
        MissReason::ParentChanged => Json::object([("kind", "parent-changed".into())]),
        MissReason::InstructionChanged { before } => Json::object([
            ("kind", "instruction-changed".into()),
            ("before", before.clone().into()),
        ]),
        MissReason::SettingChanged { name, before, now } => Json::object([
            ("kind", "setting-changed".into()),
            ("name", Json::text(name)),
            ("before", before.clone().into()),
            ("now", now.clone().into()),
        ]),
        MissReason::FilesChanged(changes) => Json::object([
            ("kind", "files-changed".into()),
            ("files", Json::List(Some(changes.iter().map(file_change).collect()))),
        ]),
    }
}

fn file_change(change: &FileChange) -> Json {
    match change {
        FileChange::Added { path, size } => {
            Json::object([("added", Json::text(path)), ("size", (*size).into())])
        }
        FileChange::Modified { path, before, now } => Json::object([
            ("modified", Json::text(path)),
            ("before", (*before).into()),
            ("now", (*now).into()),
        ]),
        FileChange::Deleted { path } => Json::object([("deleted", Json::text(path))]),
    }
}

fn builder_name(builder: Builder) -> &'static str {
    match builder {
        Builder::Classic => "classic",
        Builder::BuildKit => "buildkit",
    }
}

fn origin_name(origin: Origin) -> &'static str {
    match origin {
        Origin::Cache => "cache",
        Origin::Execution => "execution",
    }
}

fn outcome_name(outcome: StepOutcome) -> &'static str {
    match outcome {
        StepOutcome::Done => "done",
        StepOutcome::Cached => "cached",
        StepOutcome::Failed => "failed",
        StepOutcome::Canceled => "canceled",
    }
}
