//! Dockerfile text -> lines with a keyword, flags and arguments, as BuildKit's parser/parser.go sees them.

use crate::diagnostic::Diagnostic;
use crate::directive::{DirectiveName, DirectiveReader, Directives, Found};
use crate::expand::Escape;
use crate::heredoc::{Heredoc, heredocs_of_line};
use crate::keyword::Keyword;
use crate::node::{Arguments, Node, read_node};
use crate::problem::{LineProblem, Remark};
use crate::reader::{RawLine, Reader};
use crate::span::{Lines, LogicalLine, Span, Spanned};

/// A Dockerfile, read line by line, but not yet understood.
#[derive(Clone, Debug, Default)]
pub struct Scan {
    /// One for each instruction, known or not, whose arguments could be read.
    pub nodes: Vec<Node>,
    /// The others, as far as they go.
    pub broken: Vec<Node>,
    /// What the comments at the top say.
    pub directives: Directives,
    /// Where those comments are.
    pub directive_lines: Vec<Span>,
    /// Where the other comments are, from their `#`.
    pub comments: Vec<Span>,
    /// Remarks about the rest.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the lines of `text`.
pub fn scan(text: &str) -> Scan {
    let mut scanner = Scanner {
        reader: Reader::new(text),
        directives: DirectiveReader::default(),
        notes: Vec::new(),
        scan: Scan::default(),
    };
    while let Some(line) = scanner.reader.next() {
        scanner.top_line(&line);
    }
    let mut scan = scanner.scan;
    let reader = scanner.reader;
    let end = Lines { first: reader.number(), last: reader.number() };
    if scan.nodes.is_empty() && scan.diagnostics.is_empty() {
        let span = Span::new(0..text.len());
        let problem = LineProblem::NoInstructions.into();
        scan.diagnostics.push(Diagnostic { span, lines: end, problem });
    }
    if let Some(span) = reader.too_long() {
        scan.diagnostics.push(Diagnostic {
            span,
            lines: end,
            problem: LineProblem::TooLong.into(),
        });
    }
    scan
}

struct Scanner<'a> {
    reader: Reader<'a>,
    directives: DirectiveReader,
    // The comments right above an instruction describe it.
    notes: Vec<String>,
    scan: Scan,
}

impl Scanner<'_> {
    fn top_line(&mut self, line: &RawLine<'_>) {
        let body = line.body();
        let start = line.start + line.indent();
        if body.starts_with('#') {
            let span = Span::new(start..start + body.len());
            if self.directive(line, span) {
                self.scan.directive_lines.push(span);
            } else {
                self.scan.comments.push(span);
                self.note(line);
            }
            return;
        }
        // The first line that is no comment ends the directives.
        self.directives.read(body, "#");
        match body.is_empty() {
            true => self.notes.clear(),
            false => self.instruction(line, start, body),
        }
    }

    fn directive(&mut self, line: &RawLine<'_>, span: Span) -> bool {
        match self.directives.read(line.body(), "#") {
            Found::Nothing => return false,
            Found::Duplicate(name) => {
                self.report(line, span, LineProblem::DuplicateDirective(name.name().to_owned()));
            }
            Found::Directive(name, found) => {
                let start = span.start as usize;
                let range = found.span.range();
                let span = Span::new(start + range.start..start + range.end);
                let value = Spanned { value: found.value, span };
                let directives = &mut self.scan.directives;
                match (name, value.value.as_str()) {
                    (DirectiveName::Syntax, _) => directives.syntax = Some(value),
                    (DirectiveName::Check, _) => directives.check = Some(value),
                    (DirectiveName::Escape, "\\") => directives.escape = Escape::Backslash,
                    (DirectiveName::Escape, "`") => directives.escape = Escape::Backtick,
                    (DirectiveName::Escape, _) => {
                        self.report(line, span, LineProblem::InvalidEscape(value.value));
                    }
                }
            }
        }
        true
    }

    // An empty comment separates the comments above it from the instruction, as an empty line does.
    fn note(&mut self, line: &RawLine<'_>) {
        let mut characters = line.text.chars();
        characters.next();
        match characters.as_str().trim() {
            "" => self.notes.clear(),
            note => self.notes.push(note.to_owned()),
        }
    }

    fn instruction(&mut self, first: &RawLine<'_>, start: usize, body: &str) {
        let mut logical = LogicalLine::default();
        let (part, mut continued) = self.without_continuation(body);
        logical.push(part, start);
        let mut has_empty = false;
        let mut end = start + body.len();
        while continued {
            let Some(line) = self.reader.next() else { break };
            let body = line.body();
            if body.starts_with('#') {
                let start = line.start + line.indent();
                self.scan.comments.push(Span::new(start..start + body.len()));
                continue;
            }
            if body.is_empty() {
                has_empty = true;
                continue;
            }
            let whole = line.without_newline();
            let (part, more) = self.without_continuation(whole);
            logical.push(part, line.start);
            continued = more;
            end = line.start + whole.len();
        }
        let mut lines = Lines { first: first.number, last: self.reader.number() };
        let span = Span::new(start..end);
        if has_empty {
            let problem = Remark::EmptyContinuation(logical.text.clone()).into();
            self.scan.diagnostics.push(Diagnostic { span, lines, problem });
        }
        let notes = std::mem::take(&mut self.notes);
        let (mut node, mut fault) = read_node(&logical, self.scan.directives.escape);
        if fault.is_none() && node.may_hold_heredocs() && logical.text.contains("<<") {
            let problem = self.heredocs(&mut node);
            fault = problem.map(|it| (it, span));
        }
        if !node.heredocs.is_empty() {
            end = self.reader.last_end();
        }
        lines.last = self.reader.number();
        node.span = Span::new(start..end);
        node.lines = lines;
        node.comments = notes;
        match fault {
            Some((problem, span)) => {
                let problem = problem.into();
                self.scan.diagnostics.push(Diagnostic { span, lines, problem });
                self.scan.broken.push(node);
            }
            None => self.scan.nodes.push(node),
        }
    }

    /// A line without the escape character at its end, and whether it had one.
    fn without_continuation<'b>(&self, line: &'b str) -> (&'b str, bool) {
        let escape = self.scan.directives.escape.character();
        let part = line.trim_end_matches([' ', '\t']).strip_suffix(escape);
        // Two of them are an escaped escape.
        match part.filter(|it| !it.ends_with(escape)) {
            Some(part) => (part, true),
            None => (line, false),
        }
    }

    /// Reads the documents that a node announces.
    fn heredocs(&mut self, node: &mut Node) -> Option<LineProblem> {
        let words = match heredocs_of_line(&node.line.text) {
            Ok(words) => words,
            Err(error) => return Some(LineProblem::HeredocName(error)),
        };
        for word in words {
            let mut content = String::new();
            let start = self.reader.position();
            let mut end = None;
            while end.is_none()
                && let Some(line) = self.reader.next()
            {
                let whole = line.without_newline();
                let name = if word.chomp { whole.trim_start_matches('\t') } else { whole };
                if name == word.name {
                    end = Some(line.start);
                } else {
                    content.push_str(line.text);
                }
            }
            let span = Span::new(start..end.unwrap_or(self.reader.position()));
            node.heredocs.push(Heredoc {
                name: word.name,
                content,
                span,
                expand: word.expand,
                chomp: word.chomp,
                file_descriptor: word.file_descriptor,
            });
            if end.is_none() {
                return Some(LineProblem::UnterminatedHeredoc);
            }
        }
        None
    }

    fn report(&mut self, line: &RawLine<'_>, span: Span, problem: LineProblem) {
        let lines = Lines { first: line.number, last: line.number };
        self.scan.diagnostics.push(Diagnostic { span, lines, problem: problem.into() });
    }
}

impl Node {
    fn may_hold_heredocs(&self) -> bool {
        let node = match &self.arguments {
            Arguments::Trigger(inner) => inner,
            Arguments::Words(_) | Arguments::Exec(_) | Arguments::Pairs(_) => self,
        };
        let is_exec = matches!(node.arguments, Arguments::Exec(_));
        let keyword = Keyword::of(&node.keyword.value);
        matches!(keyword, Some(Keyword::Add | Keyword::Copy | Keyword::Run)) && !is_exec
    }
}
