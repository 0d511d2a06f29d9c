//! Splits the arguments of an instruction into words, as BuildKit's parser/line_parsers.go does.

use std::ops::Range;

use crate::expand::Escape;
use crate::keyword::Keyword;
use crate::problem::LineProblem;

/// `name=value` or, in the old form, `name value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// As written: variables and quotes are still there.
    pub name: String,
    /// As written.
    pub value: String,
    pub form: AssignmentForm,
}

/// The two ways to write an [`Assignment`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssignmentForm {
    /// `name=value`, of which a line may hold many.
    Equals,
    /// `name value`: the value is the rest of the line.
    Blank,
}

/// The pairs of an `ENV` or a `LABEL`, or the problem and where it is.
pub(crate) fn assignments(
    text: &str,
    keyword: Keyword,
    escape: Escape,
) -> Result<Vec<Assignment>, (LineProblem, Range<usize>)> {
    let words = quoted_words(text, escape);
    let Some((first, _)) = words.first() else {
        return Ok(Vec::new());
    };
    if !first.contains('=') {
        let (name, value) =
            split_blank(text).ok_or((LineProblem::TwoArguments(keyword), 0..text.len()))?;
        let (name, value) = (name.to_owned(), value.to_owned());
        return Ok(vec![Assignment { name, value, form: AssignmentForm::Blank }]);
    }
    let pairs = words.into_iter().map(|(word, range)| match word.split_once('=') {
        Some((name, value)) => {
            let (name, value) = (name.to_owned(), value.to_owned());
            Ok(Assignment { name, value, form: AssignmentForm::Equals })
        }
        None => Err((LineProblem::MissingEquals(word), range)),
    });
    pairs.collect()
}

/// The text before the first blanks, and the text behind them.
pub(crate) fn split_blank(text: &str) -> Option<(&str, &str)> {
    let start = text.find(is_blank)?;
    Some((&text[..start], text[start..].trim_start_matches(is_blank)))
}

/// All words of a text, which quotes do not hold together.
pub(crate) fn plain_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = Some(text).filter(|it| !it.is_empty());
    while let Some(text) = rest {
        let (word, tail) = match split_blank(text) {
            Some((word, tail)) => (word, Some(tail)),
            None => (text, None),
        };
        words.push(word.to_owned());
        rest = tail;
    }
    words
}

// As Go's `[\t\v\f\r ]`.
pub(crate) fn is_blank(character: char) -> bool {
    matches!(character, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ')
}

/// All words, each with its place; quotes hold a word together and stay in it.
pub(crate) fn quoted_words(text: &str, escape: Escape) -> Vec<(String, Range<usize>)> {
    let escape = escape.character();
    let mut words = Vec::new();
    let mut characters = text.char_indices().peekable();
    let (mut word, mut start) = (String::new(), None);
    let mut quote = None;
    while let Some((at, character)) = characters.next() {
        if quote.is_none() && character.is_whitespace() {
            if let Some(start) = start.take().filter(|_| !word.is_empty()) {
                words.push((std::mem::take(&mut word), start..at));
            }
            continue;
        }
        start.get_or_insert(at);
        let was = quote;
        match quote {
            Some(open) if open == character => quote = None,
            None if matches!(character, '\'' | '"') => quote = Some(character),
            Some(_) | None => (),
        }
        if character == escape && was != Some('\'') {
            // At the very end it is dropped.
            if let Some((_, escaped)) = characters.next() {
                word.extend([character, escaped]);
            }
        } else {
            word.push(character);
        }
    }
    if let Some(start) = start.filter(|_| !word.is_empty()) {
        words.push((word, start..text.len()));
    }
    words
}

/// The `--flags` at the start of `text`, each with its place, and where the arguments begin.
pub(crate) fn leading_flags(text: &str) -> (Vec<(String, Range<usize>)>, usize) {
    let mut flags = Vec::new();
    let mut at = 0;
    loop {
        at = text.len() - text[at..].trim_start().len();
        if !text[at..].starts_with("--") {
            return (flags, at);
        }
        let (flag, end) = flag(&text[at..]);
        if flag == "--" {
            return (flags, at + end);
        }
        flags.push((flag, at..at + end));
        at += end;
    }
}

// As split_command.go: the escape is always `\`, whatever the directive says, and quotes go.
fn flag(text: &str) -> (String, usize) {
    let mut flag = String::new();
    let mut quote = None;
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => flag.extend(characters.next().map(|it| it.1)),
            _ if quote == Some(character) => quote = None,
            '\'' | '"' if quote.is_none() => quote = Some(character),
            _ if quote.is_none() && character.is_whitespace() => return (flag, at),
            _ => flag.push(character),
        }
    }
    (flag, text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_words_together_and_stay() {
        for (text, expected) in [
            ("a  b", &["a", "b"][..]),
            ("a=\"b c\" 'd e'f", &["a=\"b c\"", "'d e'f"]),
            ("a\\ b \"c\\\" d\" 'e\\' f", &["a\\ b", "\"c\\\" d\"", "'e\\'", "f"]),
            ("a\\", &["a"]),
            ("\"\"", &["\"\""]),
            ("\"open a", &["\"open a"]),
        ] {
            let words = quoted_words(text, Escape::Backslash);
            let words: Vec<&str> = words.iter().map(|it| it.0.as_str()).collect();
            assert_eq!(words, expected, "{text}");
        }
    }

    #[test]
    fn flags_end_at_the_first_word_without_dashes() {
        for (text, flags, rest) in [
            ("--a=b --c d --e", &["--a=b", "--c"][..], "d --e"),
            ("--a='b c' d", &["--a=b c"], "d"),
            ("--a -- --b", &["--a"], " --b"),
            ("-a --b", &[], "-a --b"),
            ("--a\\ b", &["--a b"], ""),
        ] {
            let (found, start) = leading_flags(text);
            let found: Vec<&str> = found.iter().map(|it| it.0.as_str()).collect();
            assert_eq!((found.as_slice(), &text[start..]), (flags, rest), "{text}");
        }
    }

    #[test]
    fn the_first_word_decides_the_form_of_a_pair() {
        let pairs = |text| assignments(text, Keyword::Env, Escape::Backslash);
        let names =
            |text| pairs(text).map(|it| it.into_iter().map(|it| (it.name, it.value)).collect());
        let owned = |it: &[(&str, &str)]| {
            Ok(it.iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect::<Vec<_>>())
        };
        assert_eq!(names("a b  c=d"), owned(&[("a", "b  c=d")]));
        assert_eq!(names("a=b c='d e'"), owned(&[("a", "b"), ("c", "'d e'")]));
        assert_eq!(names("a=b c"), Err((LineProblem::MissingEquals("c".to_owned()), 4..5)));
        assert_eq!(names("a"), Err((LineProblem::TwoArguments(Keyword::Env), 0..1)));
    }
}
