//! What instructions say, and how Docker shows them.

use dockerfile::{CommandLine, Instruction, Source, parse};
use expect_test::{Expect, expect};

/// Prints the lines, the text as Docker shows it, and the meaning of each instruction.
#[track_caller]
fn check(text: &str, expected: Expect) {
    let parse = parse(text);
    let messages: Vec<String> = parse.diagnostics.iter().map(|it| it.message()).collect();
    assert_eq!(messages, [""; 0]);
    let mut shown = String::new();
    for statement in &parse.instructions {
        let lines = statement.lines;
        let original = &statement.original;
        shown += &format!(
            "{}-{} {original:?}\n  {:?}\n",
            lines.first, lines.last, statement.instruction
        );
    }
    expected.assert_eq(&shown);
}

#[test]
fn continued_lines_are_joined_as_docker_shows_them() {
    check(
        "FROM alpine AS Base\n  run apk add \\\n    # why\n    --update \\  \n    redis  \nENV a=\"b c\" d=e\n",
        expect![[r#"
            1-1 "FROM alpine AS Base"
              From(From { image: "alpine", platform: None, alias: Some(StageName("base")) })
            2-5 "run apk add     --update     redis"
              Run(Run { command: Shell("apk add     --update     redis"), mounts: [], network: None, security: None, devices: [], heredocs: [] })
            6-6 "ENV a=\"b c\" d=e"
              Env([Assignment { name: "a", value: "\"b c\"", form: Equals }, Assignment { name: "d", value: "e", form: Equals }])
        "#]],
    );
}

#[test]
fn the_escape_directive_changes_what_continues_a_line() {
    check(
        "# escape=`\nFROM a\nCOPY x `\n  c:\\\nRUN [\"a\", \"b\"]\n",
        expect![[r#"
        2-2 "FROM a"
          From(From { image: "a", platform: None, alias: None })
        3-4 "COPY x   c:\\"
          Copy(Copy { sources: [Path("x")], destination: "c:\\", from: None, chown: None, chmod: None, link: false, parents: false, excludes: [] })
        5-5 "RUN [\"a\", \"b\"]"
          Run(Run { command: Exec(["a", "b"]), mounts: [], network: None, security: None, devices: [], heredocs: [] })
    "#]],
    );
}

#[test]
fn triggers_keep_their_text() {
    check(
        "FROM a\nonbuild  COPY --chown=1 . /x\nONBUILD RUN <<E\nls\nE\n",
        expect![[r#"
        1-1 "FROM a"
          From(From { image: "a", platform: None, alias: None })
        2-2 "onbuild  COPY --chown=1 . /x"
          Onbuild(Onbuild { trigger: "COPY --chown=1 . /x", instruction: Ok(Copy(Copy { sources: [Path(".")], destination: "/x", from: None, chown: Some("1"), chmod: None, link: false, parents: false, excludes: [] })) })
        3-5 "ONBUILD RUN <<E"
          Onbuild(Onbuild { trigger: "RUN <<E\nls\nE", instruction: Ok(Run(Run { command: Shell("<<E"), mounts: [], network: None, security: None, devices: [], heredocs: [Heredoc { name: "E", content: "ls\n", span: Span { start: 52, end: 55 }, expand: true, chomp: false, file_descriptor: 0 }] })) })
    "#]],
    );
}

#[test]
fn json_that_is_none_is_a_command_in_shell_form() {
    for (text, expected) in [
        ("[\"a\", \"b\"]", CommandLine::Exec(vec!["a".to_owned(), "b".to_owned()])),
        ("[ 'a' ]", CommandLine::Shell("[ 'a' ]".to_owned())),
        ("[ -f x ] && y", CommandLine::Shell("[ -f x ] && y".to_owned())),
        ("[]", CommandLine::Exec(Vec::new())),
        ("", CommandLine::Shell(String::new())),
    ] {
        let parse = parse(&format!("FROM a\nCMD {text}"));
        assert_eq!(parse.instructions[1].instruction, Instruction::Cmd(expected), "{text}");
    }
}

#[test]
fn a_file_written_in_the_dockerfile_is_a_source() {
    let parse = parse("FROM a\nCOPY x <<-'E' /d/\n\thi $x\n\tE\nRUN y");
    let Instruction::Copy(copy) = &parse.instructions[1].instruction else { panic!("a COPY") };
    let [Source::Path(path), Source::Heredoc(document)] = copy.sources.as_slice() else {
        panic!("two sources")
    };
    assert_eq!((path.as_str(), document.text().as_str()), ("x", "hi $x\n"));
    assert!(!document.expand);
    assert_eq!(parse.instructions[2].lines.first, 5);
}
