//! apk-version and apk-solver-v2: the order of versions, and what `apk --simulate` prints.

use std::cmp::Ordering;
use std::rc::Rc;

use alpine::{Caller, Effect, Index, Repository, Upstream, apk, compare_versions, is_version};
use image::{AbsPath, Content, Entry, FileTree, SimTime};
use serde_json::Value;

use crate::case::{Case, Json};
use crate::verdict::Verdict;

const NOW: SimTime = SimTime::from_seconds(0);

/// Whether a row of apk-version holds for apk 2, which Alpine 3.22 has.
pub(crate) fn is_of_apk_2(case: &Case) -> bool {
    case.all.items("v").iter().any(|it| *it == 2)
}

pub(crate) fn compare(case: &Case) -> Verdict {
    if case.kind == "valid" {
        let got = is_version(&case.input.text("version"));
        return Verdict::equal(case.expected.is_true("valid"), got);
    }
    let (a, b) = (case.input.text("a"), case.input.text("b"));
    let order = compare_versions(&a, &b);
    let got = match case.input.text("op").as_str() {
        "<" => order == Ordering::Less,
        ">" => order == Ordering::Greater,
        "=" => order == Ordering::Equal,
        "<=" => order != Ordering::Greater,
        ">=" => order != Ordering::Less,
        other => return Verdict::cannot_run(format!("the operator {other}")),
    };
    Verdict::equal(case.expected.is_true("result"), got)
}

pub(crate) fn solve(case: &Case) -> Verdict {
    let input = &case.input;
    let repositories = input.items("repos");
    let mut tree = files(input, repositories);
    let served = repositories.iter().enumerate().map(|(index, it)| Repository {
        url: address(index),
        index: Rc::new(Index::read_apkindex(&it.text("index"))),
        size: 1,
        description: String::new(),
        packages: 1,
    });
    let upstream = Upstream::default().with_repositories(served.collect());
    let home = AbsPath::root();
    let root = Caller { uid: 0, working_dir: &home };
    let mut words = input.texts("args");
    if words.iter().any(|it| it == "--no-network") {
        apk(&["update".to_string()], &mut tree, &upstream, NOW, root);
    }
    words.push("--simulate".to_string());
    let printed = |effect: Effect| {
        if let Effect::Unsupported { what } = effect {
            return Some(format!("not simulated: {what}\n"));
        }
        let Effect::Print { line, .. } = effect else { return None };
        Some(line + "\n").filter(|it| !it.starts_with("fetch "))
    };
    let effects = apk(&words, &mut tree, &upstream, NOW, root).effects;
    let got: String = effects.into_iter().filter_map(printed).collect();
    let expected = case.expected.text("output");
    Verdict::check(got == expected, &expected, &got)
}

/// An empty root with the files of apk.
fn files(input: &Value, repositories: &[Value]) -> FileTree {
    let mut tree = FileTree::default();
    for path in ["/etc", "/etc/apk", "/lib", "/lib/apk", "/lib/apk/db"] {
        let put = tree.insert(&AbsPath::new(path), Entry::directory(0o755, NOW));
        put.expect("the directory above was made before");
    }
    let line = |(index, it): (usize, &Value)| {
        let tag = it["tag"].as_str().map(|it| format!("{it} ")).unwrap_or_default();
        format!("{tag}{}\n", address(index))
    };
    let lines: String = repositories.iter().enumerate().map(line).collect();
    for (path, text) in [
        ("/lib/apk/db/installed", input.text("installed")),
        ("/etc/apk/world", input.texts("world").join("\n")),
        ("/etc/apk/repositories", lines),
    ] {
        let file = Entry::file(Content::new(text.as_bytes()), 0o644, NOW);
        tree.insert(&AbsPath::new(path), file).expect("its directory was made before");
    }
    tree
}

fn address(index: usize) -> String {
    format!("http://localhost/r{index}")
}
