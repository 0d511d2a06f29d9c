//! For each lesson: at its start no goal is met, its solution meets them all, and what it claims is so.

use expect_test::expect;
use lesson::{Action, Answer, Block, Goal, Inline, Lesson, course};
use terminal::{Session, Settings};

fn play<'a>(session: Session, actions: impl Iterator<Item = &'a Action>) -> Session {
    actions.fold(session, |session, action| action.apply(&session))
}

/// A fresh laptop as `lesson` wants it.
fn fresh(lesson: &Lesson) -> Session {
    play(Session::new(Settings::default()), lesson.start.iter())
}

fn unmet<'a>(goals: impl Iterator<Item = &'a Goal>, session: &Session) -> Vec<String> {
    let answers = goals.map(|goal| (goal, goal.check(Some(session))));
    let unmet = answers.filter_map(|(goal, answer)| match answer {
        Answer::Met => None,
        Answer::NotYet { reason } => Some(format!("{goal} {reason}")),
    });
    unmet.collect()
}

#[test]
fn the_start_of_a_lesson_fails_its_goals_and_the_solution_meets_them() {
    for lesson in course().lessons() {
        let fresh = fresh(lesson);
        let goals = lesson.goals().count();
        assert_eq!(
            unmet(lesson.goals(), &fresh).len(),
            goals,
            "{}: a goal is met before anything was done",
            lesson.slug
        );
        let read = play(fresh, lesson.actions());
        if 0 < goals {
            assert_ne!(
                unmet(lesson.goals(), &read),
                [""; 0],
                "{}: reading alone meets the goals",
                lesson.slug
            );
        }
        let solved = play(read, lesson.solution());
        assert_eq!(
            unmet(lesson.goals(), &solved),
            [""; 0],
            "{}: the solution does not meet the goals",
            lesson.slug
        );
    }
}

#[test]
fn what_a_lesson_claims_is_what_the_simulator_does() {
    let course = course();
    for lesson in course.lessons().chain(&course.scenarios) {
        let mut session = fresh(lesson);
        for block in &lesson.blocks {
            if let Block::Do(action) = block {
                session = action.apply(&session);
            } else if let Block::Claims(claims) = block {
                let wrong = unmet(claims.iter(), &session);
                assert_eq!(wrong, [""; 0], "{}: a claim is wrong", lesson.slug);
            }
        }
    }
}

#[test]
fn a_scenario_begins_with_a_build_that_ends_well() {
    for scenario in &course().scenarios[1..] {
        let session = fresh(scenario);
        assert_eq!(unmet([Goal::Builds].iter(), &session), [""; 0], "{}", scenario.slug);
    }
}

#[test]
fn every_lesson_has_goals_and_ends_with_what_to_take_away() {
    for lesson in course().lessons() {
        assert!(0 < lesson.goals().count(), "{}: there is no goal", lesson.slug);
        let last = lesson.blocks.iter().rev().find(|it| matches!(it, Block::Heading { .. }));
        let take_away =
            Block::Heading { level: 2, text: vec![Inline::Text("To take away".into())] };
        assert_eq!(last, Some(&take_away), "{}", lesson.slug);
    }
}

#[test]
fn an_unmet_goal_says_what_happened_instead() {
    let course = course();
    let lesson = course.lesson("order-matters").unwrap();
    let read = play(fresh(lesson), lesson.actions());
    let at_the_top = "FROM alpine\nRUN apk add --update nano\nRUN apk add --update gcc\n";
    let built = [
        Action::Write { file: "Dockerfile".into(), text: at_the_top.into() },
        Action::Run { text: "docker build .".into(), step: 0 },
    ];
    expect![[r#"
        `RUN apk add --update gcc` is taken from the cache. `RUN apk add --update gcc` had to run. The step above was rebuilt, so this one must follow.
        `RUN apk add --update redis` is taken from the cache. The Dockerfile of the last build has no step `RUN apk add --update redis`."#]].assert_eq(&unmet(lesson.goals(), &play(read, built.iter())).join("\n"));
    let failing =
        [Action::Write { file: "Dockerfile".into(), text: "FROM alpine\nRUN false\n".into() }];
    let failed = play(Session::new(Settings::default()), failing.iter().chain(&built[1..]));
    expect![[r#"
        The build ends well. The last build failed: process "/bin/sh -c false" did not complete successfully: exit code: 1
        The image has `/usr/bin/nano`. The last build gave no image.
        `RUN apk add --update gcc` is taken from the cache. The Dockerfile of the last build has no step `RUN apk add --update gcc`.
        `RUN apk add --update redis` is taken from the cache. The Dockerfile of the last build has no step `RUN apk add --update redis`."#]].assert_eq(&unmet(lesson.goals(), &failed).join("\n"));
}
