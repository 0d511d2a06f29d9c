//! Here-documents: files written inside a Dockerfile.

use crate::expand::{Escape, Escapes, ExpandError, Expansion, Options, Quotes, Unset, expand};
use crate::span::Span;

/// A text that follows an instruction, up to the line that repeats its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heredoc {
    /// The word behind `<<`, without its quotes.
    pub name: String,
    /// The text as written, with the newline of its last line.
    pub content: String,
    /// Where the text is, without the line that ends it.
    pub span: Span,
    /// Whether `COPY` replaces variables in it: not if its name was quoted.
    pub expand: bool,
    /// Whether leading tabs go: `<<-`.
    pub chomp: bool,
    /// The number before `<<`, 0 without one.
    pub file_descriptor: u32,
}

impl Heredoc {
    /// The text of the file: without leading tabs if they go.
    pub fn text(&self) -> String {
        if self.chomp { chomp(&self.content) } else { self.content.clone() }
    }
}

/// `content` without the tabs at the start of its lines.
pub fn chomp(content: &str) -> String {
    content.split_inclusive('\n').map(|it| it.trim_start_matches('\t')).collect()
}

/// What a word such as `3<<-"EOF"` says about the document that follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeredocWord {
    pub name: String,
    pub expand: bool,
    pub chomp: bool,
    pub file_descriptor: u32,
}

/// Reads a word; nothing if it does not announce a here-document.
pub fn heredoc_word(word: &str) -> Result<Option<HeredocWord>, ExpandError> {
    let digits = word.len() - word.trim_start_matches(|it: char| it.is_ascii_digit()).len();
    let Some(rest) = word[digits..].strip_prefix("<<") else { return Ok(None) };
    let (chomp, rest) = match rest.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let rest = rest.trim_start_matches(['\t', '\n', '\u{c}', '\r', ' ']);
    if rest.is_empty() || rest.contains('<') {
        return Ok(None);
    }
    let options = Options { unset: Unset::Keep, ..Options::default() };
    let words = lex(rest, options)?.words;
    let [name] = words.as_slice() else { return Ok(None) };
    let raw = lex(rest, Options { quotes: Quotes::Keep, ..options })?;
    let quotes = |it: &str| it.matches(['\'', '"']).count();
    let expand = raw.words.first().is_some_and(|it| quotes(it) == quotes(name));
    let file_descriptor = word[..digits].parse().unwrap_or(0);
    Ok(Some(HeredocWord { name: name.clone(), expand, chomp, file_descriptor }))
}

/// All here-documents that a line announces.
pub fn heredocs_of_line(line: &str) -> Result<Vec<HeredocWord>, ExpandError> {
    let options = Options { quotes: Quotes::Keep, escapes: Escapes::Keep, unset: Unset::Keep };
    // A line that is no sequence of words, for a quote that stays open, announces none.
    let words = lex(line, options).map(|it| it.words).unwrap_or_default();
    let words: Result<Vec<Option<HeredocWord>>, ExpandError> =
        words.iter().map(|it| heredoc_word(it)).collect();
    Ok(words?.into_iter().flatten().collect())
}

// As parser.go: the escape is always `\` here.
fn lex(text: &str, options: Options) -> Result<Expansion, ExpandError> {
    expand(text, Escape::Backslash, &|_| None, options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_name_keeps_the_variables() {
        for (word, name, expand, chomp, file_descriptor) in [
            ("<<EOF", "EOF", true, false, 0),
            ("3<<-'E O'", "E O", false, true, 3),
            ("<<$X", "$X", true, false, 0),
        ] {
            let name = name.to_owned();
            let expected = HeredocWord { name, expand, chomp, file_descriptor };
            assert_eq!(heredoc_word(word), Ok(Some(expected)), "{word}");
        }
        for word in ["EOF", "<EOF", "<<", "<<<EOF", "x<<EOF", "<<a b"] {
            assert_eq!(heredoc_word(word), Ok(None), "{word}");
        }
        assert!(heredoc_word("<<'EOF").is_err());
    }

    #[test]
    fn a_line_may_announce_many() {
        let names = |line| {
            let words = heredocs_of_line(line).expect("it is well formed");
            words.into_iter().map(|it| it.name).collect::<Vec<String>>().join(" ")
        };
        for (line, expected) in [
            ("COPY <<a <<b /c", "a b"),
            ("RUN <<- EOF cat", "EOF"),
            ("RUN '<<EOF' \\<<EOF x<<EOF", ""),
            ("RUN '<<EOF", ""),
        ] {
            assert_eq!(names(line), expected, "{line}");
        }
    }
}
