//! Goals: what a learner is to achieve, and why it is not so yet.

use std::fmt;
use std::rc::Rc;
use std::str::FromStr;

use dockerfile::Keyword;
use engine::StepOutcome;
use image::{AbsPath, Follow};
use serde::{Deserialize, Serialize};
use terminal::Session;

use crate::build_report::{BuildReport, Ending};
use crate::error::Mistake;

/// One thing to achieve. It looks at the last build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Goal {
    /// The build ends well.
    Builds,
    /// A step that begins with this text is reused.
    Cached { instruction: Rc<str> },
    /// A step that begins with this text is done anew.
    Runs { instruction: Rc<str> },
    /// The image has this file or directory.
    Has { path: AbsPath },
}

/// Whether a goal is met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Met,
    /// Why not, in one sentence; text between backticks is code.
    NotYet {
        reason: String,
    },
}

/// How goals are written, and what they mean to the learner.
const FORMS: [&str; 4] =
    ["`it builds`", "`cached INSTRUCTION`", "`runs INSTRUCTION`", "`has /PATH`"];

/// The goal as an author writes it.
impl From<Goal> for String {
    fn from(goal: Goal) -> String {
        match goal {
            Goal::Builds => "it builds".to_string(),
            Goal::Cached { instruction } => format!("cached {instruction}"),
            Goal::Runs { instruction } => format!("runs {instruction}"),
            Goal::Has { path } => format!("has {path}"),
        }
    }
}

impl TryFrom<String> for Goal {
    type Error = Mistake;

    fn try_from(text: String) -> Result<Goal, Mistake> {
        text.parse()
    }
}

impl FromStr for Goal {
    type Err = Mistake;

    /// Reads one sentence.
    fn from_str(sentence: &str) -> Result<Goal, Mistake> {
        let sentence = sentence.trim();
        match sentence.split_once(' ') {
            _ if sentence == "it builds" => Ok(Goal::Builds),
            Some(("cached", text)) => Ok(Goal::Cached { instruction: instruction(text)? }),
            Some(("runs", text)) => Ok(Goal::Runs { instruction: instruction(text)? }),
            Some(("has", path)) if path.starts_with('/') => {
                Ok(Goal::Has { path: AbsPath::new(path) })
            }
            Some(("has", path)) => Err(Mistake::NotAbsolute { written: path.to_string() }),
            Some(_) | None => {
                Err(Mistake::UnknownGoal { written: sentence.to_string(), known: FORMS.join(", ") })
            }
        }
    }
}

fn instruction(text: &str) -> Result<Rc<str>, Mistake> {
    let keyword = text.split_whitespace().next().unwrap_or_default();
    match Keyword::of(keyword) {
        Some(_) => Ok(one_line(text).into()),
        None => Err(Mistake::NotAnInstruction { written: text.to_string() }),
    }
}

/// The goal as the learner reads it; text between backticks is code.
impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Goal::Builds => f.write_str("The build ends well."),
            Goal::Cached { instruction } => write!(f, "`{instruction}` is taken from the cache."),
            Goal::Runs { instruction } => write!(f, "`{instruction}` runs anew."),
            Goal::Has { path } => write!(f, "The image has `{path}`."),
        }
    }
}

impl Goal {
    /// Looks at what happened so far; without a session nothing did.
    pub fn check(&self, session: Option<&Session>) -> Answer {
        let report = session.and_then(|it| Some((it, BuildReport::of_last(it.log())?)));
        let Some((session, report)) = report else {
            return not_yet("Nothing was built yet.");
        };
        match self {
            Goal::Builds => match &report.ending {
                Ending::Built(_) => Answer::Met,
                Ending::Failed(error) => not_yet(format!("The last build failed: {error}")),
                Ending::Running => not_yet("The last build did not come to its end."),
            },
            Goal::Cached { instruction } => check_step(&report, instruction, StepOutcome::Cached),
            Goal::Runs { instruction } => check_step(&report, instruction, StepOutcome::Done),
            Goal::Has { path } => check_file(&report, session, path),
        }
    }
}

fn check_step(report: &BuildReport, instruction: &str, wanted: StepOutcome) -> Answer {
    let Some(step) = report.steps.iter().find(|it| one_line(&it.text).starts_with(instruction))
    else {
        return not_yet(format!("The Dockerfile of the last build has no step `{instruction}`."));
    };
    match step.outcome {
        Some(outcome) if outcome == wanted => Answer::Met,
        Some(StepOutcome::Done) => {
            let why = step.why.as_deref().unwrap_or_default();
            not_yet(format!("`{instruction}` had to run. {why}").trim_end())
        }
        Some(StepOutcome::Cached) => not_yet(format!("`{instruction}` was taken from the cache.")),
        Some(StepOutcome::Failed) => not_yet(format!("`{instruction}` failed.")),
        Some(StepOutcome::Canceled) | None => {
            not_yet(format!("The build did not come to `{instruction}`."))
        }
    }
}

fn check_file(report: &BuildReport, session: &Session, path: &AbsPath) -> Answer {
    let Ending::Built(image) = &report.ending else {
        return not_yet("The last build gave no image.");
    };
    let image = session.engine().image(*image);
    match image
        .is_some_and(|it| it.tree().find(&AbsPath::root(), path.as_str(), Follow::Last).is_ok())
    {
        true => Answer::Met,
        false => not_yet(format!("The image has no `{path}`.")),
    }
}

fn not_yet(reason: impl Into<String>) -> Answer {
    Answer::NotYet { reason: reason.into() }
}

/// `text` with one blank between words.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<&str>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_one_sentence() {
        let instruction = || "RUN apk add redis".into();
        for (sentence, goal) in [
            ("it builds", Ok(Goal::Builds)),
            ("cached  RUN  apk add redis", Ok(Goal::Cached { instruction: instruction() })),
            ("runs RUN apk add redis", Ok(Goal::Runs { instruction: instruction() })),
            ("has /usr/bin/nano", Ok(Goal::Has { path: AbsPath::new("/usr/bin/nano") })),
            ("has nano", Err(Mistake::NotAbsolute { written: "nano".to_string() })),
            ("cached RNU x", Err(Mistake::NotAnInstruction { written: "RNU x".to_string() })),
        ] {
            assert_eq!(sentence.parse(), goal, "{sentence}");
        }
        assert!(matches!("it bilds".parse::<Goal>(), Err(Mistake::UnknownGoal { .. })));
    }
}
