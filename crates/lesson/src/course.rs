//! All lessons, as they are compiled in.

use serde::{Deserialize, Serialize};

use crate::lesson::Lesson;
use crate::parse::parse;

const SUMMARY: &str = include_str!("../../../lessons/SUMMARY.md");
/// The lessons' files by name.
const FILES: &[(&str, &str)] =
    &[("order-matters.md", include_str!("../../../lessons/order-matters.md"))];

/// All lessons, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    pub parts: Vec<Part>,
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
}

/// All lessons that the summary lists: `## Part`, and below it `- [Title](file.md)`.
pub fn course() -> Course {
    let mut parts: Vec<Part> = Vec::new();
    for line in SUMMARY.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            parts.push(Part { title: title.to_string(), lessons: Vec::new() });
        } else if let Some(file) = linked_file(line) {
            let (_, text) = FILES
                .iter()
                .find(|(name, _)| *name == file)
                .expect("a listed lesson is compiled in");
            let lesson = parse(file, text).expect("the lessons are tested");
            parts.last_mut().expect("a lesson belongs to a part").lessons.push(lesson);
        }
    }
    Course { parts }
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
