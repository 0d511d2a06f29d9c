//! Cases, as the suites' files have them: one JSON object a line.

use serde_json::Value;

use crate::verdict::Verdict;

/// One case of a suite.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) input: Value,
    pub(crate) expected: Value,
    /// All that the line says.
    pub(crate) all: Value,
    /// What real engines did, by engine, if that was recorded.
    pub(crate) recorded: Value,
}

/// The cases of a suite's file; `recorded` is the file beside it, an object from ids to recordings.
pub(crate) fn read_cases(text: &str, recorded: Option<&str>) -> Vec<Case> {
    let recorded: Value = recorded.and_then(|it| serde_json::from_str(it).ok()).unwrap_or_default();
    let read = |line: &str| {
        let all: Value = serde_json::from_str(line).ok()?;
        let id = all["id"].as_str()?.to_string();
        Some(Case {
            kind: all["kind"].as_str().unwrap_or_default().to_string(),
            input: all["input"].clone(),
            expected: all["expected"].clone(),
            recorded: recorded[&id].clone(),
            all,
            id,
        })
    };
    text.lines().filter_map(read).collect()
}

/// Shorthand for the values of a case.
pub(crate) trait Json {
    /// The text there; empty if there is none.
    fn text(&self, key: &str) -> String;
    /// The texts there; none if there is no list.
    fn texts(&self, key: &str) -> Vec<String>;
    /// The items there; none if there is no list.
    fn items(&self, key: &str) -> &[Value];
    /// The pairs there; none if there is no object.
    fn pairs(&self, key: &str) -> Vec<(String, &Value)>;
    /// Whether it says yes.
    fn is_true(&self, key: &str) -> bool;
}

impl Json for Value {
    fn text(&self, key: &str) -> String {
        String::from_utf8_lossy(&bytes(&self[key])).into_owned()
    }

    fn texts(&self, key: &str) -> Vec<String> {
        self.items(key).iter().map(|it| String::from_utf8_lossy(&bytes(it)).into_owned()).collect()
    }

    fn items(&self, key: &str) -> &[Value] {
        self[key].as_array().map(Vec::as_slice).unwrap_or_default()
    }

    fn pairs(&self, key: &str) -> Vec<(String, &Value)> {
        let pairs = self[key].as_object();
        pairs.into_iter().flatten().map(|(name, value)| (name.clone(), value)).collect()
    }

    fn is_true(&self, key: &str) -> bool {
        self[key] == true
    }
}

/// The bytes of a text, or of what is no text and therefore written in base 64.
pub(crate) fn bytes(value: &Value) -> Vec<u8> {
    match (value.as_str(), value["$bytes_base64"].as_str()) {
        (Some(text), _) => text.as_bytes().to_vec(),
        (None, Some(coded)) => from_base64(coded),
        (None, None) => Vec::new(),
    }
}

/// Compares an error with what a case says of it: `error_equals`, `error_contains`, or just `error`.
pub(crate) fn check_error(expected: &Value, got: Option<&str>) -> Verdict {
    let holds = match (expected["error_equals"].as_str(), expected["error_contains"].as_str()) {
        (Some(text), _) => got == Some(text),
        (None, Some(part)) => got.is_some_and(|it| it.contains(part)),
        (None, None) => {
            let wants = !matches!(expected["error"], Value::Null | Value::Bool(false));
            got.is_some() == wants
        }
    };
    Verdict::check(holds, expected, got)
}

/// Whether a case expects an error.
pub(crate) fn expects_error(expected: &Value) -> bool {
    const KEYS: [&str; 3] = ["error", "error_equals", "error_contains"];
    KEYS.iter().any(|it| !matches!(expected[*it], Value::Null | Value::Bool(false)))
}

fn from_base64(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for symbol in text.bytes() {
        let value = match symbol {
            b'A'..=b'Z' => symbol - b'A',
            b'a'..=b'z' => symbol - b'a' + 26,
            b'0'..=b'9' => symbol - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if 8 <= count {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).expect("eight bits are a byte"));
        }
    }
    bytes
}
