//! `$((…))`: whole numbers of 64 bits, with C's operators.

use crate::variables::Variables;

/// How deeply an expression may nest, and how often a variable may name another.
const DEPTH_MAX: u32 = 24;

/// Why an expression has no value, in ash's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ArithmeticError {
    #[error("arithmetic syntax error")]
    Syntax,
    #[error("malformed ?: operator")]
    Conditional,
    #[error("divide by zero")]
    DivideByZero,
    #[error("exponent less than 0")]
    NegativeExponent,
    #[error("expression recursion loop detected")]
    Loop,
    #[error("{0}: is read only")]
    ReadOnly(String),
}

/// The value of `text`; it may change variables.
pub(crate) fn evaluate(text: &str, variables: &mut Variables) -> Result<i64, ArithmeticError> {
    evaluate_within(text, variables, DEPTH_MAX)
}

fn evaluate_within(
    text: &str,
    variables: &mut Variables,
    depth: u32,
) -> Result<i64, ArithmeticError> {
    if text.trim().is_empty() {
        return Ok(0);
    }
    let depth = depth.checked_sub(1).ok_or(ArithmeticError::Loop)?;
    let mut reader = Reader { rest: text, variables, depth };
    let value = reader.comma(Live::Yes)?;
    match reader.rest.trim_start() {
        "" => Ok(value),
        // A colon that no question asks for.
        rest if rest.starts_with(':') => Err(ArithmeticError::Conditional),
        _ => Err(ArithmeticError::Syntax),
    }
}

/// Whether what is read takes effect: the side of `&&`, `||`, `?:` that does not count is only read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Live {
    Yes,
    No,
}

impl Live {
    fn and(self, condition: bool) -> Live {
        if condition { self } else { Live::No }
    }
}

struct Reader<'t, 'v> {
    rest: &'t str,
    variables: &'v mut Variables,
    depth: u32,
}

/// Binary operators by how tightly they bind, loosest first. `**` is apart: it groups to the right.
const LEVELS: [&[&str]; 10] = [
    &["||"],
    &["&&"],
    &["|"],
    &["^"],
    &["&"],
    &["==", "!="],
    &["<=", ">=", "<", ">"],
    &["<<", ">>"],
    &["+", "-"],
    &["*", "/", "%"],
];

const ASSIGNMENTS: [&str; 11] = ["<<=", ">>=", "+=", "-=", "*=", "/=", "%=", "&=", "^=", "|=", "="];

impl Reader<'_, '_> {
    fn comma(&mut self, live: Live) -> Result<i64, ArithmeticError> {
        let mut value = self.assignment(live)?;
        while self.eat(",") {
            value = self.assignment(live)?;
        }
        Ok(value)
    }

    fn assignment(&mut self, live: Live) -> Result<i64, ArithmeticError> {
        self.depth = self.depth.checked_sub(1).ok_or(ArithmeticError::Loop)?;
        let value = self.assignment_inside(live);
        self.depth += 1;
        value
    }

    fn assignment_inside(&mut self, live: Live) -> Result<i64, ArithmeticError> {
        let start = self.rest;
        if let Some(name) = self.name() {
            let after = self.rest.trim_start();
            let operator = ASSIGNMENTS.iter().find(|it| after.starts_with(**it));
            if let Some(operator) = operator.filter(|it| **it != "=" || !after.starts_with("==")) {
                self.rest = &after[operator.len()..];
                let right = self.assignment(live)?;
                let value = match operator.strip_suffix('=') {
                    None | Some("") => right,
                    Some(operator) => {
                        let left = self.variable(&name, live)?;
                        apply(operator, left, right, live)?
                    }
                };
                return self.set(&name, value, live).map(|()| value);
            }
        }
        self.rest = start;
        self.conditional(live)
    }

    fn conditional(&mut self, live: Live) -> Result<i64, ArithmeticError> {
        let condition = self.binary(0, live)?;
        if !self.eat("?") {
            return Ok(condition);
        }
        let yes = self.assignment(live.and(condition != 0))?;
        if !self.eat(":") {
            return Err(ArithmeticError::Conditional);
        }
        let no = self.assignment(live.and(condition == 0))?;
        Ok(if condition != 0 { yes } else { no })
    }

    fn binary(&mut self, level: usize, live: Live) -> Result<i64, ArithmeticError> {
        let Some(operators) = LEVELS.get(level) else { return self.power(live) };
        let mut left = self.binary(level + 1, live)?;
        while let Some(operator) = self.operator(operators) {
            let counts = match operator {
                "&&" => live.and(left != 0),
                "||" => live.and(left == 0),
                _ => live,
            };
            let right = self.binary(level + 1, counts)?;
            left = apply(operator, left, right, counts)?;
        }
        Ok(left)
    }

    fn power(&mut self, live: Live) -> Result<i64, ArithmeticError> {
        let base = self.unary(live)?;
        if !self.eat("**") {
            return Ok(base);
        }
        self.depth = self.depth.checked_sub(1).ok_or(ArithmeticError::Loop)?;
        let exponent = self.power(live)?;
        self.depth += 1;
        match u32::try_from(exponent) {
            Ok(exponent) => Ok(base.wrapping_pow(exponent)),
            Err(_) if live == Live::No => Ok(0),
            Err(_) => Err(ArithmeticError::NegativeExponent),
        }
    }

    fn unary(&mut self, live: Live) -> Result<i64, ArithmeticError> {
        self.depth = self.depth.checked_sub(1).ok_or(ArithmeticError::Loop)?;
        let value = self.unary_inside(live);
        self.depth += 1;
        value
    }

    fn unary_inside(&mut self, live: Live) -> Result<i64, ArithmeticError> {
        for (operator, step) in [("++", 1), ("--", -1)] {
            let start = self.rest;
            if self.eat(operator) {
                if let Some(name) = self.name() {
                    let value = self.variable(&name, live)?.wrapping_add(step);
                    return self.set(&name, value, live).map(|()| value);
                }
                self.rest = start;
            }
        }
        if self.eat("-") {
            return Ok(self.unary(live)?.wrapping_neg());
        }
        if self.eat("+") {
            return self.unary(live);
        }
        if self.eat("~") {
            return Ok(!self.unary(live)?);
        }
        if self.eat("!") {
            return Ok(i64::from(self.unary(live)? == 0));
        }
        self.primary(live)
    }

    fn primary(&mut self, live: Live) -> Result<i64, ArithmeticError> {
        if self.eat("(") {
            let value = self.comma(live)?;
            return if self.eat(")") { Ok(value) } else { Err(ArithmeticError::Syntax) };
        }
        if let Some(name) = self.name() {
            let value = self.variable(&name, live)?;
            for (operator, step) in [("++", 1), ("--", -1)] {
                if self.eat(operator) {
                    self.set(&name, value.wrapping_add(step), live)?;
                }
            }
            return Ok(value);
        }
        let digits = self.rest.trim_start();
        let is_part = |it: char| it.is_ascii_alphanumeric() || matches!(it, '#' | '@' | '_');
        let length = digits.find(|it: char| !is_part(it)).unwrap_or(digits.len());
        let (number, rest) = digits.split_at(length);
        self.rest = rest;
        parse_number(number).ok_or(ArithmeticError::Syntax)
    }

    fn variable(&mut self, name: &str, live: Live) -> Result<i64, ArithmeticError> {
        let value = self.variables.get(name).map(String::from);
        match value.filter(|_| live == Live::Yes) {
            None => Ok(0),
            Some(text) => match parse_number(text.trim()) {
                Some(number) => Ok(number),
                None => evaluate_within(&text, self.variables, self.depth),
            },
        }
    }

    fn set(&mut self, name: &str, value: i64, live: Live) -> Result<(), ArithmeticError> {
        match live {
            Live::No => Ok(()),
            Live::Yes => self
                .variables
                .set(name, value.to_string())
                .map_err(|_| ArithmeticError::ReadOnly(String::from(name))),
        }
    }

    fn name(&mut self) -> Option<String> {
        let text = self.rest.trim_start();
        let is_part = |it: char| it == '_' || it.is_ascii_alphanumeric();
        let length = text.find(|it: char| !is_part(it)).unwrap_or(text.len());
        let (name, rest) = text.split_at(length);
        if name.is_empty() || name.starts_with(|it: char| it.is_ascii_digit()) {
            return None;
        }
        self.rest = rest;
        Some(String::from(name))
    }

    fn eat(&mut self, operator: &str) -> bool {
        match self.rest.trim_start().strip_prefix(operator) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// One of `operators`, if it is not the beginning of a longer one.
    fn operator(&mut self, operators: &[&'static str]) -> Option<&'static str> {
        let text = self.rest.trim_start();
        let operator = operators.iter().copied().find(|it| text.starts_with(*it))?;
        let rest = &text[operator.len()..];
        let longer = match operator {
            "|" => rest.starts_with(['|', '=']),
            "&" => rest.starts_with(['&', '=']),
            "<" | ">" => rest.starts_with(operator),
            "*" => rest.starts_with(['*', '=']),
            "+" | "-" | "/" | "%" | "^" | "<<" | ">>" => rest.starts_with('='),
            _ => false,
        };
        if longer {
            return None;
        }
        self.rest = rest;
        Some(operator)
    }
}

/// A number: decimal, octal behind `0`, hexadecimal behind `0x`, of any base behind `base#`.
fn parse_number(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (base, digits) = match (digits.strip_prefix("0x").or(digits.strip_prefix("0X")), digits) {
        (Some(hexadecimal), _) => (16, hexadecimal),
        (None, "0") => (10, "0"),
        (None, _) => match (digits.split_once('#'), digits.strip_prefix('0')) {
            (Some((base, digits)), _) => {
                (base.parse().ok().filter(|it| (2..=64).contains(it))?, digits)
            }
            (None, Some(octal)) => (8, octal),
            (None, None) => (10, digits),
        },
    };
    let mut value = Some(0u64);
    for digit in digits.bytes() {
        let digit = digit_value(digit, base).filter(|it| *it < base)?;
        value = value.and_then(|it| it.checked_mul(base)?.checked_add(digit));
    }
    // As ash: what is too large is nothing.
    let value = value.filter(|_| !digits.is_empty()).or((!digits.is_empty()).then_some(0))?;
    let value = value.cast_signed();
    Some(if negative { value.wrapping_neg() } else { value })
}

/// A digit of a base up to 64: small letters, large ones, `@`, `_`. Up to base 36 both kinds of letters are the same.
fn digit_value(digit: u8, base: u64) -> Option<u64> {
    let value = match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'z' => digit - b'a' + 10,
        b'A'..=b'Z' if base <= 36 => digit - b'A' + 10,
        b'A'..=b'Z' => digit - b'A' + 36,
        b'@' => 62,
        b'_' => 63,
        _ => return None,
    };
    Some(u64::from(value))
}

fn apply(operator: &str, left: i64, right: i64, live: Live) -> Result<i64, ArithmeticError> {
    let shift = (right & 63) as u32;
    Ok(match operator {
        "||" => i64::from(left != 0 || right != 0),
        "&&" => i64::from(left != 0 && right != 0),
        "|" => left | right,
        "^" => left ^ right,
        "&" => left & right,
        "==" => i64::from(left == right),
        "!=" => i64::from(left != right),
        "<=" => i64::from(left <= right),
        ">=" => i64::from(right <= left),
        "<" => i64::from(left < right),
        ">" => i64::from(right < left),
        "<<" => left.wrapping_shl(shift),
        ">>" => left.wrapping_shr(shift),
        "+" => left.wrapping_add(right),
        "-" => left.wrapping_sub(right),
        "*" => left.wrapping_mul(right),
        "/" | "%" if right == 0 && live == Live::No => 0,
        "/" | "%" if right == 0 => return Err(ArithmeticError::DivideByZero),
        "/" => left.wrapping_div(right),
        "%" => left.wrapping_rem(right),
        _ => return Err(ArithmeticError::Syntax),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_have_ashs_values() {
        let mut variables = Variables::default();
        variables.set("x", "3").unwrap();
        variables.set("y", "x + 1").unwrap();
        for (text, expected) in [
            ("", Ok(0)),
            ("1 + 2 * 3", Ok(7)),
            ("(1 + 2) * 3", Ok(9)),
            ("2 ** 3 ** 2", Ok(512)),
            ("0x10 + 010", Ok(24)),
            ("-7 / 2", Ok(-3)),
            ("-7 % 3", Ok(-1)),
            ("1 << 4 | 1", Ok(17)),
            ("x == 3 && y == 4", Ok(1)),
            ("0 && (x = 9)", Ok(0)),
            ("x", Ok(3)),
            ("1 ? 2 : 3", Ok(2)),
            ("x += 2, x", Ok(5)),
            ("x++ + ++x", Ok(12)),
            ("!0 + ~5", Ok(-5)),
            ("5 % 0", Err(ArithmeticError::DivideByZero)),
            ("0 ? 1 / 0 : 4", Ok(4)),
            ("1 +", Err(ArithmeticError::Syntax)),
            ("09", Err(ArithmeticError::Syntax)),
            ("1 2", Err(ArithmeticError::Syntax)),
            ("9223372036854775807 + 1", Ok(i64::MIN)),
            ("-9223372036854775808 / -1", Ok(i64::MIN)),
        ] {
            assert_eq!(evaluate(text, &mut variables), expected, "{text}");
        }
        variables.set("z", "z").unwrap();
        assert_eq!(evaluate("z", &mut variables), Err(ArithmeticError::Loop));
        assert_eq!(evaluate(&"(".repeat(9999), &mut variables), Err(ArithmeticError::Loop));
    }
}
