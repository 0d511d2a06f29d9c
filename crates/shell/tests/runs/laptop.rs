//! The shell that waits in a terminal.

use image::AbsPath;
use shell::{ExitCode, Extras, Interpreted, Machine, Process, Shell, Stop, Stream};

use crate::machine::{NOW, ROOT, command, files, machine, output, upstream};

/// A machine that has `docker`, which prints its arguments and one variable.
struct Docker;

impl Extras for Docker {
    fn has(&self, name: &str) -> bool {
        name == "docker"
    }

    fn run(&mut self, _name: &str, process: &mut Process) -> Result<ExitCode, Stop> {
        let kit = process.env("DOCKER_BUILDKIT").unwrap_or("unset").to_string();
        let line = format!("{} in {} with {kit}\n", process.args().join(" "), process.cwd());
        process.print(line)?;
        Ok(ExitCode(3))
    }
}

/// Runs `texts` one after the other; gives what was printed, and how each ended.
fn session(texts: &[&str]) -> (String, Vec<Interpreted>) {
    let upstream = upstream();
    let mut tree = files(&upstream);
    let stub = image::Entry::file(image::Content::new(*b"a client\n"), 0o755, NOW);
    tree.insert(&AbsPath::new("/usr/bin/docker"), stub).expect("/usr/bin is there");
    let mut machine: Machine = machine(&upstream, tree);
    let mut shell = Shell::new(command(ROOT, &["sh"]));
    let ends =
        texts.iter().map(|it| shell.interpret(&mut machine, it, &mut Docker)).collect::<Vec<_>>();
    (output(&machine.trace, &[Stream::Stdout, Stream::Stderr]), ends)
}

#[test]
fn a_shell_remembers() {
    let (printed, ends) = session(&[
        "x=1; f() { echo f $1; }; alias hi='echo hello'; mkdir d; cd d; umask 077; false",
        "echo $? $x; hi there; f a; pwd; umask",
        "exec 3> ../out; echo kept >&3",
        "echo too >&3; cat ../out",
        "cd nope; echo after",
        ": ${y?}; echo not reached",
        "echo $?; exit 4",
    ]);
    assert_eq!(
        printed,
        "1 1\nhello there\nf a\n/tmp/d\n0077\nkept\ntoo\n\
         sh: cd: can't cd to nope: No such file or directory\nafter\nsh: y: parameter not set\n2\n"
    );
    assert_eq!(ends[0], Interpreted::Complete(ExitCode(1)));
    assert_eq!(ends[5], Interpreted::Complete(ExitCode(2)));
    assert_eq!(ends[6], Interpreted::Exited(ExitCode(4)));
}

#[test]
fn docker_is_a_program_like_any_other() {
    let (printed, ends) = session(&[
        "DOCKER_BUILDKIT=1 docker build -t t . && echo no; echo $?",
        "which docker; docker ps > f; cat f; echo a b | xargs docker",
        "export DOCKER_BUILDKIT=0; sh -c 'docker images'",
    ]);
    assert_eq!(
        printed,
        "build -t t . in /tmp with 1\n3\n/usr/bin/docker\nps in /tmp with unset\n\
         a b in /tmp with unset\nimages in /tmp with 0\n"
    );
    assert_eq!(ends[2], Interpreted::Complete(ExitCode(3)));
}

#[test]
fn nothing_of_an_incomplete_text_runs() {
    let (printed, ends) = session(&["echo a; cat <<EOF\nbody", "echo a; if true", "echo 'a"]);
    assert_eq!(printed, "");
    assert_eq!(ends, [Interpreted::Incomplete; 3]);
}

#[test]
fn a_copied_shell_goes_its_own_way() {
    let upstream = upstream();
    let mut machine = machine(&upstream, files(&upstream));
    let mut shell = Shell::new(command(ROOT, &["sh"]));
    shell.interpret(&mut machine, "printf '1\\n2\\n' > f; exec < f; read x", &mut Docker);
    let mut copy = shell.clone();
    copy.interpret(&mut machine, "read x; cd /; echo $x", &mut Docker);
    shell.interpret(&mut machine, "read x; echo $x", &mut Docker);
    assert_eq!(output(&machine.trace, &[Stream::Stdout]), "2\n2\n");
    assert_eq!((copy.working_dir().as_str(), shell.working_dir().as_str()), ("/", "/tmp"));
}
