//! Redirections.

use std::rc::Rc;

use image::FsError;

use crate::ast::{Redirect, Target, Word};
use crate::flow::Outcome;
use crate::interpreter::Interpreter;
use crate::streams::{Description, Descriptors, OpenMode};

impl Interpreter<'_, '_, '_> {
    /// Runs something with redirections; they end with it.
    pub(crate) fn redirected(
        &mut self,
        redirects: &[Redirect],
        run: impl FnOnce(&mut Self) -> Outcome,
    ) -> Outcome {
        let before = self.process.task.descriptors.clone();
        let result = match self.redirect(redirects)? {
            Redirected::Yes => run(self),
            Redirected::Failed => {
                self.process.task.descriptors = before.clone();
                Ok(1)
            }
        };
        self.process.task.descriptors = before;
        result
    }

    /// Opens what redirections ask for. What cannot be opened is reported, and nothing is left half done.
    pub(super) fn redirect(&mut self, redirects: &[Redirect]) -> Outcome<Redirected> {
        let before = self.process.task.descriptors.clone();
        for redirect in redirects {
            if let Err(message) = self.redirect_one(redirect)? {
                return self.refuse(before, &message);
            }
        }
        Ok(Redirected::Yes)
    }

    fn refuse(&mut self, before: Descriptors, message: &str) -> Outcome<Redirected> {
        self.process.task.descriptors = before;
        self.state.complain(self.process, None, message)?;
        Ok(Redirected::Failed)
    }

    fn redirect_one(&mut self, redirect: &Redirect) -> Outcome<Result<(), String>> {
        let handle = match &redirect.target {
            Target::Read(word) => self.open(word, OpenMode::Read)?,
            Target::Write(word) if self.state.options.is_on("noclobber") => {
                let path = self.text(word)?;
                let regular = self.process.find(&path, image::Follow::Last);
                if regular.is_ok_and(|(_, entry)| entry.content().is_some()) {
                    return Ok(Err(format!("can't create {path}: File exists")));
                }
                self.open(word, OpenMode::Truncate)?
            }
            Target::Write(word) | Target::Clobber(word) => self.open(word, OpenMode::Truncate)?,
            Target::Both(word) => {
                let opened = self.open(word, OpenMode::Truncate)?;
                if let Ok(handle) = &opened {
                    self.process.task.descriptors.set(2, handle.clone());
                }
                opened
            }
            Target::Append(word) => self.open(word, OpenMode::Append)?,
            Target::ReadWrite(word) => self.open(word, OpenMode::ReadWrite)?,
            Target::Here(body) => {
                let text = match body.get() {
                    Some(body) => self.text(body)?,
                    None => String::new(),
                };
                Ok(Description::input(text.into_bytes()).open())
            }
            Target::Duplicate(word) => {
                let text = self.text(word)?;
                if text == "-" {
                    self.process.task.descriptors.close(redirect.fd);
                    return Ok(Ok(()));
                }
                let Ok(source) = text.parse::<u32>() else {
                    return self.abort(2, "syntax error: bad fd number");
                };
                let handle = self.process.task.descriptors.get(source).map(Rc::clone);
                handle.ok_or_else(|| format!("{source}: Bad file descriptor"))
            }
        };
        Ok(handle.map(|it| self.process.task.descriptors.set(redirect.fd, it)))
    }

    fn open(
        &mut self,
        word: &Word,
        mode: OpenMode,
    ) -> Outcome<Result<crate::streams::Handle, String>> {
        let path = self.text(word)?;
        let opened = self.process.open(&path, mode)?;
        // As ash: shell/ash.c, `openredirect` and `errmsg`.
        let reading = mode == OpenMode::Read;
        Ok(opened.map_err(|error| match (reading, error) {
            (true, FsError::NotFound) => format!("can't open {path}: no such file"),
            (true, other) => format!("can't open {path}: {other}"),
            (false, FsError::NotFound) => format!("can't create {path}: nonexistent directory"),
            (false, other) => format!("can't create {path}: {other}"),
        }))
    }
}

/// Whether all could be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Redirected {
    Yes,
    Failed,
}
