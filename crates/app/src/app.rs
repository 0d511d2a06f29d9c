//! The whole page, put together.

use std::rc::Rc;

use dockerfile::Diagnostic;
use image::{Image, ImageId};
use lesson::{Answer, Course, Lesson};
use timeline::{Command, Scene};
use yew::prelude::*;

use crate::components::build_bar::BuildBar;
use crate::components::editor::Editor;
use crate::components::gutter::Marks;
use crate::components::header::Header;
use crate::components::help::Help;
use crate::components::lesson_pane::LessonPane;
use crate::components::stage::Stage;
use crate::components::terminal_pane::TerminalPane;
use crate::components::timeline_pane::TimelinePane;
use crate::components::transport::Transport;
use crate::hooks::{use_clock, use_following, use_keys, use_one_focus, use_saving, use_simulator};
use crate::shared::Shared;
use crate::state::{
    Action, Film, Forecast, Move, Place, Player, Progress, Saved, Theme, View, Wish, Work,
};
use crate::storage;

#[derive(Properties, PartialEq)]
pub(crate) struct AppProps {
    pub(crate) course: Shared<Course>,
    pub(crate) place: Place,
    pub(crate) progress: Rc<Progress>,
    /// The lesson's goals are met.
    pub(crate) on_done: Callback<()>,
    pub(crate) theme: Theme,
    pub(crate) on_theme: Callback<Theme>,
}

/// Lesson, Dockerfile, terminal, stage and timeline on one page, for one place.
#[component]
pub(crate) fn App(props: &AppProps) -> Html {
    let AppProps { course, place, progress, on_done, theme, on_theme } = props;
    let work = use_reducer(|| work_at(place));
    let desk = work.view();
    let player = use_reducer_eq(|| Player::at_end(desk.film.laptop, desk.film.len()));
    let helping = use_state(|| false);
    let on_wish = work.dispatcher().to_callback();
    let act = on_wish.reform(Wish::Do);
    let obey = player.dispatcher().to_callback().reform(Move::Obey);
    let playback = player.playback;
    let cursor = playback.cursor();
    use_extension(&desk, &player);
    use_clock(playback, desk.film.dwell_ms(cursor), &obey);
    use_following("stage", desk.film.len());
    use_saving(&place.name, &work.saved());
    use_simulator(&desk, &on_wish);
    use_one_focus();
    use_keys(playback, &obey, helping.setter());
    let on_help = |shown: bool| {
        let helping = helping.setter();
        Callback::from(move |()| helping.set(shown))
    };
    let scene = desk.film.scene(cursor);
    let forecast = use_forecast(&work, &desk);
    let marks = match &*forecast {
        Some(forecast) => Marks::foreseen(&forecast.steps),
        None => Marks::seen(&scene),
    };
    let chosen = use_state_eq(|| None::<ImageId>);
    let image = image_of(&work, &scene, *chosen);
    let on_choose = {
        let chosen = chosen.setter();
        Callback::from(move |id| chosen.set(id))
    };
    let findings = use_findings(&work, &desk);
    let comparing = use_state_eq(|| false);
    let twin = use_twin(&work, *comparing);
    let on_compare = {
        let comparing = comparing.clone();
        Callback::from(move |()| comparing.set(!*comparing))
    };
    let answers = use_answers(&place.lesson, &work);
    use_done(&answers, on_done);
    let on_build = act.reform(|()| Action::Build);
    html! {
        <div class="page">
            <Header theme={*theme} {on_theme} can_restore={desk.can_restore}
                on_clear={act.reform(|()| Action::Clear)} on_restore={act.reform(|()| Action::Restore)}
                on_help={on_help(true)} />
            <main>
                <LessonPane {course} {place} {progress} {answers} on_act={&act} />
                <Editor text={desk.text.clone()} {marks} {findings}
                    on_edit={act.reform(Action::Edit)} on_build={&on_build}>
                    <BuildBar builder={desk.builder} {forecast}
                        on_choose={act.reform(Action::Choose)} {on_build} />
                </Editor>
                <Stage {scene} {image} chosen={*chosen} {on_choose} caption={desk.film.caption(cursor)} motion_ms={desk.film.motion_ms(playback)} />
                <TimelinePane film={desk.film.clone()} {cursor} twin={(*twin).clone()} {on_compare} on_command={&obey} />
                <TerminalPane on_simulator={on_wish.reform(Wish::Open)} film={desk.film.clone()} entries={Rc::clone(&desk.entries)} hidden_from={desk.film.hidden_from(cursor)}
                    playing={playback.playing} start={desk.start} prompt={desk.prompt} on_type={act.reform(Action::Type)}
                    on_interrupt={act.reform(|()| Action::Interrupt)} on_jump={obey.reform(|()| Command::Last)} />
                <Transport {playback} on_command={&obey} />
            </main>
            if *helping {
                <Help on_close={on_help(false)} />
            }
        </div>
    }
}

/// What an earlier visit left at `place`, or what its lesson begins with.
fn work_at(place: &Place) -> Work {
    let saved = storage::read_work(&place.name);
    Work::of(saved.unwrap_or_else(|| Saved::start(&place.lesson)))
}

/// The image that can be looked into: the chosen one, or that of the step on the stage, or the last one.
fn image_of(work: &Work, scene: &Scene, chosen: Option<ImageId>) -> Option<Shared<Image>> {
    let engine = work.session()?.engine();
    let of_step = scene.focus.and_then(|id| scene.step(id)?.image);
    let last = scene.images.last().map(|it| it.id);
    let wanted = [chosen.filter(|it| scene.image(*it).is_some()), of_step, last];
    let found = wanted.into_iter().flatten().find_map(|id| engine.image(id));
    found.map(|it| Shared(Rc::clone(it)))
}

/// How far each goal is met. It is looked at after each command.
#[hook]
fn use_answers(lesson: &Lesson, work: &Work) -> Rc<Vec<Answer>> {
    let session = work.session();
    use_memo((work.view().film.laptop, session.map(|it| it.log().len())), |_| {
        lesson.goals().map(|it| it.check(session)).collect()
    })
}

/// What the build checks remark on, whenever the text changed or the laptop came.
#[hook]
fn use_findings(work: &Work, view: &View) -> Rc<Vec<Diagnostic>> {
    use_memo((view.text.clone(), view.start.is_none()), |_| work.findings())
}

/// The builds by the other builder, while they are compared.
#[hook]
fn use_twin(work: &Work, comparing: bool) -> Rc<Option<Shared<Film>>> {
    let log = work.session().map(|it| it.log().len());
    let laptop = work.view().film.laptop;
    use_memo((comparing, laptop, log), |_| if comparing { work.twin() } else { None })
}

/// What a build would come to, whenever the text or the laptop changed.
#[hook]
fn use_forecast(work: &Work, view: &View) -> Rc<Option<Forecast>> {
    let log = work.session().map(|it| it.log().len());
    use_memo((view.text.clone(), view.builder, view.film.laptop, log), |_| work.forecast())
}

/// Says so when all goals are met.
#[hook]
fn use_done(answers: &[Answer], on_done: &Callback<()>) {
    let is_done = !answers.is_empty() && answers.iter().all(|it| *it == Answer::Met);
    let on_done = on_done.clone();
    use_effect_with(is_done, move |is_done| {
        if *is_done {
            on_done.emit(());
        }
    });
}

/// Tells the player when something was typed, or when the film is another one.
#[hook]
fn use_extension(desk: &View, player: &UseReducerHandle<Player>) {
    let seen = (desk.film.laptop, desk.film.len(), desk.entries.len());
    let (player, opening) = (player.dispatcher(), desk.opening);
    use_effect_with(seen, move |(laptop, count, _)| {
        player.dispatch(Move::Show { laptop: *laptop, count: *count, opening });
    });
}
