//! The expressions of step suites: what must hold after a step.

use serde_json::{Value, json};

use crate::case::Json;

/// What expressions ask about.
pub(crate) trait World {
    /// What the step `index` printed (`stdout`, `stderr`, `combined`).
    fn output(&self, index: usize, stream: &str) -> Option<String>;
    /// How the step `index` ended.
    fn exit(&self, index: usize) -> Option<i64>;
    /// The text of a file in the directory of a step.
    fn file(&self, directory: &str, path: &str) -> Option<String>;
    /// Whether there is such a path.
    fn exists(&self, directory: &str, path: &str) -> bool;
    /// Whether a regular expression matches somewhere in `text`.
    fn matches(&self, text: &str, pattern: &str) -> bool;
    /// Where the directory of a step is.
    fn directory(&self, name: &str) -> Option<String>;
}

/// The value of `expression`. An error says what the evaluator does not know.
pub(crate) fn evaluate(expression: &Value, world: &dyn World) -> Result<Value, String> {
    match expression {
        Value::Array(items) => {
            let items: Result<Vec<Value>, String> =
                items.iter().map(|it| evaluate(it, world)).collect();
            Ok(Value::Array(items?))
        }
        Value::Object(fields) => match fields.get("$").and_then(Value::as_str) {
            Some("bytes_base64") | None => Ok(expression.clone()),
            Some(operator) => Operation { operator, fields: expression, world }.evaluate(),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            Ok(expression.clone())
        }
    }
}

/// The value of `expression` as text.
pub(crate) fn text(expression: &Value, world: &dyn World) -> Result<String, String> {
    Ok(match evaluate(expression, world)? {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    })
}

struct Operation<'a> {
    operator: &'a str,
    fields: &'a Value,
    world: &'a dyn World,
}

impl Operation<'_> {
    fn evaluate(&self) -> Result<Value, String> {
        let value = |key: &str| evaluate(&self.fields[key], self.world);
        let word = |key: &str| text(&self.fields[key], self.world);
        let yes = |key: &str| value(key).map(|it| is_true(&it));
        let order = |key: &str| value(key).map(|it| it.as_i64().unwrap_or_default());
        Ok(match self.operator {
            "out" | "exit" | "cmderr" | "err" | "errtext" => self.of_step()?,
            "dir" | "path" | "file" | "fserr" => self.of_file()?,
            "failed" => value("x")?["failed"].clone(),
            "noerror" => json!(value("x")?["failed"] != true),
            "not_exist" => value("x")?["failed"].clone(),
            "not" => json!(!yes("x")?),
            "and" => json!(yes("l")? && yes("r")?),
            "or" => json!(yes("l")? || yes("r")?),
            "eq" => json!(value("l")? == value("r")?),
            "ne" => json!(value("l")? != value("r")?),
            "lt" => json!(order("l")? < order("r")?),
            "gt" => json!(order("l")? > order("r")?),
            "le" => json!(order("l")? <= order("r")?),
            "ge" => json!(order("l")? >= order("r")?),
            "concat" => {
                let parts = self.fields.items("parts").iter();
                json!(parts.map(|it| text(it, self.world)).collect::<Result<String, _>>()?)
            }
            "trim" => json!(word("x")?.trim()),
            "lower" => json!(word("x")?.to_lowercase()),
            "replace" => json!(word("x")?.replace(&word("a")?, &word("b")?)),
            "contains" => json!(word("x")?.contains(&word("sub")?)),
            "matches" => {
                let pattern = match &self.fields["re"] {
                    Value::String(pattern) => pattern.clone(),
                    other => other.text("re"),
                };
                json!(self.world.matches(&word("x")?, &pattern))
            }
            "hasprefix" => json!(word("x")?.starts_with(&word("p")?)),
            "hassuffix" => json!(word("x")?.ends_with(&word("p")?)),
            "count" => json!(word("x")?.matches(&word("sub")?).count()),
            "split" => json!(word("x")?.split(&word("sep")?).collect::<Vec<_>>()),
            "fields" => json!(word("x")?.split_whitespace().collect::<Vec<_>>()),
            "json" => {
                let text = word("x")?;
                serde_json::from_str(&text).map_err(|it| format!("{it} in {text:?}"))?
            }
            "len" => json!(length(&value("x")?)),
            "index" => match (value("of")?, value("i")?) {
                (Value::Array(items), Value::Number(at)) => {
                    let at = at.as_u64().and_then(|it| usize::try_from(it).ok());
                    at.and_then(|it| items.get(it).cloned()).unwrap_or_default()
                }
                (map, key) => map[key.as_str().unwrap_or_default()].clone(),
            },
            "has" => json!(value("of")?.get(word("k")?).is_some()),
            "zero" => json!(""),
            "asserted" => json!(true),
            other => return Err(format!("the operator {other}")),
        })
    }

    fn of_step(&self) -> Result<Value, String> {
        let of = if self.operator == "errtext" { &self.fields["of"] } else { self.fields };
        let index = of["step"].as_u64().and_then(|it| usize::try_from(it).ok());
        let index = index.ok_or_else(|| format!("{} of what is no step", self.operator))?;
        let missing = || format!("step {index} did not run");
        let stream = of["stream"].as_str().unwrap_or("combined");
        let output = self.world.output(index, stream).ok_or_else(missing)?;
        let code = self.world.exit(index).ok_or_else(missing)?;
        Ok(match self.operator {
            "out" | "errtext" => json!(output),
            "exit" => json!(code),
            _ => json!({ "failed": code != 0, "text": output }),
        })
    }

    fn of_file(&self) -> Result<Value, String> {
        let name = self.fields.text("ctx");
        let path = text(&self.fields["path"], self.world)?;
        Ok(match self.operator {
            "dir" => json!(self.world.directory(&name)),
            "path" => {
                let base = text(&self.fields["base"], self.world)?;
                json!(format!("{base}/{}", text(&self.fields["p"], self.world)?))
            }
            "file" => json!(self.world.file(&name, &path)),
            _ => json!({ "failed": !self.world.exists(&name, &path) }),
        })
    }
}

/// Whether a check holds.
pub(crate) fn is_true(value: &Value) -> bool {
    match value {
        Value::Bool(value) => *value,
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Number(number) => number.as_i64() != Some(0),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => !fields.is_empty(),
    }
}

fn length(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.len(),
        Value::Object(fields) => fields.len(),
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}
