//! `printf`.

use crate::escape::{Dialect, unescape_bytes};
use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;

/// The widest field.
const WIDTH_MAX: usize = 4096;

pub(crate) fn printf(process: &mut Process) -> Result<ExitCode, Stop> {
    let Some((format, arguments)) = process.args().split_first() else {
        process.fail("usage: printf FORMAT [ARGUMENT...]")?;
        return Ok(ExitCode(2));
    };
    let (format, arguments) = (format.clone(), arguments.to_vec());
    let mut printer = Printer {
        output: Vec::new(),
        arguments: arguments.into_iter(),
        errors: Vec::new(),
        ended: false,
    };
    loop {
        process.burn(1)?;
        process.burn_bytes(printer.output.len())?;
        let before = printer.arguments.len();
        if let Err(message) = printer.once(&format) {
            process.print(printer.output)?;
            return process.fail(message);
        }
        let used = printer.arguments.len() < before;
        if printer.ended || printer.arguments.len() == 0 || !used {
            break;
        }
        crate::expand::bounded(process, printer.output.len()).map_err(Stop::Limit)?;
    }
    for error in &printer.errors {
        process.fail(error)?;
    }
    process.print(printer.output)?;
    Ok(if printer.errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Printer {
    output: Vec<u8>,
    arguments: std::vec::IntoIter<String>,
    errors: Vec<String>,
    /// `\c` was met.
    ended: bool,
}

/// What stands between `%` and its letter.
#[derive(Default)]
struct Shape {
    left: bool,
    zeros: bool,
    plus: bool,
    blank: bool,
    alternative: bool,
    width: usize,
    precision: Option<usize>,
}

impl Printer {
    /// Prints the format once.
    fn once(&mut self, format: &str) -> Result<(), String> {
        let mut rest = format;
        while let Some(percent) = rest.find('%') {
            self.plain(&rest[..percent]);
            if self.ended {
                return Ok(());
            }
            rest = &rest[percent + 1..];
            if let Some(after) = rest.strip_prefix('%') {
                self.output.push(b'%');
                rest = after;
                continue;
            }
            let (shape, after) = self.shape(rest);
            let after = after.trim_start_matches(['h', 'l', 'L', 'q', 'j', 'z', 't']);
            let Some(letter) = after.chars().next() else {
                return Err(format!("%{rest}: invalid format"));
            };
            self.convert(letter, &shape).map_err(|()| format!("%{letter}: invalid format"))?;
            rest = &after[letter.len_utf8()..];
            if self.ended {
                return Ok(());
            }
        }
        self.plain(rest);
        Ok(())
    }

    fn plain(&mut self, text: &str) {
        let unescaped = unescape_bytes(text, Dialect::Printf);
        self.output.extend(unescaped.bytes);
        self.ended |= unescaped.ended;
    }

    fn shape<'t>(&mut self, mut text: &'t str) -> (Shape, &'t str) {
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
        let (width, rest) = self.size(text);
        shape.left |= width.is_some_and(|it| it < 0);
        shape.width = width
            .map_or(0, |it| usize::try_from(it.unsigned_abs()).unwrap_or(WIDTH_MAX))
            .min(WIDTH_MAX);
        text = rest;
        if let Some(rest) = text.strip_prefix('.') {
            let (precision, rest) = self.size(rest);
            let precision = usize::try_from(precision.unwrap_or(0)).ok();
            shape.precision = precision.map(|it| it.min(WIDTH_MAX));
            text = rest;
        }
        (shape, text)
    }

    fn size<'t>(&mut self, text: &'t str) -> (Option<i64>, &'t str) {
        if let Some(rest) = text.strip_prefix('*') {
            let value = self.arguments.next().unwrap_or_default();
            return (Some(value.parse().unwrap_or(0)), rest);
        }
        let end = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
        (text[..end].parse().ok(), &text[end..])
    }

    fn convert(&mut self, letter: char, shape: &Shape) -> Result<(), ()> {
        let text = match letter {
            's' => self.next_text(),
            'b' => {
                let unescaped = unescape_bytes(&self.next_text(), Dialect::Echo);
                self.ended |= unescaped.ended;
                String::from_utf8_lossy(&unescaped.bytes).into_owned()
            }
            'c' => self.next_text().chars().take(1).collect(),
            'd' | 'i' => {
                let number = self.next_number();
                let sign = match (number < 0, shape.plus, shape.blank) {
                    (true, _, _) => "-",
                    (false, true, _) => "+",
                    (false, false, true) => " ",
                    (false, false, false) => "",
                };
                return self.number(sign, &number.unsigned_abs().to_string(), shape);
            }
            'u' => {
                let number = self.next_number().cast_unsigned();
                return self.number("", &number.to_string(), shape);
            }
            'x' | 'X' | 'o' => {
                let number = self.next_number().cast_unsigned();
                let (prefix, digits) = match letter {
                    'x' => ("0x", format!("{number:x}")),
                    'X' => ("0X", format!("{number:X}")),
                    _ => ("0", format!("{number:o}")),
                };
                let prefix = if shape.alternative && number != 0 { prefix } else { "" };
                return self.number(prefix, &digits, shape);
            }
            'e' | 'f' | 'g' | 'E' | 'F' | 'G' => return self.fraction(shape),
            _ => return Err(()),
        };
        let text: String = match shape.precision {
            Some(precision) => text.chars().take(precision).collect(),
            None => text,
        };
        self.padded("", &text, shape, false);
        Ok(())
    }

    fn number(&mut self, sign: &str, digits: &str, shape: &Shape) -> Result<(), ()> {
        let digits = match shape.precision {
            Some(precision) => format!("{digits:0>precision$}"),
            None => String::from(digits),
        };
        self.padded(sign, &digits, shape, shape.precision.is_none());
        Ok(())
    }

    /// A decimal fraction, without floating-point numbers: cut and rounded as text.
    fn fraction(&mut self, shape: &Shape) -> Result<(), ()> {
        let text = self.next_text();
        let (sign, unsigned) = match text.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", text.as_str()),
        };
        let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits = format!("{whole}{decimals}");
        if !digits.bytes().all(|it| it.is_ascii_digit()) {
            self.errors.push(format!("invalid number '{text}'"));
        }
        let value: u128 = digits.parse().unwrap_or(0);
        let precision = shape.precision.unwrap_or(6);
        let scaled = round(value, decimals.len(), precision);
        let digits = format!("{scaled:0>width$}", width = precision + 1);
        let (whole, decimals) = digits.split_at(digits.len() - precision);
        let point = if precision == 0 { "" } else { "." };
        self.padded(sign, &format!("{whole}{point}{decimals}"), shape, true);
        Ok(())
    }

    fn padded(&mut self, sign: &str, text: &str, shape: &Shape, zeros: bool) {
        let length = sign.chars().count() + text.chars().count();
        let missing = shape.width.saturating_sub(length);
        let padded = match (shape.left, shape.zeros && zeros) {
            (true, _) => format!("{sign}{text}{}", " ".repeat(missing)),
            (false, true) => format!("{sign}{}{text}", "0".repeat(missing)),
            (false, false) => format!("{}{sign}{text}", " ".repeat(missing)),
        };
        self.output.extend(padded.bytes());
    }

    fn next_text(&mut self) -> String {
        self.arguments.next().unwrap_or_default()
    }

    fn next_number(&mut self) -> i64 {
        let text = self.next_text();
        match parse_number(text.trim_start()) {
            _ if text.is_empty() => 0,
            Some(number) => number,
            None => {
                self.errors.push(format!("invalid number '{text}'"));
                0
            }
        }
    }
}

/// A number as C's `strtol` reads it, or the code of a character behind a quote.
fn parse_number(text: &str) -> Option<i64> {
    if let Some(rest) = text.strip_prefix(['\'', '"']) {
        return rest.chars().next().map(|it| i64::from(u32::from(it)));
    }
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (base, digits) = match digits.strip_prefix("0x").or(digits.strip_prefix("0X")) {
        Some(rest) => (16, rest),
        None if digits.starts_with('0') && 1 < digits.len() => (8, &digits[1..]),
        None => (10, digits),
    };
    let value = u64::from_str_radix(digits, base).ok()?.cast_signed();
    Some(if negative { value.wrapping_neg() } else { value })
}

/// `value` with `from` decimals as a whole number with `to` decimals, halves up.
fn round(mut value: u128, from: usize, to: usize) -> u128 {
    for _ in from..to {
        value = value.saturating_mul(10);
    }
    for step in to..from {
        let last = step + 1 == from;
        value = if last { (value + 5) / 10 } else { value / 10 };
    }
    value
}
