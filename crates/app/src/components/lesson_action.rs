//! Something that the lesson asks for, with a button that does it.

use yew::prelude::*;

use crate::components::code::colored;
use crate::components::icon::Icon;
use crate::state::Action;

#[derive(Properties, PartialEq)]
pub(crate) struct LessonActionProps {
    pub(crate) action: lesson::Action,
    pub(crate) on_act: Callback<Action>,
}

/// The text of a file or of a command, and what puts it where it belongs.
#[component]
pub(crate) fn LessonAction(props: &LessonActionProps) -> Html {
    let (class, text, icon, label, action) = match &props.action {
        lesson::Action::Run { text, step } => {
            let label = format!("Run {}", text.lines().next().unwrap_or_default());
            let action = Action::Watch { line: AttrValue::from(text.to_string()), step: *step };
            ("lesson-block run", html! { { &**text } }, Icon::Play, label, action)
        }
        lesson::Action::Write { file, text } => {
            let is_dockerfile = file.ends_with("Dockerfile");
            let shown = if is_dockerfile {
                colored(text.trim_end())
            } else {
                html! { { text.trim_end() } }
            };
            let (path, text) =
                (AttrValue::from(file.to_string()), AttrValue::from(text.to_string()));
            (
                "lesson-block",
                shown,
                Icon::Forward,
                format!("Write {file}"),
                Action::Write { path, text },
            )
        }
    };
    html! {
        <div {class}>
            <pre>{ text }</pre>
            <button type="button" class="button" aria-label={label.clone()}
                onclick={props.on_act.reform(move |_: MouseEvent| action.clone())}>
                { icon.draw() }
                { label.split(' ').next().unwrap_or_default() }
            </button>
        </div>
    }
}
