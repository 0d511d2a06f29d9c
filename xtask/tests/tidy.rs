//! The house rules that no compiler checks.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "reads the files of this workspace"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Crates that only `app` may use: they know a browser.
const BROWSER_CRATES: &[&str] = &["yew", "web-sys", "js-sys", "gloo", "wasm-bindgen"];

/// Modules of `std` that touch the real machine: only `cli` and `xtask` may use them.
const MACHINE_MODULES: &[&str] = &["fs", "env"];

#[test]
fn every_crate_has_a_row_and_every_row_a_crate() {
    let rows: BTreeSet<String> = table().into_keys().collect();
    let mut folders = BTreeSet::new();
    for entry in fs::read_dir(root().join("crates")).expect("the folder of all crates") {
        let path = entry.expect("an entry").path();
        if path.join("Cargo.toml").is_file() {
            folders.insert(name_of(&path));
        }
    }
    assert_eq!(rows, folders, "left: the table in ARCHITECTURE.md, right: the folders in crates/");
    for name in &rows {
        let manifest = read(&format!("crates/{name}/Cargo.toml"));
        assert!(manifest.contains(&format!("name = \"{name}\"")), "crates/{name} has another name");
        assert!(
            manifest.contains("[lints]\nworkspace = true"),
            "crates/{name}/Cargo.toml does not take the workspace's lints"
        );
    }
}

#[test]
fn dependencies_follow_the_table() {
    let table = table();
    for (name, allowed) in &table {
        for dependency in dependencies(&read(&format!("crates/{name}/Cargo.toml"))) {
            let is_ours = table.contains_key(&dependency);
            assert!(
                !is_ours || allowed.contains(&dependency),
                "`{name}` depends on `{dependency}`, but its row in ARCHITECTURE.md says: {allowed:?}"
            );
        }
    }
}

#[test]
fn only_app_knows_a_browser() {
    for name in table().keys().filter(|it| *it != "app") {
        for dependency in dependencies(&read(&format!("crates/{name}/Cargo.toml"))) {
            let is_of_browser = BROWSER_CRATES
                .iter()
                .any(|it| dependency == *it || dependency.starts_with(&format!("{it}-")));
            assert!(!is_of_browser, "`{name}` depends on `{dependency}`; only `app` may");
        }
    }
}

#[test]
fn only_cli_and_xtask_touch_the_machine() {
    for name in table().keys().filter(|it| *it != "cli") {
        for path in files(&format!("crates/{name}/src"), &["rs"]) {
            let text = fs::read_to_string(&path).expect("UTF-8");
            let code: String =
                text.lines().filter(|it| !it.trim_start().starts_with("//")).collect();
            for module in MACHINE_MODULES {
                assert!(!uses(&code, module), "{} uses `std::{module}`", short(&path));
            }
        }
    }
}

#[test]
fn every_file_says_what_it_is_for_and_is_short() {
    let vague = ["mod", "utils", "util", "helpers", "prelude", "common"];
    let mut remarks = Vec::new();
    for path in ["crates", "tests", "xtask"].iter().flat_map(|it| files(it, &["rs"])) {
        let text = fs::read_to_string(&path).expect("UTF-8");
        let file = short(&path);
        if !text.starts_with("//! ") {
            remarks.push(format!("{file} does not start with `//! ` and a sentence"));
        }
        let lines = text.lines().count();
        if 400 < lines {
            remarks.push(format!("{file} has {lines} lines; at most 400 are read with pleasure"));
        }
        if vague.iter().any(|it| path.file_stem().is_some_and(|stem| stem == *it)) {
            remarks.push(format!("{file} has a name that says nothing"));
        }
    }
    assert!(remarks.is_empty(), "{}", remarks.join("\n"));
}

#[test]
fn lessons_hold_only_what_their_summary_lists() {
    let lessons: Vec<PathBuf> = files("lessons", &[]);
    if lessons.is_empty() {
        return;
    }
    let summary = root().join("lessons/SUMMARY.md");
    assert!(summary.is_file(), "lessons/SUMMARY.md is missing; it gives the order of the lessons");
    let summary = fs::read_to_string(summary).expect("UTF-8");
    let links = summary.split("](").skip(1).filter_map(|it| it.split_once(')'));
    let listed: BTreeSet<&str> = links.map(|(link, _)| link.trim_start_matches("./")).collect();
    for link in &listed {
        let exists = root().join("lessons").join(link).is_file();
        assert!(exists, "lessons/SUMMARY.md lists `{link}`, which is not there");
    }
    for path in lessons {
        let parts: Vec<String> = path
            .strip_prefix(root().join("lessons"))
            .expect("it was found there")
            .components()
            .map(|it| it.as_os_str().to_str().expect("UTF-8").to_string())
            .collect();
        // lessons/NAME, lessons/LANGUAGE/NAME for a translation, or lessons/scenarios/NAME.
        let name = match &parts[..] {
            [name] | [_, name] => name.as_str(),
            _ => panic!("{} lies too deep", short(&path)),
        };
        let known = name == "SUMMARY.md"
            || listed.contains(name)
            || listed.contains(parts.join("/").as_str());
        assert!(known, "{} is not listed in lessons/SUMMARY.md", short(&path));
    }
}

#[test]
fn every_reminder_has_a_name() {
    let reminder = ["TO", "DO"].concat();
    let kinds = ["rs", "mjs", "js", "css", "html", "toml"];
    for path in ["crates", "tests", "xtask", "www"].iter().flat_map(|it| files(it, &kinds)) {
        let text = fs::read_to_string(&path).expect("UTF-8");
        for (index, line) in text.lines().enumerate() {
            let named = line.split(&reminder).skip(1).all(|after| after.starts_with('('));
            assert!(named, "{}:{}: `{reminder}` without a (name)", short(&path), index + 1);
        }
    }
}

#[test]
fn every_dependency_is_defended() {
    let manifest = read("Cargo.toml");
    for line in section(&manifest, "workspace.dependencies") {
        let defended = line.contains("path = ") || line.contains(" # ");
        assert!(defended, "Cargo.toml: `{line}` does not end with a comment why it is there");
    }
}

/// The table of ARCHITECTURE.md: which of our crates each crate may use.
fn table() -> BTreeMap<String, BTreeSet<String>> {
    let text = read("ARCHITECTURE.md");
    let head = "| crate | the rule it enforces | may use (of ours) |";
    let (_, rows) = text.split_once(head).expect("ARCHITECTURE.md has the table of crates");
    let rows: Vec<Vec<&str>> = rows
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').collect())
        .collect();
    let names: BTreeSet<String> = rows.iter().flat_map(|row| in_backticks(row[0])).collect();
    let row = |cells: &Vec<&str>| {
        let [name, _, may_use] = cells[..] else { panic!("three cells, not {cells:?}") };
        let listed: BTreeSet<String> = in_backticks(may_use).collect();
        let all_but = may_use.trim().starts_with("all but");
        let allowed = if all_but { &names - &listed } else { listed };
        (in_backticks(name).next().expect("a crate's name"), allowed)
    };
    rows.iter().map(row).collect()
}

fn in_backticks(text: &str) -> impl Iterator<Item = String> {
    text.split('`').skip(1).step_by(2).map(str::to_string)
}

/// The names in the `[dependencies]` of a manifest, for any target.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let name = |line: &str| line.split(['.', ' ', '=']).next().unwrap_or_default().to_string();
    section(manifest, "dependencies").iter().map(|line| name(line)).collect()
}

/// The lines of the sections called `[name]` or `[….name]`, without comments.
fn section<'a>(manifest: &'a str, name: &str) -> Vec<&'a str> {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in manifest.lines().filter(|it| !it.is_empty() && !it.starts_with('#')) {
        if let Some(title) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
            inside = title == name || title.ends_with(&format!(".{name}"));
            inside &= name != "dependencies" || !title.starts_with("workspace");
        } else if inside {
            lines.push(line);
        }
    }
    lines
}

/// Whether `code` names `std::module`, also as one of several in braces.
fn uses(code: &str, module: &str) -> bool {
    let is_word = |it: char| it.is_alphanumeric() || it == '_';
    let starts = |text: &str| {
        text.strip_prefix(module).is_some_and(|it| !it.starts_with(|it| is_word(it) || it == '!'))
    };
    code.split("std::").skip(1).any(|after| {
        let several = after.strip_prefix('{').and_then(|it| it.split_once(';'));
        starts(after)
            || several.is_some_and(|(names, _)| names.split([',', '{']).any(|it| starts(it.trim())))
    })
}

/// All files below `folder` with one of the `extensions` (any, if none is given), in order.
fn files(folder: &str, extensions: &[&str]) -> Vec<PathBuf> {
    let mut folders = vec![root().join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            let extension = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
            if path.is_dir() && !["node_modules", "target"].contains(&name_of(&path).as_str()) {
                folders.push(path);
            } else if path.is_file() && (extensions.is_empty() || extensions.contains(&extension)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn name_of(path: &Path) -> String {
    path.file_name().and_then(|it| it.to_str()).expect("a name in UTF-8").to_string()
}

/// The path as one writes it at the top of the workspace.
fn short(path: &Path) -> String {
    path.strip_prefix(root()).expect("a file of this workspace").display().to_string()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the workspace")
}
