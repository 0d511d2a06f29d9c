//! The browser's local storage. It may be full or forbidden; then the page goes on without.

use gloo::storage::{LocalStorage, Storage};

use crate::state::{Saved, Theme};

const WORK: &str = "layerlab.work";
const THEME: &str = "layerlab.theme";

pub(crate) fn read_work() -> Option<Saved> {
    Saved::from_json(&LocalStorage::get::<String>(WORK).ok()?)
}

pub(crate) fn write_work(saved: &Saved) {
    // A full storage is no reason to stop: the page itself still has everything.
    let _ = LocalStorage::set(WORK, saved.to_json());
}

pub(crate) fn forget_work() {
    LocalStorage::delete(WORK);
}

pub(crate) fn read_theme() -> Option<Theme> {
    Theme::from_name(&LocalStorage::get::<String>(THEME).ok()?)
}

pub(crate) fn write_theme(theme: Theme) {
    let _ = LocalStorage::set(THEME, theme.name());
}
