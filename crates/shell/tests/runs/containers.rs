//! Programs in a container: how they start, what they may do, what they leave.

use image::{AbsPath, ChangeKind, FileTree};
use shell::{Activity, StartError, User};

use crate::machine::{NOW, ROOT, files, run, start, upstream};

const NOBODY: User = User { uid: 1000, gid: 1000 };

/// The paths that a run changed, each with a letter.
fn changes(tree: &FileTree) -> Vec<String> {
    let diff = tree.diff(&files(&upstream()));
    let line = |change: &image::Change| {
        let letter = match change.kind {
            ChangeKind::Added(_) => 'A',
            ChangeKind::Modified(_) => 'C',
            ChangeKind::Deleted => 'D',
        };
        format!("{letter} {}", change.path)
    };
    diff.changes().iter().map(line).collect()
}

#[test]
fn a_run_leaves_its_files_and_nothing_of_the_runtime() {
    for (script, expected) in [
        (":", &[][..]),
        ("cat /etc/hosts /etc/hostname; echo x > /dev/null; echo x >> /etc/hosts", &[]),
        ("echo one > /out1.txt", &["A /out1.txt"]),
        ("mkdir -p /data/d1 && touch /data/d1/f", &["A /data", "A /data/d1", "A /data/d1/f"]),
        ("rm -rf /srv /nope", &["D /srv"]),
        ("echo hi > /tmp/a; rm /tmp/a", &["C /tmp"]),
        ("chmod 700 /srv", &["C /srv"]),
        ("mv /etc/motd /motd", &["C /etc", "D /etc/motd", "A /motd"]),
        ("rm -rf /dev /proc 2> /dev/null", &[]),
    ] {
        assert_eq!(changes(&run(ROOT, script).tree), expected, "{script}");
    }
}

#[test]
fn a_user_may_do_what_the_permissions_say() {
    for (script, expected) in [
        ("echo x > /copy1.txt", "/bin/sh: can't create /copy1.txt: Permission denied\n"),
        ("ls /root", "ls: can't open '/root': Permission denied\n"),
        ("cat /etc/shadow", "cat: can't open '/etc/shadow': Permission denied\n"),
        ("cd /root", "/bin/sh: cd: line 0: can't cd to /root: Permission denied\n"),
        ("rm /etc/motd", "rm: can't remove '/etc/motd': Permission denied\n"),
        ("chmod 777 /etc", "chmod: /etc: Operation not permitted\n"),
        ("touch /tmp/mine && stat -c '%u %a' /tmp/mine", "1000 644\n"),
        ("mkdir /x", "mkdir: can't create directory '/x': Permission denied\n"),
    ] {
        assert_eq!(run(NOBODY, script).output, expected, "{script}");
    }
}

#[test]
fn a_program_is_found_or_the_runtime_says_why_not() {
    let output = |argv: &[&str]| start(ROOT, argv).map(|it| it.output);
    let error = |argv: &[&str]| output(argv).err();
    assert_eq!(output(&["echo", "exec", "form"]), Ok(String::from("exec form\n")));
    assert_eq!(output(&["/bin/echo", "$HOME"]), Ok(String::from("$HOME\n")));
    let program = String::from("nope");
    assert_eq!(error(&["nope"]), Some(StartError::NotFound { program }));
    let program = String::from("/etc/passwd");
    assert_eq!(error(&["/etc/passwd"]), Some(StartError::PermissionDenied { program }));
    let program = String::from("/etc");
    assert_eq!(error(&["/etc"]), Some(StartError::IsADirectory { program }));
}

#[test]
fn packages_take_time_and_say_their_version() {
    let seconds = |ran: &crate::machine::Ran| (ran.now - NOW).as_secs();
    let redis = run(ROOT, "apk add --update redis");
    assert!(redis.output.ends_with("OK: 14 MiB in 19 packages\n"), "{}", redis.output);
    assert!((1..4).contains(&seconds(&redis)), "{}", seconds(&redis));
    let gcc = run(ROOT, "apk add gcc > /dev/null; gcc --version");
    assert_eq!(gcc.output, "gcc (Alpine 14.2.0) 14.2.0\n");
    assert!((7..12).contains(&seconds(&gcc)), "{}", seconds(&gcc));
    let fetched =
        gcc.trace.iter().filter(|it| matches!(it.activity, Activity::Fetched { .. })).count();
    assert_eq!(fetched, 14);
}

#[test]
fn waiting_takes_simulated_time_only() {
    let ran = run(ROOT, "sleep 3600; date");
    assert_eq!(ran.output, "Mon Nov 24 17:00:00 UTC 2025\n");
}

#[test]
fn sizes_of_stubs_are_those_of_the_real_files() {
    let ran = run(ROOT, "wc -c /bin/busybox; ls -l /bin/busybox; stat -c %s /bin/busybox");
    let upstream = upstream();
    let size = files(&upstream).entry(&AbsPath::new("/bin/busybox")).unwrap().size();
    assert_eq!(ran.output.matches(&size.to_string()).count(), 3, "{}", ran.output);
}
