//! One instruction before it is understood: what Docker's parser calls a node.

use std::ops::Range;

use crate::expand::Escape;
use crate::heredoc::Heredoc;
use crate::json::{Json, parse_json};
use crate::keyword::Keyword;
use crate::problem::LineProblem;
use crate::span::{Lines, LogicalLine, Span, Spanned};
use crate::words::{Assignment, assignments, is_blank, leading_flags, plain_words, quoted_words};

/// A keyword with what follows it.
#[derive(Clone, Debug)]
pub struct Node {
    /// The first word, as written.
    pub keyword: Spanned<String>,
    /// The words behind it that start with `--`, without their quotes.
    pub flags: Vec<Spanned<String>>,
    pub arguments: Arguments,
    /// Where the arguments are.
    pub arguments_span: Span,
    pub heredocs: Vec<Heredoc>,
    /// The comments right above, without their `#`.
    pub comments: Vec<String>,
    /// From the keyword to the end of the last line, here-documents included.
    pub span: Span,
    /// The same in lines.
    pub lines: Lines,
    pub(crate) line: LogicalLine,
    // Where the node is in the line: an inner one is behind its `ONBUILD`.
    pub(crate) range: Range<usize>,
    pub(crate) arguments_range: Range<usize>,
}

/// What follows the flags.
#[derive(Clone, Debug)]
pub enum Arguments {
    /// Words; of an instruction in shell form, the whole rest of the line as one.
    Words(Vec<String>),
    /// The exec form: a JSON array of strings.
    Exec(Vec<String>),
    /// The pairs of an `ENV` or a `LABEL`.
    Pairs(Vec<Assignment>),
    /// The instruction behind an `ONBUILD`.
    Trigger(Box<Node>),
}

impl Node {
    /// The instruction as Docker shows it: continued lines joined, no blanks around it.
    pub fn original(&self) -> &str {
        self.line.text[self.range.clone()].trim()
    }
}

/// Reads a joined line. If its arguments cannot be read, says why, and leaves them out.
pub(crate) fn read_node(line: &LogicalLine, escape: Escape) -> (Node, Option<LineFault>) {
    read_part(line, 0..line.text.len(), escape, 0)
}

/// What is wrong with a line, and where.
pub(crate) type LineFault = (LineProblem, Span);

// `ONBUILD ONBUILD …` is never right, but must not overflow the stack either.
const DEEPEST: u32 = 8;

fn read_part(
    line: &LogicalLine,
    range: Range<usize>,
    escape: Escape,
    depth: u32,
) -> (Node, Option<LineFault>) {
    let text = &line.text[range.clone()];
    let start = range.start + (text.len() - text.trim_start().len());
    let text = text.trim();
    let keyword_end = text.find(is_blank).unwrap_or(text.len());
    let behind = text[keyword_end..].trim_start_matches(is_blank);
    let behind_start = start + (text.len() - behind.len());
    let (flags, rest) = leading_flags(behind);
    let flags = flags.into_iter().map(|(value, range)| {
        let span = line.span(behind_start + range.start..behind_start + range.end);
        Spanned { value, span }
    });
    let untrimmed = &behind[rest..];
    let rest = untrimmed.trim();
    let rest_start = behind_start + (behind.len() - untrimmed.trim_start().len());
    let rest_range = rest_start..rest_start + rest.len();
    let keyword = &text[..keyword_end];
    let known = Keyword::of(keyword);
    let (arguments, fault) =
        if known == Some(Keyword::Onbuild) && depth < DEEPEST && !rest.is_empty() {
            let (inner, fault) = read_part(line, rest_range.clone(), escape, depth + 1);
            (Arguments::Trigger(Box::new(inner)), fault)
        } else {
            match read_arguments(known, rest, escape) {
                Ok(arguments) => (arguments, None),
                Err((problem, range)) => {
                    let span = line.span(rest_start + range.start..rest_start + range.end);
                    (Arguments::Words(Vec::new()), Some((problem, span)))
                }
            }
        };
    let node = Node {
        keyword: Spanned { value: keyword.to_owned(), span: line.span(start..start + keyword_end) },
        flags: flags.collect(),
        arguments,
        arguments_span: line.span(rest_range.clone()),
        heredocs: Vec::new(),
        comments: Vec::new(),
        span: line.span(start..start + text.len()),
        lines: Lines { first: 0, last: 0 },
        line: line.clone(),
        range: start..start + text.len(),
        arguments_range: rest_range,
    };
    (node, fault)
}

fn read_arguments(
    keyword: Option<Keyword>,
    text: &str,
    escape: Escape,
) -> Result<Arguments, (LineProblem, Range<usize>)> {
    let whole = |problem| (problem, 0..text.len());
    match keyword {
        Some(keyword @ (Keyword::Env | Keyword::Label)) => {
            assignments(text, keyword, escape).map(Arguments::Pairs)
        }
        Some(Keyword::Arg) => {
            let words = quoted_words(text, escape).into_iter().map(|it| it.0);
            Ok(Arguments::Words(words.collect()))
        }
        Some(Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Shell) => {
            command(text).map_err(whole)
        }
        Some(Keyword::Healthcheck) => healthcheck(text).map_err(whole),
        Some(Keyword::Add | Keyword::Copy | Keyword::Volume) => {
            let strings = exec_form(text).map_err(whole)?;
            Ok(strings.map_or_else(|| Arguments::Words(plain_words(text)), Arguments::Exec))
        }
        Some(Keyword::From | Keyword::Expose) => Ok(Arguments::Words(plain_words(text))),
        Some(Keyword::Maintainer | Keyword::Stopsignal | Keyword::User | Keyword::Workdir) => {
            Ok(Arguments::Words(one_word(text)))
        }
        // What follows an unknown word is nobody's; a useful `ONBUILD` was read before.
        Some(Keyword::Onbuild) | None => Ok(Arguments::Words(Vec::new())),
    }
}

fn one_word(text: &str) -> Vec<String> {
    Some(text).filter(|it| !it.is_empty()).map(str::to_owned).into_iter().collect()
}

fn command(text: &str) -> Result<Arguments, LineProblem> {
    Ok(match exec_form(text)? {
        Some(strings) => Arguments::Exec(strings),
        None => Arguments::Words(one_word(text)),
    })
}

/// The first word says what kind of check it is; a command follows.
fn healthcheck(text: &str) -> Result<Arguments, LineProblem> {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (kind, rest) = text.split_at(end);
    let kind = one_word(kind);
    Ok(match command(rest.trim_start())? {
        Arguments::Words(words) => Arguments::Words([kind, words].concat()),
        Arguments::Exec(words) => Arguments::Exec([kind, words].concat()),
        other @ (Arguments::Pairs(_) | Arguments::Trigger(_)) => other,
    })
}

/// The strings of an exec form; nothing if the text is not a JSON array.
pub fn exec_form(text: &str) -> Result<Option<Vec<String>>, LineProblem> {
    let text = text.trim_start();
    if !text.starts_with('[') {
        return Ok(None);
    }
    let Some(Json::Array(items)) = parse_json(text) else { return Ok(None) };
    let strings: Option<Vec<String>> = items
        .into_iter()
        .map(|it| match it {
            Json::String(string) => Some(string),
            Json::Array(_) | Json::Object(_) | Json::Other => None,
        })
        .collect();
    strings.map(Some).ok_or(LineProblem::NotStrings)
}
