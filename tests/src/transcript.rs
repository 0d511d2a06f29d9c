//! A script's terminal, from a fresh laptop to its end.

use terminal::{Event, Record, RunEnd, Session, Settings};

/// A fresh laptop whose engine has `alpine`.
pub fn session(seed: u64) -> Session {
    let pulled = vec!["alpine".parse().expect("a name without ornaments is a reference")];
    Session::new(Settings { seed, pulled })
}

/// What the terminal shows of `script` on a laptop that has `alpine`, with the exit status as a last line.
pub fn transcript(script: &str) -> String {
    let run = session(0).run(script);
    let text: String = run.session.log().iter().map(shown).collect();
    match run.end {
        RunEnd::Done { code } | RunEnd::Exited { code } => format!("{text}[exit {code}]\n"),
        RunEnd::Incomplete => "[incomplete]\n".to_string(),
    }
}

fn shown(record: &Record) -> String {
    match &record.event {
        Event::Printed { text, .. } => text.clone(),
        Event::LimitReached { limit } => format!("[limit: {limit}]\n"),
        Event::LineEntered { .. }
        | Event::FileSaved { .. }
        | Event::Engine(_)
        | Event::CommandExited { .. } => String::new(),
    }
}
