//! Colors for an editor: which words of a Dockerfile are what.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::expand::Escape;
use crate::keyword::Keyword;
use crate::node::{Arguments, Node};
use crate::scan::scan;
use crate::span::Span;

/// A piece of text that stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub span: Span,
    pub kind: TokenKind,
}

/// What a [`Token`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenKind {
    /// The name of an instruction, and the words `AS`, `CMD` and `NONE` where they are part of one.
    Keyword,
    Flag,
    /// Quoted text.
    String,
    Variable,
    Comment,
    /// What holds commands and words together, and the character that continues a line.
    Operator,
    /// A here-document: its announcement, its text and its end.
    Heredoc,
    /// A comment that means something: `# syntax=…`.
    Directive,
}

/// The tokens of `text`, in order, none overlapping another or holding a newline at its end.
pub fn highlight(text: &str) -> Vec<Token> {
    let scan = scan(text);
    let mut tokens = Vec::new();
    tokens.extend(scan.directive_lines.iter().map(|it| (*it, TokenKind::Directive)));
    tokens.extend(scan.comments.iter().map(|it| (*it, TokenKind::Comment)));
    for node in scan.nodes.iter().chain(&scan.broken) {
        let names = node.heredocs.iter().map(|it| it.name.as_str()).collect();
        let escape = scan.directives.escape;
        let mut painter = Painter { node, escape, names, tokens: Vec::new() };
        painter.node(node);
        let painted = painter.tokens.into_iter();
        tokens.extend(painted.flat_map(|(range, kind)| {
            node.line.spans(range).into_iter().map(move |span| (span, kind))
        }));
        let ends = node.line.piece_ends().filter(|it| text[*it..].starts_with(escape.character()));
        tokens.extend(ends.map(|it| (Span::new(it..it + 1), TokenKind::Operator)));
        for document in &node.heredocs {
            let start = document.span.end as usize;
            let end = text[start..].find('\n').map_or(text.len(), |it| start + it);
            tokens.push((Span::new(document.span.start as usize..end), TokenKind::Heredoc));
        }
    }
    tokens.retain(|(span, _)| span.start < span.end);
    tokens.sort_by_key(|(span, _)| (span.start, span.end));
    // A word may look like part of an instruction inside a string; the string wins.
    let mut end = 0;
    tokens.retain(|(span, _)| {
        let is_behind = end <= span.start;
        end = end.max(span.end);
        is_behind
    });
    tokens.into_iter().map(|(span, kind)| Token { span, kind }).collect()
}

struct Painter<'a> {
    node: &'a Node,
    escape: Escape,
    // The names of the here-documents.
    names: BTreeSet<&'a str>,
    // Places in the joined line.
    tokens: Vec<(Range<usize>, TokenKind)>,
}

impl Painter<'_> {
    fn node(&mut self, node: &Node) {
        let start = node.range.start;
        let keyword = Keyword::of(&node.keyword.value);
        if keyword.is_some() {
            self.tokens.push((start..start + node.keyword.value.len(), TokenKind::Keyword));
        }
        let between = start + node.keyword.value.len()..node.arguments_range.start;
        self.words(between, |word| word.starts_with("--").then_some(TokenKind::Flag));
        match (keyword, &node.arguments) {
            (_, Arguments::Trigger(inner)) => self.node(inner),
            (Some(Keyword::From), _) => {
                let is_as = |word: &str| word.eq_ignore_ascii_case("as");
                self.words(node.arguments_range.clone(), |it| {
                    is_as(it).then_some(TokenKind::Keyword)
                });
                self.text(node.arguments_range.clone(), |_| 0);
            }
            (Some(Keyword::Healthcheck), arguments) => {
                let Range { start, end } = node.arguments_range;
                let text = &self.node.line.text[start..end];
                let kind = text.split(char::is_whitespace).next().unwrap_or("");
                self.tokens.push((start..start + kind.len(), TokenKind::Keyword));
                self.text(start + kind.len()..end, operators(Keyword::Healthcheck, arguments));
            }
            (Some(keyword), arguments) => {
                self.text(node.arguments_range.clone(), operators(keyword, arguments));
            }
            (None, _) => (),
        }
    }

    fn words(&mut self, range: Range<usize>, kind: impl Fn(&str) -> Option<TokenKind>) {
        let text = &self.node.line.text[range.clone()];
        let mut at = 0;
        for word in text.split(char::is_whitespace) {
            if let Some(kind) = kind(word) {
                let start = range.start + at;
                self.tokens.push((start..start + word.len(), kind));
            }
            let blank = text[at + word.len()..].chars().next().map_or(0, char::len_utf8);
            at += word.len() + blank;
        }
    }

    /// Paints strings, variables, here-documents and the operators that `operator` measures.
    fn text(&mut self, range: Range<usize>, operator: fn(&str) -> usize) {
        let line = &self.node.line.text;
        let mut at = range.start;
        while at < range.end {
            let rest = &line[at..range.end];
            let first = rest.chars().next().expect("it is not empty");
            let (length, kind) = if first == self.escape.character() {
                let escaped = rest.chars().nth(1).map_or(0, char::len_utf8);
                (first.len_utf8() + escaped, None)
            } else if first == '"' || first == '\'' {
                self.string(at..range.end, first);
                at = self.string_end(at..range.end, first);
                continue;
            } else if let Some(length) = variable(rest) {
                (length, Some(TokenKind::Variable))
            } else if let Some(length) = self.announcement(rest) {
                (length, Some(TokenKind::Heredoc))
            } else {
                match operator(rest) {
                    0 => (first.len_utf8(), None),
                    length => (length, Some(TokenKind::Operator)),
                }
            };
            self.tokens.extend(kind.map(|it| (at..at + length, it)));
            at += length;
        }
    }

    /// Paints a quoted text; variables in double quotes stay variables.
    fn string(&mut self, range: Range<usize>, quote: char) {
        let end = self.string_end(range.clone(), quote);
        let line = &self.node.line.text;
        let (mut start, mut at) = (range.start, range.start);
        while at < end {
            let rest = &line[at..end];
            let variable = if quote == '"' { variable(rest) } else { None };
            let is_escape = quote == '"' && rest.starts_with(self.escape.character());
            let skipped = rest.chars().take(if is_escape { 2 } else { 1 }).map(char::len_utf8);
            match variable {
                Some(length) => {
                    self.tokens.push((start..at, TokenKind::String));
                    self.tokens.push((at..at + length, TokenKind::Variable));
                    at += length;
                    start = at;
                }
                None => at += skipped.sum::<usize>(),
            }
        }
        self.tokens.push((start..end, TokenKind::String));
    }

    /// Behind the closing quote, or the end.
    fn string_end(&self, range: Range<usize>, quote: char) -> usize {
        let text = &self.node.line.text[range.clone()];
        let mut characters = text.char_indices().skip(1);
        while let Some((at, character)) = characters.next() {
            if character == quote {
                return range.start + at + 1;
            }
            if character == self.escape.character() && quote == '"' {
                characters.next();
            }
        }
        range.end
    }

    fn announcement(&self, rest: &str) -> Option<usize> {
        let behind = rest.strip_prefix("<<")?;
        let behind = behind.strip_prefix('-').unwrap_or(behind).trim_start();
        let end = behind.find(char::is_whitespace).unwrap_or(behind.len());
        let word = behind[..end].trim_matches(['"', '\'']);
        let is_known = self.names.contains(word);
        is_known.then_some(rest.len() - behind.len() + end)
    }
}

/// The length of the variable that `text` starts with.
fn variable(text: &str) -> Option<usize> {
    let name = text.strip_prefix('$')?;
    if let Some(inner) = name.strip_prefix('{') {
        let mut depth = 1;
        for (at, character) in inner.char_indices() {
            depth += i32::from(character == '{') - i32::from(character == '}');
            if depth == 0 {
                return Some(at + 3);
            }
        }
        return Some(text.len());
    }
    let end = name.find(|it: char| !it.is_alphanumeric() && it != '_').unwrap_or(name.len());
    (0 < end).then_some(end + 1)
}

/// Measures the operator that a text starts with, 0 if it does not.
fn operators(keyword: Keyword, arguments: &Arguments) -> fn(&str) -> usize {
    match (keyword, arguments) {
        (_, Arguments::Exec(_)) => |text| usize::from(text.starts_with(['[', ']', ','])),
        (Keyword::Arg | Keyword::Env | Keyword::Label, _) => {
            |text| usize::from(text.starts_with('='))
        }
        (Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck, _) => |text| {
            let all = ["&&", "||", ">>", "<<", "&", "|", ";", "<", ">"];
            all.iter().find(|it| text.starts_with(**it)).map_or(0, |it| it.len())
        },
        (_, _) => |_| 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(TokenKind, &str)]) {
        let tokens = highlight(text);
        let shown: Vec<(TokenKind, &str)> =
            tokens.iter().map(|it| (it.kind, it.span.of(text))).collect();
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn words_are_colored_by_what_docker_makes_of_them() {
        use TokenKind::*;
        check(
            "# syntax=a\n# b\nFROM --platform=$P a AS \"b\"\n",
            &[
                (Directive, "# syntax=a"),
                (Comment, "# b"),
                (Keyword, "FROM"),
                (Flag, "--platform=$P"),
                (Keyword, "AS"),
                (String, "\"b\""),
            ],
        );
        check(
            "RUN a && \\\n # c\n  b \"x $Y\" '$Z'",
            &[
                (Keyword, "RUN"),
                (Operator, "&&"),
                (Operator, "\\"),
                (Comment, "# c"),
                (String, "\"x "),
                (Variable, "$Y"),
                (String, "\""),
                (String, "'$Z'"),
            ],
        );
        check(
            "HEALTHCHECK CMD [\"a\", \"b\"]\nONBUILD ENV A=${B:-c}",
            &[
                (Keyword, "HEALTHCHECK"),
                (Keyword, "CMD"),
                (Operator, "["),
                (String, "\"a\""),
                (Operator, ","),
                (String, "\"b\""),
                (Operator, "]"),
                (Keyword, "ONBUILD"),
                (Keyword, "ENV"),
                (Operator, "="),
                (Variable, "${B:-c}"),
            ],
        );
    }

    #[test]
    fn half_written_text_is_colored_too() {
        use TokenKind::*;
        check(
            "ENV A=b c=\"d",
            &[(Keyword, "ENV"), (Operator, "="), (Operator, "="), (String, "\"d")],
        );
        check("RUN <<EOF\necho", &[(Keyword, "RUN"), (Heredoc, "<<EOF"), (Heredoc, "echo")]);
        check("FRO a", &[]);
    }
}
