//! The page after a bug of ours: it keeps the work and offers it for copying.

use std::panic::PanicHookInfo;

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlAnchorElement, HtmlTextAreaElement};

use crate::storage;

/// The fragment that opens the page without the work that crashed it. A `?` before it makes the browser load the page anew.
pub(crate) const FRESH: &str = "#fresh";

/// Shows the crash page from now on when something panics.
pub(crate) fn install() {
    yew::set_custom_panic_hook(Box::new(|info| {
        // Nobody is left to tell if even this fails.
        let _ = show(info);
    }));
}

fn show(info: &PanicHookInfo<'_>) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let body = document.body()?;
    body.set_text_content(None);
    let main = add(&document, &body, "main", "")?;
    main.set_class_name("crash");
    add(&document, &main, "h1", "Layerlab has a bug, and stopped.")?;
    add(&document, &main, "p", "Your work is kept in this browser. Here it is for copying:")?;
    let work: HtmlTextAreaElement = add(&document, &main, "textarea", "")?.dyn_into().ok()?;
    work.set_read_only(true);
    work.set_value(
        &storage::read_work(&storage::read_progress().place)
            .map_or_else(String::new, |it| it.to_text()),
    );
    // Setting attributes with valid names cannot fail.
    work.set_attribute("aria-label", "Your work").ok()?;
    let ways = add(&document, &main, "p", "")?;
    link(&document, &ways, "button primary", "Open it again with your work", ".")?;
    link(&document, &ways, "button", "Open it without", &format!("?{FRESH}"))?;
    add(&document, &main, "p", "What happened, for a report:")?;
    add(&document, &main, "pre", &info.to_string())?;
    Some(())
}

fn link(
    document: &Document,
    parent: &Element,
    class: &str,
    text: &str,
    address: &str,
) -> Option<()> {
    let link: HtmlAnchorElement = add(document, parent, "a", text)?.dyn_into().ok()?;
    link.set_class_name(class);
    link.set_href(address);
    Some(())
}

fn add(document: &Document, parent: &Element, name: &str, text: &str) -> Option<Element> {
    let element = document.create_element(name).ok()?;
    element.set_text_content(Some(text));
    parent.append_child(&element).ok()?;
    Some(element)
}
