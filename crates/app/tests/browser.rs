//! The page in a real browser.
#![cfg(target_arch = "wasm32")]

use std::time::Duration;

use app::Site;
use gloo::timers::future::sleep;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlElement, HtmlTextAreaElement, InputEvent, InputEventInit};

wasm_bindgen_test_configure!(run_in_browser);

const REDIS: &str = "FROM alpine\nRUN apk add --update redis\nCMD [\"redis-server\"]\n";
const THEN_GCC: &str =
    "FROM alpine\nRUN apk add --update redis\nRUN apk add --update gcc\nCMD [\"redis-server\"]\n";
const GCC_FIRST: &str =
    "FROM alpine\nRUN apk add --update gcc\nRUN apk add --update redis\nCMD [\"redis-server\"]\n";

/// The page, drawn in a part of the test's document.
struct Page(Element);

impl Page {
    async fn open() -> Page {
        let document = web_sys::window().unwrap().document().unwrap();
        let root = document.create_element("div").unwrap();
        document.body().unwrap().append_child(&root).unwrap();
        yew::Renderer::<Site>::with_root(root.clone()).render();
        drawn().await;
        Page(root)
    }

    fn find(&self, selector: &str) -> HtmlElement {
        let found = self.0.query_selector(selector).unwrap();
        found.unwrap_or_else(|| panic!("the page has no {selector}")).unchecked_into()
    }

    async fn write(&self, dockerfile: &str) {
        let area: HtmlTextAreaElement = self.find("#dockerfile").unchecked_into();
        area.set_value(dockerfile);
        let bubbling = InputEventInit::new();
        bubbling.set_bubbles(true);
        let event = InputEvent::new_with_event_init_dict("input", &bubbling).unwrap();
        area.dispatch_event(&event).unwrap();
        drawn().await;
    }

    async fn press(&self, selector: &str) {
        self.find(selector).click();
        drawn().await;
    }

    /// Presses Build and waits until there is more to play.
    async fn build(&self) {
        let moment = || self.find(".moment").text_content();
        let before = moment();
        self.press(".build-bar .primary").await;
        while moment() == before {
            drawn().await;
        }
    }

    /// What the gutter says of each line: `reused`, `built`, …
    fn marks(&self) -> Vec<String> {
        let marks = self.0.query_selector_all(".gutter-mark").unwrap();
        let label = |index| {
            let mark: Element = marks.get(index).unwrap().unchecked_into();
            mark.get_attribute("aria-label").unwrap()
        };
        let word = |label: String| label.split([':', '.']).nth(1).unwrap().trim().to_string();
        (0..marks.length()).map(|index| word(label(index))).collect()
    }
}

/// Yew draws in its own time.
async fn drawn() {
    sleep(Duration::from_millis(50)).await;
}

#[wasm_bindgen_test]
async fn three_orders_reuse_two_steps_and_then_only_the_base() {
    let page = Page::open().await;
    for (dockerfile, marks) in [
        (REDIS, &["ready", "built", "built"][..]),
        (THEN_GCC, &["reused", "reused", "rebuilt", "rebuilt"]),
        (GCC_FIRST, &["reused", "rebuilt", "rebuilt", "rebuilt"]),
    ] {
        page.write(dockerfile).await;
        page.build().await;
        page.press(".transport [aria-label^='Last']").await;
        assert_eq!(page.marks(), marks, "{dockerfile}");
    }
    let text = page.find("[role=log]").text_content().unwrap();
    assert_eq!(text.matches(" ---> Using cache").count(), 1, "{text}");
}
