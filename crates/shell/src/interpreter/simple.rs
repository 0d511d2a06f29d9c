//! Simple commands: assignments, functions, the shell's own commands, programs.

use crate::ast::{Assignment, Redirect, Word};
use crate::builtins::{self, Builtin, Standing};
use crate::exec::ExecError;
use crate::flow::{Flow, Outcome};
use crate::interpreter::Interpreter;
use crate::interpreter::redirects::Redirected;
use crate::limits::Stop;
use crate::syntax::assignment;
use crate::variables::Variable;

/// What a command name stands for.
pub(crate) enum Meaning {
    Function(std::rc::Rc<crate::ast::Node>),
    Builtin(&'static Builtin),
    Program,
}

impl Interpreter<'_, '_, '_> {
    pub(super) fn simple(
        &mut self,
        assignments: &[Assignment],
        words: &[Word],
        redirects: &[Redirect],
    ) -> Outcome {
        self.state.substituted = None;
        let fields = self.command_fields(words)?;
        if fields.is_empty() {
            return self.assign_only(assignments, redirects);
        }
        let meaning = self.meaning(&fields[0]);
        let persists = fields.len() == 1 && fields[0] == "exec";
        let before = self.process.task.descriptors.clone();
        let redirected = self.redirect(redirects)?;
        if redirected == Redirected::Failed {
            return match meaning {
                Meaning::Builtin(builtin) if builtin.standing == Standing::Special => {
                    Err(Flow::Abort(1))
                }
                Meaning::Builtin(_) | Meaning::Function(_) | Meaning::Program => Ok(1),
            };
        }
        let outcome = self.values(assignments).and_then(|values| {
            // The trace goes where errors went before the redirections.
            let redirected = std::mem::replace(&mut self.process.task.descriptors, before.clone());
            self.trace(&values, traced(&fields))?;
            self.process.task.descriptors = redirected;
            self.run(meaning, &values, fields)
        });
        if !persists && !redirects.is_empty() {
            self.process.task.descriptors = before;
        }
        outcome
    }

    /// The fields of a command. Behind `export` and its like, assignments are not split.
    fn command_fields(&mut self, words: &[Word]) -> Outcome<Vec<String>> {
        let Some((first, rest)) = words.split_first() else { return Ok(Vec::new()) };
        let mut fields = self.fields(std::slice::from_ref(first))?;
        if !matches!(first.plain(), Some("export" | "readonly" | "local")) {
            fields.extend(self.fields(rest)?);
            return Ok(fields);
        }
        for word in rest {
            match assignment(word) {
                Some(Assignment { name, value }) => {
                    fields.push(format!("{name}={}", self.value(&value)?));
                }
                None => fields.extend(self.fields(std::slice::from_ref(word))?),
            }
        }
        Ok(fields)
    }

    fn assign_only(&mut self, assignments: &[Assignment], redirects: &[Redirect]) -> Outcome {
        self.redirected(redirects, |it| {
            let mut values = Vec::new();
            for Assignment { name, value } in assignments {
                let value = it.value(value)?;
                it.assign(name, &value)?;
                values.push((name.clone(), value));
            }
            it.trace(&values, &[])?;
            Ok(it.state.substituted.unwrap_or(0))
        })
    }

    /// The values of assignments before a command; each sees the ones before it.
    fn values(&mut self, assignments: &[Assignment]) -> Outcome<Vec<(String, String)>> {
        let mut values: Vec<(String, String)> = Vec::new();
        let mut saved = Vec::new();
        for Assignment { name, value } in assignments {
            let value = self.value(value)?;
            if 1 < assignments.len() {
                saved.push((name, self.state.variables.save(name)));
                self.assign(name, &value)?;
            }
            values.push((name.clone(), value));
        }
        for (name, variable) in saved.into_iter().rev() {
            self.state.variables.restore(name, variable);
        }
        Ok(values)
    }

    pub(crate) fn meaning(&self, name: &str) -> Meaning {
        let builtin = builtins::find(name);
        match (builtin, self.state.functions.get(name)) {
            (Some(builtin), _) if builtin.standing == Standing::Special => {
                Meaning::Builtin(builtin)
            }
            (_, Some(body)) => Meaning::Function(body.clone()),
            (Some(builtin), None) => Meaning::Builtin(builtin),
            (None, None) => Meaning::Program,
        }
    }

    fn run(
        &mut self,
        meaning: Meaning,
        values: &[(String, String)],
        fields: Vec<String>,
    ) -> Outcome {
        if let Meaning::Builtin(builtin) = &meaning
            && builtin.standing == Standing::Special
        {
            for (name, value) in values {
                self.assign(name, value)?;
            }
            return self.builtin(builtin, fields);
        }
        let mut saved: Vec<(&str, Option<Variable>)> = Vec::new();
        for (name, value) in values {
            saved.push((name, self.state.variables.save(name)));
            self.assign(name, value)?;
            self.state.variables.mark(name, |it| it.exported = true);
        }
        let outcome = match meaning {
            Meaning::Function(body) => self.call(&body, fields),
            Meaning::Builtin(builtin) => self.builtin(builtin, fields),
            Meaning::Program => self.program(&fields),
        };
        for (name, variable) in saved.into_iter().rev() {
            self.state.variables.restore(name, variable);
        }
        outcome
    }

    /// Runs one of the shell's own commands. Its errors end a script only if it is a special one.
    pub(crate) fn builtin(&mut self, builtin: &Builtin, fields: Vec<String>) -> Outcome {
        self.process.burn(1)?;
        let argv = std::mem::replace(&mut self.process.task.argv, fields.clone());
        let command = self.state.command.clone();
        // `command` is not what an error is about.
        if builtin.name != "command" {
            self.state.command = Some(String::from(builtin.name));
        }
        self.process.task.lost = None;
        let outcome = (builtin.run)(self, &fields);
        self.process.task.argv = argv;
        self.state.command = command;
        if let (Ok(status), Some(lost)) = (&outcome, self.process.task.lost.take()) {
            let status = *status | 1;
            if builtin.name == "echo" {
                let name = self.state.short_name();
                self.process.eprint(format!("{name}: write error: {}\n", lost.reason()))?;
            }
            return Ok(status);
        }
        match outcome {
            Err(Flow::Abort(status)) if builtin.standing == Standing::Regular => Ok(status),
            outcome => outcome,
        }
    }

    /// Runs a program with the exported variables.
    pub(crate) fn program(&mut self, fields: &[String]) -> Outcome {
        let path = String::from(self.state.variables.get("PATH").unwrap_or_default());
        self.process.burn(1)?;
        match self.process.look_up(fields, &path) {
            Ok(executable) => {
                if fields[0].ends_with("sleep") {
                    self.run_jobs()?;
                }
                let before = self.process.task.clone();
                self.process.fork();
                self.process.task.env = self.state.variables.exported();
                let result = self.process.execute(executable);
                self.process.task = before;
                Ok(result?.0)
            }
            Err(ExecError::Format) => self.script_file(fields, &path),
            // As ash, which forbids a directory along the path, but has found nothing.
            Err(error @ ExecError::IsADirectory) if !fields[0].contains('/') => {
                self.cannot_execute(&fields[0], error).map(|_| 127)
            }
            Err(error) => self.cannot_execute(&fields[0], error),
        }
    }

    fn cannot_execute(&mut self, name: &str, error: ExecError) -> Outcome {
        let (status, message) = exec_message(error);
        self.state.complain(self.process, None, &format!("{name}: {message}"))?;
        Ok(status)
    }

    /// Runs a text without `#!` as a script of this shell's.
    fn script_file(&mut self, fields: &[String], path: &str) -> Outcome {
        let file = match self.process.find_program(&fields[0], path) {
            Ok(file) => file,
            Err(error) => return self.cannot_execute(&fields[0], error),
        };
        let argv = ["sh", &file].into_iter().chain(fields[1..].iter().map(String::as_str));
        let argv: Vec<String> = argv.map(String::from).collect();
        let before = self.process.task.clone();
        self.process.fork();
        self.process.task.argv = argv;
        self.process.task.env = self.state.variables.exported();
        self.process.enter()?;
        let result: Result<_, Stop> = crate::programs::sh(self.process);
        self.process.leave();
        self.process.task = before;
        Ok(result?.0)
    }
}

/// What `set -x` shows of a command: not the `command` before it.
fn traced(fields: &[String]) -> &[String] {
    match fields {
        [first, rest @ ..] if first == "command" => match rest {
            [second, ..] if second != "--" && !second.starts_with('-') => traced(rest),
            [_, ..] | [] => fields,
        },
        _ => fields,
    }
}

/// The status and the words for a program that cannot be started.
pub(crate) fn exec_message(error: ExecError) -> (u8, &'static str) {
    match error {
        ExecError::NotFound => (127, "not found"),
        ExecError::PermissionDenied | ExecError::IsADirectory => (126, "Permission denied"),
        ExecError::Format => (126, "Exec format error"),
    }
}
