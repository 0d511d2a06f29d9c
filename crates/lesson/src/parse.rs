//! A lesson's file to a lesson.

use std::rc::Rc;

use serde::Deserialize;

use crate::error::{LessonError, Mistake};
use crate::lesson::{Action, Block, Lens, Lesson};
use crate::markdown::{Located, Misplaced, blocks};

/// What stands around the front matter.
const FENCE: &str = "+++";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    title: String,
    minutes: u32,
    #[serde(default)]
    needs: Vec<String>,
    #[serde(default)]
    builder: Lens,
}

/// Reads the lesson in `file`, such as `order-matters.md`.
pub fn parse(file: &str, text: &str) -> Result<Lesson, LessonError> {
    read(file, text).map_err(|(line, mistake)| LessonError {
        file: file.to_string(),
        line,
        mistake,
    })
}

fn read(file: &str, text: &str) -> Result<Lesson, Misplaced> {
    let (front, body) = split(text).ok_or((1, Mistake::NoFrontMatter))?;
    let front: FrontMatter = toml::from_str(front).map_err(|error| {
        let start = error.span().map_or(0, |it| it.start);
        let reason = error.message().to_string();
        (line_of(front, start).saturating_add(1), Mistake::FrontMatter { reason })
    })?;
    let offset = line_of(text, text.len() - body.len()) - 1;
    let located = blocks(body).map_err(|(line, mistake)| (line.saturating_add(offset), mistake))?;
    check_goals(&located).map_err(|(line, mistake)| (line.saturating_add(offset), mistake))?;
    let mut blocks = located.into_iter().map(|(block, _)| block).peekable();
    let start = std::iter::from_fn(|| blocks.next_if(|it| matches!(it, Block::Do(_))));
    let start = start.filter_map(|it| if let Block::Do(action) = it { Some(action) } else { None });
    let start: Vec<Action> = start.collect();
    let name = file.rsplit('/').next().unwrap_or(file);
    Ok(Lesson {
        slug: name.strip_suffix(".md").unwrap_or(name).into(),
        title: front.title.into(),
        minutes: front.minutes,
        needs: front.needs.into_iter().map(Rc::from).collect(),
        lens: front.builder,
        start,
        blocks: blocks.collect(),
    })
}

/// Front matter and body.
fn split(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix(FENCE)?.strip_prefix('\n')?;
    let (front, body) = rest.split_once("\n+++\n")?;
    Some((front, body))
}

/// The line of the byte at `offset`, counted from 1.
fn line_of(text: &str, offset: usize) -> u32 {
    let newlines = text.bytes().take(offset).filter(|it| *it == b'\n').count();
    u32::try_from(newlines).unwrap_or(u32::MAX).saturating_add(1)
}

/// Goals come first and have a solution.
fn check_goals(blocks: &[Located]) -> Result<(), Misplaced> {
    let is_goal = |it: &&Located| matches!(it.0, Block::Goals(_));
    let is_help = |it: &&Located| matches!(it.0, Block::Hint(_) | Block::Solution(_));
    let is_solution = |it: &Located| matches!(it.0, Block::Solution(_));
    let goal = blocks.iter().find(is_goal).map(|(_, line)| *line);
    let help = blocks.iter().find(is_help).map(|(_, line)| *line);
    match (goal, help) {
        (Some(goal), _) if !blocks.iter().any(is_solution) => Err((goal, Mistake::NoSolution)),
        (None, Some(help)) => Err((help, Mistake::NoGoal)),
        (Some(goal), Some(help)) if help < goal => Err((help, Mistake::NoGoal)),
        (Some(_) | None, _) => Ok(()),
    }
}
