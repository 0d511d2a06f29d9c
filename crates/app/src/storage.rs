//! The browser's local storage. It may be full or forbidden; then the page goes on without.

use gloo::storage::{LocalStorage, Storage};

use crate::state::{Progress, Saved, Theme};

const PROGRESS: &str = "layerlab.progress";
const THEME: &str = "layerlab.theme";

/// The work that was done at `place`.
pub(crate) fn read_work(place: &str) -> Option<Saved> {
    Saved::from_json(&LocalStorage::get::<String>(work(place)).ok()?)
}

pub(crate) fn write_work(place: &str, saved: &Saved) {
    // A full storage is no reason to stop: the page itself still has everything.
    let _ = LocalStorage::set(work(place), saved.to_json());
}

pub(crate) fn forget_work(place: &str) {
    LocalStorage::delete(work(place));
}

pub(crate) fn read_progress() -> Progress {
    let json = LocalStorage::get::<String>(PROGRESS).ok();
    json.and_then(|it| Progress::from_json(&it)).unwrap_or_default()
}

pub(crate) fn write_progress(progress: &Progress) {
    let _ = LocalStorage::set(PROGRESS, progress.to_json());
}

pub(crate) fn read_theme() -> Theme {
    let name = LocalStorage::get::<String>(THEME).ok();
    name.and_then(|it| Theme::from_name(&it)).unwrap_or_default()
}

pub(crate) fn write_theme(theme: Theme) {
    let _ = LocalStorage::set(THEME, theme.name());
}

fn work(place: &str) -> String {
    format!("layerlab.work.{place}")
}
