//! The page's state: a desk, or what waits for one until the simulator is fetched.

use std::rc::Rc;

use dockerfile::Diagnostic;
use engine::Builder;
use terminal::Session;
use yew::prelude::{AttrValue, Reducible};

use crate::shared::Shared;
use crate::simulator::Simulator;
use crate::state::desk::{Action, Desk};
use crate::state::entry::Entry;
use crate::state::film::Film;
use crate::state::forecast::Forecast;
use crate::state::saved::Saved;

/// What a fresh laptop's shell prints when it waits.
const FIRST_PROMPT: &str = "~/app $ ";

/// A desk, as soon as the simulator is there. A value: every wish gives a new one.
#[derive(Clone, Debug)]
pub(crate) enum Work {
    Waiting(Waiting),
    Open(Box<Desk>),
}

/// What there is without the simulator.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    start: Start,
    /// What an earlier visit left, to be done again, and the editor's text.
    saved: Saved,
    /// What was asked of the laptop since.
    wishes: Vec<Action>,
    /// Nothing happened yet.
    film: Shared<Film>,
}

/// How far the start of the laptop is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// Nobody needs it yet.
    NotAsked,
    /// The simulator is on its way.
    Asked,
    /// The simulator did not come; the next wish asks again.
    Failed,
}

/// What changes the work.
#[derive(Clone, Debug)]
pub(crate) enum Wish {
    /// The learner's.
    Do(Action),
    /// The learner touched the page, and will need the laptop.
    Wake,
    /// The simulator is there; on an open desk, a larger one.
    Open(Simulator),
    /// The simulator did not come.
    Fail,
}

/// What the page shows of the work.
#[derive(Clone, Debug)]
pub(crate) struct View {
    pub(crate) film: Shared<Film>,
    pub(crate) entries: Rc<Vec<Rc<Entry>>>,
    pub(crate) text: AttrValue,
    pub(crate) builder: Builder,
    pub(crate) prompt: AttrValue,
    /// Whether [`Action::Restore`] brings something back.
    pub(crate) can_restore: bool,
    /// The frame from which a lesson lets its command be watched, if not from the first.
    pub(crate) opening: Option<u32>,
    /// How far the laptop's start is; none once it is on.
    pub(crate) start: Option<Start>,
    /// Whether the laptop needs all of Alpine's `main`.
    pub(crate) all_packages: bool,
}

impl Work {
    /// The work that an earlier visit left.
    pub(crate) fn of(saved: Saved) -> Work {
        let start = if saved.has_run() { Start::Asked } else { Start::NotAsked };
        let film = Shared(Rc::new(Film::new(0)));
        Work::Waiting(Waiting { start, saved, wishes: Vec::new(), film })
    }

    pub(crate) fn view(&self) -> View {
        match self {
            Work::Waiting(waiting) => View {
                film: waiting.film.clone(),
                entries: Rc::default(),
                text: AttrValue::from(waiting.saved.text.clone()),
                builder: waiting.saved.builder(),
                prompt: AttrValue::Static(FIRST_PROMPT),
                can_restore: false,
                opening: None,
                start: Some(waiting.start),
                all_packages: waiting.saved.all_packages,
            },
            Work::Open(desk) => View {
                film: desk.film.clone(),
                entries: Rc::clone(&desk.entries),
                text: desk.text.clone(),
                builder: desk.builder,
                prompt: desk.prompt(),
                can_restore: desk.can_restore(),
                opening: desk.opening,
                start: None,
                all_packages: false,
            },
        }
    }

    /// What is to be kept for the next visit.
    pub(crate) fn saved(&self) -> Saved {
        match self {
            Work::Waiting(waiting) => waiting.saved.clone(),
            Work::Open(desk) => desk.saved(),
        }
    }

    /// What the build checks remark on in the editor's text; nothing before the laptop is on.
    pub(crate) fn findings(&self) -> Vec<Diagnostic> {
        match self {
            Work::Waiting(_) => Vec::new(),
            Work::Open(desk) => desk.findings(),
        }
    }

    /// What each build would have been by the other builder, if the laptop is on.
    pub(crate) fn twin(&self) -> Option<Shared<Film>> {
        match self {
            Work::Waiting(_) => None,
            Work::Open(desk) => Some(Shared(Rc::new(desk.twin()))),
        }
    }

    /// What a build would come to now, if the laptop is on and the last build does not tell.
    pub(crate) fn forecast(&self) -> Option<Forecast> {
        match self {
            Work::Waiting(_) => None,
            Work::Open(desk) => desk.forecast(),
        }
    }

    /// The laptop with its engine and its log, once it is on.
    pub(crate) fn session(&self) -> Option<&Session> {
        match self {
            Work::Waiting(_) => None,
            Work::Open(desk) => Some(&*desk.session),
        }
    }
}

impl Waiting {
    fn apply(&mut self, action: Action) {
        match action {
            Action::Edit(text) => self.saved.text = text.to_string(),
            Action::Choose(builder) => self.saved.choose(builder),
            // The laptop is as fresh as it can be.
            Action::Interrupt | Action::Clear | Action::Restore => (),
            Action::Type(_) | Action::Watch { .. } | Action::Build | Action::Write { .. } => {
                self.wishes.push(action);
                self.start = Start::Asked;
            }
        }
    }

    fn open(&self, simulator: Simulator) -> Desk {
        let mut desk = Desk::replay(simulator, &self.saved);
        for wish in &self.wishes {
            desk.apply(wish.clone());
        }
        desk
    }
}

impl Reducible for Work {
    type Action = Wish;

    fn reduce(self: Rc<Work>, wish: Wish) -> Rc<Work> {
        let mut work = Work::clone(&self);
        match (&mut work, wish) {
            (Work::Waiting(waiting), Wish::Do(action)) => waiting.apply(action),
            (Work::Waiting(waiting), Wish::Wake) if waiting.start == Start::NotAsked => {
                waiting.start = Start::Asked;
            }
            (Work::Waiting(waiting), Wish::Fail) => waiting.start = Start::Failed,
            (Work::Waiting(waiting), Wish::Open(simulator)) => {
                work = Work::Open(Box::new(waiting.open(simulator)));
            }
            (Work::Open(desk), Wish::Open(simulator)) => {
                work = Work::Open(Box::new(desk.moved_to(simulator)));
            }
            (Work::Open(desk), Wish::Do(action)) => desk.apply(action),
            (Work::Waiting(_), Wish::Wake) | (Work::Open(_), Wish::Wake | Wish::Fail) => {
                return self;
            }
        }
        Rc::new(work)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::entry::OutputKind;

    fn after(wishes: impl IntoIterator<Item = Wish>) -> Rc<Work> {
        wishes.into_iter().fold(
            Rc::new(Work::of(Saved::start(lesson::course().lesson("workflow").unwrap()))),
            Work::reduce,
        )
    }

    #[test]
    fn what_was_wished_for_before_the_simulator_came_is_done_when_it_comes() {
        let edit = Wish::Do(Action::Edit("FROM scratch\n".into()));
        let type_in = |line: &'static str| Wish::Do(Action::Type(line.into()));
        let wishes = [Wish::Wake, edit, type_in("cat Dockerfile"), Wish::Fail, type_in("pwd")];
        let waiting = after(wishes.clone());
        assert_eq!(waiting.view().start, Some(Start::Asked));
        let open = waiting.reduce(Wish::Open(Simulator::here()));
        let printed = |work: &Work| {
            let outputs = work.view().entries.iter().flat_map(|it| it.outputs.clone()).collect();
            let outputs: Vec<_> = outputs;
            outputs.iter().map(|it| it.text.to_string()).collect::<String>()
        };
        assert_eq!(printed(&open), "FROM scratch\n/home/you/app\n");
        assert_eq!(open.view().start, None);
    }

    #[test]
    fn a_laptop_that_is_off_shows_what_a_fresh_one_shows() {
        let off = after([]).view();
        let on = after([Wish::Open(Simulator::here())]).view();
        assert_eq!(
            (off.text, off.prompt, off.builder, off.film.len()),
            (on.text, on.prompt, on.builder, on.film.len())
        );
    }

    #[test]
    fn all_packages_are_fetched_for_one_and_kept_over_a_reload() {
        let type_in = |line: &'static str| Wish::Do(Action::Type(line.into()));
        let build = "printf 'FROM alpine\\nRUN apk add alsa-lib\\n' > D; docker build -f D -q .";
        let small = after([Wish::Open(Simulator::here()), type_in(build)]);
        let kinds = |work: &Work| -> Vec<OutputKind> {
            let entries = work.view().entries;
            entries.iter().flat_map(|it| it.outputs.iter().map(|it| it.kind)).collect()
        };
        assert!(kinds(&small).contains(&OutputKind::Unlisted), "{:?}", small.view().entries);
        let larger = Simulator { packages: Some(engine::Upstream::MAIN), ..Simulator::here() };
        let all = small.reduce(Wish::Open(larger));
        assert_eq!(kinds(&all), [OutputKind::Stdout]);
        assert!(Work::of(all.saved()).view().all_packages);
    }

    #[test]
    fn a_failure_is_said_until_the_next_wish() {
        let failed = after([Wish::Wake, Wish::Fail]);
        assert_eq!(failed.view().start, Some(Start::Failed));
        assert_eq!(Rc::clone(&failed).reduce(Wish::Wake).view().start, Some(Start::Failed));
        let again = failed.reduce(Wish::Do(Action::Build));
        assert_eq!(again.view().start, Some(Start::Asked));
    }
}
