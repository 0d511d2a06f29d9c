//! buildkit-instructions: what the instructions mean, and what is wrong with them.

use std::collections::BTreeMap;

use dockerfile::{
    CommandLine, FlagKind, Flags, Heredoc, Instruction, Problem, Severity, Source, parse,
    parse_device, parse_ports, quote,
};
use engine::{Builder, Event};
use serde_json::{Value, json};

use crate::builds::{Built, Recipe};
use crate::case::{Case, Json, check_error};
use crate::verdict::Verdict;

pub(crate) fn run(case: &Case) -> Verdict {
    let (input, expected) = (&case.input, &case.expected);
    let text = input.text("dockerfile");
    match case.kind.as_str() {
        "instr_error" | "instr_ok" if input["dockerfile"].is_string() => {
            check_error(expected, error(&text).as_deref())
        }
        "expose" => expose(&input.texts("specs"), expected),
        "copy_heredoc" => match parse(&text).instructions.first().map(|it| &it.instruction) {
            Some(Instruction::Copy(copy)) => copied(&copy.sources, &copy.destination, expected),
            other => Verdict::check(false, expected, other),
        },
        "run_heredoc" => match parse(&text).instructions.first().map(|it| &it.instruction) {
            Some(Instruction::Run(run)) => ran(run, expected),
            other => Verdict::check(false, expected, other),
        },
        "json_args" => json_args(input, expected),
        "device" => match parse_device(&input.text("text")) {
            Ok(device) => {
                let holds = expected["Name"] == device.name.as_str()
                    && expected["Required"] == device.required;
                Verdict::check(holds, expected, device)
            }
            Err(error) => check_error(expected, Some(&error.to_string())),
        },
        "bflags" => flags(input, expected),
        "convert" => convert(&text, input["target"].as_str(), expected),
        other => Verdict::cannot_run(other),
    }
}

/// The first error in the instructions themselves; a lone instruction lacks its `FROM`.
fn error(text: &str) -> Option<String> {
    let parse = parse(text);
    let errors = parse.diagnostics.iter().filter(|it| it.severity() == Severity::Error);
    let mut errors = errors.filter(|it| !matches!(it.problem, Problem::Stage(_)));
    errors.next().map(|it| it.message())
}

fn expose(specs: &[String], expected: &Value) -> Verdict {
    let mut ports = Vec::new();
    for spec in specs {
        match parse_ports(spec) {
            Ok(found) => ports.extend(found.iter().map(ToString::to_string)),
            Err(error) => return check_error(expected, Some(&error.to_string())),
        }
    }
    Verdict::equal(expected.texts("ports"), ports)
}

fn copied(sources: &[Source], destination: &str, expected: &Value) -> Verdict {
    let mut paths = Vec::new();
    let mut contents = Vec::new();
    for source in sources {
        match source {
            Source::Path(path) => paths.push(path.as_str()),
            Source::Heredoc(it) => {
                contents.push(json!({ "Path": it.name, "Data": it.text(), "Expand": it.expand }));
            }
        }
    }
    let got = json!({ "DestPath": destination, "SourcePaths": paths, "SourceContents": contents });
    Verdict::equal(expected, &got)
}

fn ran(run: &dockerfile::Run, expected: &Value) -> Verdict {
    let (in_shell, words) = match &run.command {
        CommandLine::Shell(text) => (true, vec![text.clone()]),
        CommandLine::Exec(words) => (false, words.clone()),
    };
    let file = |it: &Heredoc| json!({ "Name": it.name, "Data": it.content, "Chomp": it.chomp });
    let files: Vec<Value> = run.heredocs.iter().map(file).collect();
    let wanted = |it: &Value| json!({ "Name": it["Name"], "Data": it["Data"], "Chomp": it.is_true("Chomp") });
    let wanted: Vec<Value> = expected.items("files").iter().map(wanted).collect();
    let holds = expected["prepend_shell"] == in_shell
        && expected.texts("cmdline") == words
        && wanted == files;
    Verdict::check(holds, expected, run)
}

/// Words as an instruction has them: a JSON array stays a list, the rest is one text.
fn json_args(input: &Value, expected: &Value) -> Verdict {
    let words = input.texts("args");
    let quoted: Vec<String> = words.iter().map(|it| quote(it)).collect();
    let text = match input["attributes"].is_true("json") {
        true => format!("CMD [{}]", quoted.join(", ")),
        false => format!("CMD {}", words.join(" ")),
    };
    let parse = parse(&text);
    let got = match parse.instructions.first().map(|it| &it.instruction) {
        Some(Instruction::Cmd(CommandLine::Exec(words))) => words.clone(),
        Some(Instruction::Cmd(CommandLine::Shell(text))) if text.is_empty() => Vec::new(),
        Some(Instruction::Cmd(CommandLine::Shell(text))) => vec![text.clone()],
        other => return Verdict::check(false, expected, other),
    };
    Verdict::equal(expected.texts("args"), got)
}

fn flags(input: &Value, expected: &Value) -> Verdict {
    let declared: Vec<(String, FlagKind)> = input
        .items("flags")
        .iter()
        .map(|it| match it.text("type").as_str() {
            "bool" => (it.text("name"), FlagKind::Switch),
            "strings" => (it.text("name"), FlagKind::Texts),
            _ => (it.text("name"), FlagKind::Text),
        })
        .collect();
    let mut names: Vec<&str> = declared.iter().map(|it| it.0.as_str()).collect();
    names.sort_unstable();
    if names.windows(2).any(|it| it[0] == it[1]) {
        return check_error(expected, Some("duplicate flag defined"));
    }
    let known: Vec<(&str, FlagKind)> =
        declared.iter().map(|(name, kind)| (name.as_str(), *kind)).collect();
    let flags = match Flags::of(&input.texts("args"), &known) {
        Ok(flags) => flags,
        Err(problem) => return check_error(expected, Some(&problem.to_string())),
    };
    let default = |name: &str| {
        let flag = input.items("flags").iter().find(|it| it["name"] == name);
        flag.map(|it| it["default"].clone()).unwrap_or_default()
    };
    let value = |name: &str| flags.last(name).map_or(default(name), |it| json!(it));
    let is_true = |name: &str| flags.last(name).map_or(default(name) == true, |it| it == "true");
    let values = expected.pairs("value").into_iter().all(|(name, it)| *it == value(&name));
    let truths = expected.pairs("IsTrue").into_iter().all(|(name, it)| *it == is_true(&name));
    let used =
        expected.pairs("IsUsed").into_iter().all(|(name, it)| *it == flags.last(&name).is_some());
    Verdict::check(expected["error"] == false && values && truths && used, expected, flags)
}

/// Whether BuildKit can make a plan of the Dockerfile.
fn convert(dockerfile: &str, target: Option<&str>, expected: &Value) -> Verdict {
    let built = build(dockerfile, target);
    let is_planned = built.records.iter().any(|it| matches!(it.event, Event::Planned { .. }));
    let error = built.error().filter(|_| !is_planned);
    let wanted = expected.pairs("labels");
    if wanted.is_empty() || error.is_some() {
        return check_error(expected, error.as_deref());
    }
    let got = built.image().and_then(|it| it.config().config.labels.clone()).unwrap_or_default();
    let wanted: BTreeMap<String, String> = wanted
        .into_iter()
        .map(|(name, it)| (name, it.as_str().unwrap_or_default().to_string()))
        .collect();
    Verdict::equal(wanted, got)
}

fn build(dockerfile: &str, target: Option<&str>) -> Built {
    let target = target.map(str::to_string);
    Recipe { target, ..Recipe::new(Builder::BuildKit, dockerfile) }.build()
}
