//! Dockerfile text -> instructions, spans, diagnostics; `.dockerignore`. Parsing never fails and needs no files.

mod boolean;
mod check;
mod device;
mod diagnostic;
mod directive;
mod expand;
mod expand_instruction;
mod flags;
mod healthcheck;
mod heredoc;
mod highlight;
mod ignore;
mod instruction;
mod instruction_problem;
mod interpret;
mod json;
mod keyword;
mod lexer;
mod mount;
mod node;
mod parse;
mod path;
mod pattern;
mod ports;
mod predefined;
mod problem;
mod quote;
mod reader;
mod scan;
mod span;
mod stage;
mod stage_order;
mod substitute;
mod suggest;
mod syntax_tree;
mod words;

pub use check::{
    BaseImage, Check, CheckError, CheckOptionError, CheckOptions, Finding, OnFinding, Platform,
    PlatformError, PlatformProblem, RULES, Rule, RuleSet, Status, Surroundings, check,
};
pub use device::{Device, parse_device};
pub use diagnostic::Diagnostic;
pub use directive::{Directive, DirectiveName, Directives, detect_syntax, find_directive};
pub use expand::{
    Escape, Escapes, ExpandError, ExpandProblem, Expansion, Options, Quotes, Unset, expand,
};
pub use expand_instruction::ExpandText;
pub use flags::{FlagKind, Flags};
pub use healthcheck::{Healthcheck, HealthcheckTiming};
pub use heredoc::{Heredoc, HeredocWord, chomp, heredoc_word, heredocs_of_line};
pub use highlight::{Token, TokenKind, highlight};
pub use ignore::{Ignore, IgnoreError, ignore_patterns};
pub use instruction::{
    Add, ArgDefinition, CommandLine, Copy, From, Instruction, Onbuild, Run, Source, StageName,
};
pub use instruction_problem::{DeviceProblem, FlagProblem, HealthcheckProblem, InstructionProblem};
pub use keyword::Keyword;
pub use mount::{Access, Mount, MountKind, MountProblem, Sharing, parse_mount};
pub use node::{Arguments, Node, exec_form};
pub use parse::{Parse, Statement, parse};
pub use path::clean_path;
pub use pattern::{BadPattern, wildcard_match};
pub use ports::{Port, PortError, PortProblem, Protocol, parse_ports};
pub use predefined::PROXY_ARGUMENTS;
pub use problem::{LineProblem, Problem, Remark, Severity, StageProblem, Violation};
pub use quote::quote;
pub use scan::{Scan, scan};
pub use span::{Lines, Span, Spanned};
pub use stage::Stage;
pub use stage_order::StageOrderProblem;
pub use suggest::{suggest, suggest_in_any_case};
pub use syntax_tree::syntax_tree;
pub use words::{Assignment, AssignmentForm};
