//! The programs that we simulate, as one table.

mod accounts;
mod apk;
mod arguments;
mod awk;
mod busybox;
mod cat;
mod children;
mod columns;
mod compare;
mod compile;
mod copy;
mod count;
mod dd;
mod decimal;
mod diff;
mod directories;
mod disk;
mod dump;
mod echo;
mod encode;
mod ends;
mod environment;
mod expr;
mod find;
mod format;
mod grep;
mod gzip;
mod identity;
mod install;
mod lines;
mod links;
mod ls;
mod machine;
mod make;
mod mktemp;
mod npm;
mod paths;
mod permissions;
mod pip;
mod printf;
mod registry;
mod remove;
mod rename;
mod resolve;
mod sed;
mod sh;
mod sort;
mod split;
mod stat;
mod streams;
mod strings;
mod stub;
mod sums;
mod tar;
mod test;
mod touch;
mod tr;
mod trivial;
mod unzip;
mod usage;
mod walk;
mod wget;
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

impl Program {
    /// Runs the program.
    pub(crate) fn start(&self, process: &mut Process) -> Result<ExitCode, Stop> {
        // As BusyBox: these take `--help` for a word. (appletlib.c, show_usage_if_dash_dash_help)
        let takes_words = ["apk", "[", "echo", "false", "test", "true"].contains(&self.name);
        if !takes_words && process.args().len() == 1 && process.args()[0] == "--help" {
            usage::print(process)?;
            return Ok(ExitCode::SUCCESS);
        }
        match (self.run)(process) {
            Err(Stop::Ended(code)) => Ok(code),
            result => result,
        }
    }
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
    whole("addgroup", accounts::addgroup),
    whole("adduser", accounts::adduser),
    part("apk", apk::apk, "see `apk --help`"),
    whole("arch", machine::arch),
    part("ash", sh::sh, "no job control; background commands run at once"),
    whole("awk", awk::awk),
    whole("base64", encode::base64),
    whole("basename", paths::basename),
    whole("busybox", busybox::busybox),
    whole("cat", cat::cat),
    part("cc", compile::gcc, "makes stand-ins; does not check the sources"),
    part("chgrp", permissions::chgrp, "no -h"),
    whole("chmod", permissions::chmod),
    part("chown", permissions::chown, "no -h, -L, -H, -P"),
    whole("cksum", sums::cksum),
    whole("clear", machine::clear),
    whole("cmp", compare::cmp),
    whole("comm", compare::comm),
    part("cp", copy::cp, "no -i"),
    part("cut", lines::cut, "no -F, -D"),
    part("date", machine::date, "no -d with words, no setting of the clock"),
    part("dd", dd::dd, "files of many zeros are stand-ins; no conv=swab, conv=sync"),
    whole("delgroup", accounts::delgroup),
    whole("deluser", accounts::deluser),
    part("df", disk::df, "one file system: the tree and the room that is left"),
    part("diff", diff::diff, "no -S, -T, -t"),
    whole("dirname", paths::dirname),
    part("du", disk::du, "no -l, -H"),
    whole("echo", echo::echo),
    whole("egrep", grep::egrep),
    part("env", environment::env, "no -0"),
    whole("expand", columns::expand),
    whole("expr", expr::expr),
    whole("factor", split::factor),
    part("fallocate", dd::fallocate, "large files are stand-ins"),
    whole("false", trivial::no),
    whole("fgrep", grep::fgrep),
    part(
        "find",
        find::find,
        "the tests and actions of BusyBox, but -inum, -links, -context, -xdev, -ok",
    ),
    whole("fold", columns::fold),
    part("free", machine::free, "a fixed machine"),
    part("g++", compile::gcc, "makes stand-ins; does not check the sources"),
    part("gcc", compile::gcc, "makes stand-ins; does not check the sources"),
    part(
        "go",
        compile::go,
        "makes stand-ins; does not check the sources; all modules have one size",
    ),
    whole("grep", grep::grep),
    whole("groups", who::groups),
    whole("gunzip", gzip::gunzip),
    part("gzip", gzip::gzip, "one way of packing, whatever the level"),
    part("hd", dump::hexdump, "no -e, -f"),
    whole("head", ends::head),
    part("hexdump", dump::hexdump, "no -e, -f"),
    part("hostname", machine::hostname, "prints the name only"),
    whole("id", who::id),
    whole("install", install::install),
    part("ionice", children::ionice, "all programs are equal"),
    part("less", cat::cat, "as cat: nobody turns the page"),
    whole("link", links::link),
    part("ln", links::ln, "no -b, -S"),
    whole("logname", identity::logname),
    part("ls", ls::ls, "one name a line; no -i, -s, -x, -C"),
    part("make", make::make, "no conditions, includes and functions but wildcard and patsubst"),
    whole("md5sum", sums::md5sum),
    whole("mkdir", directories::mkdir),
    whole("mktemp", mktemp::mktemp),
    part("more", cat::cat, "as cat: nobody turns the page"),
    part("mv", rename::mv, "no -i"),
    part("nice", children::nice, "all programs are equal"),
    whole("nl", lines::nl),
    part("nohup", children::nohup, "nothing hangs up"),
    part("npm", npm::npm, "a registry of a dozen packages, whose files are stand-ins"),
    part("nproc", machine::nproc, "always two"),
    part("od", dump::od, "no floating-point numbers, no -S"),
    whole("paste", columns::paste),
    part("pip", pip::pip, "a registry of a dozen packages, whose files are stand-ins"),
    part("pip3", pip::pip, "as pip"),
    whole("printenv", environment::printenv),
    whole("printf", printf::printf),
    part("ps", machine::ps, "only itself"),
    whole("pwd", paths::pwd),
    part("python", pip::python, "no Python: only -m pip, -m venv, --version"),
    part("python3", pip::python, "no Python: only -m pip, -m venv, --version"),
    part("python3.12", pip::python, "no Python: only -m pip, -m venv, --version"),
    whole("readlink", resolve::readlink),
    whole("realpath", resolve::realpath),
    whole("rev", lines::rev),
    part("rm", remove::rm, "no -i"),
    whole("rmdir", directories::rmdir),
    part("sed", sed::sed, "no w, r, e, and no labels"),
    whole("seq", streams::seq),
    whole("setsid", children::setsid),
    part("sh", sh::sh, "no job control; background commands run at once"),
    whole("sha1sum", sums::sha1sum),
    whole("sha256sum", sums::sha256sum),
    whole("sha512sum", sums::sha512sum),
    part("sleep", machine::sleep, "whole seconds and their fractions in the simulated clock"),
    whole("sort", sort::sort),
    whole("split", split::split),
    part("stat", stat::stat, "no -f, -t"),
    whole("strings", strings::strings),
    part("su", identity::su, "no passwords: only root may"),
    whole("su-exec", identity::su_exec),
    whole("sync", trivial::yes),
    whole("tac", lines::tac),
    part("tail", ends::tail, "-f shows no more than there is"),
    part("tar", tar::tar, "no -j, -J, -X, -T"),
    whole("tee", streams::tee),
    whole("test", test::test),
    whole("time", environment::time),
    part(
        "timeout",
        children::timeout,
        "in simulated time; what the program did after it stays done",
    ),
    part("top", machine::top, "runs until it is stopped, and shows nothing"),
    part("touch", touch::touch, "-d YYYY-MM-DD hh:mm[:ss], @seconds; no -h"),
    whole("tr", tr::tr),
    part("tree", split::tree, "no options"),
    whole("true", trivial::yes),
    part("truncate", dd::truncate, "large files are stand-ins"),
    whole("tty", machine::tty),
    part("uname", machine::uname, "a fixed kernel"),
    whole("unexpand", columns::unexpand),
    whole("uniq", lines::uniq),
    whole("unlink", links::unlink),
    part("unzip", unzip::unzip, "only -l"),
    whole("users", trivial::yes),
    whole("usleep", machine::usleep),
    whole("wc", count::wc),
    part("wget", wget::wget, "a few hosts with a few files; no --post-data"),
    part("which", environment::which, "no -a"),
    whole("whoami", who::whoami),
    part("xargs", xargs::xargs, "no -a, -L, -s, -p"),
    part("xxd", dump::xxd, "-r reads on, and does not seek"),
    whole("yes", streams::yes),
    whole("zcat", gzip::zcat),
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
