//! Quoting as Docker's messages do it: Go's `%q`.

/// `text` in double quotes, as Go's `strconv.Quote` writes it.
pub fn quote(text: &str) -> String {
    let mut quoted = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\u{7}' => quoted.push_str("\\a"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{b}' => quoted.push_str("\\v"),
            '\0'..='\u{1f}' | '\u{7f}' => quoted.push_str(&format!("\\x{:02x}", character as u32)),
            ' ' => quoted.push(' '),
            _ if character.is_control() || character.is_whitespace() || character == '\u{feff}' => {
                quoted.push_str(&format!("\\u{:04x}", character as u32));
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting_is_that_of_go() {
        for (text, quoted) in [
            ("a b", r#""a b""#),
            ("\"\\\t\u{1}", r#""\"\\\t\x01""#),
            ("é\u{a0}\u{feff}", r#""é\u00a0\ufeff""#),
        ] {
            assert_eq!(quote(text), quoted);
        }
    }
}
