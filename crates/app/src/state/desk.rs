//! The learner's desk: the simulated laptop, the Dockerfile in the editor, and all that was done so far.

use std::rc::Rc;

use dockerfile::Diagnostic;
use engine::Builder;
use image::{AbsPath, EntryKind};
use terminal::{RunEnd, Session};
use yew::prelude::AttrValue;

use crate::shared::Shared;
use crate::simulator::Simulator;
use crate::state::entry::{Entry, entry};
use crate::state::film::Film;
use crate::state::forecast::Forecast;
use crate::state::saved::{APP, DOCKERFILE, Deed, Saved};

/// All that the learner works with. A value: every action gives a new one.
#[derive(Clone, Debug)]
pub(crate) struct Desk {
    simulator: Simulator,
    /// Shared, so that a desk is cloned without any of the engine's maps.
    pub(crate) session: Rc<Session>,
    pub(crate) film: Shared<Film>,
    pub(crate) entries: Rc<Vec<Rc<Entry>>>,
    /// The editor's text. It is written to the laptop before each command.
    pub(crate) text: AttrValue,
    pub(crate) builder: Builder,
    /// Lines of a command that is not complete yet, each with its end.
    pub(crate) unfinished: String,
    /// The frame from which a lesson lets its command be watched, if not from the first.
    pub(crate) opening: Option<u32>,
    deeds: Vec<Deed>,
    /// The desk as it was before it was cleared.
    before: Option<Rc<Desk>>,
}

/// What the learner can do.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Action {
    /// Change the editor's text.
    Edit(AttrValue),
    /// Press Enter in the terminal.
    Type(AttrValue),
    /// Let a lesson type something, and watch a build in it from this step on, counted from 1.
    Watch {
        line: AttrValue,
        step: u32,
    },
    /// Press Ctrl+C in the terminal: forget what is not complete.
    Interrupt,
    /// Press the Build button.
    Build,
    Choose(Builder),
    /// Write a file below the working directory.
    Write {
        path: AttrValue,
        text: AttrValue,
    },
    /// Begin again with a fresh laptop, which has the files that were there before the first command.
    Clear,
    /// Take back `Clear`.
    Restore,
}

impl Desk {
    /// A fresh laptop, the `number`th, and in the editor the text of `saved`.
    fn fresh(simulator: Simulator, number: u32, saved: &Saved) -> Desk {
        Desk {
            simulator,
            session: Rc::new((simulator.fresh)(simulator.packages)),
            film: Shared(Rc::new(Film::new(number))),
            entries: Rc::default(),
            text: AttrValue::from(saved.text.clone()),
            builder: saved.builder(),
            unfinished: String::new(),
            opening: None,
            deeds: Vec::new(),
            before: None,
        }
    }

    /// Does again all that was done. What was seen before is another laptop to the player, which does not play it again.
    pub(crate) fn replay(simulator: Simulator, saved: &Saved) -> Desk {
        let mut desk = Desk::fresh(simulator, u32::from(saved.has_run()), saved);
        desk.redo(&saved.deeds);
        desk
    }

    /// Does everything again with another simulator, on another laptop.
    pub(crate) fn moved_to(&self, simulator: Simulator) -> Desk {
        let saved = self.saved();
        let mut desk = Desk::fresh(simulator, self.film.laptop + 1, &saved);
        desk.redo(&saved.deeds);
        desk
    }

    fn redo(&mut self, deeds: &[Deed]) {
        for deed in deeds {
            match deed {
                Deed::Typed(line) => self.enter(line),
                Deed::Saved { path, text } => self.save(&AbsPath::new(path), text),
            }
        }
    }

    pub(crate) fn saved(&self) -> Saved {
        let mut saved = Saved::new(self.deeds.clone(), self.text.to_string(), self.builder);
        saved.all_packages = self.simulator.packages.is_some();
        saved
    }

    /// Whether [`Action::Restore`] brings something back.
    pub(crate) fn can_restore(&self) -> bool {
        self.before.is_some()
    }

    /// What stands before the line that is typed.
    pub(crate) fn prompt(&self) -> AttrValue {
        match self.unfinished.is_empty() {
            true => AttrValue::from(self.session.prompt()),
            false => AttrValue::Static("> "),
        }
    }

    /// The line that the Build button types.
    pub(crate) fn build_line(&self) -> String {
        let variable = match self.builder {
            Builder::Classic => "DOCKER_BUILDKIT=0 ",
            Builder::BuildKit => "DOCKER_BUILDKIT=1 ",
        };
        let is_there = self.session.working_dir().as_str() == APP;
        format!("{variable}docker build {}", if is_there { "." } else { "~/app" })
    }

    /// What the build checks remark on in the editor's text.
    pub(crate) fn findings(&self) -> Vec<Diagnostic> {
        (self.simulator.check)(&self.text)
    }

    /// What each build would have been by the other builder.
    pub(crate) fn twin(&self) -> Film {
        let mut saved = self.saved();
        // What names no builder is built by BuildKit.
        saved.deeds.insert(0, Deed::Typed("export DOCKER_BUILDKIT=1".to_string()));
        for deed in &mut saved.deeds {
            if let Deed::Typed(line) = deed {
                *line = by_the_other_builder(line);
            }
        }
        Film::clone(&Desk::replay(self.simulator, &saved).film)
    }

    /// What a build would come to now; none if the editor has what the laptop has, so that the last build tells.
    pub(crate) fn forecast(&self) -> Option<Forecast> {
        if self.on_disk().as_deref() == Some(self.text.as_str()) {
            return None;
        }
        let session = (self.simulator.save)(&self.session, &dockerfile(), &self.text);
        let after = (self.simulator.forecast)(&session, &self.build_line()).session;
        Forecast::of(&after.log()[session.log().len()..])
    }

    pub(crate) fn apply(&mut self, action: Action) {
        match action {
            Action::Edit(text) => self.text = text,
            Action::Type(line) => self.type_line(&line),
            Action::Watch { line, step } => {
                self.unfinished.clear();
                let known = self.film.len();
                self.type_line(&line);
                self.opening = self.film.frame_of_step(known, step);
            }
            Action::Interrupt => self.unfinished.clear(),
            Action::Build => {
                self.unfinished.clear();
                self.type_line(&self.build_line());
            }
            Action::Choose(builder) => self.builder = builder,
            Action::Write { path, text } => self.write(&path, text),
            Action::Clear => {
                let before = Rc::new(self.clone());
                let number = self.film.laptop + 1;
                let files = self.deeds.iter().take_while(|it| matches!(it, Deed::Saved { .. }));
                let files: Vec<Deed> = files.cloned().collect();
                *self = Desk::fresh(self.simulator, number, &self.saved());
                self.redo(&files);
                self.before = Some(before);
            }
            Action::Restore => {
                if let Some(before) = self.before.take() {
                    *self = Desk::clone(&before);
                }
            }
        }
    }

    /// Writes the editor's text to the laptop and runs `line`; the editor then shows what the laptop has.
    fn type_line(&mut self, line: &str) {
        self.before = None;
        self.opening = None;
        if self.on_disk().as_deref() != Some(self.text.as_str()) {
            let text = self.text.to_string();
            self.save(&dockerfile(), &text);
        }
        self.enter(line);
        if let Some(text) = self.on_disk() {
            self.text = AttrValue::from(text);
        }
    }

    /// Lessons name files below the working directory.
    fn write(&mut self, path: &str, text: AttrValue) {
        let path = self.session.working_dir().join(path);
        if path == dockerfile() {
            self.text = text;
        } else {
            self.save(&path, &text);
        }
    }

    fn save(&mut self, path: &AbsPath, text: &str) {
        self.session = Rc::new((self.simulator.save)(&self.session, path, text));
        self.deeds.push(Deed::Saved { path: path.to_string(), text: text.to_string() });
    }

    fn enter(&mut self, line: &str) {
        let prompt = self.session.prompt();
        let script = format!("{}{line}\n", self.unfinished);
        let run = (self.simulator.run)(&self.session, &script);
        self.deeds.push(Deed::Typed(line.to_string()));
        self.unfinished = match run.end {
            RunEnd::Incomplete => return self.unfinished = script,
            RunEnd::Done { .. } | RunEnd::Exited { .. } => String::new(),
        };
        let known = self.session.log().len();
        self.session = Rc::new(run.session);
        let log = self.session.log();
        Rc::make_mut(&mut self.entries).extend(entry(&prompt, &script, &log[known..]));
        let mut film = Film::clone(&self.film);
        film.extend(log);
        self.film = Shared(Rc::new(film));
    }

    /// The Dockerfile on the laptop.
    fn on_disk(&self) -> Option<String> {
        match &self.session.files().entry(&dockerfile())?.kind {
            EntryKind::File(content) => String::from_utf8(content.bytes().to_vec()).ok(),
            EntryKind::Directory
            | EntryKind::Symlink(_)
            | EntryKind::Fifo
            | EntryKind::Device(_) => None,
        }
    }
}

fn by_the_other_builder(line: &str) -> String {
    const CLASSIC: &str = "DOCKER_BUILDKIT=0";
    const BUILDKIT: &str = "DOCKER_BUILDKIT=1";
    match line.contains(CLASSIC) {
        true => line.replace(CLASSIC, BUILDKIT),
        false => line.replace(BUILDKIT, CLASSIC),
    }
}

fn dockerfile() -> AbsPath {
    AbsPath::new(APP).child(DOCKERFILE)
}
