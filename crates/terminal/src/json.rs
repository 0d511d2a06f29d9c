//! JSON with its fields in a fixed order, as Go writes its structs.

use std::collections::BTreeMap;

/// A value that can be written as JSON, or looked into by a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(u64),
    Text(String),
    /// A list; none is Go's `nil`, written as `null`.
    List(Option<Vec<Json>>),
    /// A map, sorted by name; none is Go's `nil`, written as `null`.
    Map(Option<BTreeMap<String, Json>>),
    /// A struct: its fields in the order in which they are declared.
    Object(Vec<Field>),
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) value: Json,
    /// Whether JSON leaves it out when it is empty: Go's `omitempty`.
    pub(crate) omit_empty: bool,
}

/// How `<`, `>` and `&` are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Html {
    /// As they are.
    Plain,
    /// As `\u003c`, `\u003e` and `\u0026`, which Go does unless told otherwise.
    Escaped,
}

impl Json {
    pub(crate) fn text(text: impl ToString) -> Json {
        Json::Text(text.to_string())
    }

    pub(crate) fn texts<T: ToString>(texts: impl IntoIterator<Item = T>) -> Json {
        Json::List(Some(texts.into_iter().map(Json::text).collect()))
    }

    /// A struct whose fields are all written.
    pub(crate) fn object<const N: usize>(fields: [(&'static str, Json); N]) -> Json {
        Json::Object(fields.into_iter().map(|(name, value)| Field::always(name, value)).collect())
    }

    /// In one line, without blanks.
    pub(crate) fn compact(&self, html: Html) -> String {
        let mut out = String::new();
        self.write(&mut out, Layout { html, indent: None }, 0);
        out
    }

    /// In many lines, four blanks a level, as `docker inspect` prints it.
    pub(crate) fn pretty(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, Layout { html: Html::Plain, indent: Some(4) }, 0);
        out
    }

    fn write(&self, out: &mut String, layout: Layout, depth: usize) {
        match self {
            Json::Null | Json::List(None) | Json::Map(None) => out.push_str("null"),
            Json::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Json::Number(value) => out.push_str(&value.to_string()),
            Json::Text(text) => quote(out, text, layout.html),
            Json::List(Some(items)) => {
                let items: Vec<(Option<&str>, &Json)> = items.iter().map(|it| (None, it)).collect();
                write_members(out, layout, depth, ['[', ']'], &items);
            }
            Json::Map(Some(map)) => {
                let items: Vec<(Option<&str>, &Json)> =
                    map.iter().map(|(name, value)| (Some(name.as_str()), value)).collect();
                write_members(out, layout, depth, ['{', '}'], &items);
            }
            Json::Object(fields) => {
                let shown = fields.iter().filter(|it| !(it.omit_empty && it.value.is_empty()));
                let items: Vec<(Option<&str>, &Json)> =
                    shown.map(|it| (Some(it.name), &it.value)).collect();
                write_members(out, layout, depth, ['{', '}'], &items);
            }
        }
    }

    /// Whether Go's `omitempty` leaves it out, and a template's `if` takes it for false.
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Json::Null | Json::List(None) | Json::Map(None) => true,
            Json::Bool(value) => !value,
            Json::Number(value) => *value == 0,
            Json::Text(text) => text.is_empty(),
            Json::List(Some(items)) => items.is_empty(),
            Json::Map(Some(map)) => map.is_empty(),
            Json::Object(_) => false,
        }
    }
}

impl Field {
    pub(crate) fn always(name: &'static str, value: Json) -> Field {
        Field { name, value, omit_empty: false }
    }

    pub(crate) fn unless_empty(name: &'static str, value: Json) -> Field {
        Field { name, value, omit_empty: true }
    }
}

impl<T: Into<Json>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Json {
        value.map_or(Json::Null, Into::into)
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Json {
        Json::text(text)
    }
}

impl From<String> for Json {
    fn from(text: String) -> Json {
        Json::Text(text)
    }
}

impl From<u32> for Json {
    fn from(number: u32) -> Json {
        Json::Number(u64::from(number))
    }
}

impl From<u64> for Json {
    fn from(number: u64) -> Json {
        Json::Number(number)
    }
}

#[derive(Clone, Copy)]
struct Layout {
    html: Html,
    /// Blanks a level; none for one line.
    indent: Option<usize>,
}

fn write_members(
    out: &mut String,
    layout: Layout,
    depth: usize,
    [open, close]: [char; 2],
    members: &[(Option<&str>, &Json)],
) {
    out.push(open);
    for (index, (name, value)) in members.iter().enumerate() {
        if index != 0 {
            out.push(',');
        }
        start_line(out, layout, depth + 1);
        if let Some(name) = name {
            quote(out, name, layout.html);
            out.push_str(if layout.indent.is_some() { ": " } else { ":" });
        }
        value.write(out, layout, depth + 1);
    }
    if !members.is_empty() {
        start_line(out, layout, depth);
    }
    out.push(close);
}

fn start_line(out: &mut String, layout: Layout, depth: usize) {
    if let Some(indent) = layout.indent {
        out.push('\n');
        out.push_str(&" ".repeat(indent * depth));
    }
}

/// A string as Go's encoding/json writes it.
fn quote(out: &mut String, text: &str, html: Html) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '<' | '>' | '&' if html == Html::Escaped => push_code(out, char),
            '\u{2028}' | '\u{2029}' => push_code(out, char),
            it if it < ' ' => push_code(out, it),
            it => out.push(it),
        }
    }
    out.push('"');
}

fn push_code(out: &mut String, char: char) {
    out.push_str(&format!("\\u{:04x}", u32::from(char)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_written_as_go_writes_it() {
        let value = Json::Object(vec![
            Field::always("Z", Json::text("a&b\n\u{1}\"")),
            Field::unless_empty("Gone", Json::text("")),
            Field::always("A", Json::List(Some(vec![]))),
            Field::always("N", Json::List(None)),
            Field::always("M", Json::Map(Some(BTreeMap::from([("k".to_string(), 7_u64.into())])))),
        ]);
        let expected = r#"{"Z":"a&b\n\u0001\"","A":[],"N":null,"M":{"k":7}}"#;
        assert_eq!(value.compact(Html::Plain), expected);
        assert_eq!(value.compact(Html::Escaped), expected.replace('&', "\\u0026"));
        let pretty =
            Json::object([("L", Json::texts(["a"])), ("E", Json::Map(Some(BTreeMap::new())))]);
        assert_eq!(pretty.pretty(), "{\n    \"L\": [\n        \"a\"\n    ],\n    \"E\": {}\n}");
    }
}
