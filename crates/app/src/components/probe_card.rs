//! The question to the cache: two keys side by side. Equal parts close, the unequal part stays open and is named.

use std::rc::Rc;

use engine::{Input, InputKind, Probe, Verdict};
use timeline::StepCard;
use yew::prelude::*;

use crate::components::icon::Icon;
use crate::components::prose::prose;

/// Teeth that are drawn; the others are counted.
const SHOWN: usize = 4;

#[derive(Properties, PartialEq)]
pub(crate) struct ProbeCardProps {
    pub(crate) card: Rc<StepCard>,
}

/// The parts of the step's key, then and now, and the verdict.
#[component]
pub(crate) fn ProbeCard(props: &ProbeCardProps) -> Html {
    let Some(probe) = &props.card.probe else {
        return html! {};
    };
    let (class, icon, word) = match probe.verdict {
        Verdict::Hit => ("mark-reused", Icon::Return, "reused: no container needed"),
        Verdict::Miss(_) => ("mark-rebuilt", Icon::Fork, "no such image: it must run"),
        Verdict::NotAsked => ("mark-rebuilt", Icon::Fork, "cache not asked"),
    };
    let teeth = in_order_of_interest(probe);
    html! {
        <div class="probe">
            <p class={classes!("chip", class)}>{ icon.draw() }{ word }</p>
            <table>
                <caption class="hidden">{ "What the step depends on, then and now" }</caption>
                <thead><tr><td />
                    <th scope="col">{ "in the cache" }</th><th scope="col">{ "now" }</th></tr></thead>
                <tbody>
                    for input in teeth.iter().take(SHOWN) {
                        { tooth(input) }
                    }
                </tbody>
            </table>
            if SHOWN < teeth.len() {
                <p class="probe-more">{ format!("and {} more", teeth.len() - SHOWN) }</p>
            }
            if let Some(sentence) = &props.card.sentence {
                <p>{ prose(sentence) }</p>
            }
        </div>
    }
}

/// The parts that differ first.
fn in_order_of_interest(probe: &Probe) -> Vec<&Input> {
    let mut inputs: Vec<&Input> = probe.inputs.iter().collect();
    inputs.sort_by_key(|it| it.old == it.new);
    inputs
}

fn tooth(input: &Input) -> Html {
    let name = match &input.kind {
        InputKind::Parent => "starts from",
        InputKind::Instruction => "instruction",
        InputKind::Setting(name) | InputKind::File(name) => name.as_str(),
    };
    let is_equal = input.old == input.new;
    let side = |value: &Option<String>| {
        let text = value.clone().unwrap_or_else(|| "nothing".to_string());
        html! { <td title={text.clone()}><span>{ text }</span></td> }
    };
    html! {
        <tr class={if is_equal { "equal" } else { "unequal" }}>
            <th scope="row">
                { if is_equal { Icon::Check.draw() } else { Icon::Cross.draw() } }
                { name }<span class="hidden">{ if is_equal { " is the same" } else { " differs" } }</span>
            </th>
            { side(&input.old) }
            { side(&input.new) }
        </tr>
    }
}
