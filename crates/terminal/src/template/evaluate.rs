//! Filling a template.

use super::parse::{Call, Node, Operand, Pipeline, unsupported};
use super::{Data, TemplateError};
use crate::json::{Html, Json};

/// The most blanks that `pad` puts on one side.
const PADDING_MAX: u64 = 1000;

/// Appends what `nodes` give for `dot`; `data` is what the whole template is filled from.
pub(super) fn nodes(
    nodes_: &[Node],
    dot: &Json,
    data: Data,
    out: &mut String,
) -> Result<(), TemplateError> {
    for node in nodes_ {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Print(it) => out.push_str(&shown(&pipeline(it, dot, data)?)),
            Node::If { condition, then, otherwise } => {
                let chosen =
                    if pipeline(condition, dot, data)?.is_empty() { otherwise } else { then };
                nodes(chosen, dot, data, out)?;
            }
            Node::Range { list, body, otherwise } => {
                let items = match pipeline(list, dot, data)? {
                    Json::List(items) => items.unwrap_or_default(),
                    Json::Map(map) => map.unwrap_or_default().into_values().collect(),
                    Json::Null => Vec::new(),
                    Json::Bool(_) | Json::Number(_) | Json::Text(_) | Json::Object(_) => {
                        return Err(unsupported("`range` over such a value"));
                    }
                };
                if items.is_empty() {
                    nodes(otherwise, dot, data, out)?;
                }
                for item in &items {
                    nodes(body, item, data, out)?;
                }
            }
        }
    }
    Ok(())
}

fn pipeline(pipeline: &Pipeline, dot: &Json, data: Data) -> Result<Json, TemplateError> {
    let mut value = None;
    for it in &pipeline.0 {
        value = Some(call(it, value, dot, data)?);
    }
    Ok(value.expect("a pipeline has a call"))
}

fn call(call: &Call, piped: Option<Json>, dot: &Json, data: Data) -> Result<Json, TemplateError> {
    let mut arguments = Vec::new();
    for it in &call.arguments {
        arguments.push(operand(it, dot, data)?);
    }
    arguments.extend(piped);
    let Some(function) = call.function else {
        return match <[Json; 1]>::try_from(arguments) {
            Ok([value]) => Ok(value),
            Err(_) => Err(unsupported("a template that pipes into a value")),
        };
    };
    let text = |change: fn(&str) -> String| match &arguments[..] {
        [Json::Text(text)] => Ok(Json::Text(change(text))),
        _ => Err(unsupported(&format!("`{function}` of such a value"))),
    };
    match (function, &arguments[..]) {
        ("json", [value]) => Ok(Json::Text(json(value, data))),
        ("len", [value]) => length(value).map(Json::Number),
        ("upper", _) => text(str::to_uppercase),
        ("lower", _) => text(str::to_lowercase),
        ("title", _) => text(title),
        ("join", [Json::List(items), Json::Text(separator)]) => {
            let items: Vec<String> = items.iter().flatten().map(shown).collect();
            Ok(Json::Text(items.join(separator)))
        }
        ("index", [Json::List(Some(items)), Json::Number(index)]) => {
            let found = usize::try_from(*index).ok().and_then(|it| items.get(it));
            found.cloned().ok_or_else(|| unsupported("an index beyond the end of a list"))
        }
        ("index", [Json::Map(map), Json::Text(name)]) => {
            let found = map.as_ref().and_then(|it| it.get(name));
            Ok(found.cloned().unwrap_or(Json::text("")))
        }
        ("print", _) => Ok(Json::Text(arguments.iter().map(shown).collect())),
        ("println", _) => {
            let texts: Vec<String> = arguments.iter().map(shown).collect();
            Ok(Json::Text(texts.join(" ") + "\n"))
        }
        ("not", [value]) => Ok(Json::Bool(value.is_empty())),
        ("and", [first, ..]) => {
            let empty = arguments.iter().find(|it| it.is_empty());
            Ok(empty.or(arguments.last()).unwrap_or(first).clone())
        }
        ("or", [first, ..]) => {
            let full = arguments.iter().find(|it| !it.is_empty());
            Ok(full.or(arguments.last()).unwrap_or(first).clone())
        }
        ("eq", [first, others @ ..]) => Ok(Json::Bool(others.contains(first))),
        ("ne", [first, other]) => Ok(Json::Bool(first != other)),
        ("lt" | "le" | "gt" | "ge", [first, other]) => compare(function, first, other),
        ("split", [Json::Text(text), Json::Text(separator)]) => {
            Ok(Json::texts(text.split(separator.as_str())))
        }
        ("truncate", [Json::Text(text), Json::Number(length)]) => {
            Ok(Json::Text(text.chars().take(*length as usize).collect()))
        }
        ("pad", [Json::Text(text), Json::Number(before), Json::Number(after)]) => {
            let blanks = |count: u64| " ".repeat(count.min(PADDING_MAX) as usize);
            Ok(Json::Text(format!("{}{text}{}", blanks(*before), blanks(*after))))
        }
        ("printf", [Json::Text(format), values @ ..]) => formatted(format, values).map(Json::Text),
        _ => Err(unsupported(&format!("`{function}` with such arguments"))),
    }
}

fn compare(function: &str, first: &Json, other: &Json) -> Result<Json, TemplateError> {
    let order = match (first, other) {
        (Json::Number(a), Json::Number(b)) => a.cmp(b),
        (Json::Text(a), Json::Text(b)) => a.cmp(b),
        _ => return Err(unsupported(&format!("`{function}` of such values"))),
    };
    Ok(Json::Bool(match function {
        "lt" => order.is_lt(),
        "le" => order.is_le(),
        "gt" => order.is_gt(),
        _ => order.is_ge(),
    }))
}

/// As Go's fmt.Sprintf, without widths and flags.
fn formatted(format: &str, values: &[Json]) -> Result<String, TemplateError> {
    let (mut out, mut values) = (String::new(), values.iter());
    let mut chars = format.chars();
    while let Some(char) = chars.next() {
        if char != '%' {
            out.push(char);
            continue;
        }
        let verb = chars.next().ok_or_else(|| unsupported("such a format of `printf`"))?;
        if verb == '%' {
            out.push('%');
            continue;
        }
        let Some(value) = values.next() else {
            out.push_str(&format!("%!{verb}(MISSING)"));
            continue;
        };
        match (verb, value) {
            ('s' | 'v', value) => out.push_str(&shown(value)),
            ('d', Json::Number(number)) => out.push_str(&number.to_string()),
            ('t', Json::Bool(value)) => out.push_str(&value.to_string()),
            ('q', Json::Text(text)) => out.push_str(&dockerfile::quote(text)),
            _ => return Err(unsupported("such a format of `printf`")),
        }
    }
    Ok(out)
}

/// Docker's own function leaves `<` and `&` as they are, but the rows of its tables do not.
fn json(value: &Json, data: Data) -> String {
    let is_row = data.kind.is_some() && value == data.value;
    value.compact(if is_row { Html::Escaped } else { Html::Plain })
}

fn operand(operand: &Operand, dot: &Json, data: Data) -> Result<Json, TemplateError> {
    match operand {
        Operand::Text(text) => Ok(Json::text(text)),
        Operand::Number(number) => Ok(Json::Number(*number)),
        Operand::Nested(it) => pipeline(it, dot, data),
        Operand::Field { names, offset } => {
            let mut value = dot;
            let mut place = *offset;
            for name in names {
                value = field(value, name).ok_or_else(|| no_field(names, name, place, data))?;
                place += 1 + name.len();
            }
            Ok(value.clone())
        }
    }
}

fn field<'a>(value: &'a Json, name: &str) -> Option<&'a Json> {
    match value {
        Json::Object(fields) => fields.iter().find(|it| it.name == name).map(|it| &it.value),
        Json::Map(map) => map.as_ref()?.get(name),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) | Json::List(_) => None,
    }
}

fn no_field(names: &[String], name: &str, place: usize, data: Data) -> TemplateError {
    let path: String = names.iter().map(|it| format!(".{it}")).collect();
    let reason = match data.kind {
        Some(kind) => format!("can't evaluate field {name} in type {kind}"),
        None => format!("map has no entry for key \"{name}\""),
    };
    TemplateError::Refused(format!(":{place}: executing \"\" at <{path}>: {reason}"))
}

fn length(value: &Json) -> Result<u64, TemplateError> {
    let count = match value {
        Json::List(items) => items.as_ref().map_or(0, Vec::len),
        Json::Map(map) => map.as_ref().map_or(0, |it| it.len()),
        Json::Text(text) => text.len(),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Object(_) => {
            return Err(unsupported("`len` of such a value"));
        }
    };
    Ok(count as u64)
}

fn title(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|it| it.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A value as Go's `%v` prints it.
fn shown(value: &Json) -> String {
    match value {
        Json::Null => "<nil>".to_string(),
        Json::Bool(value) => value.to_string(),
        Json::Number(number) => number.to_string(),
        Json::Text(text) => text.clone(),
        Json::List(items) => {
            let items: Vec<String> = items.iter().flatten().map(shown).collect();
            format!("[{}]", items.join(" "))
        }
        Json::Map(map) => {
            let items: Vec<String> = map
                .iter()
                .flatten()
                .map(|(name, value)| format!("{name}:{}", shown(value)))
                .collect();
            format!("map[{}]", items.join(" "))
        }
        Json::Object(fields) => {
            let items: Vec<String> = fields.iter().map(|it| shown(&it.value)).collect();
            format!("{{{}}}", items.join(" "))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::Template;
    use super::*;

    #[test]
    fn templates_give_what_go_gives() {
        let config = Json::object([
            ("Cmd", Json::texts(["a&b", "c"])),
            ("Env", Json::List(None)),
            ("Labels", Json::Map(Some(BTreeMap::from([("k".to_string(), Json::text("v"))])))),
            ("Volumes", Json::Map(None)),
            ("Tty", Json::Bool(false)),
        ]);
        let value = Json::object([("Config", config), ("Os", Json::text("linux"))]);
        for (template, expected) in [
            ("{{.Os}}-{{ .Config.Tty }}", "linux-false"),
            ("{{json .Config.Cmd}} {{json .Config.Env}}", r#"["a&b","c"] null"#),
            ("{{.Config.Cmd}} {{.Config.Env}} {{.Config.Labels}}", "[a&b c] [] map[k:v]"),
            ("{{len .Config.Cmd}}{{len .Config.Volumes}}", "20"),
            ("{{range .Config.Cmd}}<{{.}}>{{else}}none{{end}}", "<a&b><c>"),
            ("{{if .Config.Env}}yes{{else}}no{{end}}", "no"),
            ("{{join .Config.Cmd \", \" | upper}}", "A&B, C"),
            ("{{index .Config.Cmd 1}} {{(index .Config.Labels \"k\")}}", "c v"),
            (
                "{{printf \"%s-%d%%\" .Os 3}}{{- if eq .Os \"linux\" -}} yes {{- end}}",
                "linux-3%yes",
            ),
            ("{{if and .Os (not .Config.Tty)}}a{{end}} {{or .Config.Env .Os}}", "a linux"),
            ("{{index (split .Os \"n\") 1}}{{if lt 1 2}}<{{end}}", "ux<"),
            (
                "{{json .Config}}",
                r#"{"Cmd":["a&b","c"],"Env":null,"Labels":{"k":"v"},"Volumes":null,"Tty":false}"#,
            ),
        ] {
            let filled = Template::parse(template)
                .and_then(|it| it.fill(Data { value: &value, kind: None }));
            assert_eq!(filled.as_deref(), Ok(expected), "{template}");
        }
        for (template, expected) in [
            ("{{", "template parsing error: template: :1: unclosed action"),
            ("{{foo .}}", "template parsing error: template: :1: function \"foo\" not defined"),
            (
                "{{.Config.Foo}}",
                "template parsing error: template: :1:9: executing \"\" at <.Config.Foo>: map has no entry for key \"Foo\"",
            ),
            ("{{slice .Os}}", "`slice` in a template"),
        ] {
            let filled = Template::parse(template)
                .and_then(|it| it.fill(Data { value: &value, kind: None }));
            assert_eq!(filled.unwrap_err().to_string(), expected, "{template}");
        }
    }
}
