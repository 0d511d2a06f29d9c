//! What outlives the page of the course as a whole: where the learner was, and which lessons are done.

use serde::{Deserialize, Serialize};

/// The version that we write, and the only one that we read.
const VERSION: u32 = 1;

/// How far the learner is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Progress {
    version: u32,
    /// The name of the place that was open last.
    pub(crate) place: String,
    /// Names of the lessons whose goals were met once.
    done: Vec<String>,
}

impl Progress {
    /// Reads what [`Progress::to_json`] wrote; none if it is broken or of another version.
    pub(crate) fn from_json(json: &str) -> Option<Progress> {
        serde_json::from_str(json).ok().filter(|it: &Progress| it.version == VERSION)
    }

    /// JSON that [`Progress::from_json`] reads.
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("strings and numbers can always be written")
    }

    pub(crate) fn is_done(&self, name: &str) -> bool {
        self.done.iter().any(|it| it == name)
    }

    /// The goals of the lesson called `name` were met.
    pub(crate) fn finish(&mut self, name: &str) {
        if !self.is_done(name) {
            self.done.push(name.to_string());
        }
    }
}

impl Default for Progress {
    fn default() -> Progress {
        Progress { version: VERSION, place: String::new(), done: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lesson_once_done_stays_done() {
        let mut progress = Progress::default();
        progress.finish("lesson/from");
        progress.finish("lesson/from");
        let kept = Progress::from_json(&progress.to_json()).expect("it was just written");
        assert!(kept.is_done("lesson/from") && !kept.is_done("lesson/run"));
        assert_eq!(kept.done.len(), 1);
        assert_eq!(Progress::from_json(r#"{"version":2,"place":"","done":[]}"#), None);
    }
}
