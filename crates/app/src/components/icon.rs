//! The page's icons: small line drawings.

use yew::prelude::*;

/// One drawing on a field of 16 by 16.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Back,
    Check,
    Config,
    Contrast,
    Cross,
    Down,
    Engine,
    First,
    Fork,
    Forward,
    Key,
    Laptop,
    Last,
    Layers,
    Limit,
    Minus,
    Moon,
    Packages,
    Pause,
    Play,
    Registry,
    Return,
    Running,
    Sun,
    Tag,
    Up,
    Waiting,
    Warning,
}

impl Icon {
    /// Draws it; the words beside it say what it means.
    pub(crate) fn draw(self) -> Html {
        html! {
            <svg class={classes!("icon", self.is_filled().then_some("filled"))} viewBox="0 0 16 16"
                aria-hidden="true" focusable="false">
                <path d={self.path()} />
            </svg>
        }
    }

    fn is_filled(self) -> bool {
        matches!(self, Icon::Play | Icon::Layers)
    }

    fn path(self) -> &'static str {
        match self {
            Icon::Back => "M10.5 3.5 5.5 8l5 4.5",
            Icon::Check => "m3.5 8.5 3 3 6-7",
            Icon::Config => "M3 4.5h10M3 8h10M3 11.5h6",
            Icon::Contrast => {
                "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zm0 0v11m0-2.5 4-1m-4-2 5-1.25M8 5.5l4-1"
            }
            Icon::Cross => "m4 4 8 8m0-8-8 8",
            Icon::Down => "M8 3v10m-4-4 4 4 4-4",
            Icon::Engine => "m8 2 5.5 3v6L8 14l-5.5-3V5zM2.5 5 8 8l5.5-3M8 8v6",
            Icon::First => "M4 3.5v9m8-9L7 8l5 4.5",
            Icon::Fork => "M8 14V9L4 3m4 6 4-6",
            Icon::Forward => "m5.5 3.5 5 4.5-5 4.5",
            Icon::Key => "M7 8a2.25 2.25 0 1 1-4.5 0A2.25 2.25 0 0 1 7 8zm0 0h6.5v2.5M11 8v2",
            Icon::Laptop => "M3.5 3.5h9V10h-9zM1.5 12.5h13",
            Icon::Last => "M12 3.5v9m-8-9L9 8l-5 4.5",
            Icon::Layers => "M2 10.5h12v3H2zM2 6.5h12v3H2zm3-4h9v3H5z",
            Icon::Limit => "m8 2 6 6-6 6-6-6zm0 3.5V8m0 2.4v.1",
            Icon::Minus => "M4 8h8",
            Icon::Moon => "M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5z",
            Icon::Packages => "M2.5 6h11v7.5h-11zM2.5 6 4 2.5h8L13.5 6M8 2.5V9",
            Icon::Pause => "M5.5 3.5v9m5-9v9",
            Icon::Play => "M4.5 3v10l8.5-5z",
            Icon::Registry => "M2.5 3h11v3h-11zm0 3.5h11v3h-11zm0 3.5h11v3h-11z",
            Icon::Return => "M6 3 2.5 6.5 6 10M2.5 6.5H10a3.25 3.25 0 0 1 0 6.5H7",
            Icon::Running => "M8 2.5a5.5 5.5 0 1 1-5.5 5.5M8 5.5v5M5.5 8h5",
            Icon::Sun => {
                "M8 5.25a2.75 2.75 0 1 0 0 5.5 2.75 2.75 0 0 0 0-5.5zM8 1.5v1m0 11v1m6.5-6.5h-1m-11 0h-1m11.1-4.6-.7.7m-7.8 7.8-.7.7m0-9.2.7.7m7.8 7.8.7.7"
            }
            Icon::Tag => "M2.5 2.5h5l6 6-5 5-6-6zm3 3v.1",
            Icon::Up => "M8 13V3M4 7l4-4 4 4",
            Icon::Waiting => "M8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
            Icon::Warning => "m8 2.5 6 11H2zm0 4.5v2.5m0 2v.1",
        }
    }
}
