//! `printf`.

use crate::escape::{Dialect, unescape_bytes};
use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::decimal;
use crate::programs::format::Shape;

pub(crate) fn printf(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = process.args();
    let arguments = arguments.strip_prefix(&[String::from("--")]).unwrap_or(arguments);
    let Some((format, arguments)) = arguments.split_first() else {
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
    // An error comes where it happened: all that was printed before is out by then.
    let mut printed = 0;
    for (at, error) in &printer.errors {
        process.print(&printer.output[printed..*at])?;
        printed = *at;
        process.fail(error)?;
    }
    process.print(&printer.output[printed..])?;
    Ok(if printer.errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Printer {
    output: Vec<u8>,
    arguments: std::vec::IntoIter<String>,
    /// What was wrong, each with the length of the output before it.
    errors: Vec<(usize, String)>,
    /// `\c` was met.
    ended: bool,
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
            let arguments = &mut self.arguments;
            let mut next = || arguments.next().and_then(|it| it.parse().ok()).unwrap_or(0);
            let (shape, after) = Shape::read(rest, &mut next);
            let Some(letter) = after.chars().next() else {
                return Err(format!("%{rest}: invalid format"));
            };
            self.convert(letter, &shape).map_err(|()| format!("%{rest}: invalid format"))?;
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

    fn convert(&mut self, letter: char, shape: &Shape) -> Result<(), ()> {
        let text = match letter {
            's' => shape.text(&self.next_text()),
            'b' => {
                let unescaped = unescape_bytes(&self.next_text(), Dialect::Echo);
                self.ended |= unescaped.ended;
                shape.text(&String::from_utf8_lossy(&unescaped.bytes))
            }
            'c' => shape.text(&self.next_text().chars().take(1).collect::<String>()),
            'd' | 'i' | 'u' | 'x' | 'X' | 'o' => shape.integer(letter, self.next_number()),
            'e' | 'f' | 'g' | 'E' | 'F' | 'G' => shape.fraction(letter, self.next_fraction()),
            _ => return Err(()),
        };
        self.output.extend(text.bytes());
        Ok(())
    }

    fn next_fraction(&mut self) -> f64 {
        let text = self.next_text();
        match decimal::parse(&text) {
            Some((number, length)) if length == text.len() => number,
            _ if text.is_empty() => 0.0,
            found => {
                self.errors.push((self.output.len(), format!("invalid number '{text}'")));
                found.map_or(0.0, |it| it.0)
            }
        }
    }

    fn next_text(&mut self) -> String {
        self.arguments.next().unwrap_or_default()
    }

    fn next_number(&mut self) -> i64 {
        let text = self.next_text();
        let text = text.trim_start();
        match parse_number(text) {
            Some(number) => number,
            None => {
                self.errors.push((self.output.len(), format!("invalid number '{text}'")));
                0
            }
        }
    }
}

/// A number as C's `strtol` reads it, or the code of a character behind a quote.
fn parse_number(text: &str) -> Option<i64> {
    if let Some(rest) = text.strip_prefix(['\'', '"']) {
        return Some(rest.chars().next().map_or(0, |it| i64::from(u32::from(it))));
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
