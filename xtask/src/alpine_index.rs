//! `cargo xtask alpine-index`: Alpine's package index in the project's own format.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, ensure};

use crate::process::output;
use crate::root;

/// The repositories of a release, in the order in which their indexes are named on the command line.
const REPOSITORIES: &[&str] = &["main", "community"];
const SECONDS_PER_DAY: u64 = 86_400;

/// The command: reads one `APKINDEX` or `APKINDEX.tar.gz` a repository and writes the data file. Keeps the packages that
/// the file has now and all that they need; or all there are, with `--all`.
pub(crate) fn alpine_index(arguments: &[String]) -> Result<ExitCode> {
    let (options, files): (Vec<&String>, Vec<&String>) =
        arguments.iter().partition(|it| it.starts_with("--"));
    ensure!(options.iter().all(|it| *it == "--all"), "the only option is --all");
    let most = REPOSITORIES.len();
    ensure!((1..=most).contains(&files.len()), "it takes the index of `main`, and of `community`");
    let repositories: Vec<Vec<Record>> =
        files.iter().map(|it| Ok(records(&read(Path::new(it))?))).collect::<Result<_>>()?;
    let data = data_file();
    let kept = match options.is_empty() {
        true => Some(closure(&repositories, &names_of(&fs::read_to_string(&data)?))),
        false => None,
    };
    let mut text = String::new();
    let mut count = 0;
    for (repository, records) in REPOSITORIES.iter().zip(&repositories) {
        text += &format!("[{repository}]\n");
        for record in records {
            if kept.as_ref().is_none_or(|it| it.contains(record.field('P'))) {
                text += &record.compact();
                count += 1;
            }
        }
    }
    fs::write(&data, text)?;
    println!("{count} packages are in {}.", data.display());
    Ok(ExitCode::SUCCESS)
}

fn data_file() -> PathBuf {
    root().join("crates/alpine/data/v3.22.packages")
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

    /// The package in our format, which crates/alpine/data/README.md describes.
    fn compact(&self) -> String {
        let version = self.field('V');
        let built: u64 = self.field('t').parse().unwrap_or_default();
        let day = built / SECONDS_PER_DAY;
        let (name, size, installed) = (self.field('P'), self.field('S'), self.field('I'));
        let mut text = format!("{name} {version} {size} {installed} {day}");
        if !self.field('k').is_empty() {
            text += &format!(" {}", self.field('k'));
        }
        let own_version = format!("={version}");
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
    let headers = data.lines().filter(|it| !it.starts_with(['[', '<', '>', '?']));
    headers.filter_map(|it| it.split(' ').next()).map(str::to_string).collect()
}

/// The packages called `names`, and all that provide something they need.
fn closure(repositories: &[Vec<Record>], names: &[String]) -> BTreeSet<String> {
    let bare = |word: &str| word.split(['<', '>', '=', '~', '@']).next().unwrap_or("").to_string();
    let mut wanted = names.to_vec();
    let mut seen: BTreeSet<String> = names.iter().cloned().collect();
    let mut kept = BTreeSet::new();
    while let Some(name) = wanted.pop() {
        for record in repositories.iter().flatten() {
            let provides = record.words('p').any(|it| bare(it) == name);
            if record.field('P') == name || provides {
                kept.insert(record.field('P').to_string());
                let needs = record.words('D').filter(|it| !it.starts_with('!')).map(bare);
                wanted.extend(needs.filter(|it| seen.insert(it.clone())));
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_becomes_a_few_short_lines() {
        let index = "P:a\nV:1-r0\nS:10\nI:20\nt:172800\nD:b c=1-r0\np:cmd:a=1-r0\nk:5\n\nP:b\nV:2\nS:1\nI:1\n";
        let records = records(index);
        assert_eq!(records[0].compact(), "a 1-r0 10 20 2 5\n<b c=\n>cmd:a=\n");
        assert_eq!(records[1].compact(), "b 2 1 1 0\n");
        let names = closure(&[records], &["a".to_string()]);
        assert_eq!(names.into_iter().collect::<Vec<String>>(), ["a", "b"]);
    }
}
