//! What the page shows of real builds.

use std::rc::Rc;

use engine::Builder;
use expect_test::{Expect, expect};
use timeline::{StepCard, StepStatus};
use yew::prelude::{AttrValue, Callback};

use crate::components::gutter::{Gutter, GutterProps, Marks};
use crate::components::stage::{Stage, StageProps};
use crate::components::timeline_pane::{TimelinePane, TimelinePaneProps};
use crate::rendering::render;
use crate::shared::Shared;
use crate::simulator::Simulator;
use crate::state::{Action, Desk, Saved};

const REDIS: &str = "FROM alpine\nRUN apk add --update redis\nCMD [\"redis-server\"]\n";
const THEN_GCC: &str =
    "FROM alpine\nRUN apk add --update redis\nRUN apk add --update gcc\nCMD [\"redis-server\"]\n";
const GCC_FIRST: &str =
    "FROM alpine\nRUN apk add --update gcc\nRUN apk add --update redis\nCMD [\"redis-server\"]\n";

/// A desk on which `actions` were done.
fn desk(actions: impl IntoIterator<Item = Action>) -> Desk {
    let mut desk = Desk::replay(
        Simulator::here(),
        &Saved::start(lesson::course().lesson("workflow").unwrap()),
    );
    for action in actions {
        desk.apply(action);
    }
    desk
}

/// Building each of `dockerfiles` by button.
fn builds(builder: Builder, dockerfiles: &[&'static str]) -> Vec<Action> {
    let edits =
        dockerfiles.iter().flat_map(|it| [Action::Edit(AttrValue::Static(it)), Action::Build]);
    [Action::Choose(builder)].into_iter().chain(edits).collect()
}

/// The texts that stand in `html`, without what only the eye sees.
fn words(html: &str) -> String {
    let pieces = html.split('<').filter_map(|it| it.split_once('>')).map(|it| it.1.trim());
    pieces.filter(|it| !it.is_empty()).collect::<Vec<&str>>().join(" ")
}

fn check_gutter(desk: &Desk, expected: Expect) {
    let last = desk.film.len() - 1;
    let props = GutterProps {
        lines: desk.text.lines().count(),
        text: desk.text.clone(),
        parse: Rc::new(dockerfile::parse(&desk.text)),
        marks: Marks::seen(&desk.film.scene(last)),
    };
    let html = render::<Gutter>(props);
    let labels = html.split("aria-label=\"").skip(2).filter_map(|it| it.split('"').next());
    expected.assert_eq(&labels.map(|it| format!("{it}\n")).collect::<String>());
}

#[test]
fn the_gutter_says_what_the_cache_did_and_why() {
    let desk = desk(builds(Builder::Classic, &[REDIS, THEN_GCC]));
    check_gutter(
        &desk,
        expect![[r#"
        line 1: reused. The image is here already; nothing is downloaded.
        line 2: reused. Nothing that this step depends on changed.
        line 3: rebuilt. This instruction never ran at this place.
        line 4: rebuilt. The step above was rebuilt, so this one must follow.
    "#]],
    );
}

#[test]
fn a_forecast_says_what_the_build_then_does() {
    for builder in [Builder::Classic, Builder::BuildKit] {
        let mut desk = desk(builds(builder, &[REDIS]));
        assert_eq!(desk.forecast(), None, "the last build tells");
        desk.apply(Action::Edit(THEN_GCC.into()));
        let forecast = desk.forecast().expect("the text was edited");
        desk.apply(Action::Build);
        let track = desk.film.tracks().last().expect("it was built");
        assert_eq!((forecast.took, forecast.is_cut), (track.end - track.start, false));
        let ends = |steps: &[Rc<StepCard>]| steps.iter().map(|it| it.status).collect::<Vec<_>>();
        let scene = desk.film.scene(desk.film.len() - 1);
        assert_eq!(ends(&forecast.steps), ends(&scene.steps));
    }
}

#[test]
fn three_orders_reuse_two_steps_and_then_only_the_base() {
    for builder in [Builder::Classic, Builder::BuildKit] {
        let desk = desk(builds(builder, &[REDIS, THEN_GCC, GCC_FIRST]));
        let reused = |index: usize| {
            let bars = &desk.film.tracks()[index].bars;
            let hits = bars.iter().filter(|it| it.status == StepStatus::Hit);
            hits.map(|it| it.text.to_string()).collect::<Vec<String>>().join(", ")
        };
        assert_eq!(desk.film.tracks().len(), 3, "{builder:?}");
        assert!(
            reused(1).starts_with("FROM") && reused(1).ends_with(", RUN apk add --update redis"),
            "{builder:?}"
        );
        assert!(reused(2).starts_with("FROM") && !reused(2).contains(','), "{builder:?}");
    }
}

#[test]
fn a_hit_takes_an_image_and_starts_no_container() {
    let desk = desk(builds(Builder::Classic, &[REDIS, THEN_GCC]));
    let is_hit = |cursor: &u32| {
        let scene = desk.film.scene(*cursor);
        scene
            .focus
            .and_then(|id| scene.step(id))
            .is_some_and(|it| it.status == StepStatus::Hit && it.id.0 == 1)
    };
    let cursor = (0..desk.film.len()).find(is_hit).expect("step 2 of the second build");
    let scene = desk.film.scene(cursor);
    assert!(scene.containers.is_empty());
    let props = StageProps {
        scene,
        image: None,
        chosen: None,
        on_choose: Callback::noop(),
        caption: desk.film.caption(cursor),
        motion_ms: 250,
    };
    expect![[r#"What the stage shows Build Files Image Your laptop docker client Registry images Alpine mirror packages Docker engine Step 2/4 RUN apk add --update redis reused Images it keeps alpine:latest 22fa4d0c8dc3 : look at its files reused d0d21ce6e357 RUN apk add --update redis : look at its files 366cab04bb0c CMD ["redis-server"] : look at its files The image so far reused: no container needed What the step depends on, then and now in the cache now starts from is the same 22fa4d0c8dc3 22fa4d0c8dc3 instruction is the same RUN apk add --update redis RUN apk add --update redis SHELL is the same /bin/sh -c /bin/sh -c Nothing that this step depends on changed. alpine:latest 8.3 MB The cache has the result of step 2, because nothing that it depends on changed."#]].assert_eq(&words(&render::<Stage>(props)));
}

#[test]
fn the_timeline_says_what_was_saved() {
    let desk = desk(builds(Builder::Classic, &[REDIS, THEN_GCC]));
    let props = TimelinePaneProps {
        film: desk.film.clone(),
        cursor: desk.film.len() - 1,
        twin: None,
        on_command: Callback::noop(),
        on_compare: Callback::noop(),
    };
    expect![[r#"Build 2 Compare with BuildKit 3.4 s saved: 2 of 4 steps reused, 9.1 MB not downloaded 12.1 s took Build 1 3.6 s, 0 reused FROM alpine reused 2 ms RUN apk add --update redis reused 2 ms RUN apk add --update gcc rebuilt 11.9 s CMD ["redis-server"] rebuilt 0.2 s 0 s 5 s 10 s 15 s"#]].assert_eq(&words(&render::<TimelinePane>(props)));
}

#[test]
fn a_reload_gives_the_same_log() {
    let actions = [Action::Type("mkdir src && cd src \\".into()), Action::Type("&& pwd".into())];
    let before = desk(
        builds(Builder::BuildKit, &[REDIS, "FROM alpine\nRUN nothing\n"])
            .into_iter()
            .chain(actions),
    );
    let saved = Saved::from_json(&before.saved().to_json()).expect("it was just written");
    let after = Desk::replay(Simulator::here(), &saved);
    assert_eq!(
        terminal::json_lines(after.session.log()),
        terminal::json_lines(before.session.log())
    );
    assert_eq!((after.text.clone(), after.builder), (before.text.clone(), before.builder));
    assert_eq!(after.entries, before.entries);
}

#[test]
fn starting_over_can_be_taken_back() {
    let before = desk(builds(Builder::Classic, &[REDIS]));
    let mut after = before.clone();
    after.apply(Action::Clear);
    assert_eq!((after.film.len(), after.text.as_str()), (0, REDIS));
    after.apply(Action::Restore);
    assert_eq!(after.session.log(), before.session.log());
}

#[test]
fn a_fresh_laptop_has_the_files_that_the_scenario_began_with() {
    let course = lesson::course();
    let scenario = course.scenario("secret").unwrap();
    let mut desk = Desk::replay(Simulator::here(), &Saved::start(scenario));
    assert_eq!(desk.entries.len(), 1, "the first build");
    desk.apply(Action::Clear);
    desk.apply(Action::Type("ls; docker images -q".into()));
    assert_eq!(desk.entries[0].outputs[0].text, "Dockerfile\nkey.pem\n");
    assert_eq!(desk.entries[0].outputs.len(), 1, "there is no image");
}

#[test]
fn a_lesson_lets_its_build_be_watched_from_the_step_that_it_is_about() {
    for builder in ["0", "1"] {
        let line = format!("DOCKER_BUILDKIT={builder} docker build .");
        for (step, found) in [(0, false), (1, true), (2, true), (9, false)] {
            let desk = desk([
                Action::Type(line.clone().into()),
                Action::Edit(THEN_GCC.into()),
                Action::Watch { line: line.clone().into(), step },
            ]);
            let frame = desk.opening.map(|it| desk.film.scene(it));
            assert_eq!(frame.is_some(), found, "{builder} {step}");
            if let Some(scene) = frame {
                assert_eq!(scene.focus.map(|it| it.0 + 1), Some(step));
                assert_eq!(scene.build.map(|it| it.0), Some(1), "it is the new build");
            }
        }
    }
}

#[test]
fn the_editor_follows_the_file_that_a_command_writes() {
    let actions = [
        Action::Edit("FROM alpine\n".into()),
        Action::Type("cat Dockerfile".into()),
        Action::Type("echo 'FROM scratch' > Dockerfile".into()),
    ];
    let desk = desk(actions);
    assert_eq!(desk.entries[0].outputs[0].text, "FROM alpine\n");
    assert_eq!(desk.text, "FROM scratch\n");
}

#[test]
fn the_other_builder_is_compared_on_the_same_axis() {
    // BuildKit never builds a stage that nothing needs.
    let two_stages = "FROM alpine AS unused\nRUN apk add --update gcc\nFROM alpine\nRUN echo\n";
    let desk = desk(builds(Builder::Classic, &[two_stages]));
    let unnamed = Action::Type("docker build .".into());
    for builder in [Builder::Classic, Builder::BuildKit] {
        let desk = self::desk(builds(builder, &[two_stages]).into_iter().chain([unnamed.clone()]));
        let pairs = desk.film.tracks().iter().zip(desk.twin().tracks().to_vec());
        assert!(pairs.into_iter().all(|(ours, twin)| ours.builder != twin.builder), "{builder:?}");
    }
    let props = TimelinePaneProps {
        film: desk.film.clone(),
        cursor: desk.film.len() - 1,
        twin: Some(Shared(Rc::new(desk.twin()))),
        on_command: Callback::noop(),
        on_compare: Callback::noop(),
    };
    expect!["Build 1 Compare with BuildKit 14.1 s took FROM alpine AS unused ready 1.5 s RUN apk add --update gcc built 12.3 s FROM alpine ready 2 ms RUN echo built 0.4 s BuildKit 1.8 s, 0 reused Only BuildKit need not run RUN apk add --update gcc . 0 s 5 s 10 s 15 s"].assert_eq(&words(&render::<TimelinePane>(props)));
}
