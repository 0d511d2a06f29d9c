//! The grammar of single commands: simple and compound ones, functions, redirections.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::ast::{Assignment, CaseArm, LoopKind, Node, NodeKind, Part, Redirect, Target, Word};
use crate::syntax::SyntaxError;
use crate::syntax::cursor::PendingHere;
use crate::syntax::grammar::Parser;
use crate::syntax::here::delimiter;
use crate::syntax::token::{Token, ends_list, is_redirection, is_reserved};
use crate::syntax::words::is_name_character;

impl Parser {
    /// One command with its redirections.
    pub(super) fn command(&mut self) -> Result<Node, SyntaxError> {
        self.cursor.deeper()?;
        let node = self.command_inside();
        self.cursor.shallower();
        node
    }

    fn command_inside(&mut self) -> Result<Node, SyntaxError> {
        if !self.peek_plain()?.is_some_and(|it| is_reserved(&it)) {
            self.expand_alias()?;
        }
        let line = self.look()?.line;
        let plain = self.peek_plain()?;
        let kind = match plain.as_deref() {
            _ if self.is_operator("(")? => self.subshell()?,
            Some("{") => {
                self.take()?;
                NodeKind::Group(self.body("}")?)
            }
            Some("if") => self.conditional()?,
            Some("function") => return self.keyword_function(line),
            Some("while") => self.repetition(LoopKind::While)?,
            Some("until") => self.repetition(LoopKind::Until)?,
            Some("for") => self.iteration()?,
            Some("case") => self.selection()?,
            Some("!") => return Err(self.unexpected(None)),
            Some(word) if ends_list(word) => return Err(self.unexpected(None)),
            Some(_) | None => return self.simple(line),
        };
        let mut redirects = Vec::new();
        while let Some(redirect) = self.redirect()? {
            redirects.push(redirect);
        }
        match self.peek()? {
            Token::Word(word) if word.plain().is_none_or(|it| !ends_list(it)) => {
                Err(self.unexpected(None))
            }
            Token::Operator("(") => Err(self.unexpected(None)),
            Token::Word(_)
            | Token::Number(_)
            | Token::Operator(_)
            | Token::Newline
            | Token::End => Ok(Node { kind, redirects, line }),
        }
    }

    /// Puts the texts of aliases in the place of their names, until the next word is none.
    fn expand_alias(&mut self) -> Result<(), SyntaxError> {
        while let Some(name) = self.peek_plain()? {
            let Some(text) = self.aliases.get(&name).cloned() else { break };
            let start = self.look()?.start;
            if self.cursor.is_inside_alias(start, &name) {
                break;
            }
            self.replace_next(&name, &text);
        }
        Ok(())
    }

    fn simple(&mut self, line: u32) -> Result<Node, SyntaxError> {
        let mut assignments = Vec::new();
        let mut words: Vec<Word> = Vec::new();
        let mut redirects = Vec::new();
        loop {
            if let Some(redirect) = self.redirect()? {
                redirects.push(redirect);
                continue;
            }
            if (words.is_empty() && !assignments.is_empty()) || self.look()?.after_alias_blank {
                self.expand_alias()?;
            }
            let Token::Word(word) = self.peek()?.clone() else { break };
            self.take()?;
            match words.is_empty().then(|| assignment(&word)).flatten() {
                Some(assignment) => assignments.push(assignment),
                None => words.push(word),
            }
            if self.is_operator("(")? {
                let name = words.first().and_then(Word::plain).map(String::from);
                return match name
                    .filter(|_| words.len() == 1 && assignments.is_empty() && redirects.is_empty())
                {
                    Some(name) => self.function(name, line),
                    None => Err(self.unexpected(None)),
                };
            }
        }
        if assignments.is_empty() && words.is_empty() && redirects.is_empty() {
            return Err(self.unexpected(None));
        }
        Ok(Node { kind: NodeKind::Simple { assignments, words }, redirects, line })
    }

    fn function(&mut self, name: String, line: u32) -> Result<Node, SyntaxError> {
        self.expect_operator("(")?;
        self.expect_operator(")")?;
        self.function_body(name, line)
    }

    fn function_body(&mut self, name: String, line: u32) -> Result<Node, SyntaxError> {
        self.skip_newlines()?;
        if !is_name(&name) {
            return Err(self.cursor.wrong("bad function name"));
        }
        let body = Rc::new(self.command()?);
        Ok(Node { kind: NodeKind::Function { name, body }, redirects: Vec::new(), line })
    }

    /// `function name {`, which ash has from Bash.
    fn keyword_function(&mut self, line: u32) -> Result<Node, SyntaxError> {
        self.take()?;
        let Some(name) = self.peek_plain()? else { return Err(self.unexpected(None)) };
        self.take()?;
        if self.is_operator("(")? {
            return self.function(name, line);
        }
        self.function_body(name, line)
    }

    fn subshell(&mut self) -> Result<NodeKind, SyntaxError> {
        self.expect_operator("(")?;
        let list = self.list()?;
        if list.0.is_empty() && *self.peek()? != Token::End {
            return Err(self.unexpected(None));
        }
        self.expect_operator(")")?;
        Ok(NodeKind::Subshell(list))
    }

    fn conditional(&mut self) -> Result<NodeKind, SyntaxError> {
        let mut arms = Vec::new();
        loop {
            // `if` or `elif`.
            self.take()?;
            let condition = self.body("then")?;
            let list = self.list()?;
            match self.peek_plain()?.as_deref() {
                Some("elif" | "else" | "fi") if list.0.is_empty() => {
                    return Err(self.unexpected(None));
                }
                Some("elif") => arms.push((condition, list)),
                Some("else") => {
                    arms.push((condition, list));
                    self.take()?;
                    let otherwise = Some(self.body("fi")?);
                    return Ok(NodeKind::If { arms, otherwise });
                }
                Some(_) | None => {
                    self.expect_word("fi")?;
                    arms.push((condition, list));
                    return Ok(NodeKind::If { arms, otherwise: None });
                }
            }
        }
    }

    fn repetition(&mut self, kind: LoopKind) -> Result<NodeKind, SyntaxError> {
        self.take()?;
        let condition = self.body("do")?;
        let body = self.body("done")?;
        Ok(NodeKind::Loop { kind, condition, body })
    }

    fn iteration(&mut self) -> Result<NodeKind, SyntaxError> {
        self.take()?;
        let name = match self.peek_plain()? {
            Some(name) if is_name(&name) => name,
            Some(_) => return Err(self.cursor.wrong("bad for loop variable")),
            None if *self.peek()? == Token::End => return Err(self.unexpected(None)),
            None => return Err(self.cursor.wrong("bad for loop variable")),
        };
        self.take()?;
        self.skip_newlines()?;
        let mut words = None;
        if self.peek_plain()?.as_deref() == Some("in") {
            self.take()?;
            let mut found = Vec::new();
            while let Token::Word(word) = self.peek()?.clone() {
                self.take()?;
                found.push(word);
            }
            words = Some(found);
            if *self.peek()? != Token::Newline && !self.is_operator(";")? {
                return Err(self.unexpected(None));
            }
        }
        if self.is_operator(";")? {
            self.take()?;
        }
        self.skip_newlines()?;
        let body = match self.peek_plain()?.as_deref() {
            Some("{") => {
                self.take()?;
                self.body("}")?
            }
            Some(_) | None => {
                self.expect_word("do")?;
                self.body("done")?
            }
        };
        Ok(NodeKind::For { name, words, body })
    }

    fn selection(&mut self) -> Result<NodeKind, SyntaxError> {
        self.take()?;
        let Token::Word(word) = self.peek()?.clone() else {
            return Err(self.unexpected(Some("word")));
        };
        self.take()?;
        self.skip_newlines()?;
        self.expect_word("in")?;
        self.skip_newlines()?;
        let mut arms = Vec::new();
        while self.peek_plain()?.as_deref() != Some("esac") {
            let arm = self.arm()?;
            arms.push(arm);
            self.skip_newlines()?;
            match self.is_operator(";;")? {
                true => self.take().map(|_| ())?,
                false if self.peek_plain()?.as_deref() == Some("esac") => (),
                false => return Err(self.unexpected(Some(";;"))),
            }
            self.skip_newlines()?;
        }
        self.take()?;
        Ok(NodeKind::Case { word, arms })
    }

    fn arm(&mut self) -> Result<CaseArm, SyntaxError> {
        if self.is_operator("(")? {
            self.take()?;
        }
        let mut patterns = Vec::new();
        loop {
            let Token::Word(pattern) = self.peek()?.clone() else {
                return Err(self.unexpected(Some(")")));
            };
            self.take()?;
            patterns.push(pattern);
            if !self.is_operator("|")? {
                break;
            }
            self.take()?;
        }
        self.expect_operator(")")?;
        Ok(CaseArm { patterns, body: self.list()? })
    }

    fn redirect(&mut self) -> Result<Option<Redirect>, SyntaxError> {
        let number = match self.peek()? {
            Token::Number(number) => Some(*number),
            Token::Operator(operator) if is_redirection(operator) => None,
            Token::Word(_) | Token::Operator(_) | Token::Newline | Token::End => return Ok(None),
        };
        if number.is_some() {
            self.take()?;
        }
        let Token::Operator(operator) = self.take()? else { return Err(self.unexpected(None)) };
        let Token::Word(word) = self.peek()?.clone() else { return Err(self.unexpected(None)) };
        let fd = number.unwrap_or(if operator.starts_with('<') { 0 } else { 1 });
        let target = match operator {
            "<" => Target::Read(word),
            ">" => Target::Write(word),
            ">|" => Target::Clobber(word),
            ">>" => Target::Append(word),
            "<>" => Target::ReadWrite(word),
            "&>" => Target::Both(word),
            // As Bash: a word that cannot be a descriptor is a file.
            ">&" if number.is_none() && names_a_file(&word) => Target::Both(word),
            "<&" | ">&" => Target::Duplicate(word),
            _ => self.here(operator == "<<-", &word),
        };
        // Only now: the token behind the word may be the newline that the body of a here-document follows.
        self.take()?;
        Ok(Some(Redirect { fd, target }))
    }

    fn here(&mut self, strip_tabs: bool, word: &Word) -> Target {
        let (delimiter, quoted) = delimiter(word);
        let body = Rc::new(OnceCell::new());
        self.cursor.pending.push(PendingHere { delimiter, quoted, strip_tabs, body: body.clone() });
        Target::Here(body)
    }
}

/// Whether `text` can name a variable or a function.
pub(crate) fn is_name(text: &str) -> bool {
    !text.starts_with(|it: char| it.is_ascii_digit())
        && !text.is_empty()
        && text.chars().all(is_name_character)
}

/// Whether `word`, behind `>&`, is neither digits nor `-` nor an expansion.
fn names_a_file(word: &Word) -> bool {
    word.plain().is_some_and(|it| it != "-" && !it.bytes().all(|it| it.is_ascii_digit()))
}

/// `word` as an assignment, if it begins with a name and an equals sign.
pub(crate) fn assignment(word: &Word) -> Option<Assignment> {
    let Some((Part::Text(text), rest)) = word.0.split_first() else { return None };
    let (name, value) = text.split_once('=').filter(|(name, _)| is_name(name))?;
    let first = (!value.is_empty()).then(|| Part::Text(String::from(value)));
    let value = Word(first.into_iter().chain(rest.iter().cloned()).collect());
    Some(Assignment { name: String::from(name), value })
}
