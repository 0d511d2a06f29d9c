//! What the author of a lesson hears about mistakes.

use expect_test::{Expect, expect};
use lesson::parse;

#[track_caller]
fn check(body: &str, expected: Expect) {
    let text = format!("+++\ntitle = \"A lesson\"\nminutes = 5\n+++\n{body}");
    let said = match parse("a.md", &text) {
        Ok(lesson) => lesson.blocks.iter().map(|it| format!("{it:?}\n")).collect(),
        Err(error) => error.to_string(),
    };
    expected.assert_eq(&said);
}

#[test]
fn a_mistake_is_told_with_file_line_and_what_to_do() {
    check(
        "Text.\n\n```goal\nit builds\nit bilds\n```\n",
        expect![[
            r#"lessons/a.md:9: `it bilds` is no goal; goals are `it builds`, `cached INSTRUCTION`, `runs INSTRUCTION`, `reuses N of M`, `has /PATH`, `starts COMMAND`, `tagged NAME`, `fails TEXT`"#
        ]],
    );
    check(
        "```goal\ncached RNU true\n```\n",
        expect![[
            r#"lessons/a.md:6: `RNU true` is no instruction; write it as in the Dockerfile, such as `RUN apk add redis`"#
        ]],
    );
    check(
        "# Title\n",
        expect![[
            r#"lessons/a.md:5: headings begin with `##`: the title stands in the front matter"#
        ]],
    );
    check(
        "Text.\n\n```gaol\nit builds\n```\n",
        expect![[
            r#"lessons/a.md:7: `gaol` is no kind of code block; there are console, dockerfile, json, sh, text, claim, goal, hint, run"#
        ]],
    );
    check(
        "```dockerfile flie=Dockerfile\nFROM alpine\n```\n",
        expect![[
            r#"lessons/a.md:5: `flie=Dockerfile` means nothing after ```dockerfile; there are `file=NAME`, `solution=NAME` and, for `run`, `step=NUMBER` and `solution`"#
        ]],
    );
    check(
        "```run\n```\n",
        expect![[
            r#"lessons/a.md:5: this block is empty; write what it is to hold, or take it away"#
        ]],
    );
    check(
        "- a\n  - b\n",
        expect![[
            r#"lessons/a.md:6: a lesson has no lists in lists; say it with paragraphs, lists, quotes and code"#
        ]],
    );
    check(
        "<b>bold</b>\n",
        expect![[
            r#"lessons/a.md:5: a lesson has no HTML; say it with paragraphs, lists, quotes and code"#
        ]],
    );
    check(
        "```goal\nit builds\n```\n",
        expect![[
            r#"lessons/a.md:5: there are goals, but no solution; add a block such as ```dockerfile solution=Dockerfile"#
        ]],
    );
    check(
        "```hint\nThink.\n```\n",
        expect![[
            r#"lessons/a.md:5: there is a solution or hint, but no goal above it; add a ```goal block"#
        ]],
    );
}

#[test]
fn front_matter_is_needed_and_read_strictly() {
    for (text, expected) in [
        (
            "Text.\n",
            expect![[
                r#"lessons/a.md:1: the lesson does not begin with front matter; write `+++`, `title = "…"`, `minutes = 5`, `+++` at the top"#
            ]],
        ),
        (
            "+++\ntitle = \"A\"\nminutes = 5\nneed = []\n+++\n",
            expect![
                "lessons/a.md:4: the front matter cannot be read: unknown field `need`, expected one of `title`, `minutes`, `needs`, `builder`"
            ],
        ),
        (
            "+++\ntitle = \"A\"\n+++\n",
            expect!["lessons/a.md:2: the front matter cannot be read: missing field `minutes`"],
        ),
    ] {
        expected.assert_eq(&parse("a.md", text).unwrap_err().to_string());
    }
}

#[test]
fn blocks_say_what_is_to_be_read_done_and_achieved() {
    check(
        "## Build\nPlain, `code`,\n**strong _and_ so**, [a link](b.md).\n\n1. One\n2. Two\n\n> Why?\n\n```run\nls\n```\n",
        expect![[r#"
            Heading { level: 2, text: [Text("Build")] }
            Paragraph([Text("Plain, "), Code("code"), Text(","), Text(" "), Strong([Text("strong "), Emphasis([Text("and")]), Text(" so")]), Text(", "), Link { text: [Text("a link")], target: "b.md" }, Text(".")])
            List { kind: Numbered, items: [[Text("One")], [Text("Two")]] }
            Question([Text("Why?")])
            Do(Run { text: "ls", step: 0 })
        "#]],
    );
}
