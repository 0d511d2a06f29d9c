//! Goals: what to achieve, what is met, and why the first unmet one is not.

use lesson::{Answer, Goal};
use yew::prelude::*;

use crate::components::icon::Icon;
use crate::components::prose::prose;

/// A list of goals with the next of `answers` each.
pub(crate) fn goals<'a>(goals: &[Goal], answers: &mut impl Iterator<Item = &'a Answer>) -> Html {
    let mut is_explained = false;
    let rows = goals.iter().zip(answers).map(|(goal, answer)| match answer {
        Answer::Met => row("goal met", Icon::Check, "Met: ", goal, None),
        Answer::NotYet { reason } => {
            let first = !is_explained;
            is_explained = true;
            row("goal", Icon::Waiting, "Not yet: ", goal, first.then_some(reason))
        }
    });
    html! { <ul class="goals" aria-label="Goals">{ for rows }</ul> }
}

fn row(
    class: &'static str,
    icon: Icon,
    word: &'static str,
    goal: &Goal,
    reason: Option<&String>,
) -> Html {
    html! {
        <li {class}>
            { icon.draw() }
            <span>
                <span class="hidden">{ word }</span>
                { prose(&goal.to_string()) }
                if let Some(reason) = reason {
                    <small>{ prose(reason) }</small>
                }
            </span>
        </li>
    }
}
