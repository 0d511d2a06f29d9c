//! Calls of functions.

use crate::ast::Node;
use crate::flow::{Flow, Outcome};
use crate::interpreter::Interpreter;

impl Interpreter<'_, '_, '_> {
    /// Calls a function with arguments and local variables of its own.
    pub(super) fn call(&mut self, body: &Node, fields: Vec<String>) -> Outcome {
        let arguments = fields.into_iter().skip(1).collect();
        let arguments = std::mem::replace(&mut self.state.arguments, arguments);
        let loops = std::mem::replace(&mut self.state.loops, 0);
        self.state.functions_deep += 1;
        self.state.variables.begin_scope();
        let outcome = self.node(body);
        self.state.variables.end_scope();
        self.state.functions_deep -= 1;
        self.state.loops = loops;
        self.state.arguments = arguments;
        match outcome {
            Err(Flow::Return(status)) => Ok(status),
            outcome => outcome,
        }
    }
}
