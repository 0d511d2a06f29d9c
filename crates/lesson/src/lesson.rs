//! Lessons as values.

use std::rc::Rc;

use serde::{Deserialize, Serialize};
use terminal::Session;

use crate::goal::Goal;

/// One lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    /// Its name in addresses: the file's name without `.md`.
    pub slug: Rc<str>,
    pub title: Rc<str>,
    /// How long a newcomer takes.
    pub minutes: u32,
    /// Slugs of the lessons to be read before.
    pub needs: Vec<Rc<str>>,
    /// The builder that it shows.
    pub lens: Lens,
    /// What was done to the laptop before the lesson begins: the actions that stand above its first sentence.
    pub start: Vec<Action>,
    pub blocks: Vec<Block>,
}

/// Which of Docker's two builders is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lens {
    #[default]
    Classic,
    BuildKit,
}

/// A part of a lesson from top to bottom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    Heading {
        /// From 2: the title is the only heading of level 1.
        level: u8,
        text: Vec<Inline>,
    },
    Paragraph(Vec<Inline>),
    List {
        kind: ListKind,
        items: Vec<Vec<Inline>>,
    },
    /// A question to think about before going on.
    Question(Vec<Inline>),
    /// Text to look at.
    Code {
        language: Rc<str>,
        text: Rc<str>,
    },
    /// Something that the learner does, or lets a button do.
    Do(Action),
    /// What is so at this point, if all above was done. It is checked when the lessons are tested, and not shown; a
    /// question that asks for a prediction finds its answer here.
    Claims(Vec<Goal>),
    /// What the learner is to achieve from here on.
    Goals(Vec<Goal>),
    /// Help towards the goals above.
    Hint(Vec<Inline>),
    /// One of the actions that meet the goals above.
    Solution(Action),
}

/// Something that can be done to a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Action {
    /// Write a file below the working directory.
    Write { file: Rc<str>, text: Rc<str> },
    /// Type a line, or several, into the terminal.
    Run {
        text: Rc<str>,
        /// The step that the stage is to be watched from, counted from 1; 0 is the beginning.
        step: u32,
    },
}

/// How the items of a list are marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListKind {
    Bulleted,
    Numbered,
}

/// A part of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inline {
    Text(Rc<str>),
    Code(Rc<str>),
    Strong(Vec<Inline>),
    Emphasis(Vec<Inline>),
    Link { text: Vec<Inline>, target: Rc<str> },
}

impl Action {
    /// The session after the action.
    pub fn apply(&self, session: &Session) -> Session {
        match self {
            Action::Write { file, text } => {
                session.save_file(&session.working_dir().join(file), text)
            }
            Action::Run { text, .. } => session.run(text).session,
        }
    }
}

impl Lesson {
    /// All goals, in order.
    pub fn goals(&self) -> impl Iterator<Item = &Goal> {
        self.blocks
            .iter()
            .flat_map(|block| if let Block::Goals(goals) = block { &goals[..] } else { &[] })
    }

    /// What the lesson does by itself, in order.
    pub fn actions(&self) -> impl Iterator<Item = &Action> {
        self.blocks
            .iter()
            .filter_map(|block| if let Block::Do(action) = block { Some(action) } else { None })
    }

    /// What meets the goals, in order.
    pub fn solution(&self) -> impl Iterator<Item = &Action> {
        self.blocks.iter().filter_map(|block| {
            if let Block::Solution(action) = block { Some(action) } else { None }
        })
    }
}
