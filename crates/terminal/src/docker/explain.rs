//! `docker build --explain`, which is Layerlab's own: for each step, what the cache was asked and why it answered so.

use std::collections::BTreeMap;

use engine::{Event, Input, InputKind, PlanStep, Record, StepId, StepKind, Verdict};

/// What the log of a build tells of its steps and the cache.
pub(crate) fn report(log: &[Record]) -> String {
    let mut steps: BTreeMap<StepId, &PlanStep> = BTreeMap::new();
    let mut text = String::from("Why each step was run or reused:\n");
    for Record { event, .. } in log {
        if let Event::Planned { plan, .. } = event {
            steps = plan.steps.iter().map(|it| (it.id, it)).collect();
        } else if let Event::CacheProbed { step, probe } = event {
            let verdict = match probe.verdict {
                Verdict::Hit => "reused",
                Verdict::Miss(_) | Verdict::NotAsked => "run",
            };
            text += &format!("{}\n  {verdict}: {}\n", title(steps.get(step)), probe.sentence());
            if !matches!(probe.verdict, Verdict::Hit) {
                let other = probe.inputs.iter().filter(|it| it.old.is_some() && it.old != it.new);
                text.extend(other.map(line));
            }
        }
    }
    text
}

fn title(step: Option<&&PlanStep>) -> String {
    let Some(step) = step else { return "[?]".to_string() };
    match &step.kind {
        StepKind::Runs { label } => format!("[{label}] {}", step.text),
        StepKind::Merged { .. } | StepKind::ConfigOnly | StepKind::Skipped => step.text.clone(),
    }
}

/// One input that differs: its value then and now.
fn line(input: &Input) -> String {
    let name = match &input.kind {
        InputKind::Parent => "the step above".to_string(),
        InputKind::Instruction => "the instruction".to_string(),
        InputKind::Setting(name) => name.clone(),
        InputKind::File(path) => path.clone(),
    };
    let value = |it: &Option<String>| it.clone().unwrap_or_else(|| "(none)".to_string());
    format!("    {name}: {} -> {}\n", value(&input.old), value(&input.new))
}
