//! `.dockerignore` files, as moby/patternmatcher and its ignorefile read them.

use crate::path::clean_path;
use crate::pattern::{self, BadPattern, Set, Token, class};

/// The patterns of a `.dockerignore` file; the last that matches a path decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ignore {
    rules: Vec<Rule>,
}

/// A `.dockerignore` file that Docker rejects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IgnoreError {
    #[error(transparent)]
    Syntax(#[from] BadPattern),
    #[error("illegal exclusion pattern: \"!\"")]
    LoneExclamation,
}

impl Ignore {
    /// Reads the text of a `.dockerignore` file.
    pub fn parse(text: &str) -> Result<Ignore, IgnoreError> {
        Ignore::new(&ignore_patterns(text))
    }

    /// Takes patterns one by one.
    pub fn new(patterns: &[String]) -> Result<Ignore, IgnoreError> {
        let trimmed = patterns.iter().map(|it| it.trim()).filter(|it| !it.is_empty());
        let rules: Result<Vec<Rule>, IgnoreError> = trimmed.map(Rule::new).collect();
        Ok(Ignore { rules: rules? })
    }

    /// Whether `path`, relative to the build context, is left out.
    pub fn ignores(&self, path: &str) -> bool {
        let path = clean_path(path);
        if path == "." {
            return false;
        }
        let characters: Vec<char> = path.chars().collect();
        let parents = characters.iter().enumerate().filter(|it| *it.1 == '/').map(|it| it.0);
        // The parent of `/x` is `/`, which Go's split turns into two empty names.
        let parents: Vec<&[char]> = parents.map(|end| &characters[..end]).collect();
        self.rules.iter().fold(false, |ignored, rule| {
            let can_change = (rule.verdict == Verdict::Keep) == ignored;
            let hits = || rule.hits(&characters) || parents.iter().any(|it| rule.hits(it));
            if can_change && hits() { !ignored } else { ignored }
        })
    }

    /// Whether a pattern takes everything out of the build context.
    pub fn ignores_all(&self) -> bool {
        // `x` stands for any name. (dockerfile2llb/validations.go: `copySourceRootIgnored`.)
        self.ignores("x") && self.ignores("x/y") && self.ignores(".x")
    }

    /// Whether a pattern takes paths back in with `!`: then no directory may be skipped as a whole.
    pub fn has_exceptions(&self) -> bool {
        self.rules.iter().any(|it| it.verdict == Verdict::Keep)
    }

    /// Whether Docker looks into an ignored directory at all: only if a pattern with `!` is written as a path below it.
    ///
    /// As moby 20.10: pkg/archive/archive.go, `TarWithOptions`.
    pub fn enters(&self, directory: &str) -> bool {
        let start = format!("{directory}/");
        let exceptions = self.rules.iter().filter(|it| it.verdict == Verdict::Keep);
        exceptions.into_iter().any(|it| format!("{}/", it.text).starts_with(&start))
    }

    /// The number of patterns.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether nothing is ignored.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}

/// The patterns of a `.dockerignore` file, cleaned: no comments, blanks or slashes around them.
pub fn ignore_patterns(text: &str) -> Vec<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = text.lines().filter(|it| !it.starts_with('#')).map(str::trim);
    let patterns = lines.filter(|it| !it.is_empty()).map(|line| {
        let (mark, pattern) = match line.strip_prefix('!') {
            Some(pattern) => ("!", pattern.trim()),
            None => ("", line),
        };
        if pattern.is_empty() {
            return mark.to_owned();
        }
        let cleaned = clean_path(pattern);
        let relative = cleaned.strip_prefix('/').filter(|it| !it.is_empty());
        format!("{mark}{}", relative.unwrap_or(&cleaned))
    });
    patterns.collect()
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    /// The pattern, without its `!`.
    text: String,
    verdict: Verdict,
    shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Ignore,
    Keep,
}

/// What a pattern was compiled to. Only the last understands `\`, `?` and classes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shape {
    Exact(Vec<char>),
    Prefix(Vec<char>),
    Suffix(Vec<char>),
    Tokens(Vec<Token>),
}

impl Rule {
    fn new(pattern: &str) -> Result<Rule, IgnoreError> {
        let cleaned = clean_path(pattern);
        let (verdict, pattern) = match cleaned.strip_prefix('!') {
            Some("") => return Err(IgnoreError::LoneExclamation),
            Some(rest) => (Verdict::Keep, rest),
            None => (Verdict::Ignore, cleaned.as_str()),
        };
        pattern::tokens(pattern)?;
        Ok(Rule { text: pattern.to_owned(), verdict, shape: compile(pattern)? })
    }

    fn hits(&self, path: &[char]) -> bool {
        match &self.shape {
            Shape::Exact(exact) => path == exact.as_slice(),
            Shape::Prefix(prefix) => path.starts_with(prefix),
            Shape::Suffix(suffix) => {
                path.ends_with(suffix) || suffix.strip_prefix(&['/']).is_some_and(|it| it == path)
            }
            Shape::Tokens(tokens) => pattern::matches(tokens, path),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Exact,
    Prefix,
    Suffix,
    Tokens,
}

// As patternmatcher.go, `compile`: the last special character decides the kind.
fn compile(pattern: &str) -> Result<Shape, BadPattern> {
    let characters: Vec<char> = pattern.chars().collect();
    let mut rest = characters.as_slice();
    let mut tokens = Vec::new();
    let mut kind = Kind::Exact;
    while let [first, tail @ ..] = rest {
        let at_start = rest.len() == characters.len();
        rest = tail;
        match first {
            '*' if rest.first() == Some(&'*') => {
                // A slash behind `**` belongs to it.
                rest = rest[1..].strip_prefix(&['/']).unwrap_or(&rest[1..]);
                if rest.is_empty() {
                    tokens.push(Token::Many(Set::InLine));
                    kind = if kind == Kind::Exact { Kind::Prefix } else { Kind::Tokens };
                } else {
                    tokens.push(Token::Directories);
                    kind = Kind::Tokens;
                }
                if at_start {
                    kind = Kind::Suffix;
                }
                continue;
            }
            '*' => tokens.push(Token::Many(Set::InSegment)),
            '?' => tokens.push(Token::One(Set::InSegment)),
            '[' => tokens.push(Token::One(class(&mut rest)?)),
            // It goes into a regular expression as it is.
            '^' => {
                tokens.push(Token::Start);
                continue;
            }
            '\\' => match rest.split_first() {
                Some((escaped, tail)) => {
                    tokens.push(Token::One(Set::Only(*escaped)));
                    rest = tail;
                }
                None => return Err(BadPattern),
            },
            _ => {
                tokens.push(Token::One(Set::Only(*first)));
                if *first != ']' {
                    continue;
                }
            }
        }
        kind = Kind::Tokens;
    }
    Ok(match kind {
        Kind::Exact => Shape::Exact(characters),
        Kind::Prefix => Shape::Prefix(characters[..characters.len() - 2].to_vec()),
        Kind::Suffix => Shape::Suffix(characters[2..].to_vec()),
        Kind::Tokens => Shape::Tokens(tokens),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ignores(patterns: &str, path: &str) -> Result<bool, IgnoreError> {
        Ok(Ignore::parse(&patterns.replace(' ', "\n"))?.ignores(path))
    }

    #[test]
    fn the_last_pattern_that_matches_decides() {
        for (patterns, path, expected) in [
            ("node_modules", "node_modules/a/b.js", true),
            ("node_modules", "src/node_modules", false),
            ("**/node_modules", "src/node_modules/x", true),
            ("*.md !README.md", "README.md", false),
            ("*.md !README.md", "CHANGES.md", true),
            ("!README.md *.md", "README.md", true),
            ("docs !docs/keep", "docs/keep/a", false),
            ("*", "a/b", true),
            ("**", "a", true),
            ("a/**", "a", false),
            ("a/**", "a/b/c", true),
            ("a/**/z", "a/z", true),
            ("**/*.go", "x/y/z.go", true),
            ("/abs", "abs", true),
            ("a?", "ab", true),
            ("[a-c]x", "bx", true),
            (".", "a", false),
        ] {
            assert_eq!(ignores(patterns, path), Ok(expected), "{patterns} {path}");
        }
    }

    #[test]
    fn a_broken_pattern_rejects_the_file() {
        assert_eq!(ignores("[", "a"), Err(IgnoreError::Syntax(BadPattern)));
        assert_eq!(ignores("!", "a"), Err(IgnoreError::LoneExclamation));
    }

    #[test]
    fn patterns_are_trimmed_and_made_relative() {
        let text = "\u{feff}# no\n\n  a/ \r\n! /b//c\n/\n!\n";
        assert_eq!(ignore_patterns(text), ["a", "!b/c", "/", "!"]);
    }
}
