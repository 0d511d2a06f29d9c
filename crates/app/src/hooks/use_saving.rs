//! Keeping the work.

use yew::prelude::*;

use crate::state::Saved;
use crate::storage;

/// Writes `saved`, the work at `place`, down whenever it changes, so that a reload loses nothing.
#[hook]
pub(crate) fn use_saving(place: &AttrValue, saved: &Saved) {
    let is_first = use_mut_ref(|| true);
    let place = place.clone();
    use_effect_with(saved.clone(), move |saved| {
        // What was not touched stays out, so that it begins as the course says when it is touched.
        if !is_first.replace(false) {
            storage::write_work(&place, saved);
        }
    });
}
