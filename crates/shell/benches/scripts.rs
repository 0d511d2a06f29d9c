//! How long scripts take: an ordinary loop, and those that only a limit ends.

use alpine::Upstream;
use divan::Bencher;
use image::{AbsPath, FileTree, SimTime};
use shell::{Command, Costs, Limits, Machine, User};

fn main() {
    divan::main();
}

/// Scripts that end by themselves.
const ORDINARY: [(&str, &str); 4] = [
    ("loop", "i=0; while [ $i -lt 10000 ]; do i=$((i+1)); done; echo $i"),
    ("functions", "f() { x=$1; }; for i in $(seq 3000); do f $i; done; echo $x"),
    ("programs", "for i in $(seq 300); do echo $i | sed s/1/2/ > f; done; cat f"),
    ("files", "for i in $(seq 500); do echo $i >> log; mkdir -p d/$i; done; ls d | wc -l"),
];

/// Scripts that only a limit ends.
const ENDLESS: [(&str, &str); 14] = [
    ("loop", "while :; do :; done"),
    ("fork-bomb", ":(){ :|:& };:"),
    ("forks", "f() { (f) & wait; }; f"),
    ("yes", "yes"),
    ("zeros", "cat /dev/zero"),
    ("terabyte", "dd if=/dev/zero of=f bs=1M count=1000000"),
    ("recursion", "f() { f; }; f"),
    ("eval", "f() { eval f; }; f"),
    ("doubling", "a=aaaa; while :; do a=\"$a$a\"; done"),
    ("growing-file", "while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa >> f; done"),
    ("copying", "echo a > f; while :; do cat f f > g; cat g g > f; done"),
    ("substitutions", "while :; do x=$(echo a | cat); done"),
    ("pattern", "x=$(seq 9999); while :; do y=${x##*1*2*3*z}; done"),
    ("globs", "touch $(seq 999); while :; do echo * > /dev/null; done"),
];

#[divan::bench(args = ORDINARY.map(|it| it.0))]
fn ordinary(bencher: Bencher, name: &str) {
    time(bencher, &ORDINARY, name);
}

#[divan::bench(args = ENDLESS.map(|it| it.0), sample_count = 3, sample_size = 1)]
fn until_a_limit(bencher: Bencher, name: &str) {
    time(bencher, &ENDLESS, name);
}

fn time(bencher: Bencher, scripts: &[(&str, &str)], name: &str) {
    let (_, script) = scripts.iter().find(|it| it.0 == name).expect("a script of that name");
    let now = SimTime::from_seconds(1_764_000_000);
    let upstream = Upstream::default();
    let alpine =
        upstream.image(&"alpine".parse().expect("a reference"), now).expect("always there");
    let tree = alpine.image.tree().clone();
    bencher.bench_local(|| run(&upstream, tree.clone(), now, script));
}

fn run<'u>(upstream: &'u Upstream, tree: FileTree, now: SimTime, script: &str) -> Machine<'u> {
    let mut machine = Machine {
        tree,
        now,
        hostname: String::from("box"),
        upstream,
        costs: Costs::default(),
        access: Vec::new(),
        limits: Limits::default(),
        trace: Vec::new(),
    };
    let command = Command {
        argv: ["/bin/sh", "-c", script].map(String::from).to_vec(),
        env: vec![(String::from("PATH"), String::from("/usr/bin:/bin"))],
        working_dir: AbsPath::new("/tmp"),
        user: User::default(),
        stdin: Vec::new(),
    };
    shell::run(&mut machine, command).expect("Alpine has a shell");
    machine
}
