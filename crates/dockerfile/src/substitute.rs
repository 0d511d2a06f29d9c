//! What `${name#pattern}` and its kin do to a value.

use crate::expand::ExpandProblem;
use crate::pattern::{Set, Token, ends};

/// The end of the value that goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trim {
    Prefix,
    Suffix,
}

/// How many matches are replaced.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    First,
    All,
}

/// `${value#word}` and `${value%word}`; a doubled operator, the first character of `word`, cuts as much as it can.
pub(crate) fn trim(value: &str, word: &str, side: Trim) -> Result<String, ExpandProblem> {
    let operator = if side == Trim::Prefix { '#' } else { '%' };
    let (pattern, greedy) = match word.strip_prefix(operator) {
        Some(pattern) => (pattern, true),
        None => (word, false),
    };
    let mut tokens = tokens(pattern)?;
    let mut text: Vec<char> = value.chars().collect();
    if FUEL < cost(&tokens, &text) {
        return Err(ExpandProblem::TooLarge);
    }
    // A suffix is a prefix, seen from behind.
    if side == Trim::Suffix {
        tokens.reverse();
        text.reverse();
    }
    let ends = ends(&tokens, &text);
    let end = if greedy { ends.last() } else { ends.first() };
    text.drain(..end.copied().unwrap_or(0));
    if side == Trim::Suffix {
        text.reverse();
    }
    Ok(text.into_iter().collect())
}

/// `${value/pattern/replacement}` and `${value//pattern/replacement}`.
pub(crate) fn replace(
    value: &str,
    pattern: &str,
    replacement: &str,
    which: Which,
) -> Result<String, ExpandProblem> {
    let tokens = tokens(pattern)?;
    let text: Vec<char> = value.chars().collect();
    let mut result = String::new();
    let mut fuel = FUEL;
    let (mut at, mut last_end) = (0, None);
    while at <= text.len() {
        let rest = &text[at..];
        fuel = fuel.checked_sub(cost(&tokens, rest)).ok_or(ExpandProblem::TooLarge)?;
        let length = ends(&tokens, rest).last().copied();
        match length {
            // As Go: an empty match behind another match does not count.
            Some(length) if 0 < length || last_end != Some(at) => {
                match which {
                    Which::First => result.push_str(replacement),
                    Which::All => {
                        let matched: String = rest[..length].iter().collect();
                        result.push_str(&template(replacement, &matched));
                    }
                }
                at += length;
                last_end = Some(at);
                if which == Which::First {
                    break;
                }
                if length == 0 {
                    result.extend(text.get(at));
                    at += 1;
                }
            }
            Some(_) | None => {
                result.extend(text.get(at));
                at += 1;
            }
        }
        if FUEL < result.len() {
            return Err(ExpandProblem::TooLarge);
        }
    }
    result.extend(text.iter().skip(at));
    Ok(result)
}

// A bound on the work of one substitution, in characters looked at, and on the length of what it makes.
const FUEL: usize = 1 << 22;

/// The most that one match can cost.
fn cost(tokens: &[Token], text: &[char]) -> usize {
    let is_lost = |first: &Token| match first {
        Token::One(set) => !text.first().is_some_and(|it| set.has(*it)),
        Token::Many(_) | Token::Directories | Token::Start => false,
    };
    if tokens.first().is_some_and(is_lost) {
        return 1;
    }
    let has_star = tokens.iter().any(|it| matches!(it, Token::Many(_)));
    1 + tokens.len().saturating_mul(if has_star { text.len() + 1 } else { 1 })
}

/// As BuildKit, which hands the replacement to Go's `ReplaceAllString`: `$0` is the match,
/// `$$` a dollar, and any other `$name` is empty.
fn template(replacement: &str, matched: &str) -> String {
    let mut result = String::new();
    let mut rest = replacement;
    while let Some((before, behind)) = rest.split_once('$') {
        result.push_str(before);
        let is_name = |it: char| it.is_alphanumeric() || it == '_';
        let braced = behind.strip_prefix('{').and_then(|it| it.split_once('}'));
        let (name, after) = match braced {
            Some((name, after)) => (name, after),
            None => behind.split_at(behind.find(|it| !is_name(it)).unwrap_or(behind.len())),
        };
        rest = if let Some(after) = behind.strip_prefix('$') {
            result.push('$');
            after
        } else if name.is_empty() || !name.chars().all(is_name) {
            result.push('$');
            behind
        } else {
            result.push_str(if name == "0" { matched } else { "" });
            after
        };
    }
    result + rest
}

/// The tokens of a pattern with `*`, `?` and `\`, but no classes.
fn tokens(pattern: &str) -> Result<Vec<Token>, ExpandProblem> {
    let mut characters = pattern.chars().peekable();
    let mut tokens = Vec::new();
    while let Some(character) = characters.next() {
        tokens.push(match character {
            '*' => Token::Many(Set::InLine),
            '?' => Token::One(Set::InLine),
            // These needed the escape to be part of the word; it is no part of the pattern.
            '\\' if matches!(characters.peek(), Some('}' | '/')) => continue,
            '\\' => match characters.next() {
                Some(escaped @ ('*' | '?' | '\\')) => Token::One(Set::Only(escaped)),
                other => {
                    let escaped = other.unwrap_or(char::REPLACEMENT_CHARACTER);
                    let pattern = pattern.to_owned();
                    return Err(ExpandProblem::InvalidPattern { pattern, escaped });
                }
            },
            _ => Token::One(Set::Only(character)),
        });
    }
    Ok(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_patterns_match_between_all_characters() {
        assert_eq!(replace("ab", "", "-", Which::First), Ok("-ab".to_owned()));
        assert_eq!(replace("ab", "", "-", Which::All), Ok("-a-b-".to_owned()));
        assert_eq!(replace("ab", "*", "-", Which::All), Ok("-".to_owned()));
    }

    #[test]
    fn a_dollar_in_a_replacement_of_all_is_a_template() {
        for (replacement, expected) in
            [("$0$0", "aa"), ("$$", "$"), ("$x.", "."), ("${0}b$", "ab$")]
        {
            assert_eq!(replace("a", "a", replacement, Which::All), Ok(expected.to_owned()));
        }
    }
}
