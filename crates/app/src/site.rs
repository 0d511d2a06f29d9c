//! The site: the course, and the page of the lesson or scenario that the address names.

use std::rc::Rc;

use lesson::Course;
use yew::prelude::*;

use crate::app::App;
use crate::hooks::{use_arrival, use_fragment, use_theme};
use crate::shared::Shared;
use crate::state::{Place, Progress};
use crate::storage;

/// The lessons, read by the build script.
const COURSE: &str = include_str!(concat!(env!("OUT_DIR"), "/course.json"));

/// One page for each place; what they share are the colors and the marks of what is done.
#[component]
pub fn Site() -> Html {
    let course = use_memo((), |()| {
        let course: Course = serde_json::from_str(COURSE).expect("the build script wrote it");
        Shared(Rc::new(course))
    });
    let progress = use_state_eq(|| Rc::new(storage::read_progress()));
    let fragment = use_fragment();
    let place = use_memo(fragment, |it| Place::open(&course, it, &progress.place));
    let (theme, on_theme) = use_theme(storage::read_theme);
    use_progress(&progress, &place.name);
    use_arrival(&place.name, &place.lesson.title, "lesson-title");
    let on_done = {
        let progress = progress.clone();
        let name = place.name.clone();
        Callback::from(move |()| {
            let mut now = Progress::clone(&progress);
            now.finish(&name);
            progress.set(Rc::new(now));
        })
    };
    html! {
        <App key={&*place.name} course={&*course} place={&*place}
            progress={Rc::clone(&progress)} {on_done} {theme} {on_theme} />
    }
}

/// Writes down how far the learner is, and where.
#[hook]
fn use_progress(progress: &Progress, place: &AttrValue) {
    let mut now = progress.clone();
    now.place = place.to_string();
    use_effect_with(now, storage::write_progress);
}
