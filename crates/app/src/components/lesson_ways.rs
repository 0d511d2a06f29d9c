//! The ways on from the end of a lesson.

use lesson::{Course, Lesson};
use yew::prelude::*;

use crate::components::icon::Icon;
use crate::state::{Place, lesson_name, scenario_name};

/// Links to the lesson before and the one after; after the last comes the sandbox.
pub(crate) fn lesson_ways(course: &Course, place: &Place, is_done: bool) -> Html {
    let lessons: Vec<&Lesson> = course.lessons().collect();
    let here = lessons.iter().position(|it| it.slug == place.lesson.slug).unwrap_or_default();
    let before = here.checked_sub(1).and_then(|it| lessons.get(it));
    let sandbox = || course.scenarios.first().map(|it| (scenario_name(&it.slug), it));
    let after = lessons.get(here + 1).map(|it| (lesson_name(&it.slug), *it)).or_else(sandbox);
    html! {
        <nav class="lesson-ways" aria-label="Before and after">
            if let Some(before) = before {
                <a class="button" rel="prev" href={format!("#/{}", lesson_name(&before.slug))}>
                    { Icon::Back.draw() }<span class="hidden">{ "Before: " }</span>{ &*before.title }
                </a>
            }
            if let Some((name, after)) = after {
                <a class={classes!("button", "next", is_done.then_some("primary"))} rel="next" href={format!("#/{name}")}>
                    <span class="hidden">{ "Next: " }</span>{ &*after.title }{ Icon::Forward.draw() }
                </a>
            }
        </nav>
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::rendering::render;
    use crate::shared::Shared;

    #[derive(Properties, PartialEq)]
    struct AtProps {
        course: Shared<Course>,
        name: &'static str,
    }

    #[component]
    fn At(props: &AtProps) -> Html {
        let place = Place::find(&props.course, props.name).unwrap();
        lesson_ways(&props.course, &place, false)
    }

    #[test]
    fn the_first_lesson_has_none_before_and_after_the_last_comes_the_sandbox() {
        let course = Shared(Rc::new(lesson::course()));
        for (name, addresses) in [
            ("lesson/workflow", &["#/lesson/bare-computer"][..]),
            ("lesson/from", &["#/lesson/anatomy", "#/lesson/run"]),
            ("lesson/tags", &["#/lesson/order-matters", "#/sandbox/free"]),
        ] {
            let html = render::<At>(AtProps { course: course.clone(), name });
            let found = html.split("href=\"").skip(1).filter_map(|it| it.split('"').next());
            assert_eq!(found.collect::<Vec<&str>>(), addresses, "{name}");
        }
    }
}
