//! What is true of every session.

use sessions::session;
use terminal::{Event, json_lines};

const SCRIPT: &str = "
printf 'FROM alpine AS a\\nRUN apk add redis\\nFROM alpine\\nRUN echo $((6 * 7)); echo no >&2\\nCOPY --from=a /etc /e\\n' > Dockerfile
docker build -t it .
DOCKER_BUILDKIT=0 docker build -t it .
docker images -a | tail -n 3
docker build --target none . || exit 3
";

#[test]
fn the_same_actions_give_the_same_log() {
    let log = |seed| json_lines(session(seed).run(SCRIPT).session.log());
    assert_eq!(log(7), log(7));
    assert_ne!(log(7), log(8), "the seed decides the names of containers");
}

#[test]
fn an_action_leaves_the_session_that_it_starts_from_as_it_is() {
    let before = session(0);
    let after = before.run(SCRIPT).session;
    assert!(before.log().is_empty());
    assert_eq!(after.run("docker build -q .").session.log()[..after.log().len()], *after.log());
}

#[test]
fn time_never_goes_back_and_every_record_has_its_place() {
    let run = session(0).run(SCRIPT);
    for (index, pair) in run.session.log().windows(2).enumerate() {
        assert_eq!(pair[0].seq as usize, index);
        assert!(pair[0].at <= pair[1].at, "{:?} before {:?}", pair[0], pair[1]);
    }
}

#[test]
fn the_terminal_shows_output_at_the_moment_it_is_written() {
    let script = "printf 'FROM alpine\\nRUN echo a; sleep 1; echo b\\n' > Dockerfile\nDOCKER_BUILDKIT=0 docker build .";
    let run = session(0).run(script);
    let log = run.session.log();
    for text in ["a\n", "b\n"] {
        let shown = log
            .iter()
            .find(|it| matches!(&it.event, Event::Printed { text: it, .. } if it == text));
        let shown = shown.expect("it is printed");
        let told = &log[shown.seq as usize - 1];
        assert!(matches!(&told.event, Event::Engine(_)), "{told:?}");
        assert_eq!(shown.at, told.at);
    }
}
