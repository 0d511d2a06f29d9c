//! The order of package versions.

use std::cmp::Ordering;

/// What may come before a version's end, lowest first; those below [`RELEASE`] make it a pre-release.
const SUFFIXES: &[&[u8]] = &[b"alpha", b"beta", b"pre", b"rc", b"cvs", b"svn", b"git", b"hg", b"p"];
const RELEASE: i64 = 4;
/// A number with more digits is no version.
const DIGITS_MAX: usize = 17;

/// The kinds of tokens, in the order in which a version may have them. (apk-tools: version.c.)
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A number after a dot: leading zeros make it a fraction.
    Fraction,
    /// A number.
    Number,
    Letter,
    Suffix,
    SuffixNumber,
    Revision,
    End,
    Invalid,
}

/// Whether `text` is a version.
pub fn is_version(text: &str) -> bool {
    let mut tokens = Tokens::new(text);
    while tokens.next < Kind::End {
        tokens.take();
    }
    !text.is_empty() && tokens.next == Kind::End
}

/// How `a` stands to `b`, as `apk version -t` says. With text that is no version, the order ends where it stops being one.
pub fn compare_versions(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (Tokens::new(a), Tokens::new(b));
    match compare_common(&mut a, &mut b) {
        Ordering::Equal => compare_rest(a, b),
        order @ (Ordering::Less | Ordering::Greater) => order,
    }
}

/// Whether `version` begins with all of `prefix`: `1.2.3` does with `1.2`. (apk's `~`.)
pub(crate) fn matches_prefix(version: &str, prefix: &str) -> bool {
    let (mut a, mut b) = (Tokens::new(version), Tokens::new(prefix));
    compare_common(&mut a, &mut b) == Ordering::Equal && b.next == Kind::End
}

/// Compares token by token while both have the same kind.
fn compare_common(a: &mut Tokens, b: &mut Tokens) -> Ordering {
    while a.next == b.next && a.next < Kind::End {
        match a.take().cmp(&b.take()) {
            Ordering::Equal => (),
            order @ (Ordering::Less | Ordering::Greater) => return order,
        }
    }
    Ordering::Equal
}

/// Compares versions that begin alike: the longer one is greater, unless it goes on as a pre-release.
fn compare_rest(mut a: Tokens, mut b: Tokens) -> Ordering {
    let (next_a, next_b) = (a.next, b.next);
    if next_a == next_b {
        return Ordering::Equal;
    }
    if next_a == Kind::Suffix && a.take() < RELEASE {
        return Ordering::Less;
    }
    if next_b == Kind::Suffix && b.take() < RELEASE {
        return Ordering::Greater;
    }
    next_b.cmp(&next_a)
}

/// A version, token by token.
struct Tokens<'a> {
    rest: &'a [u8],
    next: Kind,
}

impl<'a> Tokens<'a> {
    fn new(text: &'a str) -> Tokens<'a> {
        Tokens { rest: text.as_bytes(), next: Kind::Number }
    }

    /// The value of the next token. Finds out what comes after it.
    fn take(&mut self) -> i64 {
        match self.next {
            Kind::Fraction if self.rest.first() == Some(&b'0') => {
                let zeros = self.rest.iter().take_while(|it| **it == b'0').count();
                self.skip(zeros);
                // A number follows even where there are no digits; it is 0 then.
                self.next = if self.rest.is_empty() { Kind::End } else { Kind::Number };
                -i64::try_from(zeros).unwrap_or(i64::MAX)
            }
            kind @ (Kind::Fraction | Kind::Number | Kind::SuffixNumber | Kind::Revision) => {
                let digits = self.rest.iter().take_while(|it| it.is_ascii_digit()).count();
                let value = (digits <= DIGITS_MAX).then(|| number(&self.rest[..digits]));
                self.skip(digits);
                match (value, kind) {
                    (Some(value), _) => {
                        self.advance(kind);
                        value
                    }
                    (None, _) => self.fail(),
                }
            }
            Kind::Letter => {
                let value = self.rest.first().map_or(0, |it| i64::from(*it));
                self.skip(1);
                self.advance(Kind::Letter);
                value
            }
            Kind::Suffix => {
                let found = SUFFIXES.iter().enumerate().find(|(_, it)| self.rest.starts_with(it));
                let Some((rank, suffix)) = found else { return self.fail() };
                self.skip(suffix.len());
                self.advance(Kind::Suffix);
                i64::try_from(rank).unwrap_or(i64::MAX)
            }
            Kind::End | Kind::Invalid => 0,
        }
    }

    fn skip(&mut self, count: usize) {
        self.rest = &self.rest[count.min(self.rest.len())..];
    }

    fn fail(&mut self) -> i64 {
        self.next = Kind::Invalid;
        -1
    }

    /// Finds out what follows a token of kind `last`, and takes its mark (`.`, `_`, `-r`).
    fn advance(&mut self, last: Kind) {
        let is_number = matches!(last, Kind::Number | Kind::Fraction);
        let (next, mark) = match self.rest {
            [] => (Kind::End, 0),
            [b'a'..=b'z', ..] if is_number => (Kind::Letter, 0),
            [b'0'..=b'9', ..] if last == Kind::Letter => (Kind::Number, 0),
            [b'0'..=b'9', ..] if last == Kind::Suffix => (Kind::SuffixNumber, 0),
            [b'.', ..] => (Kind::Fraction, 1),
            [b'_', ..] => (Kind::Suffix, 1),
            [b'-', b'r', ..] => (Kind::Revision, 2),
            _ => (Kind::Invalid, 0),
        };
        let goes_back = matches!(
            (last, next),
            (Kind::Number, Kind::Fraction)
                | (Kind::SuffixNumber, Kind::Suffix)
                | (Kind::Letter, Kind::Number)
        );
        self.next = if next < last && !goes_back { Kind::Invalid } else { next };
        self.skip(mark);
    }
}

fn number(digits: &[u8]) -> i64 {
    digits.iter().fold(0, |value, digit| value * 10 + i64::from(digit - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_stand_in_the_order_of_apk() {
        for (a, order, b) in [
            ("1.2.3", '=', "1.2.3"),
            ("1.2", '<', "1.2.1"),
            ("1.9", '<', "1.10"),
            ("1.09", '<', "1.1"),
            ("1.0.1", '<', "1.01"),
            ("1.2a", '>', "1.2"),
            ("1.2_rc1", '<', "1.2"),
            ("1.2_rc2", '>', "1.2_beta3"),
            ("1.2_p1", '>', "1.2"),
            ("1.2-r0", '<', "1.2-r1"),
            ("1.2-r9", '<', "1.2.1-r0"),
            ("1.37.0-r18", '<', "1.37.0-r19"),
            ("", '<', "1"),
            ("99999999999999999999", '<', "1"),
        ] {
            let expected = match order {
                '<' => Ordering::Less,
                '>' => Ordering::Greater,
                _ => Ordering::Equal,
            };
            assert_eq!(compare_versions(a, b), expected, "{a} {b}");
            assert_eq!(compare_versions(b, a), expected.reverse(), "{b} {a}");
        }
    }

    #[test]
    fn a_tilde_wants_the_same_beginning() {
        for (version, prefix, expected) in [
            ("1.2.3-r0", "1.2", true),
            ("1.2-r0", "1.2", true),
            ("1.20", "1.2", false),
            ("1.2", "1.2.0", false),
            ("1.2_pre1", "1.2", true),
        ] {
            assert_eq!(matches_prefix(version, prefix), expected, "{version} {prefix}");
        }
    }

    #[test]
    fn what_is_no_version_is_known() {
        for (text, expected) in [
            ("1.2.3_p1-r0", true),
            ("20251116.093000", true),
            ("1.2_foo", false),
            ("1.2-x", false),
            ("latest", false),
            ("1.2-r0.1", false),
        ] {
            assert_eq!(is_version(text), expected, "{text}");
        }
    }
}
