//! Runs the statements of an `awk` program.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::limits::{Limit, Stop};
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::awk::files::{Reader, Sink};
use crate::programs::awk::record::Record;
use crate::programs::awk::syntax::{
    CONVFMT, Expr, IGNORECASE, OFMT, OFS, ORS, Program, Statement, Target, Variable,
};
use crate::programs::awk::value::{Cell, Shared, Value, regex_for};
use crate::regex::{Case, Regex};

/// Compiled expressions that are kept.
const REGEXES_MAX: usize = 32;

/// A program under way.
pub(super) struct Run<'p> {
    pub(super) program: &'p Program,
    pub(super) globals: Vec<Cell>,
    /// The parameters of the function under way.
    pub(super) locals: Vec<Cell>,
    pub(super) record: Record,
    /// Files and commands that are read, by name.
    pub(super) readers: BTreeMap<String, Reader>,
    /// Files and commands that are written, by name.
    pub(super) sinks: BTreeMap<String, Sink>,
    /// The files that are left to read, and what is open.
    pub(super) main: Option<Reader>,
    pub(super) next_argument: usize,
    pub(super) used_argument: bool,
    pub(super) seed: u32,
    pub(super) code: u8,
    /// `exit` was met in a function.
    pub(super) exits: bool,
    /// Standard output that waits.
    pub(super) buffer: String,
    regexes: Vec<(String, Case, Rc<Regex>)>,
}

/// How a statement ended.
pub(super) enum Flow {
    On,
    Break,
    Continue,
    Next,
    NextFile,
    Exit,
    Return(Value),
}

impl<'p> Run<'p> {
    pub(super) fn new(program: &'p Program) -> Run<'p> {
        Run {
            program,
            globals: vec![Cell::Value(Value::Unset); program.globals.len()],
            locals: Vec::new(),
            record: Record::default(),
            readers: BTreeMap::new(),
            sinks: BTreeMap::new(),
            main: None,
            next_argument: 1,
            used_argument: false,
            seed: 1,
            code: 0,
            exits: false,
            buffer: String::new(),
            regexes: Vec::new(),
        }
    }

    /// Reports what ends the program.
    pub(super) fn fail(&self, process: &mut Process, message: &str) -> Stop {
        match process.fail(format!("cmd. line:1: {message}")) {
            Ok(code) => Stop::Ended(code),
            Err(stop) => stop,
        }
    }

    pub(super) fn block(
        &mut self,
        process: &mut Process,
        statements: &'p [Statement],
    ) -> Result<Flow, Stop> {
        for statement in statements {
            let flow = self.statement(process, statement)?;
            if !matches!(flow, Flow::On) {
                return Ok(flow);
            }
        }
        Ok(Flow::On)
    }

    fn statement(&mut self, process: &mut Process, statement: &'p Statement) -> Result<Flow, Stop> {
        process.burn(1)?;
        match statement {
            Statement::Expr(expr) => {
                self.value(process, expr)?;
            }
            Statement::Print { values, formatted, to } => {
                self.print(process, values, *formatted, to.as_ref())?;
            }
            Statement::If(condition, then, otherwise) => {
                let holds = self.value(process, condition)?.is_true();
                return self.block(process, if holds { then } else { otherwise });
            }
            Statement::While(condition, body) => {
                return self.repeat(process, Some(condition), body, &[]);
            }
            Statement::For(first, condition, step, body) => {
                self.block(process, first)?;
                return self.repeat(process, condition.as_ref(), body, step);
            }
            Statement::Do(body, condition) => {
                if let Err(flow) = goes_on(self.block(process, body)?) {
                    return Ok(flow);
                }
                return self.repeat(process, Some(condition), body, &[]);
            }
            Statement::ForIn(place, array, body) => {
                let keys = self.array(process, *array)?.borrow().keys();
                for key in keys {
                    process.burn(1)?;
                    self.set(process, place, Value::Input(key))?;
                    if let Err(flow) = goes_on(self.block(process, body)?) {
                        return Ok(flow);
                    }
                }
            }
            Statement::Block(statements) => return self.block(process, statements),
            Statement::Delete(array, index) => {
                let array = self.array(process, *array)?;
                match index {
                    None => *array.borrow_mut() = super::value::Array::default(),
                    Some(index) => {
                        let key = self.key(process, index)?;
                        array.borrow_mut().remove(&key);
                    }
                }
            }
            Statement::Break => return Ok(Flow::Break),
            Statement::Continue => return Ok(Flow::Continue),
            Statement::Next => return Ok(Flow::Next),
            Statement::NextFile => return Ok(Flow::NextFile),
            Statement::Exit(code) => {
                if let Some(code) = code {
                    self.code = (self.value(process, code)?.number() as i64) as u8;
                }
                return Ok(Flow::Exit);
            }
            Statement::Return(value) => {
                let value = match value {
                    Some(value) => self.value(process, value)?,
                    None => Value::Unset,
                };
                return Ok(Flow::Return(value));
            }
        }
        Ok(Flow::On)
    }

    fn repeat(
        &mut self,
        process: &mut Process,
        condition: Option<&'p Expr>,
        body: &'p [Statement],
        step: &'p [Statement],
    ) -> Result<Flow, Stop> {
        loop {
            process.burn(1)?;
            let holds = match condition {
                Some(condition) => self.value(process, condition)?.is_true(),
                None => true,
            };
            if !holds {
                return Ok(Flow::On);
            }
            if let Err(flow) = goes_on(self.block(process, body)?) {
                return Ok(flow);
            }
            self.block(process, step)?;
        }
    }

    fn print(
        &mut self,
        process: &mut Process,
        values: &'p [Expr],
        formatted: bool,
        to: Option<&'p (Target, Expr)>,
    ) -> Result<(), Stop> {
        let mut text = String::new();
        if formatted {
            text = self.formatted(process, values)?;
        } else {
            let separator = self.special(OFS);
            let format = self.special(OFMT);
            for (index, value) in values.iter().enumerate() {
                text += if index == 0 { "" } else { &separator };
                text += &self.value(process, value)?.shown(&format);
            }
            if values.is_empty() {
                text += &self.line().shown(&format);
            }
            text += &self.special(ORS);
        }
        match to {
            None => self.output(process, &text),
            Some((target, name)) => {
                let name = self.shown(process, name)?;
                self.write(process, *target, &name, &text)
            }
        }
    }

    /// The text of a variable that the language knows.
    pub(super) fn special(&self, number: usize) -> Rc<str> {
        match &self.globals[number] {
            Cell::Value(value) => value.shown("%.6g"),
            Cell::Array(_) => Rc::from(""),
        }
    }

    /// How a number becomes text.
    pub(super) fn conversion(&self) -> Rc<str> {
        self.special(CONVFMT)
    }

    pub(super) fn set_special(&mut self, number: usize, value: Value) {
        self.globals[number] = Cell::Value(value);
    }

    pub(super) fn cell(&mut self, variable: Variable) -> &mut Cell {
        match variable {
            Variable::Global(number) => &mut self.globals[number],
            Variable::Local(number) => &mut self.locals[number],
        }
    }

    /// The array that a variable is; one without a value becomes one.
    pub(super) fn array(
        &mut self,
        process: &mut Process,
        variable: Variable,
    ) -> Result<Shared, Stop> {
        let cell = self.cell(variable);
        if let Cell::Value(Value::Unset) = cell {
            *cell = Cell::Array(Rc::new(RefCell::default()));
        }
        match cell {
            Cell::Array(array) => Ok(array.clone()),
            Cell::Value(_) => Err(self.fail(process, "Not an array")),
        }
    }

    /// The expression that `text` is; compiled once.
    pub(super) fn regex_of(
        &mut self,
        process: &mut Process,
        text: &str,
    ) -> Result<Rc<Regex>, Stop> {
        let ignores = matches!(&self.globals[IGNORECASE], Cell::Value(it) if it.is_true());
        let case = if ignores { Case::Ignored } else { Case::Heeded };
        let known = self.regexes.iter().find(|it| it.0 == text && it.1 == case);
        if let Some((.., regex)) = known {
            return Ok(regex.clone());
        }
        process.burn(text.len() as u64)?;
        let Some(regex) = regex_for(text, case) else {
            process.fail(format!("bad regex '{text}'"))?;
            return Err(Stop::Ended(ExitCode::FAILURE));
        };
        let regex = Rc::new(regex);
        if REGEXES_MAX <= self.regexes.len() {
            self.regexes.remove(0);
        }
        self.regexes.push((String::from(text), case, regex.clone()));
        Ok(regex)
    }
}

/// Whether a loop goes on behind its body; if not, how it ends.
fn goes_on(flow: Flow) -> Result<(), Flow> {
    match flow {
        Flow::On | Flow::Continue => Ok(()),
        Flow::Break => Err(Flow::On),
        Flow::Next | Flow::NextFile | Flow::Exit | Flow::Return(_) => Err(flow),
    }
}

/// The first match at `from` or later.
pub(super) fn search(
    process: &mut Process,
    regex: &Regex,
    text: &[char],
    from: usize,
) -> Result<Option<(usize, usize)>, Stop> {
    let search = regex.search(text, from);
    process.burn(1 + search.steps / 16)?;
    match search.exhausted {
        true => Err(Stop::Limit(Limit::OutOfFuel)),
        false => Ok(search.groups.and_then(|it| it[0])),
    }
}
