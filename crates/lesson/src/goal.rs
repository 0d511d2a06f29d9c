//! Goals: what a learner is to achieve, and why it is not so yet.

use std::fmt;
use std::rc::Rc;
use std::str::FromStr;

use dockerfile::Keyword;
use engine::StepOutcome;
use image::{AbsPath, Follow, Image, Reference};
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
    /// So many steps of so many are reused.
    Reuses { steps: usize, of: usize },
    /// The image has this file or directory.
    Has { path: AbsPath },
    /// A container of the image starts this command.
    Starts { command: Rc<str> },
    /// The name means the image.
    Tagged { reference: Reference },
    /// The build fails, and Docker says this.
    Fails { text: Rc<str> },
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
const FORMS: &str = "`it builds`, `cached INSTRUCTION`, `runs INSTRUCTION`, `reuses N of M`, `has /PATH`, `starts COMMAND`, \
                     `tagged NAME`, `fails TEXT`";

/// The goal as an author writes it.
impl From<Goal> for String {
    fn from(goal: Goal) -> String {
        match goal {
            Goal::Builds => "it builds".to_string(),
            Goal::Cached { instruction } => format!("cached {instruction}"),
            Goal::Runs { instruction } => format!("runs {instruction}"),
            Goal::Reuses { steps, of } => format!("reuses {steps} of {of}"),
            Goal::Has { path } => format!("has {path}"),
            Goal::Starts { command } => format!("starts {command}"),
            Goal::Tagged { reference } => format!("tagged {}", reference.familiar()),
            Goal::Fails { text } => format!("fails {text}"),
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
        let unknown =
            || Mistake::UnknownGoal { written: sentence.to_string(), known: FORMS.to_string() };
        if sentence == "it builds" {
            return Ok(Goal::Builds);
        }
        let (word, text) = sentence.split_once(' ').ok_or_else(unknown)?;
        Ok(match word {
            "cached" => Goal::Cached { instruction: instruction(text)? },
            "runs" => Goal::Runs { instruction: instruction(text)? },
            "reuses" => {
                let (steps, of) = counts(text).ok_or_else(unknown)?;
                Goal::Reuses { steps, of }
            }
            "has" if text.starts_with('/') => Goal::Has { path: AbsPath::new(text) },
            "has" => return Err(Mistake::NotAbsolute { written: text.to_string() }),
            "starts" => Goal::Starts { command: text.into() },
            "tagged" => Goal::Tagged {
                reference: text
                    .parse()
                    .map(Reference::tagged)
                    .map_err(|_| Mistake::NotAName { written: text.to_string() })?,
            },
            "fails" => Goal::Fails { text: text.into() },
            _ => return Err(unknown()),
        })
    }
}

/// `2 of 4`.
fn counts(text: &str) -> Option<(usize, usize)> {
    let (steps, of) = text.split_once(" of ")?;
    Some((steps.parse().ok()?, of.parse().ok()?))
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
            Goal::Reuses { steps, of } => write!(f, "{steps} of {of} steps are reused."),
            Goal::Has { path } => write!(f, "The image has `{path}`."),
            Goal::Starts { command } => {
                write!(f, "A container of the image will start `{command}`.")
            }
            Goal::Tagged { reference } => {
                write!(f, "The image has the name `{}`.", reference.familiar())
            }
            Goal::Fails { text } => write!(f, "The build fails: `{text}`."),
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
            Goal::Fails { text } => match &report.ending {
                Ending::Failed(error) if error.contains(&**text) => Answer::Met,
                Ending::Failed(error) => not_yet(format!("The last build failed so: {error}")),
                Ending::Built(_) | Ending::Running => not_yet("The last build did not fail."),
            },
            Goal::Cached { instruction } => check_step(&report, instruction, StepOutcome::Cached),
            Goal::Runs { instruction } => check_step(&report, instruction, StepOutcome::Done),
            Goal::Reuses { steps, of } => {
                let (reused, all) = (report.reused(), report.steps.len());
                let reason = || format!("In the last build, {reused} of {all} steps were reused.");
                met((reused, all) == (*steps, *of), reason)
            }
            Goal::Has { path } => check_image(&report, session, &|image| {
                let found = image.tree().find(&AbsPath::root(), path.as_str(), Follow::Last);
                met(found.is_ok(), || format!("The image has no `{path}`."))
            }),
            Goal::Starts { command } => check_image(&report, session, &|image| {
                let config = &image.config().config;
                let words = config.entrypoint.iter().chain(&config.cmd).flatten();
                let now = words.map(String::as_str).collect::<Vec<&str>>().join(" ");
                met(now == **command, || format!("It would start `{now}`."))
            }),
            Goal::Tagged { reference } => check_image(&report, session, &|image| {
                let name = reference.familiar();
                let named = session.engine().find(&name).map(|it| it.id());
                met(named == Ok(image.id()), || match named {
                    Ok(_) => format!("`{name}` means another image."),
                    Err(_) => format!("Nothing has the name `{name}`."),
                })
            }),
        }
    }
}

/// Looks at the image that the last build made.
fn check_image(report: &BuildReport, session: &Session, look: &dyn Fn(&Image) -> Answer) -> Answer {
    let Ending::Built(id) = &report.ending else {
        return not_yet("The last build gave no image.");
    };
    match session.engine().image(*id) {
        Some(image) => look(image),
        None => not_yet("The image of the last build is gone."),
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

fn met(is_met: bool, reason: impl FnOnce() -> String) -> Answer {
    if is_met { Answer::Met } else { not_yet(reason()) }
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
            ("reuses 2 of 4", Ok(Goal::Reuses { steps: 2, of: 4 })),
            ("starts redis-server -p 1", Ok(Goal::Starts { command: "redis-server -p 1".into() })),
            ("tagged me/redis", Ok(Goal::Tagged { reference: "me/redis:latest".parse().unwrap() })),
            ("fails not found", Ok(Goal::Fails { text: "not found".into() })),
            ("tagged Redis", Err(Mistake::NotAName { written: "Redis".to_string() })),
            ("has nano", Err(Mistake::NotAbsolute { written: "nano".to_string() })),
            ("cached RNU x", Err(Mistake::NotAnInstruction { written: "RNU x".to_string() })),
        ] {
            assert_eq!(sentence.parse(), goal, "{sentence}");
        }
        for unknown in ["it bilds", "reuses two of 4", "builds"] {
            assert!(matches!(unknown.parse::<Goal>(), Err(Mistake::UnknownGoal { .. })));
        }
    }
}
