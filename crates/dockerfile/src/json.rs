//! Just enough JSON to tell the exec form from the shell form.

/// A JSON value, as far as a Dockerfile cares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    String(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
    /// A number, `true`, `false` or `null`.
    Other,
}

/// The value that `text` holds, or nothing if it is not JSON.
pub(crate) fn parse_json(text: &str) -> Option<Json> {
    let mut parser = Parser { rest: text, depth: 0 };
    let value = parser.value()?;
    parser.skip_blanks();
    parser.rest.is_empty().then_some(value)
}

// Go stops at 10 000; nobody nests an exec form.
const DEEPEST: u32 = 200;

struct Parser<'a> {
    rest: &'a str,
    depth: u32,
}

impl Parser<'_> {
    fn value(&mut self) -> Option<Json> {
        self.skip_blanks();
        match self.rest.chars().next()? {
            '"' => self.string().map(Json::String),
            '[' => self.nested(Parser::array),
            '{' => self.nested(Parser::object),
            '-' | '0'..='9' => self.number(),
            _ => {
                let word = ["true", "false", "null"].into_iter().find(|it| self.take(it));
                word.map(|_| Json::Other)
            }
        }
    }

    fn nested(&mut self, inner: fn(&mut Self) -> Option<Json>) -> Option<Json> {
        self.depth += 1;
        let value = if self.depth <= DEEPEST { inner(self) } else { None };
        self.depth -= 1;
        value
    }

    fn array(&mut self) -> Option<Json> {
        let mut items = Vec::new();
        self.list('[', ']', |parser| {
            items.push(parser.value()?);
            Some(())
        })?;
        Some(Json::Array(items))
    }

    fn object(&mut self) -> Option<Json> {
        let mut members = Vec::new();
        self.list('{', '}', |parser| {
            parser.skip_blanks();
            let name = parser.string()?;
            parser.skip_blanks();
            parser.take(":").then_some(())?;
            members.push((name, parser.value()?));
            Some(())
        })?;
        Some(Json::Object(members))
    }

    fn list(
        &mut self,
        open: char,
        close: char,
        mut item: impl FnMut(&mut Self) -> Option<()>,
    ) -> Option<()> {
        self.rest = self.rest.strip_prefix(open)?;
        self.skip_blanks();
        if let Some(rest) = self.rest.strip_prefix(close) {
            self.rest = rest;
            return Some(());
        }
        loop {
            item(self)?;
            self.skip_blanks();
            if let Some(rest) = self.rest.strip_prefix(close) {
                self.rest = rest;
                return Some(());
            }
            self.take(",").then_some(())?;
        }
    }

    fn string(&mut self) -> Option<String> {
        self.rest = self.rest.strip_prefix('"')?;
        let mut string = String::new();
        loop {
            match self.next()? {
                '"' => return Some(string),
                '\\' => string.push(self.escaped()?),
                '\0'..='\u{1f}' => return None,
                character => string.push(character),
            }
        }
    }

    fn escaped(&mut self) -> Option<char> {
        Some(match self.next()? {
            character @ ('"' | '\\' | '/') => character,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let unit = self.hexadecimal()?;
                // Two escapes may make one character; a half alone becomes U+FFFD, as in Go.
                let high = (0xd800..0xdc00).contains(&unit);
                let before = self.rest;
                let low = if high && self.take("\\u") { self.hexadecimal() } else { None };
                match low.filter(|it| (0xdc00..0xe000).contains(it)) {
                    Some(low) => {
                        char::from_u32(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00))?
                    }
                    None => {
                        self.rest = before;
                        char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER)
                    }
                }
            }
            _ => return None,
        })
    }

    fn hexadecimal(&mut self) -> Option<u32> {
        let digits = self.rest.get(..4)?;
        self.rest = &self.rest[4..];
        if digits.bytes().all(|it| it.is_ascii_hexdigit()) {
            u32::from_str_radix(digits, 16).ok()
        } else {
            None
        }
    }

    fn number(&mut self) -> Option<Json> {
        self.take("-");
        if !self.take("0") {
            self.digits()?;
        }
        if self.take(".") {
            self.digits()?;
        }
        if self.take("e") || self.take("E") {
            let _ = self.take("+") || self.take("-");
            self.digits()?;
        }
        Some(Json::Other)
    }

    fn digits(&mut self) -> Option<()> {
        let rest = self.rest.trim_start_matches(|it: char| it.is_ascii_digit());
        let some = rest.len() < self.rest.len();
        self.rest = rest;
        some.then_some(())
    }

    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next();
        self.rest = characters.as_str();
        next
    }

    fn take(&mut self, word: &str) -> bool {
        let rest = self.rest.strip_prefix(word);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(items: &[&str]) -> Option<Json> {
        Some(Json::Array(items.iter().map(|it| Json::String((*it).to_owned())).collect()))
    }

    #[test]
    fn arrays_of_strings_are_read_as_go_reads_them() {
        for (text, expected) in [
            ("[]", strings(&[])),
            (" [ \"a\" , \"b\\n\\u0041\" ] ", strings(&["a", "b\nA"])),
            (r#"["\ud83d\ude00","\ud83d"]"#, strings(&["😀", "\u{fffd}"])),
            (r#"["a",]"#, None),
            (r#"["a" "b"]"#, None),
            (r#"["\x"]"#, None),
            (r#"["a"] b"#, None),
            ("['a']", None),
            ("[01]", None),
            ("[1.5e-3,true]", Some(Json::Array(vec![Json::Other, Json::Other]))),
            (r#"{"a":[]}"#, Some(Json::Object(vec![("a".to_owned(), Json::Array(Vec::new()))]))),
        ] {
            assert_eq!(parse_json(text), expected, "{text}");
        }
        assert_eq!(parse_json(&"[".repeat(100_000)), None);
    }
}
