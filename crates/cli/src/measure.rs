//! `layerlab measure`: how long builds take, natively.

use std::time::{Duration, Instant};

use terminal::{Session, Settings};

/// Builds of each kind; the middle one counts.
const ROUNDS: usize = 51;

const DOCKERFILE: &str = "FROM alpine\nRUN apk add --update redis\nCMD [\"redis-server\"]\n";

/// Builds many times, and gives the medians as text.
pub(crate) fn measure() -> String {
    let fresh = Session::new(Settings::default());
    let ready = fresh.save_file(&fresh.working_dir().child("Dockerfile"), DOCKERFILE);
    let mut first = Vec::new();
    let mut cached = Vec::new();
    for _ in 0..ROUNDS {
        let (time, session) = timed(&ready);
        first.push(time);
        cached.push(timed(&session).0);
    }
    format!(
        "first build   {:>7} microseconds\ncached build  {:>7} microseconds\n(medians of {ROUNDS})\n",
        median(first),
        median(cached)
    )
}

fn timed(session: &Session) -> (Duration, Session) {
    let start = Instant::now();
    let run = session.run("docker build .");
    (start.elapsed(), run.session)
}

fn median(mut times: Vec<Duration>) -> u128 {
    times.sort();
    times[times.len() / 2].as_micros()
}
