//! Calls of functions.

use crate::ast::Node;
use crate::flow::{Flow, Outcome};
use crate::interpreter::Interpreter;

impl Interpreter<'_, '_, '_> {
    /// Calls a function with arguments and local variables of its own.
    pub(super) fn call(&mut self, body: &Node, mut fields: Vec<String>) -> Outcome {
        let arguments = fields.split_off(1.min(fields.len()));
        let arguments = std::mem::replace(&mut self.state.arguments, arguments);
        self.state.calls.append(&mut fields);
        self.state.variables.begin_scope();
        let outcome = self.node(body);
        self.state.variables.end_scope();
        self.state.calls.pop();
        self.state.arguments = arguments;
        match outcome {
            Err(Flow::Return(status)) => Ok(status),
            outcome => outcome,
        }
    }
}
