//! The colors.

use yew::prelude::*;

use crate::state::Theme;
use crate::storage;

/// The chosen theme, and how to choose another; the document wears it, and the next visit finds it again.
#[hook]
pub(crate) fn use_theme(first: fn() -> Theme) -> (Theme, Callback<Theme>) {
    let theme = use_state_eq(first);
    use_effect_with(*theme, |theme| {
        if let Some(root) = gloo::utils::document().document_element() {
            // Setting an attribute with a valid name cannot fail.
            let _ = root.set_attribute("data-theme", theme.name());
        }
        storage::write_theme(*theme);
    });
    let on_theme = {
        let setter = theme.setter();
        Callback::from(move |it| setter.set(it))
    };
    (*theme, on_theme)
}
