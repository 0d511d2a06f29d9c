//! The lesson's text.

use yew::prelude::*;

use crate::state::Action;

#[derive(Properties, PartialEq)]
pub(crate) struct LessonPaneProps {
    pub(crate) on_act: Callback<Action>,
}

/// The lesson.
#[component]
pub(crate) fn LessonPane(_props: &LessonPaneProps) -> Html {
    html! {
        <main class="lesson-pane">
            <span class="lesson-kicker">{ "Lesson 1 · 6 minutes" }</span>
            <h1>{ "What docker build leaves behind" }</h1>
            <p>{ "A Dockerfile is a recipe. Each line is a step, and each step leaves something behind that the next build may use again." }</p>
            <h2>{ "Build it once" }</h2>
            <p>{ "Press Build and watch: the client sends your folder to the engine, the engine pulls alpine, starts a temporary container, runs apk in it and keeps what changed." }</p>
            <div class="lesson-block"><pre>{ "DOCKER_BUILDKIT=0 docker build ." }</pre><button class="button">{ "Run" }</button></div>
        </main>
    }
}
