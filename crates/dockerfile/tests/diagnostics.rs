//! What Docker says about broken Dockerfiles, and where.

use dockerfile::{Severity, parse};
use expect_test::{Expect, expect};

/// Prints `text` with a line of carets under the first line of each remark.
#[track_caller]
fn check(text: &str, expected: Expect) {
    let parse = parse(text);
    let mut shown = String::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches('\n');
        shown += &format!("{content}\n");
        for diagnostic in &parse.diagnostics {
            let span = diagnostic.span.range();
            if !(start..start + line.len()).contains(&span.start) {
                continue;
            }
            let end = span.end.clamp(span.start + 1, (start + content.len()).max(span.start + 1));
            let (blanks, carets) = (" ".repeat(span.start - start), "^".repeat(end - span.start));
            let mark = match diagnostic.severity() {
                Severity::Error => "",
                Severity::Warning => "warning: ",
            };
            shown += &format!("{blanks}{carets} {mark}{}\n", diagnostic.message());
        }
        start += line.len();
    }
    expected.assert_eq(&shown);
}

#[test]
fn an_unknown_instruction_gets_a_suggestion() {
    check(
        "FROM alpine\nCOPPY a b\nfoo\n",
        expect![[r#"
        FROM alpine
        COPPY a b
        ^^^^^ unknown instruction: COPPY (did you mean COPY?)
        foo
        ^^^ unknown instruction: foo (did you mean from?)
    "#]],
    );
}

#[test]
fn every_instruction_checks_its_arguments() {
    let text = "FROM alpine AS 1st\nFROM\nFROM a b\nFROM alpine\nWORKDIR\nENV\nENV a\nENV a=b c\nENV =b\n\
        COPY a\nLABEL\nVOLUME\nEXPOSE\nSHELL sh\nSHELL\nUSER\nSTOPSIGNAL\nARG\nARG =x\nVOLUME [\"\"]\nCMD [1]\n";
    check(
        text,
        expect![[r#"
        FROM alpine AS 1st
             ^^^^^^^^^^^^^ invalid name for build stage: "1st", name can't start with a number or contain symbols
        FROM
        ^^^^ FROM requires either one or three arguments
        FROM a b
        ^^^^ FROM requires either one or three arguments
        FROM alpine
        WORKDIR
        ^^^^^^^ WORKDIR requires exactly one argument
        ENV
        ^^^ ENV requires at least one argument
        ENV a
            ^ ENV must have two arguments
        ENV a=b c
                ^ Syntax error - can't find = in "c". Must be of the form: name=value
        ENV =b
            ^^ ENV names can not be blank
        COPY a
        ^^^^ COPY requires at least two arguments, but only one was provided. Destination could not be determined
        LABEL
        ^^^^^ LABEL requires at least one argument
        VOLUME
        ^^^^^^ VOLUME requires at least one argument
        EXPOSE
        ^^^^^^ EXPOSE requires at least one argument
        SHELL sh
              ^^ SHELL requires the arguments to be in JSON form
        SHELL
        ^^^^^ SHELL requires at least one argument
        USER
        ^^^^ USER requires exactly one argument
        STOPSIGNAL
        ^^^^^^^^^^ STOPSIGNAL requires exactly one argument
        ARG
        ^^^ ARG requires at least one argument
        ARG =x
            ^^ ARG names can not be blank
        VOLUME [""]
               ^^^^ VOLUME specified can not be an empty string
        CMD [1]
            ^^^ when using JSON array syntax, arrays must be comprised of strings only
    "#]],
    );
}

#[test]
fn flags_are_checked() {
    let text = "FROM --platfrom=x alpine\nFROM alpine\nRUN --mont=type=cache ls\nCOPY --from=a --from=b a b\n\
        COPY --link=maybe a b\nADD --chown a b\nWORKDIR --x /\nRUN --network=moon ls\n";
    check(
        text,
        expect![[r#"
        FROM --platfrom=x alpine
             ^^^^^^^^^^^^ unknown flag: --platfrom (did you mean platform?)
        FROM alpine
        RUN --mont=type=cache ls
            ^^^^^^^^^^^^^^^^^ unknown flag: --mont (did you mean mount?)
        COPY --from=a --from=b a b
                      ^^^^^^^^ duplicate flag specified: --from
        COPY --link=maybe a b
             ^^^^^^^^^^^^ expecting boolean value for flag --link, not: maybe
        ADD --chown a b
            ^^^^^^^ missing a value on flag: --chown
        WORKDIR --x /
                ^^^ unknown flag: --x
        RUN --network=moon ls
        ^^^ invalid network mode "moon"
    "#]],
    );
}

#[test]
fn a_health_check_is_checked() {
    let text = "FROM alpine\nHEALTHCHECK\nHEALTHCHECK NONE x\nHEALTHCHECK CMD\nHEALTHCHECK PING x\n\
        HEALTHCHECK --interval=5 CMD x\nHEALTHCHECK --timeout=1us CMD x\nHEALTHCHECK --retries=-1 CMD x\n";
    check(
        text,
        expect![[r#"
        FROM alpine
        HEALTHCHECK
        ^^^^^^^^^^^ HEALTHCHECK requires at least one argument
        HEALTHCHECK NONE x
        ^^^^^^^^^^^ HEALTHCHECK NONE takes no arguments
        HEALTHCHECK CMD
        ^^^^^^^^^^^ Missing command after HEALTHCHECK CMD
        HEALTHCHECK PING x
        ^^^^^^^^^^^ Unknown type "PING" in HEALTHCHECK (try CMD)
        HEALTHCHECK --interval=5 CMD x
        ^^^^^^^^^^^ time: missing unit in duration "5"
        HEALTHCHECK --timeout=1us CMD x
        ^^^^^^^^^^^ Interval "timeout" cannot be less than 1ms
        HEALTHCHECK --retries=-1 CMD x
        ^^^^^^^^^^^ --retries cannot be negative (-1)
    "#]],
    );
}

#[test]
fn onbuild_forbids_some_and_leaves_the_rest_for_later() {
    let text =
        "FROM alpine\nONBUILD\nONBUILD ONBUILD RUN x\nONBUILD FROM x\nONBUILD FOO\nONBUILD RUN x\n";
    check(
        text,
        expect![[r#"
        FROM alpine
        ONBUILD
        ^^^^^^^ ONBUILD requires at least one argument
        ONBUILD ONBUILD RUN x
                ^^^^^^^ Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed
        ONBUILD FROM x
                ^^^^ FROM isn't allowed as an ONBUILD trigger
        ONBUILD FOO
                ^^^ warning: ONBUILD: unknown instruction: FOO (did you mean FROM?)
        ONBUILD RUN x
    "#]],
    );
}

#[test]
fn stages_come_first() {
    check(
        "ARG V\nRUN x\nRUN y\nFROM alpine\n",
        expect![[r#"
        ARG V
        RUN x
        ^^^ no build stage in current context
        RUN y
        FROM alpine
    "#]],
    );
    check(
        "ARG V\n",
        expect![[r#"
        ARG V
        ^^^ dockerfile contains no stages to build
    "#]],
    );
    check(
        "FORM alpine\nRUN x\n",
        expect![[r#"
        FORM alpine
        ^^^^ unknown instruction: FORM (did you mean FROM?)
        RUN x
    "#]],
    );
    check(
        "# nothing\n",
        expect![[r#"
        # nothing
        ^^^^^^^^^ file with no instructions
    "#]],
    );
}

#[test]
fn lines_and_documents_must_end() {
    check(
        "FROM alpine\nRUN a \\\n\n  b\nRUN\nCOPY a <<EOF\nEOF\nRUN <<EOF\nx\n",
        expect![[r#"
        FROM alpine
        RUN a \
        ^^^^^^^ warning: Empty continuation line found in: RUN a   b

          b
        RUN
        ^^^ warning: RUN requires at least one argument
        COPY a <<EOF
             ^^^^^^^ COPY cannot accept a heredoc as a destination
        EOF
        RUN <<EOF
        ^^^^^^^^^ unterminated heredoc
        x
    "#]],
    );
}

#[test]
fn directives_come_once_and_first() {
    check(
        "# escape=x\n# syntax=a\n# syntax=b\nFROM alpine\n# escape=`\nRUN a\n",
        expect![[r#"
        # escape=x
                 ^ invalid escape token 'x' does not match ` or \
        # syntax=a
        # syntax=b
        ^^^^^^^^^^ only one syntax parser directive can be used
        FROM alpine
        # escape=`
        RUN a
    "#]],
    );
}

#[test]
fn docker_stops_at_the_first_error_of_all_lines_before_the_first_of_all_instructions() {
    let parse = parse("FOO\nFROM alpine\nENV a\n");
    let error = parse.first_error().expect("there are two");
    assert_eq!((error.message().as_str(), error.lines.first), ("ENV must have two arguments", 3));
}

#[test]
fn docker_engine_20_10_words_some_errors_otherwise() {
    for (text, expected) in [
        ("FROM a\nfooo b", "unknown instruction: FOOO"),
        ("FROM a\nCOPY --form=x a b", "Unknown flag: form"),
        (
            "FROM a\nADD x",
            "ADD requires at least two arguments, but only one was provided. Destination could not be determined",
        ),
    ] {
        let parse = parse(text);
        let error = parse.first_error().expect("there is one");
        assert_eq!(error.problem.legacy(), expected);
    }
}
