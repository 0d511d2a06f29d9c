//! Whatever a learner writes comes to an end, and says why.

use shell::{ExitCode, Limit};

use crate::machine::{ROOT, run};

#[test]
fn a_script_that_would_never_end_is_stopped() {
    for (script, expected) in [
        ("while :; do :; done", Limit::OutOfFuel),
        ("b() { b | b & }; b", Limit::TooDeep),
        ("f() { f; }; f", Limit::TooDeep),
        ("f() { echo $(f); }; f", Limit::TooDeep),
        ("f() { eval f; }; f", Limit::TooDeep),
        (
            "f() { if :; then for i in 1; do case a in a) { ( f ) } ;; esac; done; fi; }; f",
            Limit::TooDeep,
        ),
        ("echo 'sh $0' > s; sh s", Limit::TooDeep),
        ("mkdir d; cd d; while :; do mkdir d; cd d; done", Limit::TooDeep),
        ("yes", Limit::TooMuchOutput),
        ("yes | wc -l", Limit::TooMuchOutput),
        ("x=$(yes)", Limit::TooMuchOutput),
        ("cat /dev/zero", Limit::TooMuchOutput),
        ("head -c 99999999 /dev/zero", Limit::TooMuchOutput),
        ("a=aaaa; while :; do a=$a$a; done", Limit::TooMuchOutput),
        ("seq 1 100000000", Limit::TooMuchOutput),
        ("echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx | grep -E '(x+x+)+y'", Limit::OutOfFuel),
    ] {
        let ran = run(ROOT, script);
        assert_eq!(ran.limit, Some(expected), "{script}");
        assert_eq!(ran.code, ExitCode::LIMIT_REACHED.0, "{script}");
    }
}

#[test]
fn a_program_that_only_its_reader_ends_is_no_limit() {
    for (script, expected) in [
        ("yes | head -2", "y\ny\n"),
        ("cat /dev/zero | head -c 3 | wc -c", "3\n"),
        ("while :; do echo y; done | head -1", "y\n"),
        ("ln -s a a; cat a", "cat: can't open 'a': Symbolic link loop\n"),
    ] {
        let ran = run(ROOT, script);
        assert_eq!((ran.output.as_str(), ran.limit), (expected, None), "{script}");
    }
}

#[test]
fn what_is_not_simulated_says_so() {
    for (script, expected) in [
        ("vi x", "the program `vi`"),
        ("ls -i", "`ls -i`"),
        ("apk add redis > /dev/null; redis-server", "the program `redis-server`"),
    ] {
        let limit = Limit::Unsupported { what: String::from(expected) };
        assert_eq!(run(ROOT, script).limit, Some(limit), "{script}");
    }
}
