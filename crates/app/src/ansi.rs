//! Escape sequences of a terminal: colors and bold; all others are left out.

/// How a piece of text is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pen {
    /// The class of its color.
    pub(crate) color: Option<&'static str>,
    pub(crate) bold: bool,
}

/// Splits `text` into pieces of one look each, from `pen` on; the pen as it is at the end.
pub(crate) fn pieces(text: &str, pen: Pen) -> (Vec<(Pen, String)>, Pen) {
    let mut pen = pen;
    let mut pieces: Vec<(Pen, String)> = Vec::new();
    let mut parts = text.split("\u{1b}[");
    push(&mut pieces, pen, parts.next().unwrap_or_default());
    for part in parts {
        let end = part.find(|it: char| it.is_ascii_alphabetic()).unwrap_or(part.len());
        let (codes, rest) = part.split_at(end);
        if rest.starts_with('m') {
            codes.split(';').for_each(|code| pen = pen.after(code));
        }
        push(&mut pieces, pen, rest.get(1..).unwrap_or_default());
    }
    (pieces, pen)
}

fn push(pieces: &mut Vec<(Pen, String)>, pen: Pen, text: &str) {
    if !text.is_empty() {
        pieces.push((pen, text.replace('\r', "")));
    }
}

impl Pen {
    fn after(self, code: &str) -> Pen {
        let colored = |color| Pen { color: Some(color), ..self };
        match code {
            "" | "0" => Pen::default(),
            "1" => Pen { bold: true, ..self },
            "31" | "91" => colored("ansi-red"),
            "32" | "92" => colored("ansi-green"),
            "33" | "93" => colored("ansi-yellow"),
            "34" | "94" | "36" | "96" => colored("ansi-blue"),
            "39" => Pen { color: None, ..self },
            _ => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colors_last_until_they_are_reset() {
        let red = Pen { color: Some("ansi-red"), bold: false };
        let (found, pen) = pieces("a\u{1b}[91mb\r\n\u{1b}[0mc\u{1b}[2K", Pen::default());
        let plain = Pen::default();
        assert_eq!(found, [(plain, "a".into()), (red, "b\n".into()), (plain, "c".into())]);
        assert_eq!(pen, plain);
        assert_eq!(pieces("x", red).0, [(red, "x".to_string())]);
        assert_eq!(pieces("\u{1b}[", plain).0, []);
    }
}
