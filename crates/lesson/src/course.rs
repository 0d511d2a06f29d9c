//! All lessons, as they are compiled in.

use serde::{Deserialize, Serialize};

use crate::lesson::Lesson;
use crate::parse::parse;

const SUMMARY: &str = include_str!("../../../lessons/SUMMARY.md");

/// The lessons' files by name.
macro_rules! files {
    ($($name:literal)*) => { &[$(($name, include_str!(concat!("../../../lessons/", $name)))),*] };
}
const FILES: &[(&str, &str)] = files!(
    "workflow.md"
    "bare-computer.md"
    "anatomy.md"
    "from.md"
    "run.md"
    "cmd.md"
    "rebuilding.md"
    "order-matters.md"
    "tags.md"
    "scenarios/free.md"
    "scenarios/packages-first.md"
    "scenarios/stale-apk.md"
    "scenarios/two-stages.md"
    "scenarios/ignored-files.md"
    "scenarios/build-argument.md"
    "scenarios/secret.md"
);
/// Where the texts are that the sandbox offers.
const SCENARIOS: &str = "scenarios/";

/// All lessons, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    pub parts: Vec<Part>,
    /// What the sandbox offers: short texts without goals. The first is the sandbox itself; the others each have a laptop
    /// on which something was built.
    pub scenarios: Vec<Lesson>,
}

/// Lessons that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub title: String,
    pub lessons: Vec<Lesson>,
}

impl Course {
    /// All lessons, across parts.
    pub fn lessons(&self) -> impl Iterator<Item = &Lesson> {
        self.parts.iter().flat_map(|it| &it.lessons)
    }

    /// The lesson called `slug`.
    pub fn lesson(&self, slug: &str) -> Option<&Lesson> {
        self.lessons().find(|it| &*it.slug == slug)
    }

    /// The scenario called `slug`.
    pub fn scenario(&self, slug: &str) -> Option<&Lesson> {
        self.scenarios.iter().find(|it| &*it.slug == slug)
    }
}

/// All that the summary lists: `## Part`, and below it `- [Title](file.md)`.
pub fn course() -> Course {
    let mut course = Course { parts: Vec::new(), scenarios: Vec::new() };
    for line in SUMMARY.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            course.parts.push(Part { title: title.to_string(), lessons: Vec::new() });
        } else if let Some(file) = linked_file(line) {
            let (_, text) = FILES
                .iter()
                .find(|(name, _)| *name == file)
                .expect("a listed lesson is compiled in");
            let lesson = parse(file, text).expect("the lessons are tested");
            if file.starts_with(SCENARIOS) {
                course.scenarios.push(lesson);
            } else {
                course.parts.last_mut().expect("a lesson belongs to a part").lessons.push(lesson);
            }
        }
    }
    course
}

/// The file that a line of the summary links to.
fn linked_file(line: &str) -> Option<&str> {
    let (_, link) = line.strip_prefix("- [")?.split_once("](")?;
    link.strip_suffix(')')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lesson_reads_well_and_has_the_title_that_the_summary_says() {
        for (file, text) in FILES {
            let lesson = parse(file, text).unwrap_or_else(|error| panic!("{error}"));
            let row = format!("- [{}]({file})", lesson.title);
            assert!(SUMMARY.lines().any(|it| it == row), "lessons/SUMMARY.md has no line `{row}`");
        }
    }

    #[test]
    fn what_a_lesson_needs_comes_before_it() {
        let course = course();
        let slugs: Vec<&str> = course.lessons().map(|it| &*it.slug).collect();
        for (index, lesson) in course.lessons().enumerate() {
            for need in &lesson.needs {
                assert!(slugs[..index].contains(&&**need), "{}: needs `{need}`", lesson.slug);
            }
        }
    }
}
