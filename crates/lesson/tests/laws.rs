//! For each lesson: at its start no goal is met, and its solution meets them all.

use expect_test::expect;
use lesson::{Action, Answer, Lesson, course};
use terminal::{Session, Settings};

fn play<'a>(session: Session, actions: impl Iterator<Item = &'a Action>) -> Session {
    actions.fold(session, |session, action| action.apply(&session))
}

fn unmet(lesson: &Lesson, session: &Session) -> Vec<String> {
    let answers = lesson.goals().map(|goal| (goal, goal.check(Some(session))));
    let unmet = answers.filter_map(|(goal, answer)| match answer {
        Answer::Met => None,
        Answer::NotYet { reason } => Some(format!("{goal} {reason}")),
    });
    unmet.collect()
}

#[test]
fn the_start_of_a_lesson_fails_its_goals_and_the_solution_meets_them() {
    for lesson in course().lessons() {
        let fresh = Session::new(Settings::default());
        let goals = lesson.goals().count();
        assert_eq!(
            unmet(lesson, &fresh).len(),
            goals,
            "{}: a goal is met before anything was done",
            lesson.slug
        );
        let read = play(fresh, lesson.actions());
        if 0 < goals {
            assert_ne!(
                unmet(lesson, &read),
                [""; 0],
                "{}: reading alone meets the goals",
                lesson.slug
            );
        }
        let solved = play(read, lesson.solution());
        assert_eq!(
            unmet(lesson, &solved),
            [""; 0],
            "{}: the solution does not meet the goals",
            lesson.slug
        );
    }
}

#[test]
fn an_unmet_goal_says_what_happened_instead() {
    let course = course();
    let lesson = course.lesson("order-matters").unwrap();
    let read = play(Session::new(Settings::default()), lesson.actions());
    let at_the_top = "FROM alpine\nRUN apk add --update nano\nRUN apk add --update gcc\n";
    let built = [
        Action::Write { file: "Dockerfile".into(), text: at_the_top.into() },
        Action::Run { text: "docker build .".into() },
    ];
    expect![[r#"
        `RUN apk add --update gcc` is taken from the cache. `RUN apk add --update gcc` had to run. The step above was rebuilt, so this one must follow.
        `RUN apk add --update redis` is taken from the cache. The Dockerfile of the last build has no step `RUN apk add --update redis`."#]].assert_eq(&unmet(lesson, &play(read, built.iter())).join("\n"));
    let failing =
        [Action::Write { file: "Dockerfile".into(), text: "FROM alpine\nRUN false\n".into() }];
    let failed = play(Session::new(Settings::default()), failing.iter().chain(&built[1..]));
    expect![[r#"
        The build ends well. The last build failed: process "/bin/sh -c false" did not complete successfully: exit code: 1
        The image has `/usr/bin/nano`. The last build gave no image.
        `RUN apk add --update gcc` is taken from the cache. The Dockerfile of the last build has no step `RUN apk add --update gcc`.
        `RUN apk add --update redis` is taken from the cache. The Dockerfile of the last build has no step `RUN apk add --update redis`."#]].assert_eq(&unmet(lesson, &failed).join("\n"));
}
