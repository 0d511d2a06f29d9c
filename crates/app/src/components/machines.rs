//! The machines around the engine, and what travels on the lines between them.

use timeline::{Packet, Place, size};
use yew::prelude::*;

use crate::components::icon::Icon;

#[derive(Properties, PartialEq)]
pub(crate) struct MachinesProps {
    pub(crate) messages: Vec<Packet>,
}

/// Laptop, registry and package mirror, each with its line down to the engine.
#[component]
pub(crate) fn Machines(props: &MachinesProps) -> Html {
    html! {
        <ul class="machines">
            { machine(props, Place::Client, Icon::Laptop, "Your laptop", "docker client") }
            { machine(props, Place::Registry, Icon::Registry, "Registry", "images") }
            { machine(props, Place::Packages, Icon::Packages, "Alpine mirror", "packages") }
        </ul>
    }
}

fn machine(props: &MachinesProps, place: Place, icon: Icon, name: &str, kind: &str) -> Html {
    let here = |it: &&Packet| it.from == place || it.to == place;
    let packets: Vec<&Packet> = props.messages.iter().filter(here).collect();
    html! {
        <li class={classes!("machine", (!packets.is_empty()).then_some("busy"))}>
            <span class="machine-name">{ icon.draw() }<span>{ name }<small>{ kind }</small></span></span>
            <span class="wire">
                for packet in packets {
                    { draw(packet, place) }
                }
            </span>
        </li>
    }
}

/// A packet rests where it arrives, so that a still picture shows its direction too.
fn draw(packet: &Packet, machine: Place) -> Html {
    let (class, icon, way) = match packet.from == machine {
        true => ("packet down", Icon::Down, "to the engine: "),
        false => ("packet up", Icon::Up, "from the engine: "),
    };
    html! {
        <span {class} key={format!("{} {:?}", packet.what, packet.bytes)}>
            { icon.draw() }
            <span class="hidden">{ way }</span>
            <span class="packet-name">{ &*packet.what }</span>
            if let Some(bytes) = packet.bytes {
                <b>{ size(bytes) }</b>
            }
        </span>
    }
}
