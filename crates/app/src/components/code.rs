//! A Dockerfile's text in colors, and the same with what is wrong underlined.

use std::ops::Range;
use std::rc::Rc;

use dockerfile::{Diagnostic, Parse, Severity, TokenKind, highlight};
use yew::prelude::*;

#[derive(Properties)]
pub(crate) struct CodeProps {
    pub(crate) text: AttrValue,
    /// What the parser says of it.
    pub(crate) parse: Rc<Parse>,
}

impl PartialEq for CodeProps {
    fn eq(&self, other: &CodeProps) -> bool {
        self.text == other.text && self.parse.diagnostics == other.parse.diagnostics
    }
}

/// Two layers of the same text: one in colors, one with wavy lines.
#[component]
pub(crate) fn Code(props: &CodeProps) -> Html {
    html! {
        <>
            <pre aria-hidden="true">{ colored(&props.text) }{ "\n" }</pre>
            <pre class="squiggles" aria-hidden="true">{ squiggled(&props.text, &props.parse.diagnostics) }</pre>
        </>
    }
}

/// `text` with its tokens in colors.
pub(crate) fn colored(text: &str) -> Html {
    let tokens = highlight(text);
    let spans = tokens.iter().map(|it| (it.span.range(), class_of(it.kind)));
    wrapped(text, spans)
}

/// `text` with a wavy line under each remark; where two overlap, the first wins.
fn squiggled(text: &str, diagnostics: &[Diagnostic]) -> Html {
    let spans = diagnostics.iter().map(|it| {
        let class = match it.severity() {
            Severity::Error => "squiggle",
            Severity::Warning => "squiggle warning",
        };
        (it.span.range(), class)
    });
    wrapped(text, spans)
}

fn wrapped(text: &str, spans: impl Iterator<Item = (Range<usize>, &'static str)>) -> Html {
    let mut nodes: Vec<Html> = Vec::new();
    let mut end = 0;
    for (range, class) in spans {
        if range.start < end || range.is_empty() {
            continue;
        }
        nodes.push(html! { { &text[end..range.start] } });
        nodes.push(html! { <span {class}>{ &text[range.clone()] }</span> });
        end = range.end;
    }
    nodes.push(html! { { &text[end..] } });
    nodes.into_iter().collect()
}

fn class_of(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Keyword => "token-keyword",
        TokenKind::Flag => "token-flag",
        TokenKind::String => "token-string",
        TokenKind::Variable => "token-variable",
        TokenKind::Comment => "token-comment",
        TokenKind::Operator => "token-operator",
        TokenKind::Heredoc => "token-heredoc",
        TokenKind::Directive => "token-directive",
    }
}
