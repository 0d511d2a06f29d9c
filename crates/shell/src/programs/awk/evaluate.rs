//! What the expressions of an `awk` program give.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::awk::math;
use crate::programs::awk::run::{Flow, Run, search};
use crate::programs::awk::syntax::{Arithmetic, Compare, Expr, FS, NF, Place, SUBSEP, Variable};
use crate::programs::awk::value::{Cell, Value};
use crate::regex::Regex;

impl<'p> Run<'p> {
    pub(super) fn value(&mut self, process: &mut Process, expr: &'p Expr) -> Result<Value, Stop> {
        process.burn(1)?;
        Ok(match expr {
            Expr::Number(number) => Value::Number(*number),
            Expr::Text(text) => Value::Text(text.clone()),
            Expr::Regex(_) => {
                let line = self.line().shown("%.6g");
                truth(self.matches(process, expr, &line)?)
            }
            Expr::Get(place) => self.get(process, place)?,
            Expr::Assign(place, operation, value) => {
                let mut value = self.value(process, value)?;
                if let Some(operation) = operation {
                    let old = self.get(process, place)?.number();
                    value = self.calculate(process, *operation, old, value.number())?;
                }
                self.set(process, place, value.clone())?;
                value
            }
            Expr::Step { place, by, old } => {
                let before = self.get(process, place)?.number();
                self.set(process, place, Value::Number(before + by))?;
                Value::Number(if *old { before } else { before + by })
            }
            Expr::Conditional(_) | Expr::And(_) | Expr::Or(_) => self.choice(process, expr)?,
            Expr::Not(operand) => truth(!self.value(process, operand)?.is_true()),
            Expr::Negative(operand) => Value::Number(-self.value(process, operand)?.number()),
            Expr::Positive(operand) => Value::Number(self.value(process, operand)?.number()),
            Expr::Arithmetic(operation, sides) => {
                let left = self.value(process, &sides[0])?.number();
                let right = self.value(process, &sides[1])?.number();
                self.calculate(process, *operation, left, right)?
            }
            Expr::Compare(compare, sides) => {
                let left = self.value(process, &sides[0])?;
                let right = self.value(process, &sides[1])?;
                truth(self.holds(*compare, &left, &right))
            }
            Expr::Concat(sides) => self.concat(process, sides)?,
            Expr::Match(sides) => {
                let text = self.shown(process, &sides[0])?;
                truth(self.matches(process, &sides[1], &text)?)
            }
            Expr::In(index, array) => {
                let key = self.key(process, index)?;
                let array = self.array(process, *array)?;
                let found = array.borrow().get(&key).is_some();
                truth(found)
            }
            Expr::Call(function, arguments) => self.call(process, *function, arguments)?,
            Expr::Builtin(builtin, arguments) => self.builtin(process, builtin, arguments)?,
            Expr::Getline { to, from } => {
                let from = match from {
                    Some((target, name)) => Some((*target, self.shown(process, name)?)),
                    None => None,
                };
                self.getline(process, from, to.as_deref())?
            }
            Expr::Group(all) => {
                let mut last = Value::Unset;
                for expr in all {
                    last = self.value(process, expr)?;
                }
                last
            }
        })
    }

    /// What looks at its other parts only if they count.
    fn choice(&mut self, process: &mut Process, expr: &'p Expr) -> Result<Value, Stop> {
        if let Expr::Conditional(parts) = expr {
            let [condition, then, otherwise] = &**parts;
            let holds = self.value(process, condition)?.is_true();
            return self.value(process, if holds { then } else { otherwise });
        }
        let is_and = matches!(expr, Expr::And(_));
        let (Expr::And(sides) | Expr::Or(sides)) = expr else { return Ok(Value::Unset) };
        let left = self.value(process, &sides[0])?.is_true();
        Ok(truth(match left == is_and {
            true => self.value(process, &sides[1])?.is_true(),
            false => left,
        }))
    }

    fn concat(&mut self, process: &mut Process, sides: &'p [Expr; 2]) -> Result<Value, Stop> {
        let left = self.shown(process, &sides[0])?;
        let right = self.shown(process, &sides[1])?;
        crate::expand::bounded(process, left.len() + right.len()).map_err(Stop::Limit)?;
        process.burn_bytes(left.len())?;
        Ok(Value::text(&[&*left, &*right].concat()))
    }

    /// The value as text.
    pub(super) fn shown(&mut self, process: &mut Process, expr: &'p Expr) -> Result<Rc<str>, Stop> {
        Ok(self.value(process, expr)?.shown(&self.conversion()))
    }

    /// The regular expression that `expr` is: written as one, or as text.
    pub(super) fn regex(
        &mut self,
        process: &mut Process,
        expr: &'p Expr,
    ) -> Result<Rc<Regex>, Stop> {
        if let Expr::Regex(regex) = expr {
            return Ok(regex.clone());
        }
        let text = self.shown(process, expr)?;
        self.regex_of(process, &text)
    }

    fn matches(&mut self, process: &mut Process, expr: &'p Expr, text: &str) -> Result<bool, Stop> {
        let regex = self.regex(process, expr)?;
        let characters: Vec<char> = text.chars().collect();
        Ok(search(process, &regex, &characters, 0)?.is_some())
    }

    fn get(&mut self, process: &mut Process, place: &'p Place) -> Result<Value, Stop> {
        match place {
            Place::Variable(variable) => {
                if *variable == Variable::Global(NF) {
                    self.fields(process)?;
                }
                match self.cell(*variable) {
                    Cell::Value(value) => Ok(value.clone()),
                    Cell::Array(_) => Ok(Value::Unset),
                }
            }
            Place::Field(number) => {
                let number = self.value(process, number)?.number();
                self.field(process, number)
            }
            Place::Element(array, index) => {
                let key = self.key(process, index)?;
                let array = self.array(process, *array)?;
                let found = array.borrow().get(&key).cloned();
                // To look at an element makes it.
                Ok(found.unwrap_or_else(|| {
                    array.borrow_mut().set(&key, Value::Unset);
                    Value::Unset
                }))
            }
        }
    }

    pub(super) fn set(
        &mut self,
        process: &mut Process,
        place: &'p Place,
        value: Value,
    ) -> Result<(), Stop> {
        match place {
            Place::Variable(variable) => {
                match *variable {
                    Variable::Global(NF) => self.set_fields(process, value.number())?,
                    // The line at hand is split as it was.
                    Variable::Global(FS) => self.fields(process).map(|_| ())?,
                    Variable::Global(_) | Variable::Local(_) => (),
                }
                match self.cell(*variable) {
                    Cell::Value(old) => *old = value,
                    Cell::Array(_) => return Err(self.fail(process, "Not a scalar")),
                }
            }
            Place::Field(number) => {
                let number = self.value(process, number)?.number();
                self.set_field(process, number, value)?;
            }
            Place::Element(array, index) => {
                let key = self.key(process, index)?;
                let array = self.array(process, *array)?;
                process.burn(1)?;
                array.borrow_mut().set(&key, value);
            }
        }
        Ok(())
    }

    /// The key of an element; several are joined.
    pub(super) fn key(
        &mut self,
        process: &mut Process,
        index: &'p [Expr],
    ) -> Result<Rc<str>, Stop> {
        if let [only] = index {
            return self.shown(process, only);
        }
        let mut parts = Vec::new();
        for expr in index {
            parts.push(self.shown(process, expr)?);
        }
        Ok(Rc::from(parts.join(&self.special(SUBSEP))))
    }

    fn holds(&self, compare: Compare, left: &Value, right: &Value) -> bool {
        let order = if left.is_numeric() && right.is_numeric() {
            left.number().partial_cmp(&right.number())
        } else {
            let format = self.conversion();
            Some(left.shown(&format).cmp(&right.shown(&format)))
        };
        match compare {
            Compare::Less => order == Some(Ordering::Less),
            Compare::LessEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
            Compare::Equal => order == Some(Ordering::Equal),
            Compare::NotEqual => order != Some(Ordering::Equal),
            Compare::Greater => order == Some(Ordering::Greater),
            Compare::GreaterEqual => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
        }
    }

    fn calculate(
        &self,
        process: &mut Process,
        operation: Arithmetic,
        left: f64,
        right: f64,
    ) -> Result<Value, Stop> {
        let divides = matches!(operation, Arithmetic::Divide | Arithmetic::Remainder);
        if divides && right == 0.0 {
            return Err(self.fail(process, "Division by zero"));
        }
        Ok(Value::Number(match operation {
            Arithmetic::Add => left + right,
            Arithmetic::Subtract => left - right,
            Arithmetic::Multiply => left * right,
            Arithmetic::Divide => left / right,
            // As BusyBox: awk.c, OC_BINARY.
            Arithmetic::Remainder => left - (left / right).trunc() * right,
            Arithmetic::Power => math::power(left, right),
        }))
    }

    /// Calls a function of the program. Arrays are shared with it, values are not.
    fn call(
        &mut self,
        process: &mut Process,
        function: usize,
        arguments: &'p [Expr],
    ) -> Result<Value, Stop> {
        let program = self.program;
        let function = &program.functions[function];
        let mut locals = Vec::new();
        let mut unset = Vec::new();
        for argument in arguments {
            let mut cell = Cell::Value(Value::Unset);
            if let Expr::Get(Place::Variable(variable)) = argument {
                cell = self.cell(*variable).clone();
                if let Cell::Value(Value::Unset) = cell {
                    unset.push((locals.len(), *variable));
                }
            }
            if let Cell::Value(value) = &mut cell {
                *value = self.value(process, argument)?;
            }
            locals.push(cell);
        }
        locals.resize(function.parameters, Cell::Value(Value::Unset));
        process.enter()?;
        let caller = std::mem::replace(&mut self.locals, locals);
        let flow = self.block(process, function.body.as_deref().unwrap_or_default());
        let locals = std::mem::replace(&mut self.locals, caller);
        process.leave();
        // What had no value, and was made an array there, is that array here.
        for (index, variable) in unset {
            if let (Cell::Array(array), Cell::Value(Value::Unset)) =
                (&locals[index], self.cell(variable))
            {
                *self.cell(variable) = Cell::Array(array.clone());
            }
        }
        match flow? {
            Flow::Return(value) => Ok(value),
            Flow::Exit => {
                self.exits = true;
                Err(Stop::Ended(ExitCode(self.code)))
            }
            Flow::On | Flow::Break | Flow::Continue | Flow::Next | Flow::NextFile => {
                Ok(Value::Unset)
            }
        }
    }

    /// The text of an argument; `otherwise` if it was not given.
    pub(super) fn argument(
        &mut self,
        process: &mut Process,
        arguments: &'p [Expr],
        index: usize,
        otherwise: Value,
    ) -> Result<Rc<str>, Stop> {
        match arguments.get(index) {
            Some(expr) => self.shown(process, expr),
            None => Ok(otherwise.shown("%.6g")),
        }
    }

    pub(super) fn number(
        &mut self,
        process: &mut Process,
        arguments: &'p [Expr],
        index: usize,
    ) -> Result<f64, Stop> {
        match arguments.get(index) {
            Some(expr) => Ok(self.value(process, expr)?.number()),
            None => Ok(0.0),
        }
    }

    fn builtin(
        &mut self,
        process: &mut Process,
        builtin: &'static str,
        arguments: &'p [Expr],
    ) -> Result<Value, Stop> {
        match math::calculate(builtin, &mut |index| self.number(process, arguments, index))? {
            Some(number) => Ok(Value::Number(number)),
            None => self.text_function(process, builtin, arguments),
        }
    }
}

pub(super) fn truth(holds: bool) -> Value {
    Value::Number(if holds { 1.0 } else { 0.0 })
}
