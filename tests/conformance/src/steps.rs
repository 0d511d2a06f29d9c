//! Step suites: a laptop, what its steps printed, and what must hold after each.

use image::{AbsPath, Entry};
use serde_json::Value;

use crate::case::{Case, Json, bytes};
use crate::expression::{self, World, evaluate};
use crate::files;
use crate::laptop::{self, Laptop, Output};
use crate::verdict::Verdict;

/// Directories of the steps lie here.
const ROOT: &str = "/home/you";

/// Does a step that is not one of files.
pub(crate) type Special = fn(&mut Session, &Value) -> Result<Output, String>;

/// Runs the steps of `case`; those called `operation` are done by `special`.
pub(crate) fn run(case: &Case, operation: &str, special: Special) -> Verdict {
    let mut images = laptop::images_in(&case.input["steps"].to_string());
    images.extend(case.all.texts("from"));
    let mut session = Session { laptop: Laptop::new(&images), outputs: Vec::new() };
    for (index, step) in case.input.items("steps").iter().enumerate() {
        let output = match step["op"] == operation {
            true => special(&mut session, step).map(Some),
            false => session.change_files(step).map(|()| None),
        };
        match output {
            Ok(output) => session.outputs.push(output),
            Err(why) => return Verdict::cannot_run(why),
        }
        let checks = case.expected.items("checks").iter().filter(|it| it["after"] == index);
        for check in checks {
            let verdict = session.check(&check["expr"]);
            if verdict != Verdict::Passed {
                return verdict;
            }
        }
    }
    Verdict::Passed
}

/// A laptop in the middle of a case.
pub(crate) struct Session {
    pub(crate) laptop: Laptop,
    /// What the steps so far printed; none for those that only change files.
    outputs: Vec<Option<Output>>,
}

impl Session {
    /// Where the directory of a step is.
    pub(crate) fn path(name: &str) -> AbsPath {
        AbsPath::new(ROOT).child(name)
    }

    /// The bytes that an expression comes to.
    pub(crate) fn bytes(&self, value: &Value) -> Result<Vec<u8>, String> {
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

    /// Does a step that only changes files.
    fn change_files(&mut self, step: &Value) -> Result<(), String> {
        let directory = Session::path(&step.text("ctx"));
        let path = directory.join(&expression::text(&step["path"], self)?);
        let text = self.bytes(&step["text"])?;
        let target = expression::text(&step["target"], self)?;
        let mode = step["mode"].as_u64().and_then(|it| u32::try_from(it).ok());
        let mut files = Vec::new();
        for file in step.items("files") {
            let mut file = file.clone();
            file["path"] = evaluate(&file["path"], self)?;
            file["text"] = evaluate(&file["text"], self)?;
            files.push(file);
        }
        let operation = step.text("op");
        let mut known = true;
        self.laptop.edit(|tree, now| match operation.as_str() {
            "context" => {
                files::put(tree, &directory, Entry::directory(0o755, now), now);
                files::put_all(tree, &directory, &files, now);
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
        if known { Ok(()) } else { Err(format!("the step {operation}")) }
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
        let path = Session::path(directory).join(path);
        self.laptop.files().entry(&path)?.content().map(|it| it.text().into_owned())
    }

    fn exists(&self, directory: &str, path: &str) -> bool {
        let path = Session::path(directory).join(path);
        self.laptop.files().entry(&path).is_some()
    }

    fn matches(&self, text: &str, pattern: &str) -> bool {
        let words = ["grep", "-Eq", pattern].map(str::to_string);
        let grep = Laptop::new(&[]).run(&words, &AbsPath::root(), &[], Some(text.as_bytes()));
        grep.code == 0
    }

    fn directory(&self, name: &str) -> Option<String> {
        Some(Session::path(name).to_string())
    }
}
