//! `cargo xtask oracle-shell`: the same scripts in the real BusyBox and in our shell.

mod generate;
mod real;
mod shrink;

use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::thread;

use anyhow::{Context, Result, bail};
use shell::Limit;

use crate::corpus::{Answer, Case, Ours, TOPICS, cases, differences};
use crate::root;
use real::Real;

/// What the command line asks for.
#[derive(Default)]
struct Options {
    record: bool,
    random: Option<u64>,
    seed: u64,
    topics: Vec<String>,
}

/// The command.
pub(crate) fn oracle_shell(arguments: &[String]) -> Result<ExitCode> {
    let options = Options::read(arguments)?;
    let differing = match options.random {
        Some(count) => random(count, options.seed)?,
        None => corpus(&options)?,
    };
    Ok(if differing == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Options {
    fn read(arguments: &[String]) -> Result<Options> {
        let mut options = Options { seed: 1, ..Options::default() };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let mut number = || {
                let value = rest.next().with_context(|| format!("{argument} needs a number"))?;
                value.parse::<u64>().with_context(|| format!("{argument} {value}"))
            };
            match argument.as_str() {
                "--record" => options.record = true,
                "--random" => options.random = Some(number()?),
                "--seed" => options.seed = number()?,
                topic if TOPICS.iter().any(|(name, _)| *name == topic) => {
                    options.topics.push(argument.clone());
                }
                other => bail!("there is no topic `{other}`"),
            }
        }
        Ok(options)
    }
}

/// Runs the hand-written scripts; how many differ without being listed.
fn corpus(options: &Options) -> Result<usize> {
    let ours = Ours::new();
    let real = Real::new(&ours.tree, 0)?;
    let listed = differences();
    let (mut total, mut wrong) = (0, 0);
    for (topic, text) in TOPICS {
        if !options.topics.is_empty() && options.topics.iter().all(|it| it != topic) {
            continue;
        }
        let mut answered = Vec::new();
        for Case { script, .. } in cases(text) {
            let Some(answer) = real.answer(&script)? else { bail!("{topic}: endless: {script}") };
            let (found, limit) = ours.answer(&script);
            total += 1;
            if found != answer && !listed.contains(&script.as_str()) {
                wrong += 1;
                println!("--- {topic}\n{}", difference(&script, &answer, &found, limit.as_ref()));
            }
            answered.push(Case { script, answer }.to_string());
        }
        if options.record {
            let path = Path::new("crates/shell/tests/runs/ash").join(format!("{topic}.txt"));
            fs::write(root().join(path), answered.join("%%\n"))?;
        }
    }
    println!("{total} scripts, {} listed differences, {wrong} others", listed.len());
    Ok(wrong)
}

/// Runs scripts that nobody wrote, on both cores; how many differ.
fn random(count: u64, seed: u64) -> Result<usize> {
    let workers = thread::available_parallelism().map_or(1, |it| it.get() as u64);
    thread::scope(|scope| {
        let work = |worker: u64| {
            move || -> Result<usize> {
                let ours = Ours::new();
                let real = Real::new(&ours.tree, worker)?;
                let mut wrong = 0;
                for index in (worker..count).step_by(workers as usize) {
                    let script = generate::script(seed.wrapping_mul(1 << 32) + index);
                    let differs =
                        |script: &generate::Script| compare(&ours, &real, &script.to_string());
                    if differs(&script)?.is_some() {
                        wrong += 1;
                        let small = shrink::smallest(script, |it| Ok(differs(it)?.is_some()))?;
                        let shown = differs(&small)?.unwrap_or_default();
                        println!("--- seed {seed}, script {index}\n{shown}");
                    }
                }
                Ok(wrong)
            }
        };
        let threads: Vec<_> = (0..workers).map(|it| scope.spawn(work(it))).collect();
        let mut wrong = 0;
        for thread in threads {
            wrong += thread.join().expect("a worker reports its errors")?;
        }
        println!("{count} generated scripts (seed {seed}), {wrong} differ");
        Ok(wrong)
    })
}

/// How the answers to `script` differ. What ends for no one, or at a limit of ours, is no difference.
fn compare(ours: &Ours, real: &Real, script: &str) -> Result<Option<String>> {
    let (found, limit) = ours.answer(script);
    if limit.is_some() {
        return Ok(None);
    }
    // How a program is used is told with the version.
    let answer = real.answer(script)?.filter(|it| !it.output.contains("Usage: "));
    let Some(answer) = answer else { return Ok(None) };
    let differs = match script.contains(" | ") {
        true => sorted(&found) != sorted(&answer),
        false => found != answer,
    };
    Ok(differs.then(|| difference(script, &answer, &found, None)))
}

/// An answer whose output may have come in any order: what the parts of a pipeline print mixes.
fn sorted(answer: &Answer) -> Answer {
    let mut output: Vec<char> = answer.output.chars().collect();
    output.sort_unstable();
    Answer { output: output.into_iter().collect(), ..answer.clone() }
}

fn difference(script: &str, answer: &Answer, found: &Answer, limit: Option<&Limit>) -> String {
    let limit = limit.map(|it| format!("limit: {it}\n")).unwrap_or_default();
    let answer = Case { script: String::from(script), answer: answer.clone() };
    let found = Case { script: String::from("ours:"), answer: found.clone() };
    format!("{answer}{found}{limit}")
}
