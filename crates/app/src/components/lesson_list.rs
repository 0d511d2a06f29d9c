//! All lessons and scenarios, to choose one.

use std::rc::Rc;

use lesson::{Course, Lesson};
use yew::prelude::*;

use crate::components::icon::Icon;
use crate::shared::Shared;
use crate::state::{Place, Progress, lesson_name, scenario_name};

#[derive(Properties, PartialEq)]
pub(crate) struct LessonListProps {
    pub(crate) course: Shared<Course>,
    pub(crate) place: Place,
    pub(crate) progress: Rc<Progress>,
}

/// A line that says where the learner is; it unfolds to a list of links.
#[component]
pub(crate) fn LessonList(props: &LessonListProps) -> Html {
    let LessonListProps { course, place, progress } = props;
    let count = course.lessons().count();
    let number = course.lessons().position(|it| it.slug == place.lesson.slug);
    let here = match number.filter(|_| !place.is_sandbox()) {
        Some(number) => format!("Lesson {} of {count}", number + 1),
        None => "Sandbox".to_string(),
    };
    let done = course.lessons().filter(|it| progress.is_done(&lesson_name(&it.slug))).count();
    html! {
        <details class="lesson-list">
            <summary>{ here }<span class="aside">{ format!("All lessons, {done} done") }</span></summary>
            <nav aria-label="Lessons">
                for part in course.parts.iter() {
                    <h2>{ &part.title }</h2>
                    <ol>
                        { for part.lessons.iter().map(|it| row(it, &lesson_name(&it.slug), place, progress)) }
                    </ol>
                }
                <h2>{ "Without a lesson" }</h2>
                { scenarios(course, place, progress) }
            </nav>
        </details>
    }
}

/// Links to the sandbox and its scenarios.
pub(crate) fn scenarios(course: &Course, place: &Place, progress: &Progress) -> Html {
    let rows = course.scenarios.iter().map(|it| row(it, &scenario_name(&it.slug), place, progress));
    html! { <ul class="scenarios">{ for rows }</ul> }
}

fn row(lesson: &Lesson, name: &str, place: &Place, progress: &Progress) -> Html {
    let current = (place.name == name).then_some("page");
    html! {
        <li>
            <a href={format!("#/{name}")} aria-current={current}>{ &*lesson.title }</a>
            if progress.is_done(name) {
                <span class="done">{ Icon::Check.draw() }<span class="hidden">{ "done" }</span></span>
            }
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rendering::render;

    #[test]
    fn the_list_marks_where_the_learner_is_and_what_is_done() {
        let course = Shared(Rc::new(lesson::course()));
        let mut progress = Progress::default();
        progress.finish("lesson/from");
        let list = |name| {
            let place = Place::find(&course, name).unwrap();
            let progress = Rc::new(progress.clone());
            render::<LessonList>(LessonListProps { course: course.clone(), place, progress })
        };
        let html = list("lesson/run");
        for part in [
            "Lesson 5 of 9",
            "All lessons, 1 done",
            "<a href=\"#/lesson/run\" aria-current=\"page\">",
            "<a href=\"#/lesson/from\">",
            "<a href=\"#/sandbox/secret\">",
        ] {
            assert!(html.contains(part), "{part}\n{html}");
        }
        assert_eq!(html.matches("aria-current").count(), 1);
        assert_eq!(html.matches("class=\"done\"").count(), 1);
        assert!(list("sandbox/secret").contains("<summary>Sandbox<span"));
    }
}
