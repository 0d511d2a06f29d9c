//! Components as HTML text, for tests without a browser.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use yew::{BaseComponent, LocalServerRenderer};

/// The HTML of a component, a line a tag.
pub(crate) fn render<C: BaseComponent>(props: C::Properties) -> String {
    let rendering = LocalServerRenderer::<C>::with_props(props).hydratable(false).render();
    let mut rendering = pin!(rendering);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(html) = rendering.as_mut().poll(&mut context) {
            return html.replace("><", ">\n<");
        }
    }
}
