//! How long `apk` takes: `cargo bench -p alpine`.

use std::rc::Rc;

use alpine::{Caller, Upstream, apk};
use divan::Bencher;
use image::{AbsPath, FileTree, SimTime};

const NOW: SimTime = SimTime::from_seconds(1_763_370_000);

fn main() {
    divan::main();
}

/// The world with all 5646 packages of `main`, and a container that has its index.
fn world() -> (Upstream, FileTree) {
    let upstream = Upstream::default().with_main(Rc::from(Upstream::MAIN));
    let reference = "alpine".parse().expect("a reference");
    let published = upstream.image(&reference, NOW).expect("the registry has it");
    let mut tree = published.image.tree().clone();
    run(&upstream, &mut tree, "update");
    (upstream, tree)
}

fn run(upstream: &Upstream, tree: &mut FileTree, line: &str) {
    let args: Vec<String> = line.split(' ').map(str::to_string).collect();
    let caller = Caller { uid: 0, working_dir: &AbsPath::root() };
    divan::black_box(apk(&args, tree, upstream, NOW, caller));
}

/// Commands over an index that is known already.
#[divan::bench(args = ["add -s build-base", "add -s redis", "upgrade -s", "search redis", "list"])]
fn command(bencher: Bencher, line: &str) {
    let (upstream, tree) = world();
    bencher.bench_local(|| run(&upstream, &mut tree.clone(), line));
}

/// Reading the data, as the first command of a session does.
#[divan::bench]
fn update(bencher: Bencher) {
    let (_, tree) = world();
    bencher.bench_local(|| {
        let upstream = Upstream::default().with_main(Rc::from(Upstream::MAIN));
        run(&upstream, &mut tree.clone(), "update");
    });
}
