//! Numbers with a fraction and their decimal digits, as `awk`, `printf` and `seq` read and write them.
//!
//! C's `double` is part of what these programs are; its sums, products and quotients are the same on every machine.
#![expect(clippy::float_arithmetic, reason = "IEEE 754 fixes each result to the last bit")]

/// The number at the start of `text`, behind blanks, and how many bytes it takes; none if there is no number.
pub(super) fn parse(text: &str) -> Option<(f64, usize)> {
    let bytes = text.as_bytes();
    let blanks = bytes.iter().take_while(|it| it.is_ascii_whitespace()).count();
    let mut at = blanks;
    let negative = bytes.get(at) == Some(&b'-');
    at += usize::from(matches!(bytes.get(at), Some(b'-' | b'+')));
    for (name, value) in [("infinity", f64::INFINITY), ("inf", f64::INFINITY), ("nan", f64::NAN)] {
        if bytes.get(at..at + name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name.as_bytes()))
        {
            return Some((if negative { -value } else { value }, at + name.len()));
        }
    }
    let (mut digits, mut scale, mut any, mut point) = (0u64, 0i32, false, false);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'0'..=b'9' => {
                any = true;
                // Digits that a double cannot hold only move the point.
                if digits < u64::MAX / 16 {
                    digits = digits * 10 + u64::from(byte - b'0');
                    scale -= i32::from(point);
                } else {
                    scale = scale.saturating_add(i32::from(!point));
                }
            }
            b'.' if !point => point = true,
            _ => break,
        }
        at += 1;
    }
    if !any {
        return None;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'-' | b'+')));
        let count = bytes[at + 1 + sign..].iter().take_while(|it| it.is_ascii_digit()).count();
        if 0 < count {
            let exponent: i32 = text[at + 1 + sign..][..count].parse().unwrap_or(9999);
            let exponent = if bytes[at + 1] == b'-' { -exponent } else { exponent };
            scale = scale.saturating_add(exponent);
            at += 1 + sign + count;
        }
    }
    let value = scaled(digits as f64, scale);
    Some((if negative { -value } else { value }, at))
}

fn scaled(value: f64, scale: i32) -> f64 {
    let power = |count: i32| (0..count).fold(1.0, |power, _| power * 10.0);
    match scale {
        _ if value == 0.0 => 0.0,
        ..-330 => value / power(300) / power(30) / power(-330_i32.saturating_sub(scale).min(99)),
        -330..-300 => value / power(300) / power(-300 - scale),
        -300..0 => value / power(-scale),
        _ => value * power(scale.min(400)),
    }
}

/// `first` and `count` times `step`.
pub(super) fn sum(first: f64, step: f64, count: u64) -> f64 {
    first + step * count as f64
}

/// `value`, which is not negative, with `decimals` digits behind the point: exact, and rounded to the nearest even.
pub(super) fn fixed(value: f64, decimals: usize) -> String {
    let (digits, point) = expand(value);
    let rounded = round(&digits, point + decimals as i32);
    let rounded = format!("{rounded:0>0$}", decimals + 1);
    let (whole, fraction) = rounded.split_at(rounded.len() - decimals);
    if decimals == 0 { String::from(whole) } else { format!("{whole}.{fraction}") }
}

/// As `1.234e+05`.
pub(super) fn scientific(value: f64, decimals: usize) -> String {
    let (digits, mut point) = expand(value);
    let mut rounded = round(&digits, decimals as i32 + 1);
    if decimals + 1 < rounded.len() {
        rounded.pop();
        point += 1;
    }
    let rounded = format!("{rounded:0<0$}", decimals + 1);
    let exponent = if value == 0.0 { 0 } else { point - 1 };
    let sign = if exponent < 0 { '-' } else { '+' };
    let dot = if decimals == 0 { "" } else { "." };
    format!("{}{dot}{}e{sign}{:02}", &rounded[..1], &rounded[1..], exponent.unsigned_abs())
}

/// The shorter of both, with so many significant digits at most; `%#g` keeps the zeros at the end.
pub(super) fn general(value: f64, precision: usize, zeros: bool) -> String {
    let precision = precision.max(1);
    let long = scientific(value, precision - 1);
    let (mantissa, exponent) = long.split_once('e').expect("it is written so");
    let number: i32 = exponent.parse().unwrap_or(0);
    let trim = |text: &str| match text.contains('.') && !zeros {
        true => String::from(text.trim_end_matches('0').trim_end_matches('.')),
        false => String::from(text),
    };
    match usize::try_from(precision as i32 - 1 - number) {
        Ok(decimals) if -5 < number => trim(&fixed(value, decimals)),
        Ok(_) | Err(_) => format!("{}e{exponent}", trim(mantissa)),
    }
}

/// All decimal digits of `value`, without zeros before them, and how many of them stand before the point.
fn expand(value: f64) -> (Vec<u8>, i32) {
    let bits = value.to_bits();
    let (exponent, fraction) = ((bits >> 52 & 0x7ff) as i32, bits & ((1 << 52) - 1));
    let (mantissa, exponent) = match exponent {
        0 => (fraction, -1074),
        _ => (fraction | 1 << 52, exponent - 1075),
    };
    // Limbs of nine digits, the lowest first.
    let base = 1_000_000_000;
    let mut limbs = vec![mantissa % base, mantissa / base % base, mantissa / base / base];
    let factor = if exponent < 0 { 5 } else { 2 };
    for _ in 0..exponent.unsigned_abs() {
        let mut carry = 0;
        for limb in &mut limbs {
            let product = *limb * factor + carry;
            *limb = product % base;
            carry = product / base;
        }
        if 0 < carry {
            limbs.push(carry);
        }
    }
    let text: String = limbs.iter().rev().map(|it| format!("{it:09}")).collect();
    let digits = text.trim_start_matches('0');
    (digits.bytes().map(|it| it - b'0').collect(), digits.len() as i32 + exponent.min(0))
}

/// The first `count` of `digits` as text, rounded; one more if the rounding carries.
fn round(digits: &[u8], count: i32) -> String {
    let Ok(count) = usize::try_from(count) else { return String::new() };
    let mut kept: Vec<u8> =
        digits.iter().copied().chain(std::iter::repeat(0)).take(count).collect();
    let rest = digits.get(count..).unwrap_or_default();
    let is_odd = kept.last().is_some_and(|it| it % 2 == 1);
    let up = match rest {
        [5, more @ ..] => is_odd || more.iter().any(|it| *it != 0),
        [first, ..] => 5 < *first,
        [] => false,
    };
    let mut carry = up;
    for digit in kept.iter_mut().rev() {
        carry = carry && *digit == 9;
        *digit = match (up, carry) {
            (false, _) => break,
            (true, true) => 0,
            (true, false) => {
                *digit += 1;
                break;
            }
        };
    }
    let text: String = kept.iter().map(|it| char::from(it + b'0')).collect();
    if carry { format!("1{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_written_as_c_does() {
        for (text, decimals, expected) in [
            ("3.14159", 2, "3.14 3.14e+00"),
            ("0.5", 0, "0 5e-01"),
            ("1.5", 0, "2 2e+00"),
            ("2.5", 0, "2 2e+00"),
            ("999.996", 2, "1000.00 1.00e+03"),
            ("0", 3, "0.000 0.000e+00"),
            ("1e22", 1, "10000000000000000000000.0 1.0e+22"),
            ("12345.678", 4, "12345.6780 1.2346e+04"),
            ("0.000123", 5, "0.00012 1.23000e-04"),
            (" 7x", 1, "7.0 7.0e+00"),
            ("0.1", 20, "0.10000000000000000555 1.00000000000000005551e-01"),
            ("9.96", 1, "10.0 1.0e+01"),
            ("0.06", 1, "0.1 6.0e-02"),
            ("0.04", 1, "0.0 4.0e-02"),
        ] {
            let (value, _) = parse(text).unwrap();
            let found = format!("{} {}", fixed(value, decimals), scientific(value, decimals));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn the_general_form_is_the_shorter_one() {
        for (text, expected) in [
            ("100000", "100000"),
            ("1234567.5", "1.23457e+06"),
            ("0.0001", "0.0001"),
            ("0.00001", "1e-05"),
            ("0.30000000000000004", "0.3"),
            ("999999.5", "1e+06"),
            ("0", "0"),
            ("3.0", "3"),
        ] {
            assert_eq!(general(parse(text).unwrap().0, 6, false), expected);
        }
    }
}
