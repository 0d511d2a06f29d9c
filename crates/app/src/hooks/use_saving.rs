//! Keeping the work.

use yew::prelude::*;

use crate::state::Saved;
use crate::storage;

/// Writes `saved` down whenever it changes, so that a reload loses nothing.
#[hook]
pub(crate) fn use_saving(saved: &Saved) {
    use_effect_with(saved.clone(), storage::write_work);
}
