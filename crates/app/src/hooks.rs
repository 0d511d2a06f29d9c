//! What a component needs of the browser; each hook hides one mechanism.

mod use_arrival;
mod use_clock;
mod use_following;
mod use_fragment;
mod use_keys;
mod use_one_focus;
mod use_row_in_view;
mod use_saving;
mod use_simulator;
mod use_theme;

pub(crate) use use_arrival::use_arrival;
pub(crate) use use_clock::use_clock;
pub(crate) use use_following::use_following;
pub(crate) use use_fragment::use_fragment;
pub(crate) use use_keys::use_keys;
pub(crate) use use_one_focus::{step_key, use_one_focus};
pub(crate) use use_row_in_view::use_row_in_view;
pub(crate) use use_saving::use_saving;
pub(crate) use use_simulator::use_simulator;
pub(crate) use use_theme::use_theme;
