//! The commands of `docker`: one table of text, from which help is printed, and what runs those that are simulated.

use shell::{ExitCode, Process, Stop};

use super::Docker;
use super::flags::{Flag, Parsed};
use super::{
    archives, build, copy, history, images, inspect, lifecycle, manage, prune, ps, run, system,
    version, volumes,
};

/// A part for each command: `## name|arguments|aliases|about|usage`, then a line for each flag, or `= name` for a command
/// that has those of another. A command that is the same one by another name has nothing else.
const TEXT: &str = include_str!("commands.txt");
/// The usage of a command that only has others below it.
const GROUP: &str = "COMMAND";

/// A plugin of the client, which its help only lists where it is installed.
const PLUGIN: &str = "buildx";

/// Runs a command.
pub(crate) type Run = fn(&mut Docker, &mut Process, &Parsed) -> Result<ExitCode, Stop>;

/// What is simulated. A command of the table that is not here is real, but not simulated.
const RUN: &[(&str, Run)] = &[
    ("build", build::run),
    ("builder prune", prune::run_cache),
    ("buildx du", system::cache),
    ("commit", lifecycle::commit),
    ("container inspect", inspect::run_container),
    ("container prune", prune::run_containers),
    ("cp", copy::copy),
    ("create", run::create),
    ("diff", copy::diff),
    ("exec", run::execute),
    ("export", archives::export),
    ("history", history::run),
    ("image inspect", inspect::run_image),
    ("image prune", prune::run_images),
    ("images", images::run),
    ("import", archives::import),
    ("info", system::info),
    ("inspect", inspect::run),
    ("kill", lifecycle::kill),
    ("load", archives::load),
    ("logs", ps::logs),
    ("network create", volumes::create_network),
    ("network inspect", volumes::show_network),
    ("network ls", volumes::list_networks),
    ("network prune", prune::run_networks),
    ("network rm", volumes::remove_network),
    ("pause", lifecycle::pause),
    ("port", ps::port),
    ("ps", ps::run),
    ("pull", manage::pull),
    ("push", manage::push),
    ("rename", lifecycle::rename),
    ("restart", lifecycle::restart),
    ("rm", lifecycle::remove),
    ("rmi", manage::remove),
    ("run", run::run),
    ("save", archives::save),
    ("start", run::start),
    ("stop", lifecycle::stop),
    ("system df", system::usage),
    ("system prune", prune::run_system),
    ("tag", manage::tag),
    ("unpause", lifecycle::unpause),
    ("version", version::run),
    ("volume create", volumes::create),
    ("volume inspect", volumes::show),
    ("volume ls", volumes::list),
    ("volume prune", prune::run_volumes),
    ("volume rm", volumes::remove),
    ("wait", lifecycle::wait),
];

/// A command, as its help tells of it.
pub(crate) struct Command {
    /// As it is typed, without `docker`.
    pub(crate) name: &'static str,
    pub(crate) usage: &'static str,
    pub(crate) about: &'static str,
    /// Other names of its last word, with commas between.
    pub(crate) aliases: &'static str,
    pub(crate) arguments: Arguments,
    pub(crate) flags: Vec<Flag>,
    /// What runs it; nothing, if it is not simulated.
    pub(crate) run: Option<Run>,
}

/// How many arguments a command takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arguments {
    pub(crate) least: usize,
    pub(crate) most: usize,
}

impl Command {
    /// Whether other commands stand below it, and it is nothing itself.
    pub(crate) fn is_group(&self) -> bool {
        self.usage == GROUP
    }

    /// Whether what follows its arguments belongs to them, flags or not: `docker run IMAGE ls -l`.
    pub(crate) fn ends_flags(&self) -> bool {
        self.usage.ends_with("[ARG...]")
    }
}

/// The command that `name` means, by its own name or another.
pub(crate) fn find(name: &str) -> Option<Command> {
    let (group, last) = name.rsplit_once(' ').unwrap_or(("", name));
    let is_meant = |head: &str| {
        let mut fields = head.split('|');
        let own = fields.next().unwrap_or_default();
        let aliases = fields.nth(1).unwrap_or_default();
        own == name
            || own.rsplit_once(' ').is_some_and(|(it, _)| it == group)
                && aliases.split(',').any(|it| it == last)
    };
    let part = parts().find(|it| is_meant(head(it)))?;
    let same = part.lines().nth(1).and_then(|it| it.strip_prefix("= "));
    match (head(part).contains('|'), same) {
        (false, Some(same)) => find(same),
        (false, None) => None,
        (true, _) => Some(read(part)),
    }
}

/// The commands below `group` with what they are for; those of `docker` itself, if it is empty.
pub(crate) fn below(group: &str) -> Vec<(&'static str, &'static str)> {
    let mut found = Vec::new();
    for part in parts() {
        let name = head(part).split('|').next().unwrap_or_default();
        let (above, last) = name.rsplit_once(' ').unwrap_or(("", name));
        if above == group
            && let Some(command) = find(name)
            && !(group.is_empty() && command.is_group())
        {
            found.push((last, command.about));
        }
    }
    found
}

/// Docker's commands that manage one kind of thing.
pub(crate) fn groups() -> Vec<(&'static str, &'static str)> {
    let groups = parts().map(read).filter(|it| it.is_group() && it.name != PLUGIN);
    groups.map(|it| (it.name, it.about)).collect()
}

fn parts() -> impl Iterator<Item = &'static str> {
    TEXT.split("## ").skip(1)
}

fn head(part: &str) -> &str {
    part.lines().next().unwrap_or_default()
}

fn read(part: &'static str) -> Command {
    let mut lines = part.lines();
    let mut fields = lines.next().unwrap_or_default().splitn(5, '|');
    let mut field = || fields.next().unwrap_or_default();
    let (name, arguments, aliases, about, usage) = (field(), field(), field(), field(), field());
    let mut flags = Vec::new();
    let mut like = name;
    for line in lines {
        match line.strip_prefix("= ") {
            None => flags.extend(Flag::read(line)),
            Some(line) => {
                let mut words = line.split(' ');
                like = words.next().unwrap_or_default();
                flags = find(like).map(|it| it.flags).unwrap_or_default();
                let without: Vec<&str> = words.collect();
                flags.retain(|it| !without.contains(&it.long));
            }
        }
    }
    let run = |name: &str| RUN.iter().find(|(it, _)| *it == name).map(|(_, run)| *run);
    let run = run(name).or_else(|| run(like));
    Command { name, usage, about, aliases, arguments: arguments_of(arguments), flags, run }
}

/// `2`, `0-1` or `1+`.
fn arguments_of(text: &str) -> Arguments {
    let number = |it: &str| it.parse().unwrap_or(0);
    if let Some(least) = text.strip_suffix('+') {
        return Arguments { least: number(least), most: usize::MAX };
    }
    let (least, most) = text.split_once('-').unwrap_or((text, text));
    Arguments { least: number(least), most: number(most) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_that_is_run_is_in_the_table() {
        for (name, _) in RUN {
            let command = find(name).expect("it is in the table");
            assert_eq!(command.name, *name);
            assert!(command.run.is_some());
        }
    }

    #[test]
    fn the_table_can_be_read() {
        for part in parts() {
            let name = head(part).split('|').next().unwrap();
            let command = find(name).expect(name);
            assert!(command.is_group() || !command.about.is_empty(), "{name}");
            for flag in &command.flags {
                assert!(!flag.long.is_empty() && !flag.long.contains(' '), "{name}: {flag:?}");
            }
        }
    }

    #[test]
    fn one_command_has_several_names() {
        for (name, expected) in [
            ("image rmi", Some("image rm")),
            ("image list", Some("image ls")),
            ("image build", Some("build")),
            ("container run", Some("run")),
            ("list", None),
            ("image foo", None),
        ] {
            assert_eq!(find(name).map(|it| it.name), expected, "{name}");
        }
    }
}
