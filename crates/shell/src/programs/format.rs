//! What stands between `%` and its letter, as `printf` and `awk` have it.

use crate::programs::decimal;

/// The widest field.
const WIDTH_MAX: usize = 4096;

/// How a value is shown.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shape {
    left: bool,
    zeros: bool,
    plus: bool,
    blank: bool,
    alternative: bool,
    width: usize,
    precision: Option<usize>,
}

impl Shape {
    /// Reads the shape at the start of `text`; `next` gives the number that stands for `*`.
    pub(super) fn read<'t>(mut text: &'t str, next: &mut dyn FnMut() -> i64) -> (Shape, &'t str) {
        let mut shape = Shape::default();
        loop {
            let flag = match text.chars().next() {
                Some('-') => &mut shape.left,
                Some('0') => &mut shape.zeros,
                Some('+') => &mut shape.plus,
                Some(' ') => &mut shape.blank,
                Some('#') => &mut shape.alternative,
                Some(_) | None => break,
            };
            *flag = true;
            text = &text[1..];
        }
        let (width, rest) = size(text, next);
        shape.left |= width.is_some_and(|it| it < 0);
        shape.width = width
            .map_or(0, |it| usize::try_from(it.unsigned_abs()).unwrap_or(WIDTH_MAX))
            .min(WIDTH_MAX);
        text = rest;
        if let Some(rest) = text.strip_prefix('.') {
            let (precision, rest) = size(rest, next);
            let precision = usize::try_from(precision.unwrap_or(0)).ok();
            shape.precision = precision.map(|it| it.min(WIDTH_MAX));
            text = rest;
        }
        (shape, text.trim_start_matches(['h', 'l', 'L', 'q', 'j', 'z', 't']))
    }

    pub(super) fn text(&self, text: &str) -> String {
        let text: String = match self.precision {
            Some(precision) => text.chars().take(precision).collect(),
            None => String::from(text),
        };
        self.padded("", &text, false)
    }

    /// `letter` is one of `diuxXo`.
    pub(super) fn integer(&self, letter: char, number: i64) -> String {
        let unsigned = number.cast_unsigned();
        let (sign, digits) = match letter {
            'd' | 'i' => (self.sign(number < 0), number.unsigned_abs().to_string()),
            'x' => ("0x", format!("{unsigned:x}")),
            'X' => ("0X", format!("{unsigned:X}")),
            'o' => ("0", format!("{unsigned:o}")),
            _ => ("", unsigned.to_string()),
        };
        let is_prefix = matches!(letter, 'x' | 'X' | 'o');
        let sign = if is_prefix && (!self.alternative || number == 0) { "" } else { sign };
        let digits = match self.precision {
            Some(0) if number == 0 => String::new(),
            Some(precision) => format!("{digits:0>precision$}"),
            None => digits,
        };
        self.padded(sign, &digits, self.precision.is_none())
    }

    /// `letter` is one of `feEgGF`.
    pub(super) fn fraction(&self, letter: char, number: f64) -> String {
        let sign = self.sign(number.is_sign_negative() && !number.is_nan());
        let precision = self.precision.unwrap_or(6);
        let value = number.abs();
        let mut digits = match letter.to_ascii_lowercase() {
            _ if value.is_nan() => String::from("nan"),
            _ if value.is_infinite() => String::from("inf"),
            'f' => decimal::fixed(value, precision),
            'e' => decimal::scientific(value, precision),
            _ => decimal::general(value, precision, self.alternative),
        };
        if letter.is_ascii_uppercase() {
            digits = digits.to_ascii_uppercase();
        }
        self.padded(sign, &digits, value.is_finite())
    }

    fn sign(&self, negative: bool) -> &'static str {
        match (negative, self.plus, self.blank) {
            (true, _, _) => "-",
            (false, true, _) => "+",
            (false, false, true) => " ",
            (false, false, false) => "",
        }
    }

    fn padded(&self, sign: &str, text: &str, zeros: bool) -> String {
        let length = sign.chars().count() + text.chars().count();
        let missing = self.width.saturating_sub(length);
        match (self.left, self.zeros && zeros) {
            (true, _) => format!("{sign}{text}{}", " ".repeat(missing)),
            (false, true) => format!("{sign}{}{text}", "0".repeat(missing)),
            (false, false) => format!("{}{sign}{text}", " ".repeat(missing)),
        }
    }
}

fn size<'t>(text: &'t str, next: &mut dyn FnMut() -> i64) -> (Option<i64>, &'t str) {
    if let Some(rest) = text.strip_prefix('*') {
        return (Some(next()), rest);
    }
    let end = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    (text[..end].parse().ok(), &text[end..])
}
