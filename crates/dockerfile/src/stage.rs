//! The stages of a Dockerfile.

use crate::instruction::{From, Instruction};
use crate::parse::{Parse, Statement};

/// A `FROM` and what follows it, up to the next `FROM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage<'a> {
    /// Where the stage starts.
    pub from: &'a From,
    /// The same with its place.
    pub head: &'a Statement,
    /// What follows.
    pub body: &'a [Statement],
}

impl Parse {
    /// The instructions before the first `FROM`: in a correct file, every one is an `ARG`.
    pub fn preamble(&self) -> &[Statement] {
        let is_from = |it: &Statement| matches!(it.instruction, Instruction::From(_));
        let end = self.instructions.iter().position(is_from).unwrap_or(self.instructions.len());
        &self.instructions[..end]
    }

    /// The stages, in order.
    pub fn stages(&self) -> Vec<Stage<'_>> {
        let mut stages = Vec::new();
        let mut rest = &self.instructions[self.preamble().len()..];
        while let [head, tail @ ..] = rest
            && let Instruction::From(from) = &head.instruction
        {
            let is_from = |it: &Statement| matches!(it.instruction, Instruction::From(_));
            let (body, others) = tail.split_at(tail.iter().position(is_from).unwrap_or(tail.len()));
            stages.push(Stage { from, head, body });
            rest = others;
        }
        stages
    }
}

#[cfg(test)]
mod tests {
    use crate::parse::parse;

    #[test]
    fn each_from_starts_a_stage() {
        let parse = parse("ARG V=3\nFROM a AS one\nRUN x\nRUN y\nFROM one\n");
        let bodies: Vec<usize> = parse.stages().iter().map(|it| it.body.len()).collect();
        assert_eq!((parse.preamble().len(), bodies), (1, vec![2, 0]));
    }
}
