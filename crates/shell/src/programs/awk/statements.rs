//! Reads the statements of an `awk` program.

use crate::programs::awk::parser::{Parsed, Parser, UNEXPECTED};
use crate::programs::awk::syntax::{Expr, Statement, Target};
use crate::programs::awk::token::Token;

impl Parser {
    pub(super) fn block(&mut self) -> Parsed<Vec<Statement>> {
        self.expect_symbol("{")?;
        let mut statements = Vec::new();
        loop {
            self.skip_newlines();
            if self.take_symbol(";") {
                continue;
            }
            if self.take_symbol("}") {
                return Ok(statements);
            }
            statements.push(self.statement()?);
        }
    }

    /// One statement as a body, on this line or the next.
    fn body(&mut self) -> Parsed<Vec<Statement>> {
        self.skip_newlines();
        if self.take_symbol(";") {
            return Ok(Vec::new());
        }
        if self.is_symbol("{") {
            return self.block();
        }
        Ok(vec![self.statement()?])
    }

    fn statement(&mut self) -> Parsed<Statement> {
        self.enter()?;
        let statement = self.any_statement();
        self.depth -= 1;
        statement
    }

    fn any_statement(&mut self) -> Parsed<Statement> {
        if self.is_symbol("{") {
            return Ok(Statement::Block(self.block()?));
        }
        if self.take_keyword("if") {
            let condition = self.condition()?;
            let then = self.body()?;
            let before = self.at;
            self.skip_newlines();
            if self.take_symbol(";") {
                self.skip_newlines();
            }
            if self.take_keyword("else") {
                return Ok(Statement::If(condition, then, self.body()?));
            }
            self.at = before;
            return Ok(Statement::If(condition, then, Vec::new()));
        }
        if self.take_keyword("while") {
            let condition = self.condition()?;
            return Ok(Statement::While(condition, self.body()?));
        }
        if self.take_keyword("for") {
            return self.for_statement();
        }
        if self.take_keyword("do") {
            let body = self.body()?;
            self.skip_newlines();
            if self.take_symbol(";") {
                self.skip_newlines();
            }
            if !self.take_keyword("while") {
                return self.fault(UNEXPECTED);
            }
            let condition = self.condition()?;
            self.end_of_statement()?;
            return Ok(Statement::Do(body, condition));
        }
        let statement = self.simple()?;
        self.end_of_statement()?;
        Ok(statement)
    }

    fn condition(&mut self) -> Parsed<Expr> {
        self.expect_symbol("(")?;
        let condition = self.expr()?;
        self.expect_symbol(")")?;
        Ok(condition)
    }

    fn end_of_statement(&mut self) -> Parsed<()> {
        let newline = *self.peek() == Token::Newline;
        self.at += usize::from(newline);
        match newline || self.take_symbol(";") || self.is_symbol("}") {
            true => Ok(()),
            false => self.fault(UNEXPECTED),
        }
    }

    fn for_statement(&mut self) -> Parsed<Statement> {
        self.expect_symbol("(")?;
        let mut first = Vec::new();
        if !self.is_symbol(";") {
            self.within_for = true;
            let statement = self.simple();
            self.within_for = false;
            first.push(statement?);
        }
        if self.take_keyword("in") {
            let Some(Statement::Expr(Expr::Get(place))) = first.pop() else {
                return self.fault(UNEXPECTED);
            };
            let Token::Name(name) = self.advance() else { return self.fault(UNEXPECTED) };
            let array = self.variable(&name);
            self.expect_symbol(")")?;
            return Ok(Statement::ForIn(place, array, self.body()?));
        }
        self.expect_symbol(";")?;
        self.skip_newlines();
        let condition = if self.is_symbol(";") { None } else { Some(self.expr()?) };
        self.expect_symbol(";")?;
        self.skip_newlines();
        let step = if self.is_symbol(")") { Vec::new() } else { vec![self.simple()?] };
        self.expect_symbol(")")?;
        Ok(Statement::For(first, condition, step, self.body()?))
    }

    fn simple(&mut self) -> Parsed<Statement> {
        let Token::Keyword(keyword) = *self.peek() else {
            return Ok(Statement::Expr(self.expr()?));
        };
        if keyword == "getline" {
            return Ok(Statement::Expr(self.expr()?));
        }
        self.at += 1;
        Ok(match keyword {
            "print" | "printf" => return self.print(keyword == "printf"),
            "break" => Statement::Break,
            "continue" => Statement::Continue,
            "next" => Statement::Next,
            "nextfile" => Statement::NextFile,
            "exit" => Statement::Exit(self.optional()?),
            "return" => Statement::Return(self.optional()?),
            "delete" => {
                let Token::Name(name) = self.advance() else { return self.fault(UNEXPECTED) };
                let array = self.variable(&name);
                let index = if self.take_symbol("[") { Some(self.list("]")?) } else { None };
                Statement::Delete(array, index)
            }
            _ => {
                self.at -= 1;
                return self.fault(UNEXPECTED);
            }
        })
    }

    fn optional(&mut self) -> Parsed<Option<Expr>> {
        let ends = *self.peek() == Token::Newline || self.is_symbol(";") || self.is_symbol("}");
        if ends { Ok(None) } else { self.expr().map(Some) }
    }

    fn print(&mut self, formatted: bool) -> Parsed<Statement> {
        let targets = [(">", Target::File), (">>", Target::Append), ("|", Target::Pipe)];
        let mut values = Vec::new();
        let ends = |it: &Parser| {
            matches!(it.peek(), Token::Newline | Token::Symbol(";" | "}" | ">" | ">>" | "|"))
        };
        let before = std::mem::replace(&mut self.printing, true);
        while !ends(self) {
            values.push(self.expr()?);
            if !self.take_symbol(",") {
                break;
            }
            self.skip_newlines();
        }
        // `print (a, b)`
        if let [Expr::Group(_)] = values.as_slice()
            && let Some(Expr::Group(all)) = values.pop()
        {
            values = all;
        }
        let target = targets.iter().find(|(symbol, _)| self.is_symbol(symbol)).map(|it| it.1);
        let to = match target {
            Some(target) => {
                self.at += 1;
                Some((target, self.concatenation()?))
            }
            None => None,
        };
        self.printing = before;
        if formatted && values.is_empty() {
            return self.fault("Too few arguments");
        }
        Ok(Statement::Print { values, formatted, to })
    }
}
