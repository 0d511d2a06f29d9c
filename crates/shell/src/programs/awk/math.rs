//! The functions of `awk` that give a number for numbers.
//!
//! They are made of sums and products, so that they give the same everywhere, where the functions of a C library do not.

use std::f64::consts::{LN_2, PI};

use crate::limits::Stop;

/// The result of a function of numbers; none if `builtin` is another one.
pub(super) fn calculate(
    builtin: &'static str,
    argument: &mut dyn FnMut(usize) -> Result<f64, Stop>,
) -> Result<Option<f64>, Stop> {
    let bits = |value: f64| value as u64;
    let shift = |value: f64| (value as u32).min(63);
    Ok(Some(match builtin {
        "int" => argument(0)?.trunc(),
        "sqrt" => argument(0)?.sqrt(),
        "exp" => exponential(argument(0)?),
        "log" => logarithm(argument(0)?),
        "sin" => sine(argument(0)?),
        "cos" => sine(argument(0)? + PI / 2.0),
        "atan2" => angle(argument(0)?, argument(1)?),
        "and" => (bits(argument(0)?) & bits(argument(1)?)) as f64,
        "or" => (bits(argument(0)?) | bits(argument(1)?)) as f64,
        "xor" => (bits(argument(0)?) ^ bits(argument(1)?)) as f64,
        "compl" => !bits(argument(0)?) as f64,
        "lshift" => (bits(argument(0)?) << shift(argument(1)?)) as f64,
        "rshift" => (bits(argument(0)?) >> shift(argument(1)?)) as f64,
        _ => return Ok(None),
    }))
}

pub(super) fn power(base: f64, exponent: f64) -> f64 {
    let count = exponent.abs();
    if count.trunc() != count || 1e6 < count {
        return exponential(exponent * logarithm(base));
    }
    let (mut left, mut square, mut result) = (count as u32, base, 1.0);
    while 0 < left {
        if left % 2 == 1 {
            result *= square;
        }
        square *= square;
        left /= 2;
    }
    if exponent < 0.0 { 1.0 / result } else { result }
}

/// The sum of `first` and what follows from it: the term after `index` is `factor(index)` times it.
fn series(first: f64, factor: impl Fn(f64) -> f64) -> f64 {
    let (mut sum, mut term) = (first, first);
    for index in 1..60 {
        term *= factor(f64::from(index));
        sum += term;
    }
    sum
}

fn exponential(value: f64) -> f64 {
    if value.is_nan() || 710.0 < value {
        return value + f64::INFINITY;
    }
    if value < -746.0 {
        return 0.0;
    }
    let halvings = (value / LN_2).round();
    let rest = value - halvings * LN_2;
    series(1.0, |index| rest / index) * power(2.0, halvings)
}

fn logarithm(value: f64) -> f64 {
    if value.is_nan() || value < 0.0 {
        return f64::NAN;
    }
    if value == 0.0 || value.is_infinite() {
        return if value == 0.0 { f64::NEG_INFINITY } else { value };
    }
    let (mut rest, mut doublings) = (value, 0.0);
    while 1.5 < rest {
        rest /= 2.0;
        doublings += 1.0;
    }
    while rest < 0.75 {
        rest *= 2.0;
        doublings -= 1.0;
    }
    let quotient = (rest - 1.0) / (rest + 1.0);
    let square = quotient * quotient;
    let odd = |index: f64| (2.0 * index - 1.0) / (2.0 * index + 1.0);
    2.0 * series(quotient, |index| square * odd(index)) + doublings * LN_2
}

fn sine(value: f64) -> f64 {
    let rest = value - (value / (2.0 * PI)).round() * 2.0 * PI;
    let square = -rest * rest;
    series(rest, |index| square / (2.0 * index * (2.0 * index + 1.0)))
}

fn angle(y: f64, x: f64) -> f64 {
    if x == 0.0 && y == 0.0 {
        return 0.0;
    }
    let straight = if y < 0.0 { -PI } else { PI };
    if y.abs() <= x.abs() {
        let turn = if x < 0.0 { straight } else { 0.0 };
        return arc(y / x) + turn;
    }
    straight / 2.0 - arc(x / y)
}

/// The arc tangent of at most one.
fn arc(value: f64) -> f64 {
    // Half the angle, so that the series is short.
    let half = value / (1.0 + (1.0 + value * value).sqrt());
    let square = -half * half;
    let odd = |index: f64| (2.0 * index - 1.0) / (2.0 * index + 1.0);
    2.0 * series(half, |index| square * odd(index))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_as_exact_as_shown_numbers_are() {
        for (found, expected) in [
            (exponential(-3.5), 0.030_197_383_422_318_5),
            (logarithm(3.0), 1.098_612_288_668_109_8),
            (logarithm(0.5), -LN_2),
            (sine(1.0), 0.841_470_984_807_896_5),
            (sine(100.0), -0.506_365_641_109_758_8),
            (angle(1.0, 1.0) * 4.0, PI),
            (angle(0.0, -1.0), PI),
            (angle(-2.0, 1.0), -1.107_148_717_794_090_4),
            (power(3.0, 0.5), 1.732_050_807_568_877_2),
            (power(2.0, -2.0), 0.25),
            (power(3.0, 5.0), 243.0),
        ] {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
    }
}
