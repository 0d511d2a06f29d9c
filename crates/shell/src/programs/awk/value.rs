//! The values of `awk`, and its arrays.

use std::cell::RefCell;
use std::rc::Rc;

use crate::programs::decimal;
use crate::programs::format::Shape;
use crate::regex::{Case, Flavor, Regex};

/// A value is text, a number, or both.
#[derive(Clone, Debug, Default)]
pub(super) enum Value {
    #[default]
    Unset,
    Number(f64),
    Text(Rc<str>),
    /// Text that was read: a number too, if it looks like one.
    Input(Rc<str>),
}

pub(super) type Shared = Rc<RefCell<Array>>;

/// What a variable holds.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    Value(Value),
    Array(Shared),
}

impl Value {
    pub(super) fn text(text: &str) -> Value {
        Value::Text(Rc::from(text))
    }

    pub(super) fn input(text: &str) -> Value {
        Value::Input(Rc::from(text))
    }

    pub(super) fn number(&self) -> f64 {
        match self {
            Value::Unset => 0.0,
            Value::Number(number) => *number,
            Value::Text(text) | Value::Input(text) => parse(text).map_or(0.0, |it| it.0),
        }
    }

    /// As text; a number with a fraction in the form `format`.
    pub(super) fn shown(&self, format: &str) -> Rc<str> {
        match self {
            Value::Unset => Rc::from(""),
            Value::Number(number) => Rc::from(show(*number, format)),
            Value::Text(text) | Value::Input(text) => text.clone(),
        }
    }

    pub(super) fn is_true(&self) -> bool {
        match self {
            Value::Unset => false,
            Value::Number(number) => *number != 0.0,
            Value::Text(text) => !text.is_empty(),
            Value::Input(text) => match self.is_numeric() {
                true => self.number() != 0.0,
                false => !text.is_empty(),
            },
        }
    }

    /// Whether it is compared as a number.
    pub(super) fn is_numeric(&self) -> bool {
        match self {
            Value::Unset | Value::Number(_) => true,
            Value::Text(_) => false,
            Value::Input(text) => {
                parse(text).is_some_and(|(_, length)| text[length..].trim_ascii().is_empty())
            }
        }
    }
}

/// As [`decimal::parse`], but words such as `inf` are no numbers, and `0x11` and `011` are.
/// (BusyBox: awk.c, `my_strtod`)
pub(super) fn parse(text: &str) -> Option<(f64, usize)> {
    let blanks = text.len() - text.trim_ascii_start().len();
    let digits = text[blanks..].strip_prefix('0').unwrap_or_default();
    let (radix, start) = match digits.chars().next() {
        Some('x' | 'X') => (16, blanks + 2),
        Some('0'..='9') => (8, blanks + 1),
        Some(_) | None => (10, blanks),
    };
    let count = text[start..].find(|it: char| !it.is_digit(radix));
    let end = count.map_or(text.len(), |it| start + it);
    let goes_on = text[end..].starts_with(|it: char| it == '.' || it.is_ascii_digit());
    if radix == 16 || radix == 8 && !goes_on {
        return Some((u64::from_str_radix(&text[start..end], radix).unwrap_or(0) as f64, end));
    }
    let unsigned = text[blanks..].strip_prefix(['+', '-']).unwrap_or(&text[blanks..]);
    let is_digits = unsigned.starts_with(|it: char| it.is_ascii_digit() || it == '.');
    decimal::parse(text).filter(|_| is_digits)
}

fn show(number: f64, format: &str) -> String {
    if (number as i64) as f64 == number {
        return (number as i64).to_string();
    }
    let mut next = || 0;
    let (shape, letter) = Shape::read(format.strip_prefix('%').unwrap_or("g"), &mut next);
    match letter.chars().next() {
        Some(letter @ ('d' | 'i')) => shape.integer(letter, number as i64),
        Some(letter) => shape.fraction(letter, number),
        None => shape.fraction('g', number),
    }
}

/// Reads a regular expression of `awk`'s, in which more characters may be escaped.
pub(super) fn regex(text: &str) -> Option<Regex> {
    regex_for(text, Case::Heeded)
}

pub(super) fn regex_for(text: &str, case: Case) -> Option<Regex> {
    let mut plain = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        match characters.next() {
            Some('n') => plain.push('\n'),
            Some('t') => plain.push('\t'),
            Some('r') => plain.push('\r'),
            Some('f') => plain.push('\u{c}'),
            Some('v') => plain.push('\u{b}'),
            Some('a') => plain.push('\u{7}'),
            Some(character @ ('"' | '/' | '&')) => plain.push(character),
            Some(character) => plain.extend(['\\', character]),
            None => plain += "\\\\",
        }
    }
    Regex::new(&plain, Flavor::Extended, case).ok()
}

/// The sizes that a table grows through. (BusyBox: awk.c, `PRIMES`)
const SIZES: [usize; 5] = [61, 251, 1021, 4093, 16381];

/// An array: a table as BusyBox has it, so that `for (key in array)` goes in its order.
#[derive(Debug, Default)]
pub(super) struct Array {
    /// Of each row, the newest element comes last.
    rows: Vec<Vec<(Rc<str>, Value)>>,
    pub(super) count: usize,
    grown: usize,
}

impl Array {
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        let row = self.rows.get(row(key, self.rows.len()))?;
        row.iter().find(|it| &*it.0 == key).map(|it| &it.1)
    }

    pub(super) fn set(&mut self, key: &str, value: Value) {
        if self.rows.is_empty() {
            self.rows.resize(SIZES[0], Vec::new());
        }
        let index = row(key, self.rows.len());
        if let Some(element) = self.rows[index].iter_mut().find(|it| &*it.0 == key) {
            element.1 = value;
            return;
        }
        if 8 * self.rows.len() <= self.count && self.grown + 1 < SIZES.len() {
            self.grow();
        }
        self.count += 1;
        let index = row(key, self.rows.len());
        self.rows[index].push((Rc::from(key), value));
    }

    pub(super) fn remove(&mut self, key: &str) {
        let index = row(key, self.rows.len());
        let Some(elements) = self.rows.get_mut(index) else { return };
        if let Some(place) = elements.iter().position(|it| &*it.0 == key) {
            elements.remove(place);
            self.count -= 1;
        }
    }

    pub(super) fn keys(&self) -> Vec<Rc<str>> {
        self.rows.iter().flat_map(|it| it.iter().rev()).map(|it| it.0.clone()).collect()
    }

    fn grow(&mut self) {
        self.grown += 1;
        let old = std::mem::replace(&mut self.rows, vec![Vec::new(); SIZES[self.grown]]);
        for element in old.into_iter().flat_map(|it| it.into_iter().rev()) {
            let index = row(&element.0, self.rows.len());
            self.rows[index].push(element);
        }
    }
}

/// BusyBox: awk.c, `hashidx`
fn row(key: &str, rows: usize) -> usize {
    let add = |hash: u32, byte: u8| hash.wrapping_mul(63).wrapping_add(u32::from(byte));
    key.bytes().fold(0, add) as usize % rows.max(1)
}
