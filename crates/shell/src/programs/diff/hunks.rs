//! Differences in the unified form.

use crate::limits::Stop;
use crate::process::Process;
use crate::programs::arguments::Arguments;
use crate::programs::diff::lcs::matching;

/// Lines `from..to` of both texts, counted from 0, that differ.
#[derive(Clone, Copy)]
struct Change {
    one: (usize, usize),
    other: (usize, usize),
}

/// All differences, with `context` lines around each.
pub(super) fn hunks(
    process: &mut Process,
    texts: &[String; 2],
    context: usize,
    arguments: &Arguments,
) -> Result<String, Stop> {
    let context = context.min(1 << 20);
    let lines = [0, 1].map(|it| texts[it].split_inclusive('\n').collect::<Vec<&str>>());
    process.burn((texts[0].len() + texts[1].len()) as u64 / 16)?;
    let compared = [0, 1].map(|side: usize| {
        let lines = lines[side].iter();
        lines.map(|it| compared(it, arguments)).collect::<Vec<String>>()
    });
    let kept = matching(process, &compared[0], &compared[1])?;
    let mut changes = Vec::new();
    let mut at = 1;
    while at < kept.len() {
        let begin = at;
        while at + 1 < kept.len() && kept[at] == 0 {
            at += 1;
        }
        let other = (kept[begin - 1], kept[at] - 1);
        if begin < at || other.0 < other.1 {
            changes.push(Change { one: (begin - 1, at - 1), other });
        }
        at += 1;
    }
    if arguments.has('B') {
        let is_blank = |side: usize, (from, to): (usize, usize)| {
            lines[side][from..to].iter().all(|it| it.trim_end_matches('\n').is_empty())
        };
        changes.retain(|it| !(is_blank(0, it.one) && is_blank(1, it.other)));
    }
    let mut text = String::new();
    let near = |one: &Change, next: &Change| next.one.0 - one.one.1 <= 2 * context;
    for group in changes.chunk_by(near) {
        hunk(&mut text, &lines, group, context);
        crate::expand::bounded(process, text.len()).map_err(Stop::Limit)?;
    }
    Ok(text)
}

/// A line as it is compared.
fn compared(line: &str, arguments: &Arguments) -> String {
    let mut line = String::from(line);
    if arguments.has('w') {
        line.retain(|it| !it.is_whitespace());
    } else if arguments.has('b') {
        line = line.split_whitespace().fold(String::new(), |line, it| line + " " + it);
    }
    if arguments.has('i') { line.to_ascii_lowercase() } else { line }
}

fn hunk(text: &mut String, lines: &[Vec<&str>; 2], changes: &[Change], context: usize) {
    let (Some(first), Some(last)) = (changes.first(), changes.last()) else { return };
    let before = first.one.0.min(context);
    let after = (lines[0].len() - last.one.1).min(context);
    let range = |from: usize, to: usize| match to - from {
        0 => format!("{from},0"),
        1 => (from + 1).to_string(),
        count => format!("{},{count}", from + 1),
    };
    let one = range(first.one.0 - before, last.one.1 + after);
    let other = range(first.other.0 - before, last.other.1 + after);
    *text += &format!("@@ -{one} +{other} @@\n");
    let mut show = |sign: char, side: usize, from: usize, to: usize| {
        for line in &lines[side][from..to] {
            text.push(sign);
            *text += line;
            if !line.ends_with('\n') {
                *text += "\n\\ No newline at end of file\n";
            }
        }
    };
    let mut at = first.one.0 - before;
    for change in changes {
        show(' ', 0, at, change.one.0);
        show('-', 0, change.one.0, change.one.1);
        show('+', 1, change.other.0, change.other.1);
        at = change.one.1;
    }
    show(' ', 0, at, at + after);
}
