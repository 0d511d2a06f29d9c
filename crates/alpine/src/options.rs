//! The command line of apk.

use std::collections::BTreeSet;

/// A command line that was understood.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// The command's name, if one is there.
    pub(crate) command: Option<String>,
    pub(crate) arguments: Vec<String>,
    flags: BTreeSet<Flag>,
    /// How often `-q` and `-v` are there.
    pub(crate) quiet: usize,
    pub(crate) verbose: usize,
    /// `-t NAME`
    pub(crate) virtual_name: Option<String>,
    /// `-X URL`
    pub(crate) repositories: Vec<String>,
}

/// An option without a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Flag {
    Help,
    Version,
    PrintArch,
    Force,
    UpdateCache,
    NoCache,
    NoNetwork,
    Simulate,
    NoScripts,
    /// `add -u`: newer versions of what is added; `fix -u`.
    Upgrade,
    Latest,
    Available,
    /// `del -r`: what depends on it too.
    ReverseDepends,
    /// `upgrade --prune`: forget what no repository has any more.
    Prune,
    NoSelfUpgrade,
    SelfUpgradeOnly,
    /// `fix -d` and `fix -r`: what is fixed needs the same; install again.
    Depends,
    Reinstall,
    Installed,
    Contents,
}

/// Why a command line was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Misuse {
    /// apk has no such option, in getopt's words.
    Unknown(String),
    /// apk has it, we do not.
    Unsupported(String),
}

/// What an option means to us.
#[derive(Clone, Copy, Debug)]
enum Meaning {
    Flag(Flag),
    Quiet,
    Verbose,
    Virtual,
    Repository,
    /// It changes nothing that we show.
    Nothing,
    /// The same, with a value.
    NothingOf,
    Unsupported,
    UnsupportedOf,
}

/// One option: its long name, its letter, the command that has it (none: all), its meaning.
type Row = (&'static str, Option<char>, Option<&'static str>, Meaning);

/// All options of apk 2.14. (apk.8.)
const OPTIONS: &[Row] = &[
    ("help", Some('h'), None, Meaning::Flag(Flag::Help)),
    ("root", Some('p'), None, Meaning::UnsupportedOf),
    ("repository", Some('X'), None, Meaning::Repository),
    ("quiet", Some('q'), None, Meaning::Quiet),
    ("verbose", Some('v'), None, Meaning::Verbose),
    ("interactive", Some('i'), None, Meaning::Unsupported),
    ("version", Some('V'), None, Meaning::Flag(Flag::Version)),
    ("force", Some('f'), None, Meaning::Flag(Flag::Force)),
    ("force-binary-stdout", None, None, Meaning::Nothing),
    ("force-broken-world", None, None, Meaning::Flag(Flag::Force)),
    ("force-missing-repositories", None, None, Meaning::Nothing),
    ("force-non-repository", None, None, Meaning::Nothing),
    ("force-old-apk", None, None, Meaning::Nothing),
    ("force-overwrite", None, None, Meaning::Nothing),
    ("force-refresh", None, None, Meaning::Flag(Flag::UpdateCache)),
    ("update-cache", Some('U'), None, Meaning::Flag(Flag::UpdateCache)),
    ("progress", None, None, Meaning::Nothing),
    ("no-progress", None, None, Meaning::Nothing),
    ("no-interactive", None, None, Meaning::Nothing),
    ("purge", None, None, Meaning::Nothing),
    ("allow-untrusted", None, None, Meaning::Nothing),
    ("wait", None, None, Meaning::NothingOf),
    ("timeout", None, None, Meaning::NothingOf),
    ("keys-dir", None, None, Meaning::UnsupportedOf),
    ("repositories-file", None, None, Meaning::UnsupportedOf),
    ("no-network", None, None, Meaning::Flag(Flag::NoNetwork)),
    ("no-cache", None, None, Meaning::Flag(Flag::NoCache)),
    ("no-logfile", None, None, Meaning::Nothing),
    ("cache-dir", None, None, Meaning::UnsupportedOf),
    ("cache-max-age", None, None, Meaning::UnsupportedOf),
    ("arch", None, None, Meaning::UnsupportedOf),
    ("print-arch", None, None, Meaning::Flag(Flag::PrintArch)),
    ("simulate", Some('s'), Some("add del fix upgrade"), Meaning::Flag(Flag::Simulate)),
    ("clean-protected", None, Some("add del fix upgrade"), Meaning::Nothing),
    ("overlay-from-stdin", None, Some("add del fix upgrade"), Meaning::Unsupported),
    ("no-scripts", None, Some("add del fix upgrade"), Meaning::Flag(Flag::NoScripts)),
    ("no-commit-hooks", None, Some("add del fix upgrade"), Meaning::Nothing),
    ("initramfs-diskless-boot", None, Some("add del fix upgrade"), Meaning::Unsupported),
    ("initdb", None, Some("add"), Meaning::Unsupported),
    ("no-chown", None, Some("add"), Meaning::Nothing),
    ("latest", Some('l'), Some("add upgrade"), Meaning::Flag(Flag::Latest)),
    ("upgrade", Some('u'), Some("add fix"), Meaning::Flag(Flag::Upgrade)),
    ("virtual", Some('t'), Some("add"), Meaning::Virtual),
    ("rdepends", Some('r'), Some("del"), Meaning::Flag(Flag::ReverseDepends)),
    ("available", Some('a'), Some("upgrade"), Meaning::Flag(Flag::Available)),
    ("no-self-upgrade", None, Some("upgrade"), Meaning::Flag(Flag::NoSelfUpgrade)),
    ("self-upgrade-only", None, Some("upgrade"), Meaning::Flag(Flag::SelfUpgradeOnly)),
    ("ignore", None, Some("upgrade"), Meaning::Unsupported),
    ("prune", None, Some("upgrade"), Meaning::Flag(Flag::Prune)),
    ("contents", Some('L'), Some("info"), Meaning::Flag(Flag::Contents)),
    ("installed", Some('e'), Some("info"), Meaning::Flag(Flag::Installed)),
    ("all", Some('a'), Some("info"), Meaning::Unsupported),
    ("description", Some('d'), Some("info"), Meaning::Unsupported),
    ("who-owns", Some('W'), Some("info"), Meaning::Unsupported),
    ("depends", Some('R'), Some("info"), Meaning::Unsupported),
    ("provides", Some('P'), Some("info"), Meaning::Unsupported),
    ("rdepends", Some('r'), Some("info"), Meaning::Unsupported),
    ("install-if", None, Some("info"), Meaning::Unsupported),
    ("rinstall-if", Some('I'), Some("info"), Meaning::Unsupported),
    ("size", Some('s'), Some("info"), Meaning::Unsupported),
    ("triggers", Some('t'), Some("info"), Meaning::Unsupported),
    ("webpage", Some('w'), Some("info"), Meaning::Unsupported),
    ("license", None, Some("info"), Meaning::Unsupported),
    ("replaces", None, Some("info"), Meaning::Unsupported),
    ("depends", Some('d'), Some("fix"), Meaning::Flag(Flag::Depends)),
    ("reinstall", Some('r'), Some("fix"), Meaning::Flag(Flag::Reinstall)),
    ("xattr", Some('x'), Some("fix"), Meaning::Unsupported),
    ("directory-permissions", None, Some("fix"), Meaning::Unsupported),
];

impl Options {
    /// Reads `args`; `commands` are the commands that there are.
    pub(crate) fn parse(args: &[String], commands: &[&str]) -> Result<Options, Misuse> {
        // As apk: the first word that names a command decides which options there are.
        let command = args.iter().find(|it| commands.contains(&it.as_str())).cloned();
        let mut options = Options { command: command.clone(), ..Options::default() };
        let has = |row: &&Row| match (row.2, &command) {
            (None, _) => true,
            (Some(users), Some(command)) => users.split(' ').any(|it| it == command),
            (Some(_), None) => false,
        };
        let rows: Vec<&Row> = OPTIONS.iter().filter(has).collect();
        let mut args = args.iter().map(String::as_str);
        while let Some(arg) = args.next() {
            if arg == "--" {
                options.arguments.extend(args.by_ref().map(str::to_string));
            } else if let Some(long) = arg.strip_prefix("--") {
                options.take_long(&rows, long, &mut args)?;
            } else if arg.len() > 1 && arg.starts_with('-') {
                options.take_short(&rows, &arg[1..], &mut args)?;
            } else {
                options.arguments.push(arg.to_string());
            }
        }
        if let Some(command) = &options.command
            && let Some(place) = options.arguments.iter().position(|it| it == command)
        {
            options.arguments.remove(place);
        }
        Ok(options)
    }

    pub(crate) fn has(&self, flag: Flag) -> bool {
        self.flags.contains(&flag)
    }

    /// `--name`, `--name=value` or a beginning that only one name has, as getopt_long reads it.
    fn take_long<'a>(
        &mut self,
        rows: &[&Row],
        text: &'a str,
        args: &mut impl Iterator<Item = &'a str>,
    ) -> Result<(), Misuse> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (text, None),
        };
        let mut beginning = rows.iter().filter(|it| it.0.starts_with(name));
        let exact = rows.iter().find(|it| it.0 == name);
        let (row, is_unique) = match exact {
            Some(row) => (Some(row), true),
            None => (beginning.next(), beginning.next().is_none()),
        };
        match row {
            Some(row) if is_unique => self.take(row, value, args),
            Some(_) => Err(Misuse::Unknown(format!("option is ambiguous: {name}"))),
            None => Err(Misuse::Unknown(format!("unrecognized option: {name}"))),
        }
    }

    /// Letters behind one dash; the rest of the word may be the last one's value.
    fn take_short<'a>(
        &mut self,
        rows: &[&Row],
        letters: &'a str,
        args: &mut impl Iterator<Item = &'a str>,
    ) -> Result<(), Misuse> {
        for (place, letter) in letters.char_indices() {
            let row = rows.iter().find(|it| it.1 == Some(letter));
            let Some(row) = row else {
                return Err(Misuse::Unknown(format!("unrecognized option: {letter}")));
            };
            let rest = &letters[place + letter.len_utf8()..];
            let value = Some(rest).filter(|it| row.3.takes_value() && !it.is_empty());
            self.take(row, value, args)?;
            if value.is_some() {
                break;
            }
        }
        Ok(())
    }

    fn take<'a>(
        &mut self,
        row: &Row,
        value: Option<&'a str>,
        args: &mut impl Iterator<Item = &'a str>,
    ) -> Result<(), Misuse> {
        let name = row.0;
        let value = match (row.3.takes_value(), value) {
            (true, value) => {
                let missing = || Misuse::Unknown(format!("option requires an argument: {name}"));
                value.or_else(|| args.next()).ok_or_else(missing)?
            }
            (false, None) => "",
            (false, Some(_)) => {
                let text = format!("option does not take an argument: {name}");
                return Err(Misuse::Unknown(text));
            }
        };
        match row.3 {
            Meaning::Flag(flag) => {
                self.flags.insert(flag);
            }
            Meaning::Quiet => self.quiet += 1,
            Meaning::Verbose => self.verbose += 1,
            Meaning::Virtual => self.virtual_name = Some(value.to_string()),
            Meaning::Repository => self.repositories.push(value.to_string()),
            Meaning::Nothing | Meaning::NothingOf => (),
            Meaning::Unsupported | Meaning::UnsupportedOf => {
                return Err(Misuse::Unsupported(format!("--{name}")));
            }
        }
        Ok(())
    }
}

impl Meaning {
    fn takes_value(self) -> bool {
        match self {
            Meaning::Virtual
            | Meaning::Repository
            | Meaning::NothingOf
            | Meaning::UnsupportedOf => true,
            Meaning::Flag(_)
            | Meaning::Quiet
            | Meaning::Verbose
            | Meaning::Nothing
            | Meaning::Unsupported => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_as_getopt_reads_them() {
        for (line, command, arguments, flags) in [
            ("add --update gcc", Some("add"), &["gcc"][..], &[Flag::UpdateCache][..]),
            ("--update add redis", Some("add"), &["redis"], &[Flag::UpdateCache]),
            ("add -Uu a -- -b", Some("add"), &["a", "-b"], &[Flag::UpdateCache, Flag::Upgrade]),
            ("info -e", Some("info"), &[], &[Flag::Installed]),
            ("add info", Some("add"), &["info"], &[]),
            ("nonsense", None, &["nonsense"], &[]),
        ] {
            let args: Vec<String> = line.split(' ').map(str::to_string).collect();
            let options = Options::parse(&args, &["add", "info"]).unwrap();
            assert_eq!(options.command.as_deref(), command, "{line}");
            assert_eq!(options.arguments, arguments, "{line}");
            assert!(flags.iter().all(|it| options.has(*it)), "{line}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_apart() {
        let unknown = |text: &str| Misuse::Unknown(text.to_string());
        for (line, expected) in [
            ("add --nope", unknown("unrecognized option: nope")),
            ("add --no-c", unknown("option is ambiguous: no-c")),
            ("add -t", unknown("option requires an argument: virtual")),
            ("add -Z", unknown("unrecognized option: Z")),
            ("add -p /x", Misuse::Unsupported("--root".to_string())),
        ] {
            let args: Vec<String> = line.split(' ').map(str::to_string).collect();
            assert_eq!(Options::parse(&args, &["add"]).unwrap_err(), expected, "{line}");
        }
    }
}
