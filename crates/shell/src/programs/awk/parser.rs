//! Reads an `awk` program: its rules and functions.

use crate::programs::awk::syntax::{Expr, Function, Place, Program, Rule, SPECIAL, Variable};
use crate::programs::awk::token::{Token, tokens};

/// How deep expressions and statements may nest.
pub(super) const DEPTH_MAX: u32 = 48;

/// What is wrong with a program, and the line.
pub(super) type Fault = (&'static str, u32);
pub(super) type Parsed<T> = Result<T, Fault>;

pub(super) const UNEXPECTED: &str = "Unexpected token";
/// The mark of a fault that is our limit.
pub(super) const TOO_DEEP: &str = "too deep";

pub(super) struct Parser {
    tokens: Vec<(Token, u32)>,
    pub(super) at: usize,
    pub(super) program: Program,
    /// The parameters of the function that is read.
    locals: Vec<String>,
    pub(super) depth: u32,
    /// `>` redirects, here, and `in` belongs to `for`.
    pub(super) printing: bool,
    pub(super) within_for: bool,
}

/// Reads `text`.
pub(super) fn parse(text: &str) -> Parsed<Program> {
    let mut parser = Parser {
        tokens: tokens(text)?,
        at: 0,
        program: Program::default(),
        locals: Vec::new(),
        depth: 0,
        printing: false,
        within_for: false,
    };
    parser.program.globals = SPECIAL.iter().map(|it| String::from(*it)).collect();
    loop {
        parser.skip_newlines();
        if parser.take_symbol(";") {
            continue;
        }
        if *parser.peek() == Token::End {
            break;
        }
        parser.item()?;
    }
    match parser.program.functions.iter().find(|it| it.body.is_none()) {
        Some(_) => Err(("Call to undefined function", 1)),
        None => Ok(parser.program),
    }
}

impl Parser {
    pub(super) fn peek(&self) -> &Token {
        self.peek_at(0)
    }

    pub(super) fn peek_at(&self, ahead: usize) -> &Token {
        self.tokens.get(self.at + ahead).map_or(&Token::End, |it| &it.0)
    }

    pub(super) fn advance(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    pub(super) fn back(&mut self) {
        self.at -= 1;
    }

    pub(super) fn fault<T>(&self, message: &'static str) -> Parsed<T> {
        let line = self.tokens.get(self.at).or(self.tokens.last()).map_or(1, |it| it.1);
        Err((message, line))
    }

    pub(super) fn is_symbol(&self, symbol: &str) -> bool {
        matches!(self.peek(), Token::Symbol(it) if *it == symbol)
    }

    pub(super) fn take_symbol(&mut self, symbol: &str) -> bool {
        let found = self.is_symbol(symbol);
        self.at += usize::from(found);
        found
    }

    pub(super) fn expect_symbol(&mut self, symbol: &str) -> Parsed<()> {
        if self.take_symbol(symbol) { Ok(()) } else { self.fault(UNEXPECTED) }
    }

    pub(super) fn take_keyword(&mut self, keyword: &str) -> bool {
        let found = matches!(self.peek(), Token::Keyword(it) if *it == keyword);
        self.at += usize::from(found);
        found
    }

    pub(super) fn skip_newlines(&mut self) {
        while *self.peek() == Token::Newline {
            self.at += 1;
        }
    }

    pub(super) fn enter(&mut self) -> Parsed<()> {
        self.depth += 1;
        if DEPTH_MAX < self.depth { self.fault(TOO_DEEP) } else { Ok(()) }
    }

    /// The number of the variable `name`.
    pub(super) fn variable(&mut self, name: &str) -> Variable {
        if let Some(local) = self.locals.iter().position(|it| it == name) {
            return Variable::Local(local);
        }
        Variable::Global(self.program.global(name))
    }

    /// The number of the function `name`.
    pub(super) fn function(&mut self, name: &str) -> usize {
        let functions = &mut self.program.functions;
        let known = functions.iter().position(|it| it.name == name);
        known.unwrap_or_else(|| {
            functions.push(Function { name: String::from(name), parameters: 0, body: None });
            functions.len() - 1
        })
    }

    fn item(&mut self) -> Parsed<()> {
        if self.take_keyword("BEGIN") {
            let block = self.block()?;
            self.program.begin.extend(block);
        } else if self.take_keyword("END") {
            let block = self.block()?;
            self.program.end.extend(block);
        } else if self.take_keyword("function") || self.take_keyword("func") {
            self.definition()?;
        } else {
            let mut rule = Rule { from: None, to: None, action: None };
            if !self.is_symbol("{") {
                rule.from = Some(self.expr()?);
                if self.take_symbol(",") {
                    self.skip_newlines();
                    rule.to = Some(self.expr()?);
                }
            }
            if self.is_symbol("{") {
                rule.action = Some(self.block()?);
            } else if *self.peek() != Token::Newline && !self.is_symbol(";") {
                return self.fault(UNEXPECTED);
            }
            self.program.rules.push(rule);
        }
        Ok(())
    }

    fn definition(&mut self) -> Parsed<()> {
        let (Token::Name(name) | Token::Call(name)) = self.advance() else {
            return self.fault(UNEXPECTED);
        };
        self.expect_symbol("(")?;
        while !self.take_symbol(")") {
            let Token::Name(parameter) = self.advance() else { return self.fault(UNEXPECTED) };
            self.locals.push(parameter);
            if !self.take_symbol(",") && !self.is_symbol(")") {
                return self.fault(UNEXPECTED);
            }
            self.skip_newlines();
        }
        self.skip_newlines();
        let number = self.function(&name);
        let body = self.block()?;
        let parameters = std::mem::take(&mut self.locals).len();
        self.program.functions[number] = Function { name, parameters, body: Some(body) };
        Ok(())
    }

    /// Expressions up to `end`.
    pub(super) fn list(&mut self, end: &str) -> Parsed<Vec<Expr>> {
        let (printing, within_for) = (self.printing, self.within_for);
        (self.printing, self.within_for) = (false, false);
        let mut all = Vec::new();
        self.skip_newlines();
        while !self.take_symbol(end) {
            all.push(self.expr()?);
            self.skip_newlines();
            if self.take_symbol(",") {
                self.skip_newlines();
            } else if !self.is_symbol(end) {
                return self.fault(UNEXPECTED);
            }
        }
        (self.printing, self.within_for) = (printing, within_for);
        Ok(all)
    }

    /// What an expression that names a place is.
    pub(super) fn place(&self, expr: Expr) -> Parsed<Place> {
        if let Expr::Get(place) = expr { Ok(place) } else { self.fault(UNEXPECTED) }
    }
}

impl Program {
    /// The number of the global variable `name`.
    pub(super) fn global(&mut self, name: &str) -> usize {
        let known = self.globals.iter().position(|it| it == name);
        known.unwrap_or_else(|| {
            self.globals.push(String::from(name));
            self.globals.len() - 1
        })
    }
}
