//! Findings, and which of them count.

use super::Check;
use super::options::{CheckOptionError, CheckOptions, OnFinding};
use super::platform::PlatformError;
use super::rules::{Phase, Rule, Status};
use super::subject::{Place, Subject};
use crate::diagnostic::Diagnostic;
use crate::problem::{Problem, Violation};
use crate::span::{Lines, Span};
use crate::stage_order::StageOrderProblem;

/// A rule that a Dockerfile breaks, and where.
#[derive(Clone, Debug)]
pub struct Finding {
    pub rule: &'static Rule,
    /// BuildKit's words about this place.
    pub detail: String,
    /// The instruction's lines.
    pub lines: Lines,
    /// The instruction.
    pub span: Span,
}

impl Finding {
    /// The finding among the other remarks on the text.
    pub fn diagnostic(&self) -> Diagnostic {
        let Rule { name, explanation, .. } = *self.rule;
        let violation = Violation { rule: name, detail: self.detail.clone(), explanation };
        Diagnostic { span: self.span, lines: self.lines, problem: violation.into() }
    }
}

/// What ends the checks before they are through.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    #[error("the Dockerfile cannot be empty")]
    Empty,
    #[error("failed to parse check options: {0}")]
    Directive(CheckOptionError),
    #[error("failed to parse build-arg:BUILDKIT_DOCKERFILE_CHECK: {0}")]
    Argument(CheckOptionError),
    /// The Dockerfile cannot be read as one.
    #[error("{}", parse_error(problem, *lines))]
    Dockerfile { problem: Problem, lines: Lines },
    /// An instruction fails as soon as its variables are known.
    #[error("{message}")]
    Instruction { message: String, lines: Lines },
    #[error("base name ({written}) should not be blank")]
    BlankBase { written: String, lines: Lines },
    #[error("empty platform value from expression {written}{}", did_you_mean(suggestion))]
    BlankPlatform { written: String, suggestion: Option<String>, lines: Lines },
    #[error("failed to parse platform {written}: {error}{}", did_you_mean(suggestion))]
    Platform { written: String, error: PlatformError, suggestion: Option<String>, lines: Lines },
    #[error("target stage {} could not be found", crate::quote::quote(.0))]
    Target(String),
    #[error(transparent)]
    StageOrder(#[from] StageOrderProblem),
    /// A limit of this simulator, not of Docker.
    #[error("the simulator does not check Dockerfiles with so many variables in so many stages")]
    TooLarge,
    /// There are findings, and the options make them errors: `error=true`.
    #[error("lint violation found for rules: {}", .0.join(", "))]
    Violations(Vec<&'static str>),
}

impl CheckError {
    /// The lines that it is about, if it is about some.
    pub fn lines(&self) -> Option<Lines> {
        match self {
            CheckError::Dockerfile { lines, .. }
            | CheckError::Instruction { lines, .. }
            | CheckError::BlankBase { lines, .. }
            | CheckError::BlankPlatform { lines, .. }
            | CheckError::Platform { lines, .. } => Some(*lines),
            CheckError::Empty
            | CheckError::Directive(_)
            | CheckError::Argument(_)
            | CheckError::Target(_)
            | CheckError::StageOrder(_)
            | CheckError::TooLarge
            | CheckError::Violations(_) => None,
        }
    }
}

fn parse_error(problem: &Problem, lines: Lines) -> String {
    match problem {
        Problem::Instruction(problem) => {
            format!("dockerfile parse error on line {}: {problem}", lines.first)
        }
        Problem::Line(_) | Problem::Stage(_) | Problem::Remark(_) | Problem::Check(_) => {
            problem.to_string()
        }
    }
}

fn did_you_mean(suggestion: &Option<String>) -> String {
    suggestion.as_ref().map(|it| format!(" (did you mean {it}?)")).unwrap_or_default()
}

/// Where BuildKit stops: what it would have found later it does not find.
pub(super) struct Stop {
    pub(super) phase: Phase,
    pub(super) line: u32,
    pub(super) error: CheckError,
}

/// The findings so far.
pub(super) struct Report<'a> {
    options: &'a CheckOptions,
    stop: Option<Stop>,
    rule: Option<&'static Rule>,
    /// The options for the instruction that was looked at last.
    local: ((Span, usize), CheckOptions),
    findings: Vec<Finding>,
}

impl<'a> Report<'a> {
    pub(super) fn new(options: &'a CheckOptions, stop: Option<Stop>) -> Report<'a> {
        Report {
            options,
            stop,
            rule: None,
            local: ((Span::new(0..0), 0), options.clone()),
            findings: Vec::new(),
        }
    }

    /// Asks one rule.
    pub(super) fn run(&mut self, rule: &'static Rule, subject: &Subject<'_>) {
        self.rule = Some(rule);
        (rule.check)(subject, self);
    }

    /// Notes what the rule found at a place, unless it is not to run there.
    pub(super) fn add(&mut self, place: &Place<'_>, detail: String) {
        self.add_at(place, place, detail);
    }

    /// The same, found at one place but about another.
    pub(super) fn add_at(&mut self, found: &Place<'_>, about: &Place<'_>, detail: String) {
        let rule = self.rule.expect("only a rule that runs finds something");
        let is_reached = |it: &Stop| (rule.phase, found.lines.first) <= (it.phase, it.line);
        if self.stop.as_ref().is_none_or(is_reached) && self.is_wanted(rule, found) {
            self.findings.push(Finding { rule, detail, lines: about.lines, span: about.span });
        }
    }

    // As linter.go, `Linter.Run`: an experimental rule runs if it is asked for, whatever is skipped.
    fn is_wanted(&mut self, rule: &Rule, place: &Place<'_>) -> bool {
        let key = (place.span, place.comments.len());
        if self.local.0 != key {
            self.local = (key, self.options.with(place.comments));
        }
        let (_, options) = &self.local;
        match rule.status {
            Status::Stable => !options.skip.holds(rule.name),
            Status::Experimental => options.experimental.holds(rule.name),
        }
    }

    /// All that was found.
    pub(super) fn finish(self) -> Check {
        let mut findings = self.findings;
        findings.sort_by(|a, b| (a.lines.first, &a.detail).cmp(&(b.lines.first, &b.detail)));
        let error = match (self.stop, self.options.on_finding) {
            (Some(stop), _) => Some(stop.error),
            (None, OnFinding::Fail) if !findings.is_empty() => {
                let mut rules: Vec<&str> = findings.iter().map(|it| it.rule.name).collect();
                rules.sort_unstable();
                rules.dedup();
                Some(CheckError::Violations(rules))
            }
            (None, OnFinding::Warn | OnFinding::Fail) => None,
        };
        Check { findings, error }
    }
}
