//! Backslash escapes, as `echo -e`, `printf` and `$'…'` have them.

/// Which escapes are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `\0123`, as `echo -e` and `printf %b` write an octal number; `\c` ends all output.
    Echo,
    /// `\123`, as the format of `printf` does.
    Printf,
}

/// Bytes, and whether `\c` asked to end here.
pub(crate) struct Unescaped {
    pub(crate) bytes: Vec<u8>,
    pub(crate) ended: bool,
}

/// `text` with its escapes replaced, as `$'…'` does it.
pub(crate) fn unescape(text: &str) -> String {
    String::from_utf8_lossy(&unescape_bytes(text, Dialect::Printf).bytes).into_owned()
}

/// `text` with its escapes replaced.
pub(crate) fn unescape_bytes(text: &str, dialect: Dialect) -> Unescaped {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        if *first != b'\\' {
            bytes.push(*first);
            rest = after;
            continue;
        }
        let (escaped, left) = escape(after, dialect);
        match escaped {
            Escape::Byte(byte) => bytes.push(byte),
            Escape::End => return Unescaped { bytes, ended: true },
            Escape::None => bytes.push(b'\\'),
        }
        rest = left;
    }
    Unescaped { bytes, ended: false }
}

/// What a backslash with the next characters means.
enum Escape {
    Byte(u8),
    End,
    None,
}

fn escape(after: &[u8], dialect: Dialect) -> (Escape, &[u8]) {
    let [first, rest @ ..] = after else { return (Escape::None, after) };
    let byte = match first {
        b'a' => 7,
        b'b' => 8,
        b'e' => 27,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 11,
        b'\\' => b'\\',
        b'\'' | b'"' if dialect == Dialect::Printf => *first,
        b'c' => return (Escape::End, rest),
        b'x' => match number(rest, 16, 2) {
            (0, _) => return (Escape::None, after),
            (digits, value) => return (Escape::Byte(value), &rest[digits..]),
        },
        b'0' if dialect == Dialect::Echo => {
            let (digits, value) = number(rest, 8, 3);
            return (Escape::Byte(value), &rest[digits..]);
        }
        b'0'..=b'7' => {
            let (digits, value) = number(after, 8, 3);
            return (Escape::Byte(value), &after[digits..]);
        }
        _ => return (Escape::None, after),
    };
    (Escape::Byte(byte), rest)
}

/// How many digits there are, at most `most`, and their value.
fn number(text: &[u8], base: u32, most: usize) -> (usize, u8) {
    let digits = text.iter().take(most).map_while(|it| char::from(*it).to_digit(base));
    let (count, value) =
        digits.fold((0, 0u32), |(count, value), digit| (count + 1, value * base + digit));
    (count, (value & 0xff) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_busyboxs() {
        for (text, echo, printf) in [
            (r"a\tb", "a\tb", "a\tb"),
            (r"\101", "A", "A"),
            (r"\0101", "A", "\u{8}1"),
            (r"\x41\x", "A\\x", "A\\x"),
            (r"\q", r"\q", r"\q"),
            (r"a\cb", "a", "a"),
            (r"\", r"\", r"\"),
        ] {
            for (dialect, expected) in [(Dialect::Echo, echo), (Dialect::Printf, printf)] {
                let found = unescape_bytes(text, dialect).bytes;
                assert_eq!(String::from_utf8_lossy(&found), expected, "{text} {dialect:?}");
            }
        }
    }
}
