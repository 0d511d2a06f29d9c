//! The front door: Dockerfile text -> instructions and remarks.

use crate::diagnostic::Diagnostic;
use crate::directive::Directives;
use crate::instruction::{CommandLine, Instruction};
use crate::interpret::interpret;
use crate::mount::constant_problem;
use crate::node::Node;
use crate::problem::{Problem, Remark, Severity, StageProblem};
use crate::scan::scan;
use crate::span::{Lines, Span, Spanned};
use crate::words::is_blank;

/// Everything that the parser found out.
#[derive(Clone, Debug)]
pub struct Parse {
    /// The instructions that were understood, in order.
    pub instructions: Vec<Statement>,
    /// Remarks about the rest, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// What the comments at the top say.
    pub directives: Directives,
}

/// An instruction and how it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub instruction: Instruction,
    /// The text as Docker shows it: continued lines joined, no blanks around it, no here-documents.
    pub original: String,
    /// The first word, as written.
    pub keyword: Spanned<String>,
    /// The words behind it that start with `--`, without their quotes.
    pub flags: Vec<Spanned<String>>,
    /// From the keyword to the end of the last line, here-documents included.
    pub span: Span,
    /// The same in lines.
    pub lines: Lines,
    /// The comments right above, without their `#`.
    pub comments: Vec<String>,
}

/// Parses a Dockerfile. Half of one is parsed as far as it goes.
pub fn parse(text: &str) -> Parse {
    let scan = scan(text);
    let mut parse = Parse {
        instructions: Vec::new(),
        diagnostics: scan.diagnostics,
        directives: scan.directives,
    };
    for node in &scan.nodes {
        parse.add(node);
    }
    parse.check_stages();
    parse.diagnostics.sort_by_key(|it| (it.span.start, it.span.end));
    parse
}

impl Statement {
    /// The words behind a `FROM` and its flags, as written.
    pub(crate) fn words_of_from(&self) -> impl Iterator<Item = &str> {
        self.original.split(is_blank).filter(|it| !it.is_empty()).skip(1 + self.flags.len())
    }
}

impl Parse {
    /// The error that Docker stops at, if there is one.
    ///
    /// Docker reads all lines before it looks at the first instruction, and stops at the first error.
    pub fn first_error(&self) -> Option<&Diagnostic> {
        let errors = self.diagnostics.iter().filter(|it| it.severity() == Severity::Error);
        errors.min_by_key(|it| (!matches!(it.problem, Problem::Line(_)), it.span.start))
    }

    fn add(&mut self, node: &Node) {
        let instruction = match interpret(node) {
            Ok(instruction) => instruction,
            Err((problem, span)) => return self.report(node, span, problem),
        };
        if let Instruction::Run(run) = &instruction
            && run.command == CommandLine::Shell(String::new())
        {
            self.report(node, node.keyword.span, Remark::NothingToRun);
        }
        if let Instruction::Run(run) = &instruction
            && let Some(problem) = run.mounts.iter().find_map(|it| constant_problem(it))
        {
            self.report(node, node.keyword.span, Remark::Mount(problem));
        }
        if let Instruction::Onbuild(onbuild) = &instruction
            && let Err(problem) = &onbuild.instruction
        {
            self.report(node, node.arguments_span, Remark::Trigger(problem.clone()));
        }
        self.instructions.push(Statement {
            instruction,
            original: node.original().to_owned(),
            keyword: node.keyword.clone(),
            flags: node.flags.clone(),
            span: node.span,
            lines: node.lines,
            comments: node.comments.clone(),
        });
    }

    fn report(&mut self, node: &Node, span: Span, problem: impl Into<Problem>) {
        self.diagnostics.push(Diagnostic { span, lines: node.lines, problem: problem.into() });
    }

    /// Only `ARG` may stand before the first `FROM`. A broken instruction there may be the missing `FROM`.
    fn check_stages(&mut self) {
        let first =
            self.instructions.iter().find(|it| !matches!(it.instruction, Instruction::Arg(_)));
        let (statement, problem) = match (first, self.instructions.last()) {
            (Some(first), _) if matches!(first.instruction, Instruction::From(_)) => return,
            (Some(first), _) => (first, StageProblem::NoBuildStage),
            (None, Some(last)) => (last, StageProblem::NoStages),
            (None, None) => return,
        };
        let (span, lines) = (statement.keyword.span, statement.lines);
        let explains = |it: &Diagnostic| {
            let is_before = it.span.start < span.start || problem == StageProblem::NoStages;
            is_before && it.severity() == Severity::Error
        };
        if !self.diagnostics.iter().any(explains) {
            self.diagnostics.push(Diagnostic { span, lines, problem: problem.into() });
        }
    }
}
