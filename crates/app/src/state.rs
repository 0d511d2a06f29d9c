//! What the page knows: the desk, the player, and what outlives both.

mod desk;
mod entry;
mod film;
pub(crate) mod folder;
mod forecast;
mod place;
mod player;
mod progress;
mod saved;
mod theme;
mod work;

pub(crate) use desk::Action;
#[cfg(test)]
pub(crate) use desk::Desk;
pub(crate) use entry::{Entry, Output, OutputKind};
pub(crate) use film::Film;
pub(crate) use forecast::Forecast;
pub(crate) use place::{Place, lesson_name, scenario_name};
pub(crate) use player::{Move, Player};
pub(crate) use progress::Progress;
pub(crate) use saved::Saved;
pub(crate) use theme::Theme;
pub(crate) use work::{Start, View, Wish, Work};
