//! buildkit-parser: the syntax tree, here-documents, directives, words.

use dockerfile::{
    DirectiveName, Heredoc, LineProblem, Severity, chomp, detect_syntax, exec_form, find_directive,
    heredoc_word, heredocs_of_line, scan, syntax_tree,
};
use serde_json::{Value, json};

use crate::case::{Case, Json, check_error, expects_error};
use crate::verdict::Verdict;

pub(crate) fn run(case: &Case) -> Verdict {
    let (input, expected) = (&case.input, &case.expected);
    match case.kind.as_str() {
        "ast" => {
            let got = dump(&input.text("dockerfile"));
            Verdict::check(got == Ok(expected.text("dump")), expected.text("dump"), got)
        }
        "parse_error" => check_error(expected, error(&template(input)).as_deref()),
        "lines" => {
            let nodes = scan(&input.text("dockerfile")).nodes;
            let lines: Vec<[u32; 2]> =
                nodes.iter().map(|it| [it.lines.first, it.lines.last]).collect();
            Verdict::equal(&expected["children"], &json!(lines))
        }
        "json_array" => json_array(&input.text("text"), expected),
        "words" => {
            let nodes = scan(&format!("ARG {}", input.text("line"))).nodes;
            let got = nodes.first().map(|it| it.arguments.chain()).unwrap_or_default();
            Verdict::equal(expected.texts("words"), got)
        }
        "name_val" => name_val(case),
        "heredocs" => heredocs(&input.text("dockerfile"), expected),
        "heredoc_chomp" => Verdict::equal(expected.text("content"), chomp(&input.text("content"))),
        "heredoc_word" => {
            let got = heredoc_word(&input.text("word"));
            let holds = match &got {
                Ok(None) => expected.is_true("none"),
                Ok(Some(word)) => expected["name"] == word.name.as_str(),
                Err(_) => expects_error(expected),
            };
            Verdict::check(holds, expected, got)
        }
        "heredoc_line" => {
            let got = heredocs_of_line(&input.text("line")).unwrap_or_default();
            let names: Vec<String> = got.into_iter().map(|it| it.name).collect();
            Verdict::equal(expected.texts("names"), names)
        }
        "directives" => directives(input, expected),
        "warnings" => {
            let remarks = scan(&input.text("dockerfile")).diagnostics;
            let got: Vec<String> = remarks.iter().map(|it| it.message()).collect();
            Verdict::equal(expected.texts("warnings"), got)
        }
        other => Verdict::cannot_run(other),
    }
}

/// The syntax tree in the form of BuildKit's own dumps, or the error that stops its parser.
pub(crate) fn dump(text: &str) -> Result<String, String> {
    match error(text) {
        Some(error) => Err(error),
        None => Ok(syntax_tree(&scan(text))),
    }
}

/// The first error of Docker's parser.
pub(crate) fn error(text: &str) -> Option<String> {
    let remarks = scan(text).diagnostics;
    remarks.iter().find(|it| it.severity() == Severity::Error).map(|it| it.message())
}

/// The Dockerfile of a case; `{a*65536}` stands for so many letters.
fn template(input: &Value) -> String {
    let text = input.text("dockerfile_template");
    let (Some((before, rest)), true) = (text.split_once('{'), input["dockerfile"].is_null()) else {
        return input.text("dockerfile") + &text;
    };
    let Some((repeated, after)) = rest.split_once('}') else { return text };
    let (letter, count) = repeated.split_once('*').unwrap_or((repeated, "1"));
    format!("{before}{}{after}", letter.repeat(count.parse().unwrap_or(1)))
}

fn json_array(text: &str, expected: &Value) -> Verdict {
    let wanted = expected["strings"].as_array().map(|_| expected.texts("strings"));
    match exec_form(text) {
        Ok(Some(strings)) => Verdict::equal(wanted, Some(strings)),
        // BuildKit's function says so of whatever is no array; its caller then reads words.
        Ok(None) => check_error(expected, Some(&LineProblem::NotStrings.to_string())),
        Err(problem) => check_error(expected, Some(&problem.to_string())),
    }
}

fn name_val(case: &Case) -> Verdict {
    let text = format!("{} {}", case.input.text("instruction"), case.input.text("rest"));
    if expects_error(&case.expected) {
        return check_error(&case.expected, error(&text).as_deref());
    }
    let got = scan(&text).nodes.first().map(|it| it.arguments.chain()).unwrap_or_default();
    Verdict::equal(case.expected.texts("chain"), got)
}

fn heredocs(text: &str, expected: &Value) -> Verdict {
    let of = |it: &Heredoc| {
        json!({
            "Name": it.name, "Content": it.content, "Expand": it.expand, "Chomp": it.chomp,
            "FileDescriptor": it.file_descriptor,
        })
    };
    let nodes = scan(text).nodes;
    let got: Vec<Vec<Value>> =
        nodes.iter().skip(1).map(|it| it.heredocs.iter().map(of).collect()).collect();
    let wanted: Vec<Vec<Value>> = expected.items("children_from_1").iter().map(full).collect();
    Verdict::equal(wanted, got)
}

/// The here-documents of one child, with what Go leaves out.
fn full(child: &Value) -> Vec<Value> {
    let items = child.as_array().into_iter().flatten();
    let full = |it: &Value| {
        json!({
            "Name": it["Name"], "Content": it.text("Content"), "Expand": it.is_true("Expand"),
            "Chomp": it.is_true("Chomp"), "FileDescriptor": it["FileDescriptor"].as_u64().unwrap_or(0),
        })
    };
    items.map(full).collect()
}

fn directives(input: &Value, expected: &Value) -> Verdict {
    let text = input.text("text");
    let got = match (input.text("fn").as_str(), input.text("key").as_str()) {
        ("ParseAll", _) => {
            let scan = scan(&text);
            let holds = expected["count"] == scan.directive_lines.len();
            return Verdict::check(holds, expected, scan.directive_lines.len());
        }
        ("DetectSyntax", _) => detect_syntax(&text),
        (_, "check") => find_directive(DirectiveName::Check, &text),
        (_, "syntax" | "") => find_directive(DirectiveName::Syntax, &text),
        (_, other) => return Verdict::cannot_run(format!("the directive {other}")),
    };
    let holds = match &got {
        None => !expected.is_true("ok"),
        Some(found) => {
            let is = |key: &str, value: Value| expected[key].is_null() || expected[key] == value;
            expected.is_true("ok")
                && is("ref", json!(found.reference()))
                && is("cmdline", json!(found.value))
                && is("start_line", json!(found.lines.first))
                && is("end_line", json!(found.lines.last))
        }
    };
    Verdict::check(holds, expected, got)
}
