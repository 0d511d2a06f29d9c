//! What holds for every text, however broken.

use std::collections::BTreeMap;

use dockerfile::{
    BaseImage, Escape, Ignore, Options, Span, Surroundings, check, expand, highlight, parse,
    wildcard_match,
};
use proptest::prelude::*;

/// Words and signs that mean something to the parser.
const WORDS: &str = "FROM RUN COPY ADD ENV ARG EXPOSE WORKDIR ONBUILD HEALTHCHECK CMD SHELL alpine AS # \u{feff} \u{a0} é --from= --mount= --platform= target= type= cache ro , 80/TCP amd64 check=skip= all -- \
    <<EOF <<-'E' \" ' [ ] { } , $ ${ A=b = : - / * ? % \\ ` 1";
const BLANKS: [&str; 7] = [" ", "\t", "\n", "\r\n", "\\\n", "\nEOF\n", "# escape=`\n"];

fn dockerfiles() -> impl Strategy<Value = String> {
    let words: Vec<&str> = WORDS.split(' ').collect();
    let word = prop_oneof![
        9 => proptest::sample::select(words).prop_map(str::to_owned),
        5 => proptest::sample::select(&BLANKS[..]).prop_map(str::to_owned),
        1 => ".{0,3}",
    ];
    proptest::collection::vec(word, 0..40).prop_map(|it| it.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn spans_stay_in_the_text(text in dockerfiles()) {
        let parse = parse(&text);
        let lines = text.split('\n').count() as u32;
        let check = |span: Span| prop_assert_ok(text.get(span.range()).is_some());
        for statement in &parse.instructions {
            check(statement.span)?;
            check(statement.keyword.span)?;
            prop_assert!(statement.lines.first <= statement.lines.last);
            prop_assert!(statement.lines.last <= lines);
            prop_assert_eq!(statement.keyword.span.of(&text), &statement.keyword.value);
            for flag in &statement.flags {
                check(flag.span)?;
            }
        }
        for diagnostic in &parse.diagnostics {
            check(diagnostic.span)?;
            prop_assert!(!diagnostic.message().is_empty());
        }
        prop_assert!(!parse.instructions.is_empty() || parse.first_error().is_some());
    }

    #[test]
    fn checks_stay_in_the_text(text in dockerfiles(), given in dockerfiles()) {
        let build_args = BTreeMap::from([("A".to_owned(), given.clone())]);
        let ignore = Ignore::parse(&given).ok();
        let base = BaseImage { env: vec![given.clone()], on_build: vec![text.clone()], ..BaseImage::default() };
        let around = Surroundings {
            build_args: &build_args,
            target: given.split(' ').nth(1),
            ignore: ignore.as_ref(),
            platform: &given,
            base_image: &|_| Some(base.clone()),
            is_reference: &|it| !it.is_empty(),
        };
        let checked = check(&text, &around);
        let lines = text.split('\n').count() as u32;
        for finding in &checked.findings {
            prop_assert!(text.get(finding.span.range()).is_some());
            prop_assert!(finding.lines.last <= lines && !finding.detail.is_empty());
        }
        prop_assert!(checked.error.is_none_or(|it| !it.to_string().is_empty()));
    }

    #[test]
    fn colors_do_not_overlap(text in dockerfiles()) {
        let mut end = 0;
        for token in highlight(&text) {
            prop_assert!(end <= token.span.start && token.span.start < token.span.end);
            prop_assert!(text.get(token.span.range()).is_some());
            end = token.span.end;
        }
    }

    #[test]
    fn any_word_expands_or_says_why_not(word in dockerfiles(), value in ".{0,9}") {
        let lookup = |name: &str| name.len().is_multiple_of(2).then(|| value.clone());
        for escape in [Escape::Backslash, Escape::Backtick] {
            if let Err(error) = expand(&word, escape, &lookup, Options::default()) {
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }

    #[test]
    fn any_pattern_is_matched_or_rejected(pattern in dockerfiles(), path in dockerfiles()) {
        let _ = wildcard_match(&pattern, &path);
        if let Ok(ignore) = Ignore::parse(&pattern) {
            ignore.ignores(&path);
        }
    }
}

fn prop_assert_ok(holds: bool) -> Result<(), TestCaseError> {
    prop_assert!(holds);
    Ok(())
}

fn check_alone(text: &str) {
    check(
        text,
        &Surroundings {
            build_args: &BTreeMap::new(),
            target: None,
            ignore: None,
            platform: "linux/amd64",
            base_image: &|_| None,
            is_reference: &|_| true,
        },
    );
}

#[test]
fn long_texts_take_no_longer_than_they_are() {
    let lines = |part: &str| format!("FROM a\nRUN {}\n", part.repeat(60_000));
    for text in [
        lines("'${' \\\n"),
        lines("<<a \\\n"),
        format!("FROM a\nCOPY {} /\n{}", "<<a \\\n".repeat(60_000), "a\n".repeat(60_000)),
        "ONBUILD ".repeat(8_000),
        lines("\\\n\n"),
        "x\n".repeat(60_000),
        (0..20_000).map(|it| format!("FROM s{it} AS s{}\nENV v{it}=$w{it}\n", it + 1)).collect(),
        format!("FROM a AS b\n{}{}", "ONBUILD ENV b=c\n".repeat(9_000), "FROM b\n".repeat(9_000)),
        format!("FROM a\n{}ENV {}\n", "# check=skip=A\n".repeat(30_000), "key=1 ".repeat(10_000)),
    ] {
        check_alone(&text);
        highlight(&text);
    }
    let value = |_: &str| Some("a".repeat(100_000));
    for word in [format!("${{x#{}b}}", "*a".repeat(10_000)), "${x//a*b/c}".to_owned()] {
        assert!(expand(&word, Escape::Backslash, &value, Options::default()).is_err());
    }
}
