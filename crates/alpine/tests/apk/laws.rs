//! What holds for any input.

use alpine::{Caller, Index, Upstream, apk};
use image::{AbsPath, Content, Entry, FileTree, SimTime};
use proptest::collection::vec;
use proptest::prelude::*;

/// The container of the base image, with some files replaced.
fn tree(files: &[(&str, &str)]) -> FileTree {
    let now = SimTime::from_seconds(0);
    let reference = "alpine".parse().expect("a reference");
    let published = Upstream::default().image(&reference, now).expect("the registry has it");
    let mut tree = published.image.tree().clone();
    for (path, text) in files {
        let entry = Entry::file(Content::new(text.as_bytes()), 0o644, now);
        tree.insert(&AbsPath::new(path), entry).expect("its directory is there");
    }
    tree
}

/// Small indexes and databases over few names, so that packages meet.
fn records() -> impl Strategy<Value = String> {
    let word = "(!?)[abc](=1|>1|<2|~1|)";
    let words = move || vec(word, 0..3).prop_map(|it| it.join(" "));
    let record = ("[abc]", "[12]", words(), words(), words(), "[a-z/.]{0,6}");
    let text = record.prop_map(|(name, version, depends, provides, install_if, path)| {
        format!(
            "P:{name}\nV:{version}\nI:1\nD:{depends}\np:{provides}\ni:{install_if}\nF:{path}\nR:{path}\n\n"
        )
    });
    vec(text, 0..8).prop_map(|it| it.concat())
}

fn args() -> impl Strategy<Value = Vec<String>> {
    let word = prop_oneof![
        "add|del|fix|upgrade|update|info|search|list|policy|version|fetch|cache|audit",
        "-[a-zA-Z]|-vv|--(no-cache|virtual|prune|force|root|initdb|system|ignore)|-p|/x|--",
        "(!?)[abc](=1|>1|)",
        "\\PC{0,4}",
    ];
    vec(word, 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn apk_answers_to_anything(
        args in args(), installed in records(), index in records(), world in vec("(!?)[abcd](=1|)", 0..3),
    ) {
        let mut tree = tree(&[
            ("/lib/apk/db/installed", &installed),
            ("/etc/apk/world", &world.join("\n")),
            ("/etc/apk/repositories", "http://x/r"),
        ]);
        let repository = alpine::Repository {
            url: String::from("http://x/r"),
            index: Index::read_apkindex(&index).into(),
            size: 1,
            description: String::new(),
            packages: 1,
        };
        let now = SimTime::from_seconds(0);
        let upstream = Upstream::default().with_repositories(vec![repository]);
        apk(&args, &mut tree, &upstream, now, Caller { uid: 0, working_dir: &AbsPath::root() });
    }

    #[test]
    fn apk_reads_any_text(text in "\\PC*", words in vec("[PVDpiFRaMS]:[a-z0-9:/.= ]{0,9}\n?", 0..30)) {
        for text in [text, words.concat(), words.join("\n")] {
            let mut tree = tree(&[
                ("/lib/apk/db/installed", &text),
                ("/lib/apk/db/triggers", &text),
                ("/etc/apk/world", &text),
            ]);
            let now = SimTime::from_seconds(0);
            apk(&[String::from("upgrade")], &mut tree, &Upstream::default(), now, Caller { uid: 0, working_dir: &AbsPath::root() });
        }
    }
}

#[test]
fn long_chains_and_circles_of_dependencies_end() {
    let package = |name: usize, needs: usize| format!("P:p{name}\nV:1\nD:p{needs}\n\n");
    let chain: String = (0..4000).map(|it| package(it, it + 1)).collect();
    let circle: String = (0..200).map(|it| package(it, (it + 1) % 200)).collect();
    for (installed, world) in [(&chain, "p0"), (&chain, ""), (&circle, "p7"), (&circle, "")] {
        let mut tree = tree(&[("/lib/apk/db/installed", installed), ("/etc/apk/world", world)]);
        let now = SimTime::from_seconds(0);
        apk(
            &[String::from("upgrade")],
            &mut tree,
            &Upstream::default(),
            now,
            Caller { uid: 0, working_dir: &AbsPath::root() },
        );
    }
}
