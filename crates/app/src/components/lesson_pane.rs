//! The lesson: its text, its buttons and its goals.

use std::rc::Rc;

use lesson::{Answer, Block, Course, Lesson};
use yew::prelude::*;

use crate::components::goals::goals;
use crate::components::lesson_action::LessonAction;
use crate::components::lesson_list::{LessonList, scenarios};
use crate::components::lesson_text::inlines;
use crate::components::lesson_ways::lesson_ways;
use crate::shared::Shared;
use crate::state::{Action, Place, Progress};

#[derive(Properties, PartialEq)]
pub(crate) struct LessonPaneProps {
    pub(crate) course: Shared<Course>,
    pub(crate) place: Place,
    pub(crate) progress: Rc<Progress>,
    /// One for each goal, in order.
    pub(crate) answers: Rc<Vec<Answer>>,
    pub(crate) on_act: Callback<Action>,
}

/// The list of lessons, the lesson from top to bottom, and the ways on.
#[component]
pub(crate) fn LessonPane(props: &LessonPaneProps) -> Html {
    let LessonPaneProps { course, place, progress, .. } = props;
    let Lesson { title, blocks, .. } = &*place.lesson;
    let mut answers = props.answers.iter();
    html! {
        <article class="lesson-pane" aria-label="Lesson" tabindex="0">
            <LessonList {course} {place} {progress} />
            <h1 id="lesson-title" tabindex="-1">{ &**title }</h1>
            for part in blocks.chunk_by(|a, b| is_solution(a) && is_solution(b)) {
                if is_solution(&part[0]) {
                    <details class="lesson-help"><summary>{ "Solution" }</summary>
                        { for part.iter().map(|it| draw(it, &mut answers, &props.on_act)) }
                    </details>
                } else {
                    { draw(&part[0], &mut answers, &props.on_act) }
                }
            }
            if place.is_sandbox() {
                { scenarios(course, place, progress) }
            } else {
                { lesson_ways(course, place, progress.is_done(&place.name)) }
            }
        </article>
    }
}

fn draw<'a>(
    block: &Block,
    answers: &mut impl Iterator<Item = &'a Answer>,
    on_act: &Callback<Action>,
) -> Html {
    match block {
        Block::Heading { level: 2, text } => html! { <h2>{ inlines(text) }</h2> },
        Block::Heading { text, .. } => html! { <h3>{ inlines(text) }</h3> },
        Block::Paragraph(text) => html! { <p>{ inlines(text) }</p> },
        Block::List { kind, items } => list(*kind, items),
        Block::Question(text) => html! { <p class="lesson-question">{ inlines(text) }</p> },
        Block::Code { text, .. } => {
            html! { <div class="lesson-block"><pre>{ text.trim_end() }</pre></div> }
        }
        Block::Do(action) | Block::Solution(action) => {
            html! { <LessonAction action={action.clone()} {on_act} /> }
        }
        Block::Claims(_) => html! {},
        Block::Goals(list) => goals(list, answers),
        Block::Hint(text) => html! {
            <details class="lesson-help"><summary>{ "Hint" }</summary><p>{ inlines(text) }</p></details>
        },
    }
}

fn list(kind: lesson::ListKind, items: &[Vec<lesson::Inline>]) -> Html {
    let items: Html = items.iter().map(|it| html! { <li>{ inlines(it) }</li> }).collect();
    match kind {
        lesson::ListKind::Bulleted => html! { <ul>{ items }</ul> },
        lesson::ListKind::Numbered => html! { <ol>{ items }</ol> },
    }
}

/// The parts of a solution stand together and wait until they are asked for.
fn is_solution(block: &Block) -> bool {
    matches!(block, Block::Solution(_))
}
