//! What `docker build --check` prints.
//!
//! As buildx: commands/build.go, `printResult`; buildkit: frontend/subrequests/lint, solver/errdefs/source.go.

use dockerfile::{Check, Lines};

/// From this length on a report shows no lines: many findings in one long instruction would show it as often.
const MOST_EXCERPTS: usize = 1 << 20;

/// What goes to standard output: how many findings there are, and each with its lines.
pub fn check_report(check: &Check, name: &str, dockerfile: &str) -> String {
    let mut text = match (check.findings.len(), &check.error) {
        (0, Some(_)) => return String::new(),
        (0, None) => return "Check complete, no warnings found.\n".to_string(),
        (1, _) => "Check complete, 1 warning has been found!\n".to_string(),
        (count, _) => format!("Check complete, {count} warnings have been found!\n"),
    };
    let lines: Vec<&str> = dockerfile.split('\n').collect();
    for finding in &check.findings {
        let url = finding.rule.url().map(|it| format!(" - {it}")).unwrap_or_default();
        text += &format!("\nWARNING: {}{url}\n{}\n", finding.rule.name, finding.detail);
        if text.len() < MOST_EXCERPTS {
            text += &excerpt(name, &lines, finding.lines);
        }
    }
    if check.error.is_some() {
        text.push('\n');
    }
    text
}

/// What goes to standard error: why the check ended early, if it did.
pub fn check_failure(check: &Check, name: &str, dockerfile: &str) -> Option<String> {
    let error = check.error.as_ref()?;
    let lines: Vec<&str> = dockerfile.split('\n').collect();
    let excerpt = error.lines().map(|it| excerpt(name, &lines, it));
    Some(format!("ERROR: {error}\n{}\n", excerpt.unwrap_or_default()))
}

/// Some lines of the Dockerfile; those in question are marked.
fn excerpt(name: &str, lines: &[&str], marked: Lines) -> String {
    const RULER: &str = "--------------------\n";
    let count = u32::try_from(lines.len()).expect("a Dockerfile has fewer lines");
    if marked.first == 0 || count < marked.first {
        return String::new();
    }
    let (mut first, mut last) = (marked.first, marked.last.min(count));
    // A lone line gets more lines around it; what one end cannot have the other gets.
    let padding = if first == last { 4 } else { 2 };
    let mut added = 0;
    while added < padding {
        if 1 < first {
            first -= 1;
            added += 1;
        }
        if last < count {
            last += 1;
            added += 1;
        }
        added += 1;
    }
    let mut text = format!("{name}:{}\n{RULER}", marked.first);
    for number in first..=last {
        let is_marked = marked.first <= number && number <= marked.last;
        let mark = if is_marked { ">>>" } else { "   " };
        text += &format!("{number:4} | {mark} {}\n", lines[number as usize - 1]);
    }
    text + RULER
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn a_lone_line_has_two_lines_around_it() {
        let text = (1..=9).map(|it| format!("line {it}\n")).collect::<String>();
        let lines: Vec<&str> = text.split('\n').collect();
        let show = |first, last| excerpt("Dockerfile", &lines, Lines { first, last });
        expect![[r#"
            Dockerfile:5
            --------------------
               3 |     line 3
               4 |     line 4
               5 | >>> line 5
               6 |     line 6
               7 |     line 7
            --------------------
        "#]]
        .assert_eq(&show(5, 5));
        expect![[r#"
            Dockerfile:1
            --------------------
               1 | >>> line 1
               2 | >>> line 2
               3 |     line 3
            --------------------
        "#]]
        .assert_eq(&show(1, 2));
        assert_eq!([show(11, 12), show(0, 0)], ["", ""]);
    }
}
