//! What the page knows: the desk, the player, and what outlives both.

mod desk;
mod entry;
mod film;
mod player;
mod saved;
mod theme;

pub(crate) use desk::{Action, Desk};
pub(crate) use entry::{Entry, OutputKind};
pub(crate) use film::Film;
pub(crate) use player::{Move, Player};
pub use saved::{Deed, Saved};
pub use theme::Theme;
