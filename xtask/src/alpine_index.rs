//! `cargo xtask alpine-index`: Alpine's package index in the project's own format.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};

use crate::process::output;
use crate::root;

/// The repositories of a release, in the order in which their indexes are named on the command line.
const REPOSITORIES: &[&str] = &["main", "community"];
const SECONDS_PER_DAY: u64 = 86_400;

/// The command: reads one `APKINDEX` or `APKINDEX.tar.gz` a repository and writes the data files: the small one keeps the
/// packages that it has now and all that they need, the other has all of `main`.
pub(crate) fn alpine_index(files: &[String]) -> Result<ExitCode> {
    let most = REPOSITORIES.len();
    ensure!((1..=most).contains(&files.len()), "it takes the index of `main`, and of `community`");
    let repositories: Vec<Vec<Record>> =
        files.iter().map(|it| Ok(records(&read(Path::new(it))?))).collect::<Result<_>>()?;
    let small = root().join("crates/alpine/data/v3.22.packages");
    let kept = closure(&repositories, &names_of(&fs::read_to_string(&small)?));
    let mut text = String::new();
    for (repository, records) in REPOSITORIES.iter().zip(&repositories) {
        let records = records.iter().filter(|it| kept.contains(it.field('P')));
        text += &format!("[{repository}]\n{}", compact(records.collect()));
    }
    fs::write(&small, text)?;
    let all = root().join("crates/alpine/data/v3.22.main");
    fs::write(&all, compact(repositories[0].iter().collect()))?;
    println!("{} packages are in {}.", kept.len(), small.display());
    println!("{} packages are in {}.", repositories[0].len(), all.display());
    Ok(ExitCode::SUCCESS)
}

/// Packages in our format, which crates/alpine/data/README.md describes.
fn compact(mut records: Vec<&Record>) -> String {
    records.sort_by_key(|it| (it.source(), it.field('P')));
    let mut text = String::new();
    let mut last = String::new();
    for record in records {
        let source = record.source();
        if source != last {
            text += &source;
            last = source;
        }
        text += &record.compact();
    }
    text
}

/// One package: lines of a letter, a colon and a value.
struct Record {
    fields: Vec<(char, String)>,
}

impl Record {
    fn field(&self, letter: char) -> &str {
        self.fields.iter().find(|it| it.0 == letter).map_or("", |it| &it.1)
    }

    /// The words of all lines of a letter.
    fn words(&self, letter: char) -> impl Iterator<Item = &str> {
        let lines = self.fields.iter().filter(move |it| it.0 == letter);
        lines.flat_map(|it| it.1.split(' ')).filter(|it| !it.is_empty())
    }

    /// The source that it is built from: a line that all its packages have in common.
    fn source(&self) -> String {
        let built: u64 = self.field('t').parse().unwrap_or_default();
        let day = built / SECONDS_PER_DAY;
        format!("={} {} {day} {}\n", self.origin(), self.field('V'), self.field('L'))
    }

    fn origin(&self) -> &str {
        Some(self.field('o')).filter(|it| !it.is_empty()).unwrap_or(self.field('P'))
    }

    /// The package's own lines, without what its source tells.
    fn compact(&self) -> String {
        let (name, origin) = (self.field('P'), self.origin());
        let name = match name.strip_prefix(origin) {
            Some("") => ".",
            Some(rest) if rest.starts_with('-') => rest,
            Some(_) | None => name,
        };
        let mut text = format!("{name} {} {}", self.field('S'), self.field('I'));
        if !self.field('k').is_empty() {
            text += &format!(" {}", self.field('k'));
        }
        let own_version = format!("={}", self.field('V'));
        for (letter, mark) in [('D', '<'), ('p', '>'), ('i', '?')] {
            let short = |it: &str| match it.strip_suffix(&own_version) {
                Some(name) => format!("{name}="),
                None => it.to_string(),
            };
            let words: Vec<String> = self.words(letter).map(short).collect();
            if !words.is_empty() {
                text += &format!("\n{mark}{}", words.join(" "));
            }
        }
        text + "\n"
    }
}

fn read(file: &Path) -> Result<String> {
    let is_archive = file.extension().is_some_and(|it| it == "gz");
    if is_archive {
        let mut tar = Command::new("tar");
        return output(tar.arg("-xzOf").arg(file).arg("APKINDEX"));
    }
    fs::read_to_string(file).with_context(|| file.display().to_string())
}

fn records(text: &str) -> Vec<Record> {
    let field = |line: &str| {
        let (letter, value) = line.split_once(':')?;
        Some((letter.chars().next()?, value.to_string()))
    };
    let record = |block: &str| Record { fields: block.lines().filter_map(field).collect() };
    text.split("\n\n").map(record).filter(|it| !it.field('P').is_empty()).collect()
}

/// The packages that the data file has.
fn names_of(data: &str) -> Vec<String> {
    let mut source = "";
    let mut names = Vec::new();
    for line in data.lines().filter(|it| !it.starts_with(['[', '<', '>', '?'])) {
        let word = line.split(' ').next().unwrap_or_default();
        match word.strip_prefix('=') {
            Some(origin) => source = origin,
            None if word == "." => names.push(source.to_string()),
            None if word.starts_with('-') => names.push(format!("{source}{word}")),
            None => names.push(word.to_string()),
        }
    }
    names
}

/// The packages called `names`, and for each thing that they need and none of them provides, one that does.
fn closure(repositories: &[Vec<Record>], names: &[String]) -> BTreeSet<String> {
    let bare = |word: &str| word.split(['<', '>', '=', '~', '@']).next().unwrap_or("").to_string();
    let records = || repositories.iter().flatten();
    let provides = |record: &Record, name: &str| {
        record.field('P') == name || record.words('p').any(|it| bare(it) == name)
    };
    let mut kept: BTreeSet<String> = names.iter().cloned().collect();
    let mut provided: BTreeSet<String> = BTreeSet::new();
    loop {
        let listed: Vec<&Record> = records().filter(|it| kept.contains(it.field('P'))).collect();
        provided.extend(listed.iter().flat_map(|it| it.words('p').map(bare)));
        let needs = listed.iter().flat_map(|it| it.words('D')).filter(|it| !it.starts_with('!'));
        let is_missing = |it: &String| !kept.contains(it) && !provided.contains(it);
        let missing: BTreeSet<String> = needs.map(bare).filter(is_missing).collect();
        let found = missing.iter().filter_map(|name| records().find(|it| provides(it, name)));
        let before = kept.len();
        let found: Vec<String> = found.map(|it| it.field('P').to_string()).collect();
        kept.extend(found);
        if kept.len() == before {
            return kept;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_becomes_a_few_short_lines() {
        let index = "P:a\nV:1-r0\nS:10\nI:20\nt:172800\nD:b c=1-r0\np:cmd:a=1-r0\nk:5\nL:MIT\n\n\
                     P:b\nV:2\nS:1\nI:1\n\nP:a-dev\nV:1-r0\nS:1\nI:1\no:a\nt:172800\nL:MIT\n";
        let records = records(index);
        let text = compact(records.iter().collect());
        assert_eq!(text, "=a 1-r0 2 MIT\n. 10 20 5\n<b c=\n>cmd:a=\n-dev 1 1\n=b 2 0 \n. 1 1\n");
        assert_eq!(names_of(&text), ["a", "a-dev", "b"]);
        let names = closure(&[records], &["a".to_string()]);
        assert_eq!(names.into_iter().collect::<Vec<String>>(), ["a", "b"]);
    }
}
