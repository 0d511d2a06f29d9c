//! Where the learner is: a lesson, or a scenario of the sandbox. Each has a laptop of its own.

use std::rc::Rc;

use lesson::{Course, Lesson};
use yew::html::ImplicitClone;
use yew::prelude::AttrValue;

use crate::shared::Shared;

/// Where lessons are, in addresses.
const LESSON: &str = "lesson";
/// Where scenarios are, in addresses.
const SANDBOX: &str = "sandbox";

/// One text of the course.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    /// What stands behind `#/` in the address, and the name that the work is kept under: `lesson/from`.
    pub(crate) name: AttrValue,
    pub(crate) lesson: Shared<Lesson>,
}

impl ImplicitClone for Place {}

impl Place {
    /// The place that `name` means; `sandbox` alone is the sandbox itself.
    pub(crate) fn find(course: &Course, name: &str) -> Option<Place> {
        let (kind, slug) = name.split_once('/').unwrap_or((name, ""));
        let lesson = match kind {
            LESSON => course.lesson(slug)?,
            SANDBOX if slug.is_empty() => course.scenarios.first()?,
            SANDBOX => course.scenario(slug)?,
            _ => return None,
        };
        Some(Place {
            name: AttrValue::from(format!("{kind}/{}", lesson.slug)),
            lesson: Shared(Rc::new(lesson.clone())),
        })
    }

    /// The place that the address's `fragment` names; otherwise the one called `last`; otherwise the first lesson.
    pub(crate) fn open(course: &Course, fragment: &str, last: &str) -> Place {
        let named = fragment.strip_prefix("#/").and_then(|it| Place::find(course, it));
        let first = || course.lessons().next().map(|it| lesson_name(&it.slug));
        named
            .or_else(|| Place::find(course, last))
            .or_else(|| Place::find(course, &first()?))
            .expect("the course has a lesson")
    }

    pub(crate) fn is_sandbox(&self) -> bool {
        self.name.starts_with(SANDBOX)
    }
}

/// The name of the lesson called `slug`.
pub(crate) fn lesson_name(slug: &str) -> String {
    format!("{LESSON}/{slug}")
}

/// The name of the scenario called `slug`.
pub(crate) fn scenario_name(slug: &str) -> String {
    format!("{SANDBOX}/{slug}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_lesson_or_a_scenario_and_anything_else_is_where_the_learner_was() {
        let course = lesson::course();
        for (fragment, last, name) in [
            ("", "", "lesson/workflow"),
            ("", "lesson/tags", "lesson/tags"),
            ("", "lesson/gone", "lesson/workflow"),
            ("#/lesson/from", "lesson/tags", "lesson/from"),
            ("#/sandbox", "", "sandbox/free"),
            ("#/sandbox/", "", "sandbox/free"),
            ("#/sandbox/secret", "", "sandbox/secret"),
            ("#/lesson/secret", "sandbox/secret", "sandbox/secret"),
            ("#/lesson", "", "lesson/workflow"),
            ("#fresh", "lesson/run", "lesson/run"),
        ] {
            assert_eq!(Place::open(&course, fragment, last).name, name, "{fragment} {last}");
        }
    }
}
