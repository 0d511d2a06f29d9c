//! Runs scripts: lists, pipelines, compound commands.

mod call;
mod jobs;
mod redirects;
mod simple;
mod trace;

use std::rc::Rc;

use crate::ast::{AndOr, CaseArm, Connector, List, LoopKind, Node, NodeKind, Pipeline, Word};
use crate::flow::{Flow, Outcome};
use crate::limits::{Limit, Stop};
use crate::machine::BROKEN_PIPE;
use crate::process::Process;
use crate::signals::Signal;
use crate::state::{State, Switch};
use crate::streams::{Description, Input, Output, Overflow};
use crate::syntax::{Parser, SyntaxError, SyntaxErrorKind};

pub(crate) use jobs::{Job, Progress, death_line};
pub(crate) use simple::{Meaning, exec_message};
pub(crate) use trace::single_quoted;

/// A shell that runs: what it remembers, and the process that it is.
pub(crate) struct Interpreter<'i, 'w, 'a> {
    pub(crate) state: &'i mut State,
    pub(crate) process: &'i mut Process<'w, 'a>,
}

impl Interpreter<'_, '_, '_> {
    /// Runs a whole text, command by command, so that what is wrong further on comes after what is right.
    pub(crate) fn script(&mut self, text: &str) -> Outcome {
        self.script_from(1, text)
    }

    /// As [`Interpreter::script`], for a text inside of another: its lines count on.
    pub(crate) fn script_inside(&mut self, text: &str) -> Outcome {
        self.nested(|it| it.script_from(it.state.line, text))
    }

    fn script_from(&mut self, line: u32, text: &str) -> Outcome {
        self.process.burn(4 + text.len() as u64 / 8)?;
        let mut parser = Parser::new(text).starting_on(line);
        let mut status = 0;
        loop {
            match parser.next_command(&self.state.aliases) {
                Ok(Some(list)) => status = self.list(&list)?,
                Ok(None) => return Ok(status),
                Err(error) => return self.wrong_syntax(&error),
            }
        }
    }

    /// Runs something one level of nesting deeper.
    pub(crate) fn nested<T>(&mut self, run: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        self.process.enter()?;
        let outcome = run(self);
        self.process.leave();
        outcome
    }

    fn wrong_syntax(&mut self, error: &SyntaxError) -> Outcome {
        let message = match &error.kind {
            SyntaxErrorKind::Incomplete(message) | SyntaxErrorKind::Wrong(message) => message,
            SyntaxErrorKind::TooDeep => return Err(Flow::from(Limit::TooDeep)),
        };
        self.state.line = error.line;
        self.state.complain(self.process, None, &format!("syntax error: {message}"))?;
        self.state.status = 2;
        Err(Flow::Abort(2))
    }

    /// Ends a shell: turns a jump out of its script into its status, runs the action of `trap … EXIT`, and then what
    /// is left in the background.
    pub(crate) fn finish(&mut self, outcome: Outcome) -> Result<u8, Stop> {
        let mut status = self.status_of(outcome)?;
        if let Some(action) = self.state.traps.remove(&Signal::EXIT) {
            self.state.status = status;
            match self.script_inside(&action) {
                Err(Flow::Exit(code)) => status = code,
                Err(Flow::Stop(stop)) => return Err(stop),
                Ok(_)
                | Err(Flow::Abort(_) | Flow::Return(_) | Flow::Break(_) | Flow::Continue(_)) => (),
            }
        }
        let left = self.run_jobs();
        self.status_of(left.map(|()| status))
    }

    fn status_of(&self, outcome: Outcome) -> Result<u8, Stop> {
        match outcome {
            Ok(status) | Err(Flow::Exit(status) | Flow::Abort(status) | Flow::Return(status)) => {
                Ok(status)
            }
            Err(Flow::Break(_) | Flow::Continue(_)) => Ok(0),
            Err(Flow::Stop(stop)) => Err(stop),
        }
    }

    pub(crate) fn list(&mut self, list: &List) -> Outcome {
        let mut status = 0;
        for and_or in &list.0 {
            // Once `set -n` is on, commands are only read.
            if self.state.options.is_on("noexec") {
                break;
            }
            status = match and_or.background {
                true => self.start_job(and_or)?,
                false => self.and_or(and_or)?,
            };
            self.state.status = status;
        }
        Ok(status)
    }

    fn and_or(&mut self, and_or: &AndOr) -> Outcome {
        let mut left = and_or.rest.len();
        let mut status = self.tested_if(0 < left, |it| it.pipeline(&and_or.first))?;
        for (connector, pipeline) in &and_or.rest {
            left -= 1;
            let runs = match connector {
                Connector::And => status == 0,
                Connector::Or => status != 0,
            };
            if runs {
                status = self.tested_if(0 < left, |it| it.pipeline(pipeline))?;
            }
        }
        Ok(status)
    }

    /// Runs something whose failure, if it is `tested`, is no reason to end for `set -e`.
    fn tested_if(&mut self, tested: bool, run: impl FnOnce(&mut Self) -> Outcome) -> Outcome {
        self.state.tested += u32::from(tested);
        let outcome = run(self);
        self.state.tested -= u32::from(tested);
        outcome
    }

    fn pipeline(&mut self, pipeline: &Pipeline) -> Outcome {
        let status = self.tested_if(pipeline.negated, |it| match pipeline.commands.as_slice() {
            [one] => it.node(one),
            many => {
                let status = it.piped(many)?;
                it.exit_if_failed(status)
            }
        })?;
        let status = if pipeline.negated { u8::from(status == 0) } else { status };
        self.state.status = status;
        self.receive()?;
        Ok(status)
    }

    /// `set -e`, and `trap … ERR`
    fn exit_if_failed(&mut self, status: u8) -> Outcome {
        if status == 0 || 0 < self.state.tested {
            return Ok(status);
        }
        if let Some(action) = self.state.traps.get(&Signal::ERR).cloned() {
            self.state.status = status;
            self.tested_if(true, |it| it.script_inside(&action))?;
            self.state.status = status;
        }
        match self.state.options.is_on("errexit") {
            true => Err(Flow::Exit(status)),
            false => Ok(status),
        }
    }

    /// Runs commands from left to right; each reads what the one before wrote.
    fn piped(&mut self, commands: &[Node]) -> Outcome {
        let mut input: Option<Input> = None;
        let mut failed = 0;
        let mut status = 0;
        for (index, command) in commands.iter().enumerate() {
            let last = index + 1 == commands.len();
            let pipe = Description::Output(Output::default()).open();
            let reader = input.take().map(|it| Description::Input(it).open());
            let result = self.subshell(|it| {
                let descriptors = &mut it.process.task.descriptors;
                if let Some(reader) = reader {
                    descriptors.set(0, reader);
                }
                if !last {
                    descriptors.set(1, pipe.clone());
                }
                it.node(command)
            });
            let cut = !last && result == Err(Flow::Stop(Stop::BrokenPipe));
            status = if cut { BROKEN_PIPE.0 } else { result? };
            if status != 0 {
                failed = status;
            }
            let written = match &mut *pipe.borrow_mut() {
                Description::Output(output) => std::mem::take(&mut output.bytes),
                Description::Run(_)
                | Description::Input(_)
                | Description::File(_)
                | Description::Device(_) => Vec::new(),
            };
            input = Some(Input { bytes: Rc::from(written), at: 0, cut });
        }
        Ok(if self.state.options.is_on("pipefail") { failed } else { status })
    }

    /// Runs something in a shell of its own, which changes nothing of this one's but the files.
    pub(crate) fn subshell(&mut self, run: impl FnOnce(&mut Interpreter) -> Outcome) -> Outcome {
        self.process.enter()?;
        self.process.burn(8 + self.state.size() / 2)?;
        let mut state = self.state.child();
        let task = self.process.task.clone();
        self.process.fork();
        let mut inner = Interpreter { state: &mut state, process: &mut *self.process };
        let outcome = run(&mut inner);
        let result = inner.finish(outcome);
        self.process.task = task;
        self.process.leave();
        Ok(result?)
    }

    /// What a list prints, without the newlines at its end.
    pub(crate) fn substitute(&mut self, list: &List) -> Outcome<String> {
        let output = Output { bytes: Vec::new(), overflow: Overflow::Limit };
        let capture = Description::Output(output).open();
        let status = self.subshell(|it| {
            it.process.task.descriptors.set(1, capture.clone());
            // As ash: the option ends no command substitution (shell/ash.c, `evalbackcmd`).
            let _known = it.state.options.turn("errexit", Switch::Off);
            it.state.tested = 0;
            it.list(list)
        })?;
        self.state.substituted = Some(status);
        let bytes = match &mut *capture.borrow_mut() {
            Description::Output(output) => std::mem::take(&mut output.bytes),
            Description::Run(_)
            | Description::Input(_)
            | Description::File(_)
            | Description::Device(_) => Vec::new(),
        };
        let text = String::from_utf8_lossy(&bytes).replace('\0', "");
        Ok(String::from(text.trim_end_matches('\n')))
    }

    /// Runs one command.
    pub(crate) fn node(&mut self, node: &Node) -> Outcome {
        self.process.enter()?;
        self.process.burn(1)?;
        self.state.line = node.line;
        let outcome = if let NodeKind::Simple { assignments, words } = &node.kind {
            self.simple(assignments, words, &node.redirects)
                .and_then(|status| self.exit_if_failed(status))
        } else if node.redirects.is_empty() {
            self.compound(&node.kind)
        } else {
            self.redirected(&node.redirects, |it| it.compound(&node.kind))
        };
        self.process.leave();
        outcome
    }

    fn compound(&mut self, kind: &NodeKind) -> Outcome {
        match kind {
            // Simple commands take their redirections themselves.
            NodeKind::Simple { .. } => Ok(0),
            NodeKind::Group(list) => self.list(list),
            NodeKind::Subshell(list) => {
                let status = self.subshell(|it| it.list(list))?;
                self.exit_if_failed(status)
            }
            NodeKind::If { arms, otherwise } => self.conditionally(arms, otherwise.as_ref()),
            NodeKind::Loop { kind, condition, body } => self.repeatedly(*kind, condition, body),
            NodeKind::For { name, words, body } => self.iterate(name, words.as_deref(), body),
            NodeKind::Case { word, arms } => self.select(word, arms),
            NodeKind::Function { name, body } => {
                self.state.functions.insert(name.clone(), body.clone());
                Ok(0)
            }
        }
    }

    fn conditionally(&mut self, arms: &[(List, List)], otherwise: Option<&List>) -> Outcome {
        for (condition, body) in arms {
            if self.tested_if(true, |it| it.list(condition))? == 0 {
                return self.list(body);
            }
        }
        otherwise.map_or(Ok(0), |it| self.list(it))
    }

    fn repeatedly(&mut self, kind: LoopKind, condition: &List, body: &List) -> Outcome {
        let mut status = 0;
        loop {
            self.process.burn(1)?;
            let tested = self.in_loop(|it| it.tested_if(true, |it| it.list(condition)))?;
            let goes_on = match tested {
                Turn::Next(tested) => (tested == 0) == (kind == LoopKind::While),
                Turn::Again => true,
                Turn::Leave => return Ok(status),
            };
            if !goes_on {
                return Ok(status);
            }
            match self.in_loop(|it| it.list(body))? {
                Turn::Next(it) => status = it,
                Turn::Again => status = 0,
                Turn::Leave => return Ok(0),
            }
        }
    }

    fn iterate(&mut self, name: &str, words: Option<&[Word]>, body: &List) -> Outcome {
        let values = match words {
            Some(words) => self.fields(words)?,
            None => self.state.arguments.clone(),
        };
        let mut status = 0;
        for value in values {
            self.process.burn(1)?;
            self.assign(name, &value)?;
            match self.in_loop(|it| it.list(body))? {
                Turn::Next(it) => status = it,
                Turn::Again => status = 0,
                Turn::Leave => return Ok(0),
            }
        }
        Ok(status)
    }

    /// Runs a part of a loop, and takes the jumps that are meant for this loop.
    fn in_loop(&mut self, run: impl FnOnce(&mut Self) -> Outcome) -> Outcome<Turn> {
        self.state.loops += 1;
        let outcome = run(self);
        self.state.loops -= 1;
        match outcome {
            Ok(status) => Ok(Turn::Next(status)),
            Err(Flow::Break(1)) => Ok(Turn::Leave),
            Err(Flow::Continue(1)) => Ok(Turn::Again),
            Err(Flow::Break(levels)) => Err(Flow::Break(levels - 1)),
            Err(Flow::Continue(levels)) => Err(Flow::Continue(levels - 1)),
            Err(flow) => Err(flow),
        }
    }

    fn select(&mut self, word: &Word, arms: &[CaseArm]) -> Outcome {
        let text = self.text(word)?;
        for arm in arms {
            for pattern in &arm.patterns {
                let pattern = self.pattern(pattern)?;
                self.process.burn_bytes(text.len())?;
                if pattern.matches(&text) {
                    return self.list(&arm.body);
                }
            }
        }
        Ok(0)
    }
}

/// How a turn of a loop ended.
enum Turn {
    Next(u8),
    Again,
    Leave,
}
