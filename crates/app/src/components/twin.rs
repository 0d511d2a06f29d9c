//! The build on the stage under the other builder.

use std::rc::Rc;

use engine::Builder;
use timeline::{Comparison, Track, duration};
use yew::prelude::*;

use crate::components::prose::prose;
use crate::components::thin_track::class_of;
use crate::scale::Scale;

#[derive(Properties, PartialEq)]
pub(crate) struct TwinProps {
    /// The build on the stage.
    pub(crate) track: Track,
    /// The same build by the other builder.
    pub(crate) twin: Track,
    pub(crate) scale: Scale,
}

/// One lane with its bars, and what differs in a sentence.
#[component]
pub(crate) fn Twin(props: &TwinProps) -> Html {
    let TwinProps { track, twin, scale } = props;
    let reused = twin.saved.map_or(0, |it| it.steps);
    html! {
        <div class="twin">
            <div class="thin-track">
                <span class="track-name">{ name(twin.builder) }
                    <small>{ format!("{}, {reused} reused", duration(twin.end - twin.start)) }</small></span>
                <span class="lane">
                    for bar in twin.bars.iter() {
                        <i class={class_of(bar.status)} style={scale.place(twin.start, bar.start, bar.end)} />
                    }
                </span>
            </div>
            <p>{ prose(&difference(track, twin)) }</p>
        </div>
    }
}

/// The builder's name.
pub(crate) fn name(builder: Builder) -> &'static str {
    match builder {
        Builder::Classic => "Classic",
        Builder::BuildKit => "BuildKit",
    }
}

fn difference(track: &Track, twin: &Track) -> String {
    let Comparison { only_first, only_second } = Comparison::of(track, twin);
    let side = |builder: Builder, steps: &[Rc<str>]| match steps {
        [] => None,
        [first] => Some(format!("Only {} need not run `{first}`.", name(builder))),
        [first, rest @ ..] => {
            Some(format!("Only {} need not run `{first}` and {} more.", name(builder), rest.len()))
        }
    };
    let sides = [side(track.builder, &only_first), side(twin.builder, &only_second)];
    let sentences: Vec<String> = sides.into_iter().flatten().collect();
    match sentences.is_empty() {
        true => "Both builders run the same steps here.".to_string(),
        false => sentences.join(" "),
    }
}
