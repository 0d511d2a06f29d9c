//! moby-integration-cli: whole sessions of `docker`, with what must hold after each command.

use image::{AbsPath, Entry};
use serde_json::Value;

use crate::case::{Case, Json, bytes};
use crate::expression::{self, World, evaluate};
use crate::files;
use crate::laptop::{self, Laptop, Output};
use crate::verdict::Verdict;

/// Directories of the steps lie here.
const ROOT: &str = "/home/you";

pub(crate) fn counts(case: &Case) -> bool {
    case.all.is_true("complete")
        && !case.all.is_true("needs_host")
        && case.all["skip"].is_null()
        && case.all["replayed"]["docker_20_10_classic"] == "pass"
}

pub(crate) fn run(case: &Case) -> Verdict {
    let steps = case.input.items("steps");
    let mut images = laptop::images_in(&case.input["steps"].to_string());
    images.extend(case.all.texts("from"));
    let mut session = Session { laptop: Laptop::new(&images), outputs: Vec::new() };
    for (index, step) in steps.iter().enumerate() {
        let output = match session.step(step) {
            Ok(output) => output,
            Err(why) => return Verdict::cannot_run(why),
        };
        session.outputs.push(output);
        let checks = case.expected.items("checks");
        for check in checks.iter().filter(|it| it["after"] == index) {
            let verdict = session.check(&check["expr"]);
            if verdict != Verdict::Passed {
                return verdict;
            }
        }
    }
    Verdict::Passed
}

/// A laptop in the middle of a case.
struct Session {
    laptop: Laptop,
    /// What the steps so far printed; none for those that only change files.
    outputs: Vec<Option<Output>>,
}

impl Session {
    fn step(&mut self, step: &Value) -> Result<Option<Output>, String> {
        if step["op"] == "docker" {
            return self.docker(step).map(Some);
        }
        let directory = AbsPath::new(ROOT).child(&step.text("ctx"));
        let path = directory.join(&expression::text(&step["path"], self)?);
        let text = self.bytes(&step["text"])?;
        let target = expression::text(&step["target"], self)?;
        let mode = step["mode"].as_u64().and_then(|it| u32::try_from(it).ok());
        let mut contents = Vec::new();
        for file in step.items("files") {
            let path = directory.join(&expression::text(&file["path"], self)?);
            contents.push((path, self.bytes(&file["text"])?));
        }
        let operation = step.text("op");
        let mut known = true;
        self.laptop.edit(|tree, now| match operation.as_str() {
            "context" => {
                files::put(tree, &directory, Entry::directory(0o755, now), now);
                for (path, bytes) in contents {
                    files::put(tree, &path, files::file(&bytes, 0o644, now), now);
                }
            }
            "write" => {
                let before = tree.entry(&path).map(|it| it.metadata.mode);
                let mode = mode.or(before).unwrap_or(0o644);
                files::put(tree, &path, files::file(&text, mode, now), now);
            }
            "mkdir" => {
                files::put(tree, &path, Entry::directory(mode.unwrap_or(0o755), now), now);
            }
            "symlink" => files::put(tree, &path, Entry::symlink(&target, now), now),
            // What is not there stays away, and keeps its mode and time.
            "remove" => drop(tree.remove(&path)),
            "chmod" => drop(tree.update(&path, |it| it.mode = mode.unwrap_or(it.mode))),
            "chtimes" => drop(tree.update(&path, |it| it.mtime = now)),
            "wait" => (),
            _ => known = false,
        });
        if known { Ok(None) } else { Err(format!("the step {operation}")) }
    }

    fn docker(&mut self, step: &Value) -> Result<Output, String> {
        let mut words = vec!["docker".to_string()];
        let argv = evaluate(&step["argv"], self)?;
        for word in argv.as_array().ok_or("a command line that is no list")? {
            words.push(expression::text(word, self)?);
        }
        let directory = match step["cwd"].as_str() {
            Some(name) => AbsPath::new(ROOT).child(name),
            None => AbsPath::new(ROOT),
        };
        let mut env = vec![("DOCKER_BUILDKIT".to_string(), "0".to_string())];
        for pair in step.texts("env") {
            let (name, value) = pair.split_once('=').unwrap_or((&pair, ""));
            env.push((name.to_string(), value.to_string()));
        }
        let stdin = match &step["stdin"] {
            Value::Null => None,
            text => Some(self.bytes(text)?),
        };
        Ok(self.laptop.run(&words, &directory, &env, stdin.as_deref()))
    }

    fn bytes(&self, value: &Value) -> Result<Vec<u8>, String> {
        Ok(match evaluate(value, self)? {
            Value::String(text) => text.into_bytes(),
            other => bytes(&other),
        })
    }

    fn check(&self, expression: &Value) -> Verdict {
        match evaluate(expression, self) {
            Ok(value) => {
                let last = self.outputs.last().cloned().flatten().unwrap_or_default();
                let got = format!("exit {}\n{}{}", last.code, last.stdout, last.stderr);
                Verdict::check(expression::is_true(&value), expression, got)
            }
            Err(why) => Verdict::cannot_run(why),
        }
    }
}

impl World for Session {
    fn output(&self, index: usize, stream: &str) -> Option<String> {
        let output = self.outputs.get(index)?.as_ref()?;
        Some(match stream {
            "stdout" => output.stdout.clone(),
            "stderr" => output.stderr.clone(),
            _ => output.combined(),
        })
    }

    fn exit(&self, index: usize) -> Option<i64> {
        self.outputs.get(index)?.as_ref().map(|it| i64::from(it.code))
    }

    fn file(&self, directory: &str, path: &str) -> Option<String> {
        let path = AbsPath::new(ROOT).child(directory).join(path);
        self.laptop.files().entry(&path)?.content().map(|it| it.text().into_owned())
    }

    fn exists(&self, directory: &str, path: &str) -> bool {
        let path = AbsPath::new(ROOT).child(directory).join(path);
        self.laptop.files().entry(&path).is_some()
    }

    fn directory(&self, name: &str) -> Option<String> {
        Some(AbsPath::new(ROOT).child(name).to_string())
    }
}
