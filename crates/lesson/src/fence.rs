//! Code blocks: by their first line, something to read, to do, to achieve or to help.

use crate::error::Mistake;
use crate::goal::Goal;
use crate::lesson::{Action, Block};
use crate::markdown::inlines;

/// Languages of blocks that are only looked at, or that are a file's text.
const LANGUAGES: &[&str] = &["console", "dockerfile", "json", "sh", "text"];
/// Blocks with a meaning of their own.
const WORDS: &[&str] = &["claim", "goal", "hint", "run"];

/// What the first line of a code block says about it.
enum Purpose<'a> {
    Show,
    File(&'a str),
    Solution(&'a str),
    /// To be watched from this step on.
    Step(u32),
}

/// Reads one code block; a mistake comes with its line below the block's first.
pub(crate) fn fence(info: &str, text: &str) -> Result<Block, (u32, Mistake)> {
    let mut words = info.split_whitespace();
    let language = words.next().unwrap_or_default();
    if !LANGUAGES.contains(&language) && !WORDS.contains(&language) {
        let known: Vec<&str> = LANGUAGES.iter().chain(WORDS).copied().collect();
        return Err((
            0,
            Mistake::UnknownLanguage { written: language.to_string(), known: known.join(", ") },
        ));
    }
    if text.trim().is_empty() {
        return Err((0, Mistake::EmptyBlock));
    }
    let purpose = purpose(language, words).map_err(|mistake| (0, mistake))?;
    match (language, purpose) {
        ("goal", _) => goals(text).map(Block::Goals),
        ("claim", _) => goals(text).map(Block::Claims),
        ("hint", _) => inlines(text).map(Block::Hint),
        ("run", Purpose::Solution(_)) => Ok(Block::Solution(run(text, 0))),
        ("run", Purpose::Step(step)) => Ok(Block::Do(run(text, step))),
        ("run", Purpose::Show | Purpose::File(_)) => Ok(Block::Do(run(text, 0))),
        (_, Purpose::Show | Purpose::Step(_)) => {
            Ok(Block::Code { language: language.into(), text: text.into() })
        }
        (_, Purpose::File(file)) => Ok(Block::Do(write(file, text))),
        (_, Purpose::Solution(file)) => Ok(Block::Solution(write(file, text))),
    }
}

fn purpose<'a>(
    language: &str,
    words: impl Iterator<Item = &'a str>,
) -> Result<Purpose<'a>, Mistake> {
    let mut purpose = Purpose::Show;
    for word in words {
        purpose = match word.split_once('=') {
            Some(("file", file)) if LANGUAGES.contains(&language) && !file.is_empty() => {
                Purpose::File(file)
            }
            Some(("solution", file)) if LANGUAGES.contains(&language) && !file.is_empty() => {
                Purpose::Solution(file)
            }
            Some(("step", number)) if language == "run" && number.parse::<u32>().is_ok() => {
                Purpose::Step(number.parse().unwrap_or_default())
            }
            None if word == "solution" && language == "run" => Purpose::Solution(""),
            Some(_) | None => {
                return Err(Mistake::UnknownAttribute {
                    language: language.to_string(),
                    written: word.to_string(),
                });
            }
        };
    }
    Ok(purpose)
}

fn write(file: &str, text: &str) -> Action {
    Action::Write { file: file.into(), text: text.into() }
}

fn run(text: &str, step: u32) -> Action {
    Action::Run { text: text.trim_end().into(), step }
}

fn goals(text: &str) -> Result<Vec<Goal>, (u32, Mistake)> {
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    let goals = lines.map(|(line, below)| line.parse::<Goal>().map_err(|mistake| (below, mistake)));
    goals.collect()
}
