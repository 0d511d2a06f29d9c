//! What to do when a package is only in the larger set: fetch that, and do everything again with it.

use yew::platform::spawn_local;
use yew::prelude::*;

use crate::simulator::{self, NotLoaded, Simulator};

#[derive(Properties, PartialEq)]
pub(crate) struct MorePackagesProps {
    pub(crate) on_simulator: Callback<Simulator>,
}

/// How far the fetching is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fetch {
    NotAsked,
    Asked,
    Failed,
}

/// A button that fetches all of Alpine's `main`.
#[component]
pub(crate) fn MorePackages(props: &MorePackagesProps) -> Html {
    let fetch = use_state_eq(|| Fetch::NotAsked);
    let onclick = {
        let (fetch, on_simulator) = (fetch.setter(), props.on_simulator.clone());
        Callback::from(move |_: MouseEvent| {
            let (fetch, on_simulator) = (fetch.clone(), on_simulator.clone());
            fetch.set(Fetch::Asked);
            spawn_local(async move {
                match simulator::load_with_packages().await {
                    Ok(simulator) => on_simulator.emit(simulator),
                    Err(NotLoaded) => fetch.set(Fetch::Failed),
                }
            });
        })
    };
    let word = match *fetch {
        Fetch::NotAsked => "Fetch all 5,646 packages of main, and do everything again",
        Fetch::Asked => "Fetching the packages …",
        Fetch::Failed => "They did not load. Try again",
    };
    html! {
        <button type="button" class="button" disabled={*fetch == Fetch::Asked} {onclick}>{ word }</button>
    }
}
