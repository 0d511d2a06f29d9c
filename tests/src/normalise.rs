//! What of a transcript can be compared between a real engine and ours.

use std::collections::BTreeMap;

/// Lines that only a real `apk`, or only the recording engine's stand-in for it, prints.
const APK_LINES: [&str; 5] = ["Installing ", "fetch http", "OK: ", "Executing ", "("];
/// The history of the base image itself; the recording engine's was imported and has none.
const BASE_HISTORY: [&str; 2] =
    ["CMD [\"/bin/sh\"]", "ADD alpine-minirootfs-3.22.2-x86_64.tar.gz / # buildkit"];

/// Takes out of a transcript only what a change of the cost model changes: image IDs, which bear a date, and times.
pub fn mask(text: &str) -> String {
    let mut names = Names::default();
    let lines: Vec<String> = text.lines().map(|it| names.replace(&without_log_time(it))).collect();
    lines.join("\n") + "\n"
}

/// Takes chance and time out of a transcript: names become numbers in order of appearance, times a mark, and BuildKit's
/// progress the sorted list of its steps, each with how it ended.
pub fn normalise(text: &str) -> String {
    // One program's line on standard error may come in pieces, each with a color of its own.
    let text = text.replace('\r', "").replace("\u{1b}[0m\u{1b}[91m", "");
    let mut lines = Vec::new();
    let mut progress = Progress::default();
    for line in text.lines().filter(|it| !it.trim().is_empty()) {
        if progress.take(line) || is_of_the_base(line) {
            continue;
        }
        lines.append(&mut progress.finish());
        lines.push(line.to_string());
    }
    lines.append(&mut progress.finish());
    let mut names = Names::default();
    let named: Vec<String> = lines.iter().map(|it| names.replace(&without_size(it))).collect();
    named.join("\n") + "\n"
}

fn is_of_the_base(line: &str) -> bool {
    let history = line.split('|').next().unwrap_or(line);
    APK_LINES.iter().any(|it| line.starts_with(it))
        || BASE_HISTORY.contains(&history)
        || line == "|1.98MB|Imported from -"
}

/// The context's size depends on how long its names are.
fn without_size(line: &str) -> String {
    let head = "Sending build context to Docker daemon";
    match line.strip_prefix(head) {
        Some(_) => format!("{head} <size>"),
        None => line.to_string(),
    }
}

/// `#5 0.304 hello` without the time.
fn without_log_time(line: &str) -> String {
    let parts: Vec<&str> = line.splitn(3, ' ').collect();
    let is_time =
        |it: &str| it.contains('.') && it.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    match parts[..] {
        [number, time, text] if number.starts_with('#') && is_time(time) => {
            format!("{number} <t> {text}")
        }
        _ => line.to_string(),
    }
}

/// The operations of one build, by the number that BuildKit gives them.
#[derive(Default)]
struct Progress {
    operations: BTreeMap<u32, (String, &'static str)>,
}

impl Progress {
    /// Takes a line of plain progress: `#5 [2/2] RUN true`, `#5 CACHED`.
    fn take(&mut self, line: &str) -> bool {
        let Some((number, rest)) = line.strip_prefix('#').and_then(|it| it.split_once(' ')) else {
            return false;
        };
        let Ok(number) = number.parse() else { return false };
        let entry = self.operations.entry(number).or_insert((String::new(), "?"));
        if rest.starts_with('[') && entry.0.is_empty() {
            entry.0 = rest.to_string();
        }
        for end in ["CACHED", "DONE", "ERROR", "CANCELED"] {
            if rest.starts_with(end) && (entry.1 == "?" || end != "DONE") {
                entry.1 = end;
            }
        }
        true
    }

    /// The steps in order of their text; what the client and the exporter do is left out.
    fn finish(&mut self) -> Vec<String> {
        let operations = std::mem::take(&mut self.operations).into_values();
        let steps =
            operations.filter(|(name, _)| !name.is_empty() && !name.starts_with("[internal]"));
        let mut lines: Vec<String> = steps.map(|(name, end)| format!("{name} => {end}")).collect();
        lines.sort();
        lines
    }
}

/// Names of images and containers, in order of appearance.
#[derive(Default)]
struct Names {
    known: BTreeMap<String, usize>,
}

impl Names {
    /// Content sums of copied files stay: they are the same everywhere.
    fn replace(&mut self, line: &str) -> String {
        let mut out = String::new();
        let mut rest = line;
        while let Some(start) = rest.find(is_word) {
            out.push_str(&rest[..start]);
            rest = &rest[start..];
            let end = rest.find(|it| !is_word(it)).unwrap_or(rest.len());
            let word = &rest[..end];
            let is_sum = ["file:", "dir:", "multi:"].iter().any(|it| out.ends_with(it));
            if is_hex(word) && [12, 64].contains(&word.len()) && !is_sum {
                out.push_str(&self.name(&word[..12]));
            } else if is_seconds(word) {
                let whole = out.trim_end_matches(|it: char| it.is_ascii_digit() || it == '.').len();
                out.truncate(whole);
                out.push_str("<t>");
            } else {
                out.push_str(word);
            }
            rest = &rest[end..];
        }
        out + rest
    }

    fn name(&mut self, id: &str) -> String {
        let next = self.known.len() + 1;
        format!("<id{}>", self.known.entry(id.to_string()).or_insert(next))
    }
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

fn is_hex(word: &str) -> bool {
    word.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_seconds(word: &str) -> bool {
    let digits = word.strip_suffix('s').unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn chance_and_time_are_taken_out() {
        let text = "\
#1 [internal] load .dockerignore
#1 DONE 0.0s

#6 [2/2] RUN true
#6 sha256:d284cb3744395eda1b910803b60e4a254aaf0bb962376b4efcc6718de342fcb7
#6 CACHED
#6 DONE 0.1s

#5 [1/2] FROM docker.io/library/alpine
#5 DONE 12.3s
Sending build context to Docker daemon  2.048kB\r\r
 ---> f8011e104fc0
 ---> Running in 875907004200
Successfully built f8011e104fc0 in 1.5s
COPY file:d284cb3744395eda1b910803b60e4a254aaf0bb962376b4efcc6718de342fcb7 in /
sha256:f8011e104fc0515668360e0883f5d562693dbcd929b693fe78afc03d3c690e81
";
        expect![[r#"
            [1/2] FROM docker.io/library/alpine => DONE
            [2/2] RUN true => CACHED
            Sending build context to Docker daemon <size>
             ---> <id1>
             ---> Running in <id2>
            Successfully built <id1> in <t>
            COPY file:d284cb3744395eda1b910803b60e4a254aaf0bb962376b4efcc6718de342fcb7 in /
            sha256:<id1>
        "#]]
        .assert_eq(&normalise(text));
    }
}
