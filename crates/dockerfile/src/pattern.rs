//! Wildcard patterns: the matcher, and the syntax of Go's `filepath.Match`.

use std::ops::RangeInclusive;

/// Whether `name` matches `pattern` by the rules of Go's `filepath.Match`, as `COPY` uses them.
///
/// `*` and `?` do not match `/`; `[a-z]` and `[^a-z]` are classes; `\` takes the next character as it is.
pub fn wildcard_match(pattern: &str, name: &str) -> Result<bool, BadPattern> {
    let tokens = tokens(pattern)?;
    Ok(matches(&tokens, &name.chars().collect::<Vec<char>>()))
}

/// The pattern cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("syntax error in pattern")]
pub struct BadPattern;

/// One part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// Exactly one character of the set.
    One(Set),
    /// Any number of characters of the set.
    Many(Set),
    /// Nothing, or whole directories with the slash that ends them.
    Directories,
    /// Nothing, and only at the start.
    Start,
}

/// Some characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Set {
    Only(char),
    /// All but the path separator.
    InSegment,
    /// All but the newline: what `.` means in a regular expression.
    InLine,
    /// Those of any range.
    Within(Vec<RangeInclusive<char>>),
    /// Those of no range.
    Without(Vec<RangeInclusive<char>>),
}

impl Set {
    pub(crate) fn has(&self, character: char) -> bool {
        match self {
            Set::Only(only) => *only == character,
            Set::InSegment => character != '/',
            Set::InLine => character != '\n',
            Set::Within(ranges) => ranges.iter().any(|it| it.contains(&character)),
            Set::Without(ranges) => !ranges.iter().any(|it| it.contains(&character)),
        }
    }
}

/// Whether the tokens match the whole of `text`.
pub(crate) fn matches(tokens: &[Token], text: &[char]) -> bool {
    ends(tokens, text).last() == Some(&text.len())
}

/// All places where a match of the tokens that starts at the start of `text` can end, ascending.
pub(crate) fn ends(tokens: &[Token], text: &[char]) -> Vec<usize> {
    let mut alive = vec![0];
    for token in tokens {
        alive = advance(token, text, &alive);
        if alive.is_empty() {
            break;
        }
    }
    alive
}

// All matches are followed at once, so that no pattern takes more than its length times the text's.
fn advance(token: &Token, text: &[char], alive: &[usize]) -> Vec<usize> {
    match token {
        Token::One(set) => {
            let next = |it: &usize| text.get(*it).is_some_and(|c| set.has(*c)).then_some(it + 1);
            alive.iter().filter_map(next).collect()
        }
        Token::Many(set) => {
            let mut reached = Vec::new();
            for start in alive {
                let mut at = *start;
                // What an earlier start reached need not be walked again.
                if reached.last().is_none_or(|last| *last < at) {
                    reached.push(at);
                    while text.get(at).is_some_and(|it| set.has(*it)) {
                        at += 1;
                        reached.push(at);
                    }
                }
            }
            reached
        }
        Token::Directories => {
            let within = advance(&Token::Many(Set::InLine), text, alive);
            let slashes = within.iter().filter(|it| text.get(**it) == Some(&'/')).map(|it| it + 1);
            let mut reached: Vec<usize> = alive.iter().copied().chain(slashes).collect();
            reached.sort_unstable();
            reached.dedup();
            reached
        }
        Token::Start => alive.iter().copied().filter(|it| *it == 0).collect(),
    }
}

/// The tokens of a pattern of Go's `filepath.Match`.
pub(crate) fn tokens(pattern: &str) -> Result<Vec<Token>, BadPattern> {
    let characters: Vec<char> = pattern.chars().collect();
    let mut rest = characters.as_slice();
    let mut tokens = Vec::new();
    while let [first, tail @ ..] = rest {
        rest = tail;
        tokens.push(match first {
            '*' => Token::Many(Set::InSegment),
            '?' => Token::One(Set::InSegment),
            '[' => Token::One(class(&mut rest)?),
            '\\' => {
                let (escaped, tail) = rest.split_first().ok_or(BadPattern)?;
                rest = tail;
                Token::One(Set::Only(*escaped))
            }
            _ => Token::One(Set::Only(*first)),
        });
    }
    Ok(tokens)
}

/// Reads a class from `rest`, which is behind its `[`, and leaves what follows its `]`.
pub(crate) fn class(rest: &mut &[char]) -> Result<Set, BadPattern> {
    let negated = rest.first() == Some(&'^');
    if negated {
        *rest = &rest[1..];
    }
    let mut ranges = Vec::new();
    while ranges.is_empty() || rest.first() != Some(&']') {
        let low = class_member(rest)?;
        let high = match rest.first() {
            Some('-') => {
                *rest = &rest[1..];
                class_member(rest)?
            }
            _ => low,
        };
        ranges.push(low..=high);
    }
    *rest = &rest[1..];
    Ok(if negated { Set::Without(ranges) } else { Set::Within(ranges) })
}

fn class_member(rest: &mut &[char]) -> Result<char, BadPattern> {
    let (member, tail) = match **rest {
        ['\\', escaped, ref tail @ ..] => (escaped, tail),
        ['-' | ']' | '\\', ..] | [] => return Err(BadPattern),
        [member, ref tail @ ..] => (member, tail),
    };
    *rest = tail;
    // The class must be closed behind it.
    if tail.is_empty() { Err(BadPattern) } else { Ok(member) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_are_those_of_gos_filepath_match() {
        for (pattern, name, expected) in [
            ("abc", "abc", Ok(true)),
            ("*", "abc", Ok(true)),
            ("*", "a/b", Ok(false)),
            ("a*c*e", "abcde", Ok(true)),
            ("a?c", "a/c", Ok(false)),
            ("[^a-c]x", "dx", Ok(true)),
            ("[\\-x]", "-", Ok(true)),
            ("\\*", "*", Ok(true)),
            ("[c-a]", "b", Ok(false)),
            ("[]a]", "]", Err(BadPattern)),
            ("[-]", "-", Err(BadPattern)),
            ("a[", "b", Err(BadPattern)),
            ("a\\", "a", Err(BadPattern)),
        ] {
            assert_eq!(wildcard_match(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn many_stars_are_no_trap() {
        let pattern = "*a".repeat(200);
        assert_eq!(wildcard_match(&pattern, &"a".repeat(2000)), Ok(true));
        assert_eq!(wildcard_match(&(pattern + "b"), &"a".repeat(2000)), Ok(false));
    }
}
