//! The Dockerfile editor: a native text field over our own colored text.

use std::rc::Rc;

use dockerfile::{Diagnostic, Parse, parse};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::components::code::Code;
use crate::components::gutter::{Gutter, Marks};
use crate::components::problems::Problems;

#[derive(Properties, PartialEq)]
pub(crate) struct EditorProps {
    pub(crate) text: AttrValue,
    pub(crate) marks: Marks,
    /// What the build checks remark on.
    pub(crate) findings: Rc<Vec<Diagnostic>>,
    pub(crate) on_edit: Callback<AttrValue>,
    /// Ctrl+Enter.
    pub(crate) on_build: Callback<()>,
    /// What stands below the text.
    pub(crate) children: Html,
}

/// The Dockerfile with line numbers, what the build made of each line, and what is wrong with it.
#[component]
pub(crate) fn Editor(props: &EditorProps) -> Html {
    let parsed = use_memo((props.text.clone(), props.findings.clone()), |(text, findings)| {
        let mut parsed = parse(text);
        parsed.diagnostics.extend(findings.iter().cloned());
        parsed.diagnostics.sort_by_key(|it| it.lines.first);
        parsed
    });
    let hovered = use_state(|| None::<usize>);
    let on_input = props.on_edit.reform(|event: InputEvent| {
        AttrValue::from(event.target_unchecked_into::<HtmlTextAreaElement>().value())
    });
    let on_key = on_ctrl_enter(&props.on_build);
    let count = 1 + props.text.matches('\n').count();
    let on_move = {
        let hovered = hovered.clone();
        Callback::from(move |event: MouseEvent| {
            let area: HtmlTextAreaElement = event.target_unchecked_into();
            let height = usize::try_from(area.client_height()).unwrap_or_default().max(1);
            let y = usize::try_from(event.offset_y()).unwrap_or_default();
            hovered.set(Some(1 + y * count / height));
        })
    };
    let remark = hovered.and_then(|line| remark_on(&parsed, line));
    let step_at =
        |line: usize| props.marks.key_at(&parsed, u32::try_from(line).unwrap_or_default());
    html! {
        <section class="editor-pane" aria-labelledby="editor-title">
            <h2 class="pane-title" id="editor-title">{ "Dockerfile" }<span class="aside">{ "in " }<code>{ "~/app" }</code></span></h2>
            <div class="editor">
            <div class="editor-scroll">
                <Gutter lines={count} text={props.text.clone()} parse={Rc::clone(&parsed)} marks={props.marks.clone()} />
                <div class="code">
                    <div class="spread">
                        <div class="line-lights" aria-hidden="true">
                            for line in 1..=count {
                                <i key={line} data-step={step_at(line)} />
                            }
                        </div>
                        <Code text={props.text.clone()} parse={Rc::clone(&parsed)} />
                        <textarea id="dockerfile" aria-label="Dockerfile" aria-describedby="problems"
                            spellcheck="false" autocomplete="off" autocapitalize="off" wrap="off"
                            title={remark} data-step={hovered.and_then(step_at)} value={props.text.clone()}
                            oninput={on_input} onkeydown={on_key} onmousemove={on_move} />
                    </div>
                </div>
            </div>
            <Problems parse={parsed} />
            { props.children.clone() }
            </div>
        </section>
    }
}

/// What is wrong on `line`, with our advice.
fn remark_on(parsed: &Parse, line: usize) -> Option<AttrValue> {
    let on_line =
        |it: &&Diagnostic| (it.lines.first as usize..=it.lines.last as usize).contains(&line);
    let found = parsed.diagnostics.iter().find(on_line)?;
    let hint = found.hint().map(|it| format!("\n{it}")).unwrap_or_default();
    Some(AttrValue::from(format!("{}{hint}", found.message())))
}

fn on_ctrl_enter(on_build: &Callback<()>) -> Callback<KeyboardEvent> {
    let on_build = on_build.clone();
    Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            on_build.emit(());
        }
    })
}
