//! For each lesson: at its start no goal is met, and its solution meets them all.

use lesson::{Action, Answer, Lesson, course};
use terminal::{Session, Settings};

fn play<'a>(session: Session, actions: impl Iterator<Item = &'a Action>) -> Session {
    actions.fold(session, |session, action| action.apply(&session))
}

fn unmet(lesson: &Lesson, session: &Session) -> Vec<String> {
    let answers = lesson.goals().map(|goal| (goal, goal.check(session)));
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
