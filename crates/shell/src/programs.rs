//! The programs that we simulate, as one table.

mod apk;
mod arguments;
mod busybox;
mod cat;
mod copy;
mod count;
mod directories;
mod disk;
mod echo;
mod ends;
mod environment;
mod expr;
mod find;
mod grep;
mod lines;
mod links;
mod ls;
mod machine;
mod mktemp;
mod paths;
mod permissions;
mod printf;
mod remove;
mod rename;
mod resolve;
mod sed;
mod sh;
mod sort;
mod stat;
mod streams;
mod stub;
mod sums;
mod test;
mod touch;
mod tr;
mod trivial;
mod walk;
mod who;
mod xargs;

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;

pub(crate) use echo::echo;
pub(crate) use printf::printf;
pub(crate) use sh::sh;
pub(crate) use stub::stub;
pub(crate) use test::test;

/// Where programs are looked for if the environment does not say.
pub(crate) const DEFAULT_PATH: &str =
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// A program that we simulate.
pub struct Program {
    pub name: &'static str,
    /// What this version leaves out; empty if nothing that matters.
    pub limits: &'static str,
    pub(crate) run: fn(&mut Process) -> Result<ExitCode, Stop>,
}

/// A program with nothing left out that matters.
const fn whole(name: &'static str, run: fn(&mut Process) -> Result<ExitCode, Stop>) -> Program {
    Program { name, limits: "", run }
}

const fn part(
    name: &'static str,
    run: fn(&mut Process) -> Result<ExitCode, Stop>,
    limits: &'static str,
) -> Program {
    Program { name, limits, run }
}

/// All programs, by name.
pub const PROGRAMS: &[Program] = &[
    whole("[", test::bracket),
    part("apk", apk::apk, "see `apk --help`"),
    part("ash", sh::sh, "no job control; background commands run at once"),
    whole("basename", paths::basename),
    whole("busybox", busybox::busybox),
    part("cat", cat::cat, "no -v, -t, -e, -A"),
    part("chgrp", permissions::chgrp, "no -h"),
    whole("chmod", permissions::chmod),
    part("chown", permissions::chown, "no -h, -L, -H, -P"),
    part("cp", copy::cp, "no -i, -l, -s, -t"),
    part("cut", lines::cut, "no -O"),
    part("date", machine::date, "no -d with words, no setting of the clock"),
    part("df", disk::df, "one file system: the tree and the room that is left"),
    whole("dirname", paths::dirname),
    part("du", disk::du, "no -l, -H"),
    whole("echo", echo::echo),
    part("env", environment::env, "no -0"),
    whole("expr", expr::expr),
    whole("false", trivial::no),
    part(
        "find",
        find::find,
        "the tests and actions of BusyBox, but -inum, -links, -context, -xdev, -ok",
    ),
    part("grep", grep::grep, "no -A, -B, -C, -z"),
    whole("head", ends::head),
    part("hostname", machine::hostname, "prints the name only"),
    part("id", who::id, "no other users than the running one"),
    part("ln", links::ln, "symbolic links only"),
    part("ls", ls::ls, "one name a line; no -i, -s, -x, -C"),
    whole("md5sum", sums::md5sum),
    whole("mkdir", directories::mkdir),
    whole("mktemp", mktemp::mktemp),
    part("mv", rename::mv, "no -i, -t"),
    part("nl", lines::nl, "no options"),
    whole("printenv", environment::printenv),
    whole("printf", printf::printf),
    whole("pwd", paths::pwd),
    whole("readlink", resolve::readlink),
    whole("realpath", resolve::realpath),
    whole("rev", lines::rev),
    part("rm", remove::rm, "no -i"),
    whole("rmdir", directories::rmdir),
    part("sed", sed::sed, "no w, r, e, and no labels"),
    part("seq", streams::seq, "whole numbers only"),
    part("sh", sh::sh, "no job control; background commands run at once"),
    whole("sha256sum", sums::sha256sum),
    part("sleep", machine::sleep, "whole seconds and their fractions in the simulated clock"),
    part("sort", sort::sort, "no -h, -M, -V, -z"),
    part("stat", stat::stat, "only with -c"),
    whole("tac", lines::tac),
    part("tail", ends::tail, "no -f"),
    whole("tee", streams::tee),
    whole("test", test::test),
    whole("time", environment::time),
    part("touch", touch::touch, "-d YYYY-MM-DD hh:mm[:ss], @seconds; no -h"),
    whole("tr", tr::tr),
    whole("true", trivial::yes),
    part("uname", machine::uname, "a fixed kernel"),
    part("uniq", lines::uniq, "no -f, -s, -w"),
    part("wc", count::wc, "no -L"),
    part("which", environment::which, "no -a"),
    whole("whoami", who::whoami),
    part("xargs", xargs::xargs, "no -a, -L, -s, -p"),
    whole("yes", streams::yes),
];

/// The program called `name`.
pub(crate) fn find(name: &str) -> Option<&'static Program> {
    PROGRAMS.iter().find(|it| it.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_of_names() {
        assert!(PROGRAMS.is_sorted_by(|one, other| one.name < other.name));
    }
}
