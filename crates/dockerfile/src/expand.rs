//! Variables, quotes and escapes in the words of an instruction, as BuildKit's shell/lex.go handles them.

use std::collections::BTreeSet;

use crate::lexer::Lexer;
use crate::quote::quote;

/// Replaces the variables of `word` by what `lookup` knows, and takes quotes and escapes away.
pub fn expand(
    word: &str,
    escape: Escape,
    lookup: &dyn Fn(&str) -> Option<String>,
    options: Options,
) -> Result<Expansion, ExpandError> {
    let mut lexer = Lexer::new(word, escape.character(), lookup, options);
    match lexer.until(None, options.escapes) {
        Ok((text, words)) => {
            Ok(Expansion { text, words, matched: lexer.matched, unmatched: lexer.unmatched })
        }
        Err(problem) => Err(ExpandError { word: word.to_owned(), problem }),
    }
}

/// What [`expand()`] made of a word.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expansion {
    /// The word, all of it.
    pub text: String,
    /// The same, split at blanks that were not quoted.
    pub words: Vec<String>,
    /// The variables that were known.
    pub matched: BTreeSet<String>,
    /// The variables that were not.
    pub unmatched: BTreeSet<String>,
}

/// The character that takes away the meaning of the next one, and continues a line at its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Escape {
    /// `\`, the default.
    #[default]
    Backslash,
    /// `` ` ``, for paths of Windows.
    Backtick,
}

impl Escape {
    /// The character itself.
    pub fn character(self) -> char {
        match self {
            Escape::Backslash => '\\',
            Escape::Backtick => '`',
        }
    }
}

/// How [`expand()`] treats what is not a known variable. The default is that of most instructions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    pub quotes: Quotes,
    pub escapes: Escapes,
    pub unset: Unset,
}

/// What becomes of quotes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quotes {
    /// They group, and go.
    #[default]
    Remove,
    /// They group, and stay.
    Keep,
    /// They are ordinary characters, as in a here-document.
    Ignore,
}

/// What becomes of escape characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Escapes {
    /// They protect the next character, and go.
    #[default]
    Remove,
    /// They protect the next character, and stay.
    Keep,
}

/// What becomes of variables that are not set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unset {
    /// They are empty.
    #[default]
    Empty,
    /// They stay as they were written, as in the names of BuildKit's steps.
    Keep,
}

/// A word that cannot be expanded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("failed to process {}: {problem}", quote(word))]
pub struct ExpandError {
    /// The whole word.
    pub word: String,
    /// What is wrong with it.
    pub problem: ExpandProblem,
}

/// What is wrong with a word.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExpandProblem {
    #[error("unexpected end of statement while looking for matching {0}")]
    UnclosedText(char),
    #[error("unexpected end of statement while looking for matching single-quote")]
    UnclosedSingleQuote,
    #[error("unexpected end of statement while looking for matching double-quote")]
    UnclosedDoubleQuote,
    #[error("syntax error: missing '}}'")]
    MissingBrace,
    #[error("syntax error: missing '/' in ${{}}")]
    MissingSlash,
    #[error("syntax error: bad substitution")]
    BadSubstitution,
    #[error("unsupported modifier ({0}) in substitution")]
    UnsupportedModifier(String),
    #[error("invalid pattern ({pattern}) in substitution: invalid escape '\\{escaped}'")]
    InvalidPattern { pattern: String, escaped: char },
    /// `${name?message}` without the variable.
    #[error("{name}: {message}")]
    Required { name: String, message: String },
    /// A limit of this simulator, not of Docker.
    #[error("the simulator does not expand words as long or as deep as this one")]
    TooLarge,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(name: &str) -> Option<String> {
        let value = match name {
            "HOME" => "/root",
            "EMPTY" => "",
            "FILE" => "/srv/a.tar.gz",
            "LIST" => "a b",
            "1" => "first",
            _ => return None,
        };
        Some(value.to_owned())
    }

    fn check(options: Options, rows: &[(&str, &str)]) {
        for (word, expected) in rows {
            let result = expand(word, Escape::Backslash, &known, options);
            let shown = result.map_or_else(|error| error.problem.to_string(), |it| it.text);
            assert_eq!(shown, *expected, "{word}");
        }
    }

    #[test]
    fn variables_expand_outside_single_quotes() {
        check(
            Options::default(),
            &[
                ("$HOME/x ${HOME}y", "/root/x /rooty"),
                ("'$HOME' \"$HOME\"", "$HOME /root"),
                ("\\$HOME \"\\$HOME\" \"a\\b\"", "$HOME $HOME a\\b"),
                ("$NONE|$|$1x|$12", "|$|firstx|"),
                ("a\\", "a"),
                ("'a", "unexpected end of statement while looking for matching single-quote"),
                ("\"a", "unexpected end of statement while looking for matching double-quote"),
                ("${", "syntax error: missing '}'"),
                ("${}", "syntax error: bad substitution"),
                ("${HOME=x}", "unsupported modifier (=) in substitution"),
            ],
        );
    }

    #[test]
    fn defaults_alternatives_and_demands_know_unset_from_empty() {
        check(
            Options::default(),
            &[
                ("${NONE:-x}${EMPTY:-y}${HOME:-z}", "xy/root"),
                ("${NONE-x}${EMPTY-y}", "x"),
                ("${NONE:+x}${EMPTY:+y}${HOME:+z}", "z"),
                ("${EMPTY+y}", "y"),
                ("${NONE:-${HOME}}", "/root"),
                ("${NONE?}", "NONE: is not allowed to be unset"),
                ("${EMPTY:?}", "EMPTY: is not allowed to be empty"),
                ("${EMPTY:?say it}", "EMPTY: say it"),
            ],
        );
    }

    #[test]
    fn patterns_cut_and_replace() {
        check(
            Options::default(),
            &[
                ("${FILE#*.}", "tar.gz"),
                ("${FILE##*.}", "gz"),
                ("${FILE%.*}", "/srv/a.tar"),
                ("${FILE%%.*}", "/srv/a"),
                ("${FILE/a/b}", "/srv/b.tar.gz"),
                ("${FILE//a/b}", "/srv/b.tbr.gz"),
                ("${FILE//\\//-}", "-srv-a.tar.gz"),
                ("${FILE/a}", "syntax error: missing '/' in ${}"),
                ("${FILE#\\a}", "invalid pattern (\\a) in substitution: invalid escape '\\a'"),
            ],
        );
    }

    #[test]
    fn a_step_name_keeps_what_is_not_set() {
        let options = Options { unset: Unset::Keep, ..Options::default() };
        check(
            options,
            &[("$HOME-$NONE", "/root-$NONE"), ("${NONE:-x} ${NONE}", "${NONE:-x} ${NONE}")],
        );
    }

    #[test]
    fn words_split_at_blanks_that_are_not_quoted() {
        let expansion =
            expand("$LIST \"$LIST\" c\\ d ''", Escape::Backslash, &known, Options::default());
        assert_eq!(expansion.expect("it is well formed").words, ["a", "b", "a b", "c d"]);
    }

    #[test]
    fn no_word_expands_without_bound() {
        let deep = "${a:-".repeat(100_000);
        check(
            Options::default(),
            &[(&deep, "the simulator does not expand words as long or as deep as this one")],
        );
        let long = |_: &str| Some("x".repeat(1 << 19));
        let error = expand("$a$a$a", Escape::Backslash, &long, Options::default());
        assert_eq!(error.map_err(|it| it.problem), Err(ExpandProblem::TooLarge));
    }
}
