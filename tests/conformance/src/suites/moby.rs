//! moby-integration-cli: whole sessions of `docker`, with what must hold after each command.

use image::AbsPath;
use serde_json::Value;

use crate::case::{Case, Json};
use crate::expression::{self, evaluate};
use crate::laptop::Output;
use crate::steps::{self, Session};
use crate::verdict::Verdict;

pub(crate) fn counts(case: &Case) -> bool {
    case.all.is_true("complete")
        && !case.all.is_true("needs_host")
        && case.all["skip"].is_null()
        && case.all["replayed"]["docker_20_10_classic"] == "pass"
}

pub(crate) fn run(case: &Case) -> Verdict {
    steps::run(case, "docker", docker)
}

fn docker(session: &mut Session, step: &Value) -> Result<Output, String> {
    let mut words = vec!["docker".to_string()];
    let argv = evaluate(&step["argv"], session)?;
    for word in argv.as_array().ok_or("a command line that is no list")? {
        words.push(expression::text(word, session)?);
    }
    let directory = match step["cwd"].as_str() {
        Some(name) => Session::path(name),
        None => AbsPath::new("/home/you"),
    };
    let mut env = vec![("DOCKER_BUILDKIT".to_string(), "0".to_string())];
    for pair in step.texts("env") {
        let (name, value) = pair.split_once('=').unwrap_or((&pair, ""));
        env.push((name.to_string(), value.to_string()));
    }
    let stdin = match &step["stdin"] {
        Value::Null => None,
        text => Some(session.bytes(text)?),
    };
    Ok(session.laptop.run(&words, &directory, &env, stdin.as_deref()))
}
