//! The command line of apk.

mod table;

use std::collections::BTreeSet;

use table::{Meaning, OPTIONS, Row};

pub(crate) use table::{Flag, Setting};

/// A command line that was understood.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// The command's name, if one is there.
    pub(crate) command: Option<String>,
    pub(crate) arguments: Vec<String>,
    flags: BTreeSet<Flag>,
    settings: Vec<(Setting, String)>,
    /// How often `-q` and `-v` are there.
    quiet: usize,
    verbose: usize,
}

/// Why a command line was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Misuse {
    /// apk has no such option, in getopt's words.
    Unknown(String),
    /// apk has it, we do not.
    Unsupported(String),
}

impl Options {
    /// Reads `args`; `commands` are the commands that there are.
    pub(crate) fn parse(args: &[String], commands: &[&str]) -> Result<Options, Misuse> {
        // As apk: the first word that names a command decides which options there are.
        let command = args.iter().find(|it| commands.contains(&it.as_str())).cloned();
        let mut options = Options { command: command.clone(), ..Options::default() };
        let has = |row: &&Row| {
            row.2.is_empty() || row.2.split(' ').any(|it| Some(it) == command.as_deref())
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

    /// The last value of an option.
    pub(crate) fn value(&self, setting: Setting) -> Option<&str> {
        self.values(setting).next_back()
    }

    pub(crate) fn values(&self, setting: Setting) -> impl DoubleEndedIterator<Item = &str> {
        self.settings.iter().filter(move |it| it.0 == setting).map(|it| it.1.as_str())
    }

    /// How much to print: 1 is the ordinary, each `-v` adds one, each `-q` takes one away.
    pub(crate) fn verbosity(&self) -> usize {
        (1 + self.verbose).saturating_sub(self.quiet)
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
            let row = rows.iter().find(|it| it.1.contains(letter));
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
            Meaning::Setting(setting) => self.settings.push((setting, value.to_string())),
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
            Meaning::Setting(_) | Meaning::NothingOf | Meaning::UnsupportedOf => true,
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
            ("add --cache-dir /x", Misuse::Unsupported("--cache-dir".to_string())),
        ] {
            let args: Vec<String> = line.split(' ').map(str::to_string).collect();
            assert_eq!(Options::parse(&args, &["add"]).unwrap_err(), expected, "{line}");
        }
    }
}
