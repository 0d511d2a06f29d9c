//! The grammar: tokens to commands, by recursive descent.

use std::rc::Rc;

use crate::ast::{AndOr, Connector, List, Pipeline};
use crate::syntax::cursor::Cursor;
use crate::syntax::token::{Token, ends_list, skip_blanks, token};
use crate::syntax::{Aliases, SyntaxError};

/// Reads commands from a text, one after the other, so that an alias may change how the next one reads.
pub(crate) struct Parser {
    pub(super) cursor: Cursor,
    pub(super) aliases: Rc<Aliases>,
    next: Option<Spot>,
}

/// A token and where it stands.
pub(super) struct Spot {
    token: Token,
    pub(super) start: usize,
    pub(super) line: u32,
    /// It follows an alias whose text ends in a blank: it may be an alias, too.
    pub(super) after_alias_blank: bool,
}

impl Parser {
    pub(crate) fn new(text: &str) -> Parser {
        Parser::resume(Cursor::new(text))
    }

    /// The same reader, whose text begins on `line`.
    pub(crate) fn starting_on(mut self, line: u32) -> Parser {
        self.cursor.line = line;
        self
    }

    /// The commands up to the end of the next line, or as far as they go; none at the end of the text.
    pub(crate) fn next_command(
        &mut self,
        aliases: &Rc<Aliases>,
    ) -> Result<Option<List>, SyntaxError> {
        self.aliases = aliases.clone();
        while *self.peek()? == Token::Newline {
            self.take()?;
        }
        if *self.peek()? == Token::End {
            return Ok(None);
        }
        let mut list = List::default();
        loop {
            list.0.push(Rc::new(self.and_or()?));
            let ended = self.separator(&mut list)?;
            match self.peek()? {
                Token::Newline | Token::End => break,
                Token::Word(_) | Token::Number(_) | Token::Operator(_) if ended => (),
                Token::Word(_) | Token::Number(_) | Token::Operator(_) => {
                    return Err(self.unexpected(None));
                }
            }
        }
        // The newline belongs to the command: the here-documents behind it are read now.
        Ok(Some(list))
    }

    /// Whether the text ended before a here-document did.
    pub(crate) fn ends_in_here_document(&self) -> bool {
        self.cursor.open_here
    }

    pub(super) fn resume(cursor: Cursor) -> Parser {
        Parser { cursor, aliases: Rc::default(), next: None }
    }

    /// The commands up to the closing parenthesis of a `$(`, and over it.
    pub(super) fn until_parenthesis(&mut self) -> Result<List, SyntaxError> {
        let list = self.list()?;
        self.expect_operator(")")?;
        Ok(list)
    }

    /// The commands up to the end of the text.
    pub(super) fn rest(&mut self) -> Result<List, SyntaxError> {
        let list = self.list()?;
        match self.peek()? {
            Token::End => Ok(list),
            Token::Word(_) | Token::Number(_) | Token::Operator(_) | Token::Newline => {
                Err(self.unexpected(None))
            }
        }
    }

    pub(super) fn into_cursor(self) -> Cursor {
        self.cursor
    }

    pub(super) fn look(&mut self) -> Result<&Spot, SyntaxError> {
        if self.next.is_none() {
            let start = self.cursor.position();
            skip_blanks(&mut self.cursor);
            let after_alias_blank = self.cursor.passed_alias_blank(start);
            let (start, line) = (self.cursor.position(), self.cursor.line);
            let token = token(&mut self.cursor)?;
            self.next = Some(Spot { token, start, line, after_alias_blank });
        }
        Ok(self.next.as_ref().expect("it was just set"))
    }

    pub(super) fn peek(&mut self) -> Result<&Token, SyntaxError> {
        Ok(&self.look()?.token)
    }

    /// Forgets the token that was looked at, and puts an alias's text in its place.
    pub(super) fn replace_next(&mut self, name: &str, text: &str) {
        if let Some(spot) = self.next.take() {
            self.cursor.replace_since(spot.start, name, text);
            self.cursor.line = spot.line;
        }
    }

    pub(super) fn take(&mut self) -> Result<Token, SyntaxError> {
        let token = self.look()?.token.clone();
        self.next = None;
        Ok(token)
    }

    /// The reserved word or plain text that is next.
    pub(super) fn peek_plain(&mut self) -> Result<Option<String>, SyntaxError> {
        match self.peek()? {
            Token::Word(word) => Ok(word.plain().map(String::from)),
            Token::Number(_) | Token::Operator(_) | Token::Newline | Token::End => Ok(None),
        }
    }

    pub(super) fn is_operator(&mut self, operator: &str) -> Result<bool, SyntaxError> {
        Ok(matches!(self.peek()?, Token::Operator(it) if *it == operator))
    }

    /// The error that the next token is. At the end of the text it is that more is needed.
    pub(super) fn unexpected(&mut self, expected: Option<&str>) -> SyntaxError {
        let expecting = match expected {
            None => String::new(),
            Some("word") => String::from(" (expecting word)"),
            Some(expected) => format!(" (expecting \"{expected}\")"),
        };
        match self.peek().cloned() {
            Ok(Token::End) => self.cursor.incomplete(&format!("unexpected end of file{expecting}")),
            Ok(token) => {
                self.cursor.wrong(format!("unexpected {}{expecting}", token.description()))
            }
            Err(error) => error,
        }
    }

    pub(super) fn expect_operator(&mut self, operator: &'static str) -> Result<(), SyntaxError> {
        match self.is_operator(operator)? {
            true => self.take().map(|_| ()),
            false => Err(self.unexpected(Some(operator))),
        }
    }

    pub(super) fn expect_word(&mut self, word: &str) -> Result<(), SyntaxError> {
        match self.peek_plain()?.as_deref() == Some(word) {
            true => self.take().map(|_| ()),
            false => Err(self.unexpected(Some(word))),
        }
    }

    pub(super) fn skip_newlines(&mut self) -> Result<(), SyntaxError> {
        while *self.peek()? == Token::Newline {
            self.take()?;
        }
        Ok(())
    }

    /// Reads `;` or `&`; says whether there was one.
    fn separator(&mut self, list: &mut List) -> Result<bool, SyntaxError> {
        let background = self.is_operator("&")?;
        if !background && !self.is_operator(";")? {
            return Ok(false);
        }
        self.take()?;
        if let Some(last) = list.0.last_mut().and_then(Rc::get_mut) {
            last.background = background;
        }
        Ok(true)
    }

    /// Commands up to a word or operator that ends a list, and not over it.
    pub(super) fn list(&mut self) -> Result<List, SyntaxError> {
        let mut list = List::default();
        loop {
            self.skip_newlines()?;
            if matches!(self.peek()?, Token::End | Token::Operator(")" | ";;")) {
                return Ok(list);
            }
            if self.peek_plain()?.is_some_and(|it| ends_list(&it)) {
                return Ok(list);
            }
            list.0.push(Rc::new(self.and_or()?));
            if !self.separator(&mut list)? && *self.peek()? != Token::Newline {
                return Ok(list);
            }
        }
    }

    /// As [`Parser::list`], but it holds at least one command, and `end` follows and is read.
    pub(super) fn body(&mut self, end: &'static str) -> Result<List, SyntaxError> {
        let list = self.list()?;
        if list.0.is_empty() && *self.peek()? != Token::End {
            return Err(self.unexpected(None));
        }
        self.expect_word(end)?;
        Ok(list)
    }

    fn and_or(&mut self) -> Result<AndOr, SyntaxError> {
        let first = self.pipeline()?;
        let mut rest = Vec::new();
        loop {
            let connector = match self.peek()? {
                Token::Operator("&&") => Connector::And,
                Token::Operator("||") => Connector::Or,
                Token::Word(_)
                | Token::Number(_)
                | Token::Operator(_)
                | Token::Newline
                | Token::End => {
                    return Ok(AndOr { first, rest, background: false });
                }
            };
            self.take()?;
            self.skip_newlines()?;
            rest.push((connector, self.pipeline()?));
        }
    }

    pub(super) fn pipeline(&mut self) -> Result<Pipeline, SyntaxError> {
        let negated = self.peek_plain()?.as_deref() == Some("!");
        if negated {
            self.take()?;
        }
        let mut commands = vec![self.command()?];
        while self.is_operator("|")? {
            self.take()?;
            self.skip_newlines()?;
            commands.push(self.command()?);
        }
        Ok(Pipeline { negated, commands })
    }
}
