//! From the text of a template to its nodes.

use super::TemplateError;

/// How deep `if` and `range` may nest.
const DEPTH_MAX: usize = 32;

/// A parsed template.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    pub(super) nodes: Vec<Node>,
}

#[derive(Clone, Debug)]
pub(super) enum Node {
    Text(String),
    Print(Pipeline),
    If { condition: Pipeline, then: Vec<Node>, otherwise: Vec<Node> },
    Range { list: Pipeline, body: Vec<Node>, otherwise: Vec<Node> },
}

/// `a | b | c`: each call gets the value of the one before as its last argument.
#[derive(Clone, Debug)]
pub(super) struct Pipeline(pub(super) Vec<Call>);

/// A value, or a function with arguments.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) function: Option<&'static str>,
    pub(super) arguments: Vec<Operand>,
}

#[derive(Clone, Debug)]
pub(super) enum Operand {
    /// `.A.B`; `.` alone has no names. The offset is that of its first byte.
    Field {
        names: Vec<String>,
        offset: usize,
    },
    Text(String),
    Number(u64),
    Nested(Pipeline),
}

/// The functions that are simulated. (docker/cli: templates/templates.go.)
const FUNCTIONS: [&str; 22] = [
    "and", "eq", "ge", "gt", "index", "join", "json", "le", "len", "lower", "lt", "ne", "not",
    "or", "pad", "print", "printf", "println", "split", "title", "truncate", "upper",
];
/// Those of Go's and Docker's that are not.
const OTHER_FUNCTIONS: [&str; 9] =
    ["block", "call", "define", "html", "js", "slice", "template", "urlquery", "with"];

impl Template {
    /// Parses `text`.
    pub(crate) fn parse(text: &str) -> Result<Template, TemplateError> {
        let mut parser = Parser { text, offset: 0, depth: 0 };
        let (nodes, end) = parser.nodes()?;
        match end {
            BlockEnd::Text => Ok(Template { nodes }),
            BlockEnd::Else => Err(refused("unexpected {{else}}")),
            BlockEnd::End => Err(refused("unexpected {{end}}")),
        }
    }
}

/// What a list of nodes ended with.
#[derive(PartialEq, Eq)]
enum BlockEnd {
    Text,
    Else,
    End,
}

struct Parser<'a> {
    text: &'a str,
    offset: usize,
    depth: usize,
}

impl Parser<'_> {
    fn nodes(&mut self) -> Result<(Vec<Node>, BlockEnd), TemplateError> {
        let mut nodes = Vec::new();
        loop {
            let rest = &self.text[self.offset..];
            let Some(open) = rest.find("{{") else {
                nodes.push(Node::Text(rest.to_string()));
                self.offset = self.text.len();
                return Ok((nodes, BlockEnd::Text));
            };
            let text = match rest[open + 2..].starts_with("- ") {
                true => rest[..open].trim_end(),
                false => &rest[..open],
            };
            nodes.push(Node::Text(text.to_string()));
            let start = self.offset + open + 2;
            let length = self.text[start..].find("}}").ok_or_else(|| refused("unclosed action"))?;
            self.offset = start + length + 2;
            let mut action = &self.text[start..start + length];
            if let Some(trimmed) = action.strip_suffix(" -") {
                action = trimmed;
                let after = &self.text[self.offset..];
                self.offset += after.len() - after.trim_start().len();
            }
            let dash = if action.starts_with("- ") { 1 } else { 0 };
            let tokens = tokens(&action[dash..], start + dash)?;
            match tokens.first().map(|it| &it.kind) {
                Some(TokenKind::Word(word)) if word == "end" => return Ok((nodes, BlockEnd::End)),
                Some(TokenKind::Word(word)) if word == "else" => {
                    return Ok((nodes, BlockEnd::Else));
                }
                Some(TokenKind::Word(word)) if word == "if" || word == "range" => {
                    let subject = pipeline(&tokens[1..], 0)?;
                    nodes.push(self.block(word == "if", subject)?);
                }
                Some(_) => nodes.push(Node::Print(pipeline(&tokens, 0)?)),
                None => return Err(refused("missing value for command")),
            }
        }
    }

    fn block(&mut self, is_if: bool, subject: Pipeline) -> Result<Node, TemplateError> {
        self.depth += 1;
        if DEPTH_MAX < self.depth {
            return Err(unsupported("a template that nests so deeply"));
        }
        let (first, end) = self.nodes()?;
        let (otherwise, end) = match end {
            BlockEnd::Else => self.nodes()?,
            BlockEnd::Text | BlockEnd::End => (Vec::new(), end),
        };
        self.depth -= 1;
        match (end, is_if) {
            (BlockEnd::End, true) => Ok(Node::If { condition: subject, then: first, otherwise }),
            (BlockEnd::End, false) => Ok(Node::Range { list: subject, body: first, otherwise }),
            (BlockEnd::Text, _) => Err(refused("unexpected EOF")),
            (BlockEnd::Else, _) => Err(refused("expected end; found {{else}}")),
        }
    }
}

struct Token {
    kind: TokenKind,
    offset: usize,
}

#[derive(Clone, PartialEq, Eq)]
enum TokenKind {
    Field(Vec<String>),
    Word(String),
    Text(String),
    Number(u64),
    Pipe,
    Open,
    Close,
}

fn tokens(text: &str, start: usize) -> Result<Vec<Token>, TemplateError> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let offset = start + text.len() - rest.len();
        let (kind, length) = match first {
            '|' => (TokenKind::Pipe, 1),
            '(' => (TokenKind::Open, 1),
            ')' => (TokenKind::Close, 1),
            '"' => {
                let end =
                    closing_quote(rest).ok_or_else(|| refused("unterminated quoted string"))?;
                let text = serde_json::from_str(&rest[..end])
                    .map_err(|_| unsupported("such a string in a template"))?;
                (TokenKind::Text(text), end)
            }
            '.' => {
                let end = rest.find(|it: char| !(is_name(it) || it == '.')).unwrap_or(rest.len());
                let names = rest[1..end].split('.').filter(|it| !it.is_empty());
                (TokenKind::Field(names.map(str::to_string).collect()), end)
            }
            it if it.is_ascii_digit() => {
                let end = rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len());
                let number = rest[..end].parse().map_err(|_| refused("bad number syntax"))?;
                (TokenKind::Number(number), end)
            }
            it if is_name(it) => {
                let end = rest.find(|it: char| !is_name(it)).unwrap_or(rest.len());
                (TokenKind::Word(rest[..end].to_string()), end)
            }
            it => return Err(unsupported(&format!("`{it}` in a template"))),
        };
        tokens.push(Token { kind, offset });
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

fn closing_quote(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (index, char) in text.char_indices().skip(1) {
        match char {
            '"' if !escaped => return Some(index + 1),
            it => escaped = it == '\\' && !escaped,
        }
    }
    None
}

fn is_name(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

fn pipeline(tokens: &[Token], depth: usize) -> Result<Pipeline, TemplateError> {
    if DEPTH_MAX < depth {
        return Err(unsupported("a template that nests so deeply"));
    }
    let mut calls = Vec::new();
    let mut rest = tokens;
    loop {
        let end = end_of_call(rest);
        calls.push(call(&rest[..end], depth)?);
        match rest.get(end) {
            Some(_) => rest = &rest[end + 1..],
            None => return Ok(Pipeline(calls)),
        }
    }
}

/// Where the next pipe outside of brackets is, or the end.
fn end_of_call(tokens: &[Token]) -> usize {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth = depth.saturating_sub(1),
            TokenKind::Pipe if depth == 0 => return index,
            TokenKind::Pipe
            | TokenKind::Field(_)
            | TokenKind::Word(_)
            | TokenKind::Text(_)
            | TokenKind::Number(_) => (),
        }
    }
    tokens.len()
}

fn call(tokens: &[Token], depth: usize) -> Result<Call, TemplateError> {
    let mut rest = tokens;
    let mut function = None;
    if let Some(Token { kind: TokenKind::Word(word), .. }) = tokens.first() {
        function = Some(known_function(word)?);
        rest = &tokens[1..];
    }
    let mut arguments = Vec::new();
    while let Some(token) = rest.first() {
        let operand = match &token.kind {
            TokenKind::Field(names) => {
                Operand::Field { names: names.clone(), offset: token.offset }
            }
            TokenKind::Text(text) => Operand::Text(text.clone()),
            TokenKind::Number(number) => Operand::Number(*number),
            TokenKind::Word(word) => {
                return Err(known_function(word)
                    .err()
                    .unwrap_or_else(|| unsupported("a function as an argument")));
            }
            TokenKind::Open => {
                let end = closing(rest).ok_or_else(|| refused("unclosed left paren"))?;
                arguments.push(Operand::Nested(pipeline(&rest[1..end], depth + 1)?));
                rest = &rest[end + 1..];
                continue;
            }
            TokenKind::Close => return Err(refused("unexpected right paren")),
            TokenKind::Pipe => return Err(refused("missing value for command")),
        };
        arguments.push(operand);
        rest = &rest[1..];
    }
    match (function, arguments.len()) {
        (None, 0) => Err(refused("missing value for command")),
        (None, 2..) => Err(unsupported("a template that calls a value")),
        (Some(_), _) | (None, 1) => Ok(Call { function, arguments }),
    }
}

fn closing(tokens: &[Token]) -> Option<usize> {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(index);
                }
            }
            TokenKind::Pipe
            | TokenKind::Field(_)
            | TokenKind::Word(_)
            | TokenKind::Text(_)
            | TokenKind::Number(_) => (),
        }
    }
    None
}

fn known_function(word: &str) -> Result<&'static str, TemplateError> {
    if let Some(function) = FUNCTIONS.iter().find(|it| **it == word) {
        return Ok(function);
    }
    Err(match OTHER_FUNCTIONS.contains(&word) {
        true => unsupported(&format!("`{word}` in a template")),
        false => refused(&format!("function \"{word}\" not defined")),
    })
}

fn refused(message: &str) -> TemplateError {
    TemplateError::Refused(format!(": {message}"))
}

pub(super) fn unsupported(what: &str) -> TemplateError {
    TemplateError::Unsupported(what.to_string())
}
