//! Runs the cases of public test suites: `conformance DIR [--failures] [SUITE...]`.
#![allow(
    clippy::wildcard_enum_match_arm,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "reads files and prints; asks a JSON value for one of its kinds"
)]

mod builds;
mod case;
mod expression;
mod files;
mod laptop;
mod steps;
mod suites;
mod verdict;

use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use case::{Case, read_cases};
use suites::{SUITES, Suite};
use verdict::Verdict;

const USAGE: &str = "usage: conformance DIR [--failures] [SUITE...]";
/// Deep Dockerfiles and shells recurse; so much is more than any of them may use.
const STACK_BYTES: usize = 256 << 20;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (flags, names): (Vec<String>, Vec<String>) =
        words.into_iter().partition(|it| it.starts_with("--"));
    let Some((folder, wanted)) = names.split_first() else { return println!("{USAGE}") };
    // A panic is a verdict; its words are in the report.
    panic::set_hook(Box::new(|_| ()));
    for suite in SUITES {
        let is_wanted = wanted.is_empty() || wanted.iter().any(|it| it == suite.name);
        let text = fs::read_to_string(format!("{folder}/{}.jsonl", suite.name));
        let Some(text) = text.ok().filter(|_| is_wanted) else { continue };
        let recorded = fs::read_to_string(format!("{folder}/{}.recorded.json", suite.name));
        let mut cases = read_cases(&text, recorded.ok().as_deref());
        cases.retain(suite.counts);
        let verdicts = run(suite, &cases);
        let passed = verdicts.iter().filter(|it| **it == Verdict::Passed).count();
        println!("{} {passed}/{}", suite.name, cases.len());
        if flags.iter().any(|it| it == "--failures") {
            for (case, verdict) in cases.iter().zip(&verdicts) {
                print!("{}", verdict.report(&case.id));
            }
        }
    }
}

/// The verdicts of all `cases`, in their order. Every processor takes the next case that is left.
fn run(suite: &Suite, cases: &[Case]) -> Vec<Verdict> {
    let next = AtomicUsize::new(0);
    let verdicts = Mutex::new(vec![Verdict::Passed; cases.len()]);
    let work = || {
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let verdict = panic::catch_unwind(AssertUnwindSafe(|| (suite.run)(case)));
            let verdict = verdict.unwrap_or_else(|payload| Verdict::panicked(payload.as_ref()));
            let index = cases.iter().position(|it| std::ptr::eq(it, case));
            let mut verdicts = verdicts.lock().unwrap_or_else(PoisonError::into_inner);
            verdicts[index.expect("the case is one of them")] = verdict;
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            let worker = thread::Builder::new().stack_size(STACK_BYTES);
            worker.spawn_scoped(scope, work).expect("the machine has memory for a thread");
        }
    });
    verdicts.into_inner().unwrap_or_else(PoisonError::into_inner)
}
