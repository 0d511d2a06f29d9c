//! Reads the expressions of an `awk` program, the loosest binding first.

use std::rc::Rc;

use crate::programs::awk::parser::{Parsed, Parser, UNEXPECTED};
use crate::programs::awk::syntax::{Arithmetic, Compare, Expr, Place, Target};
use crate::programs::awk::token::Token;
use crate::programs::awk::value::regex;

const ASSIGNMENTS: [(&str, Option<Arithmetic>); 8] = [
    ("=", None),
    ("+=", Some(Arithmetic::Add)),
    ("-=", Some(Arithmetic::Subtract)),
    ("*=", Some(Arithmetic::Multiply)),
    ("/=", Some(Arithmetic::Divide)),
    ("%=", Some(Arithmetic::Remainder)),
    ("^=", Some(Arithmetic::Power)),
    ("**=", Some(Arithmetic::Power)),
];

impl Parser {
    pub(super) fn expr(&mut self) -> Parsed<Expr> {
        self.enter()?;
        let expr = self.conditional();
        self.depth -= 1;
        expr
    }

    /// `a ? b : c`
    fn conditional(&mut self) -> Parsed<Expr> {
        let condition = self.either()?;
        if !self.take_symbol("?") {
            return Ok(condition);
        }
        self.skip_newlines();
        let then = self.expr()?;
        self.skip_newlines();
        self.expect_symbol(":")?;
        self.skip_newlines();
        let otherwise = self.expr()?;
        Ok(Expr::Conditional(Box::new([condition, then, otherwise])))
    }

    fn either(&mut self) -> Parsed<Expr> {
        let mut left = self.both()?;
        // As BusyBox: behind `print`, this is a pipe.
        if self.printing && self.is_symbol("||") {
            return self.fault(UNEXPECTED);
        }
        while self.take_symbol("||") {
            self.skip_newlines();
            left = Expr::Or(Box::new([left, self.both()?]));
        }
        Ok(left)
    }

    fn both(&mut self) -> Parsed<Expr> {
        let mut left = self.membership()?;
        while self.take_symbol("&&") {
            self.skip_newlines();
            left = Expr::And(Box::new([left, self.membership()?]));
        }
        Ok(left)
    }

    fn membership(&mut self) -> Parsed<Expr> {
        let mut left = self.matching()?;
        while !self.within_for && self.take_keyword("in") {
            let Token::Name(name) = self.advance() else { return self.fault(UNEXPECTED) };
            let index = if let Expr::Group(all) = left { all } else { vec![left] };
            left = Expr::In(index, self.variable(&name));
        }
        let is_list = matches!(&left, Expr::Group(all) if 1 < all.len());
        if is_list && !self.printing { self.fault(UNEXPECTED) } else { Ok(left) }
    }

    fn matching(&mut self) -> Parsed<Expr> {
        let mut left = self.comparison()?;
        loop {
            let negated = self.is_symbol("!~");
            if !self.take_symbol("~") && !self.take_symbol("!~") {
                return Ok(left);
            }
            let matches = Expr::Match(Box::new([left, self.comparison()?]));
            left = if negated { Expr::Not(Box::new(matches)) } else { matches };
        }
    }

    fn comparison(&mut self) -> Parsed<Expr> {
        let mut left = self.concatenation()?;
        loop {
            let is_pipe = self.is_symbol("|") && *self.peek_at(1) == Token::Keyword("getline");
            if is_pipe {
                self.advance();
                self.advance();
                let to = self.optional_place()?;
                left = Expr::Getline { to, from: Some((Target::Pipe, Box::new(left))) };
                continue;
            }
            let comparisons = [
                ("<", Compare::Less),
                ("<=", Compare::LessEqual),
                ("==", Compare::Equal),
                ("!=", Compare::NotEqual),
                (">", Compare::Greater),
                (">=", Compare::GreaterEqual),
            ];
            let found = comparisons.into_iter().find(|(symbol, _)| self.is_symbol(symbol));
            match found {
                Some((symbol, compare)) if !(self.printing && symbol == ">") => {
                    self.expect_symbol(symbol)?;
                    left = Expr::Compare(compare, Box::new([left, self.concatenation()?]));
                }
                Some(_) | None => return Ok(left),
            }
        }
    }

    pub(super) fn concatenation(&mut self) -> Parsed<Expr> {
        let mut left = self.sum()?;
        while self.begins_operand() {
            left = Expr::Concat(Box::new([left, self.sum()?]));
        }
        Ok(left)
    }

    /// Whether what follows is concatenated: an operand, but no sign, which would be a sum.
    fn begins_operand(&self) -> bool {
        match self.peek() {
            Token::Number(_) | Token::Text(_) | Token::Regex(_) | Token::Name(_) => true,
            Token::Call(_) | Token::Builtin(..) => true,
            Token::Symbol(symbol) => ["(", "$", "!", "++", "--"].contains(symbol),
            Token::Newline | Token::Keyword(_) | Token::End => false,
        }
    }

    fn sum(&mut self) -> Parsed<Expr> {
        let operators = [("+", Arithmetic::Add), ("-", Arithmetic::Subtract)];
        self.arithmetic(&operators, Parser::product)
    }

    fn product(&mut self) -> Parsed<Expr> {
        let operators =
            [("*", Arithmetic::Multiply), ("/", Arithmetic::Divide), ("%", Arithmetic::Remainder)];
        self.arithmetic(&operators, Parser::unary)
    }

    fn arithmetic(
        &mut self,
        operators: &[(&str, Arithmetic)],
        operand: fn(&mut Parser) -> Parsed<Expr>,
    ) -> Parsed<Expr> {
        let mut left = operand(self)?;
        while let Some((_, operation)) = operators.iter().find(|(it, _)| self.take_symbol(it)) {
            self.skip_newlines();
            left = Expr::Arithmetic(*operation, Box::new([left, operand(self)?]));
        }
        Ok(left)
    }

    fn unary(&mut self) -> Parsed<Expr> {
        let Some(sign) = ["!", "-", "+"].into_iter().find(|it| self.take_symbol(it)) else {
            return self.power();
        };
        self.enter()?;
        let operand = self.unary();
        self.depth -= 1;
        let operand = Box::new(operand?);
        Ok(match sign {
            "!" => Expr::Not(operand),
            "-" => Expr::Negative(operand),
            _ => Expr::Positive(operand),
        })
    }

    fn power(&mut self) -> Parsed<Expr> {
        let base = self.step()?;
        if !self.take_symbol("^") && !self.take_symbol("**") {
            return Ok(base);
        }
        // From the right; the exponent may have a sign.
        Ok(Expr::Arithmetic(Arithmetic::Power, Box::new([base, self.unary()?])))
    }

    /// `++x`, `x++`, `x = …`: as only a place can stand before `=`, it needs no rank of its own.
    fn step(&mut self) -> Parsed<Expr> {
        for (symbol, by) in [("++", 1.0), ("--", -1.0)] {
            if self.take_symbol(symbol) {
                let operand = self.primary()?;
                return Ok(Expr::Step { place: self.place(operand)?, by, old: false });
            }
        }
        let operand = self.primary()?;
        let assigned = ASSIGNMENTS.iter().find(|(symbol, _)| self.is_symbol(symbol));
        if let (Some((symbol, operation)), Expr::Get(_)) = (assigned, &operand) {
            self.expect_symbol(symbol)?;
            self.skip_newlines();
            let value = Box::new(self.expr()?);
            return Ok(Expr::Assign(self.place(operand)?, *operation, value));
        }
        for (symbol, by) in [("++", 1.0), ("--", -1.0)] {
            if self.is_symbol(symbol) && matches!(operand, Expr::Get(_)) {
                self.expect_symbol(symbol)?;
                return Ok(Expr::Step { place: self.place(operand)?, by, old: true });
            }
        }
        Ok(operand)
    }

    fn primary(&mut self) -> Parsed<Expr> {
        self.enter()?;
        let primary = self.any_primary();
        self.depth -= 1;
        primary
    }

    fn any_primary(&mut self) -> Parsed<Expr> {
        Ok(match self.advance() {
            Token::Number(number) => Expr::Number(number),
            Token::Text(text) => Expr::Text(Rc::from(text)),
            Token::Regex(text) => match regex(&text) {
                Some(regex) => Expr::Regex(Rc::new(regex)),
                None => return self.fault("Invalid regular expression"),
            },
            Token::Name(name) => {
                let variable = self.variable(&name);
                match self.take_symbol("[") {
                    true => Expr::Get(Place::Element(variable, self.list("]")?)),
                    false => Expr::Get(Place::Variable(variable)),
                }
            }
            Token::Call(name) => {
                let function = self.function(&name);
                self.expect_symbol("(")?;
                Expr::Call(function, self.list(")")?)
            }
            Token::Builtin(builtin, least) => {
                let arguments = if self.take_symbol("(") { self.list(")")? } else { Vec::new() };
                if arguments.len() < least {
                    return self.fault("Too few arguments");
                }
                self.builtin(builtin, arguments)?
            }
            Token::Keyword("getline") => {
                let to = self.optional_place()?;
                let from = match self.take_symbol("<") {
                    true => Some((Target::File, Box::new(self.step()?))),
                    false => None,
                };
                Expr::Getline { to, from }
            }
            Token::Symbol("$") => {
                // `$i++` steps the field, `$++i` the number of it.
                let number = match self.is_symbol("++") || self.is_symbol("--") {
                    true => self.step()?,
                    false if self.is_symbol("-") || self.is_symbol("+") || self.is_symbol("!") => {
                        self.unary()?
                    }
                    false => self.primary()?,
                };
                Expr::Get(Place::Field(Box::new(number)))
            }
            Token::Symbol("(") => {
                let all = self.list(")")?;
                match all.len() {
                    0 => return self.fault(UNEXPECTED),
                    _ => Expr::Group(all),
                }
            }
            Token::Newline | Token::Keyword(_) | Token::Symbol(_) | Token::End => {
                self.back();
                return self.fault(UNEXPECTED);
            }
        })
    }

    /// `split(text, array)` and `sub(regex, text, place)` need places.
    fn builtin(&self, builtin: &'static str, arguments: Vec<Expr>) -> Parsed<Expr> {
        let place = match builtin == "split" {
            true => arguments.get(1),
            false => arguments.get(2),
        };
        let needs = ["split", "sub", "gsub"].contains(&builtin);
        match place.is_none_or(|it| !needs || matches!(it, Expr::Get(_))) {
            true => Ok(Expr::Builtin(builtin, arguments)),
            false => self.fault(UNEXPECTED),
        }
    }

    fn optional_place(&mut self) -> Parsed<Option<Box<Place>>> {
        if !matches!(self.peek(), Token::Name(_) | Token::Symbol("$")) {
            return Ok(None);
        }
        let place = self.primary()?;
        Ok(Some(Box::new(self.place(place)?)))
    }
}
