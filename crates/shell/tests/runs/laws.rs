//! What holds for every text.

use proptest::prelude::*;
use shell::Limits;

use crate::machine::{ROOT, command, files, machine, upstream};

/// Pieces of which something that nearly is a script can be made.
fn pieces() -> impl Strategy<Value = String> {
    let words = [
        "echo", "$x", "${x", "}", "$(", ")", "`", "\"", "'", "\\", "\n", ";", "&&", "|", "||", "&",
        "<<E", "E\n", ">f", "<f", "2>&1", "if", "then", "fi", "for", "in", "do", "done", "while",
        "case", "esac", ";;", "{", "(", "f()", "x=1", "$((", "))", "1+", "*", "[a", "]", "!", "~",
        " ", "#", "${x:-", "${x#", "%", "set", "-e", "cd", "rm", "-r", "é", "\u{0}", "sed", "s/a/",
        "find", "-exec", "test", "=", "read", "eval", "sh", "-c", "trap", "EXIT", "printf", "%d",
    ];
    let word = prop::sample::select(words.to_vec());
    prop::collection::vec(word, 0..24).prop_map(|it| it.join(" ").replace("  ", ""))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_shell_panic(text in prop_oneof![pieces(), "\\PC*", any::<String>()]) {
        let upstream = upstream();
        let mut machine = machine(&upstream, files(&upstream));
        machine.limits = Limits { fuel: 20_000, ..Limits::default() };
        let _any_code = shell::run(&mut machine, command(ROOT, &["/bin/sh", "-c", &text]));
    }

    #[test]
    fn the_same_script_does_the_same(text in pieces()) {
        let upstream = upstream();
        let run = || {
            let mut machine = machine(&upstream, files(&upstream));
            machine.limits = Limits { fuel: 20_000, ..Limits::default() };
            let code = shell::run(&mut machine, command(ROOT, &["/bin/sh", "-c", &text]));
            (code, machine.trace, machine.tree, machine.now)
        };
        prop_assert!(run() == run());
    }
}
